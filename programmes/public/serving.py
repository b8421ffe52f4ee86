"""How a public page is served: the same bytes for everyone, fresh on every request, and cheap to ask for again.

No cookie, no token, no user. What its answer says to caches, and how it is compressed: embassy/page_cache/responses.py.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from embassy.context import is_open_to_search_engines
from embassy.page_cache.responses import finalize
from programmes.models import StatusReport

METHODS = ("GET", "HEAD", "OPTIONS")


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Make a view a public page. What it may show, it asks of the QuerySets' `published()`."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = view(request, *args, **kwargs)
        if not is_open_to_search_engines():
            response["X-Robots-Tag"] = "noindex, nofollow"
        return finalize(request, response) if response.status_code == 200 else response

    return page


def next_change(*, at: dt.datetime) -> dt.datetime | None:
    """The moment after `at` at which pages change although nobody writes and no day turns, or None."""
    ends: dt.datetime | None = StatusReport.objects.under_embargo(at=at).aggregate(ends=Min("effective_at"))[
        "ends"
    ]
    return ends
