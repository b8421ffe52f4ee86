"""Addresses of rows that were merged into others: they lead to the page of the one that stays."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from programmes.models import FormerSlug

View = Callable[..., HttpResponse]


def follows_merges(model: type[Model]) -> Callable[[View], View]:
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


def address_after_merge(request: HttpRequest, model: type[Model], slug: str) -> str:
    """The same address with the slug of the row that stays, or nothing where the public never knew the slug."""
    former = FormerSlug.objects.of(model).public().filter(slug=slug).order_by("-pk").first()
    if former is None or request.resolver_match is None:
        return ""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": former.leads_to.slug})
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
