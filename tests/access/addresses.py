"""Every address pattern of the site, as the resolver has it."""

from django.urls import get_resolver


def patterns(resolver=None, namespaces=(), route=""):
    """Yield (name, route) of each; one without a name is called by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = f"{route}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, inner, here)
        else:
            yield (":".join([*namespaces, pattern.name]) if pattern.name else here), here


def views(resolver=None):
    """The function that answers at each address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern)
        else:
            yield pattern.callback


def names():
    """The set of names (or routes) that need a row in the matrix."""
    return {name for name, _route in patterns()}
