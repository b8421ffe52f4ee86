"""A programme as readers will see it once it is published whole: for those who may edit it, and nobody else.

The public view itself makes the page, of the rows as publishing would leave them. They are written so inside a
transaction that is always rolled back, past the record and the stamp of the page cache, so that nothing of it is seen
elsewhere or stays. On SQLite that takes the lock that writers take: for as long as the page is being made.
"""

import re
from collections.abc import Callable
from copy import copy
from functools import wraps

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import get_script_prefix, resolve, reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programmes.actions.publishing import flags_when_whole
from programmes.models import Partnership, Programme
from programmes.public import views
from programmes.rules import permissions

METHODS = ("GET", "HEAD")
# The link that skips to the content comes before everything, the banner too.
SKIP_LINK = re.compile(r'<a class="skip-link"[^>]*>[^<]*</a>\n')
# Where a page leads to: links, forms, and what htmx asks for.
ADDRESS = re.compile(r'(?P<before>\s(?:href|action|hx-get)=")(?P<path>/[^"]*)"')


def preview_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Make a view, which is given the programme, a preview: never kept, and in no search engine."""

    @never_cache
    @require_http_methods(METHODS)
    @wraps(view)
    def page(request: HttpRequest, reference: str, **at: str) -> HttpResponseBase:
        programme = get_object_or_404(
            Programme.objects.visible_to(request.user).select_related("partnership__country"),
            reference=reference,
        )
        if not permissions.may_edit_programme(request.user, programme):
            raise PermissionDenied
        with transaction.atomic():
            _write_as_published(programme)
            response = view(_as_readers_ask(request, programme), programme, **at)
            transaction.set_rollback(True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return _marked(response, programme)

    page.methods = METHODS  # type: ignore[attr-defined]  # read by embassy.unsent
    return page


@preview_page
def programme(request: HttpRequest, shown: Programme) -> HttpResponse:
    """The programme's page."""
    return views.answer_programme(request, shown.partnership.country.slug, shown.slug)


@preview_page
def commitment(request: HttpRequest, shown: Programme, number: str) -> HttpResponse:
    """A commitment's page."""
    return views.answer_commitment(request, shown.partnership.country.slug, shown.slug, number)


@preview_page
def text(request: HttpRequest, shown: Programme) -> HttpResponse:
    """The page of the programme's text."""
    return views.answer_text(request, shown.partnership.country.slug, shown.slug)


def _as_readers_ask(request: HttpRequest, programme: Programme) -> HttpRequest:
    """The request as a reader's would be: at the public address, without an account."""
    above = reverse("preview:programme", args=[programme.reference])
    asked = copy(request)
    asked.path = f"{programme.get_absolute_url()}{request.path.removeprefix(above)}"
    asked.path_info = f"/{asked.path.removeprefix(get_script_prefix())}"
    asked.resolver_match = resolve(asked.path_info)
    asked.user = AnonymousUser()
    return asked


def _write_as_published(programme: Programme) -> None:
    """Set what publishing would set, and what else keeps it from readers: its country's publication."""
    for model, ids, values in flags_when_whole(programme):
        model._base_manager.filter(pk__in=ids).update(**values)
    Partnership.objects.filter(pk=programme.partnership_id).update(is_published=True)


def _marked(response: HttpResponse, programme: Programme) -> HttpResponse:
    """The page under a banner that says what it is, its links to the programme's own pages leading to previews."""
    page = response.content.decode()
    banner = render_to_string("public/preview_banner.html", {"programme": programme})
    link = SKIP_LINK.search(page)
    above = link.end() if link else 0
    response.content = f"{page[:above]}{banner}{_to_previews(page[above:], programme)}"
    return response


def _to_previews(page: str, programme: Programme) -> str:
    places = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            above = reverse("preview:programme", args=[programme.reference])
            places[programme.get_absolute_url()] = above

    def led(match: re.Match[str]) -> str:
        path: str = match["path"]
        own = next((own for own in places if path.startswith(own)), None)
        address = _below(places[own], path.removeprefix(own)) if own else path
        return f'{match["before"]}{address}"'

    return ADDRESS.sub(led, page)


def _below(above: str, rest: str) -> str:
    """The preview of what stands below the programme's address. Files and feeds have none: they lead to its page."""
    place, more = re.split(r"(?=[?#])", rest, maxsplit=1) if re.search(r"[?#]", rest) else (rest, "")
    if not place or place == "text/" or re.fullmatch(r"[0-9.]+/", place):
        return f"{above}{place}{more}"
    return above
