"""How public addresses are served: the same bytes for everyone, fresh on every request, and cheap to ask for again.

No cookie, no token, no user. A day in the address is done, or refused. What an answer says to caches, and how it is
compressed: embassy/page_cache/responses.py.
An address with a parameter that it does not have is not answered as if it had none: a page leads to itself without it,
a file says 422. Either comes before any work.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeAlias

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import escape_leading_slashes
from django.views.decorators.csrf import csrf_exempt

from embassy.context import is_open_to_search_engines
from embassy.page_cache.responses import finalize
from programmes.models import StatusReport
from programmes.public.asking import repetitions, unknown_names
from programmes.public.days import day_refused, refuses_day
from programmes.public.parameters import NONE, Parameters
from programmes.public.refusals import language_of, refused_file, refused_page

METHODS = ("GET", "HEAD", "OPTIONS")

View: TypeAlias = Callable[..., HttpResponse]
Served: TypeAlias = Callable[..., HttpResponseBase]
Decorator: TypeAlias = Callable[[View], Served]


def public_page_with(knows: Parameters) -> Decorator:
    """Make a view a public page for people. What it may show, it asks of the QuerySets' `published()`."""
    return partial(_public, knows=knows, check=_checked_page)


def public_file_with(knows: Parameters) -> Decorator:
    """Make a view a public address for programs, which scripts of any site may read (embassy.middleware)."""

    def served(view: View) -> Served:
        page = _public(view, knows=knows, check=_checked_file)
        page.is_open_to_scripts = True  # type: ignore[attr-defined]
        return page

    return served


def public_page(view: View) -> Served:
    """A public page without parameters."""
    return public_page_with(NONE)(view)


def public_file(view: View) -> Served:
    """A public address for programs without parameters."""
    return public_file_with(NONE)(view)


def _public(
    view: View,
    *,
    knows: Parameters,
    check: Callable[[HttpRequest, Parameters], HttpResponse | None],
) -> Served:
    @csrf_exempt  # nothing can be sent, and the answer to PUT is 405
    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = (
            (day_refused(request) if refuses_day(view, request) else None)
            or check(request, knows)
            or view(request, *args, **kwargs)
        )
        if not is_open_to_search_engines():
            response["X-Robots-Tag"] = "noindex, nofollow"
        return finalize(request, response) if response.status_code == 200 else response

    page.knows = knows  # type: ignore[attr-defined]
    return page


def _checked_page(request: HttpRequest, knows: Parameters) -> HttpResponse | None:
    """The way to the same page without what it does not know; not for good, since it may know it one day."""
    if not request.GET:
        return None
    if unknown_names(request.GET, knows):
        query = request.GET.copy()
        for name in [name for name in query if name not in knows]:
            del query[name]
        path = escape_leading_slashes(request.path)
        return HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
    problems = repetitions(request.GET, knows)
    return refused_page(request, problems) if problems else None


def _checked_file(request: HttpRequest, knows: Parameters) -> HttpResponse | None:
    if not request.GET:
        return None
    with language_of(request):
        problems = unknown_names(request.GET, knows) + repetitions(request.GET, knows)
    return refused_file(request, problems) if problems else None


def next_change(*, at: dt.datetime) -> dt.datetime | None:
    """The moment after `at` at which pages change although nobody writes and no day turns, or None."""
    ends: dt.datetime | None = StatusReport.objects.under_embargo(at=at).aggregate(ends=Min("effective_at"))[
        "ends"
    ]
    return ends
