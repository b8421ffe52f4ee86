"""How a public page is served: the same bytes for everyone, fresh on every request, and cheap to ask for again.

No cookie, no token, no user. A browser or proxy may keep the page but asks each time (`no-cache`), and may show it for
a day while we cannot answer at all (`stale-if-error`); the strong ETag over the bytes answers that question with 304 as
long as nothing has changed. Pages that say so are also kept ready in the server: see embassy/page_cache.
"""

import hashlib
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers

from embassy.context import is_open_to_search_engines
from embassy.page_cache.encodings import COMPRESS, SMALLEST_TO_COMPRESS, best_encoding, etag_of
from programmes.models import StatusReport

METHODS = ("GET", "HEAD", "OPTIONS")
FRESHNESS = "public, no-cache, stale-if-error=86400"


def public_page(view):
    """Make a view a public page. What it may show, it asks of the QuerySets' `published()`."""

    @login_not_required
    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return finish(request, view(request, *args, **kwargs))

    return page


def finish(request, response):
    """Add validator, caching and compression; answer 304 when the reader has these very bytes."""
    if not is_open_to_search_engines():
        response["X-Robots-Tag"] = "noindex, nofollow"
    if response.status_code != 200:
        return response
    content = response.content
    encoding = (
        best_encoding(request.headers.get("Accept-Encoding", ""))
        if len(content) >= SMALLEST_TO_COMPRESS
        else ""
    )
    response["Cache-Control"] = FRESHNESS
    response["ETag"] = etag = etag_of(hashlib.sha256(content).hexdigest()[:32], encoding)
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is not response:
        return answer
    if encoding:
        response.content = COMPRESS[encoding](content)
        response["Content-Encoding"] = encoding
    return response


def next_change(*, at):
    """The moment after `at` at which pages change although nobody writes and no day turns, or None."""
    return StatusReport.objects.under_embargo(at=at).aggregate(ends=Min("effective_at"))["ends"]
