"""Addresses of rows that were merged into others: they lead to the page of the one that stays.

What an address asks a list for is found by such a slug, too; a page then leads to its address with the present one.
"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import escape_leading_slashes

from programmes.models import FormerSlug, Organisation, Sector
from programmes.models.former_slugs import COLUMNS

View = Callable[..., HttpResponse]
SharedList: TypeAlias = type[Organisation] | type[Sector]  # lists whose rows have pages of their own


def follows_merges(model: SharedList) -> Callable[[View], View]:
    """Let a view of one row, whose address holds its slug, answer for the slugs of those merged into it.

    The redirect is not a permanent one, since a merge can be undone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, slug, *args, **kwargs)
            except Http404:
                address = address_after_merge(request, model, slug)
                if not address:
                    raise
                return redirect(address)

        return page

    return decorate


def present_slugs(model: SharedList, slugs: Collection[str]) -> dict[str, str]:
    """{slug: that of the row that stays} of those under which the public knew a row, where it knows that one now."""
    column = COLUMNS[model]
    former = FormerSlug.objects.of(model).public().filter(slug__in=slugs)
    known = former.filter(**{f"{column}__in": model.objects.public().values("pk")})
    return dict(known.order_by("pk").values_list("slug", f"{column}__slug"))


def address_after_merge(request: HttpRequest, model: SharedList, slug: str) -> str:
    """The same address with the slug of the row that stays, or nothing where the public does not know of a merge."""
    present = present_slugs(model, [slug]).get(slug)
    if present is None or request.resolver_match is None:
        return ""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": present})
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def with_present_values(request: HttpRequest, present: Mapping[tuple[str, str], str]) -> HttpResponse:
    """The way to the same page whose address asks for the present slugs: {(parameter, former slug): slug}."""
    query = request.GET.copy()
    for name, values in query.lists():
        query.setlist(name, list(dict.fromkeys(present.get((name, value), value) for value in values)))
    return redirect(f"{escape_leading_slashes(request.path)}?{query.urlencode()}")
