"""How a public page is served: the same bytes for everyone, fresh on every request, and cheap to ask for again.

No cookie, no token, no user. A browser or proxy may keep the page but asks each time (`no-cache`); the strong ETag
over the bytes answers that question with 304 as long as nothing has changed.
"""

import gzip
import hashlib
from functools import wraps

import brotli
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers

from embassy.context import is_open_to_search_engines

METHODS = ("GET", "HEAD", "OPTIONS")
COMPRESS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
SMALLEST_TO_COMPRESS = 500  # bytes; below this the header costs more than is won


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
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()[:32]}{encoding and "-" + encoding}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is not response:
        return answer
    if encoding:
        response.content = COMPRESS[encoding](content)
        response["Content-Encoding"] = encoding
    return response


def best_encoding(accepted):
    """`br`, `gzip` or nothing, by what the reader's Accept-Encoding allows."""
    allowed = set()
    for part in accepted.split(","):
        name, _, parameters = part.strip().lower().partition(";")
        if parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(name.strip())
    return next((name for name in COMPRESS if name in allowed), "")
