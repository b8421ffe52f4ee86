"""Asks an address as every role with every method, and says where the answer is not the one in the table."""

from collections import Counter
from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.access.matrix import METHODS, ROLES
from tests.conftest import IS_TRIAL

# With these the role decides nothing that GET and POST do not show (test_matrix.py shows that): three ask, and one
# for each answer that the table has.
ASK_LITTLE = ("HEAD", "PUT", "DELETE", "OPTIONS")
THREE = ("anonymous", "member", "superuser")

# One for all: making one sets up the whole stack of middleware anew.
_client = Client(raise_request_exception=False)


def answer(method, address, *, cookies=None, data=None, follow=False):
    """The answer to one request in somebody's session, or with `follow` the page that it leads to; whatever was written
    is taken back.
    """
    _client.cookies = cookies.copy() if cookies else SimpleCookie()
    with transaction.atomic():
        response = getattr(_client, method)(address, data, follow=follow)
        transaction.set_rollback(True)
    cache.clear()  # nobody is throttled for what another one tried
    return response


def resolved(value, world):
    return value(world) if callable(value) else value


def address_of(row, world, names=()):
    """The address that a row is about, in English where it has a language; `names` are other names for keys of it."""
    names = dict(names)
    arguments = [names.get(key, key) for key in (resolved(value, world) for value in row.at)]
    with translation.override("en"):
        if "/" in row.name:  # a route without a name
            return f"/{row.name.replace('(?P<url>.*)$', 'nowhere/')}"
        return reverse(row.name, args=arguments)


def ask(row, world, *, role, method):
    """The status of the answer."""
    data = {key: str(value) for key, value in row.data(world).items()} if method == "POST" else None
    return answer(method.lower(), address_of(row, world), cookies=world.cookies[role], data=data).status_code


def wrong_answers(row, world, *, roles=ROLES, methods=METHODS, tried=None):
    """What is not as the table has it: (method, role, expected, got)."""
    tried = Counter() if tried is None else tried
    wrong = []
    for method in methods:
        expected = row.expected(method)
        for role in _asking(roles, method, expected):
            got = ask(row, world, role=role, method=method)
            tried[got] += 1
            if got != expected[role]:
                wrong.append((method, role, expected[role], got))
    return wrong


def _asking(roles, method, expected):
    if method not in ASK_LITTLE or IS_TRIAL:
        return roles
    first = {code: role for role, code in reversed(expected.items())}
    return [role for role in roles if role in THREE or role in first.values()]
