"""The form of every public answer: compressed as the reader's browser accepts it, under a strong validator (ETag).

Views give their answers this form with `finalize`, and the page cache its entries: both have it from here, so that
either says the same of the same page.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags

Headers = list[tuple[str, str]]

# A browser or proxy may keep the page but asks each time, and may show it for a day while we cannot answer at all.
CACHE_CONTROL = "public, no-cache, stale-if-error=86400"
SMALLEST_TO_COMPRESS = 500  # bytes; below this the header costs more than is won
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
    "": lambda content: content,
}
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": lambda content: content,
}
HEADERS_SIZE = 3000  # bytes, about, of an entry beside its content
_REFUSED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
_OF_AN_ENCODING = {"etag", "content-length", "content-encoding"}


@lru_cache(maxsize=256)  # asked for every ready page, and browsers send a handful of them
def best_encoding(accepted: str) -> str:
    """`br`, `gzip` or nothing, by what the reader's Accept-Encoding allows."""
    allowed = set()
    for part in accepted.split(","):
        name, _, parameters = part.strip().lower().partition(";")
        if parameters.replace(" ", "") not in _REFUSED:
            allowed.add(name.strip())
    return next((name for name in COMPRESS if name in allowed), "")


def encoding_for(content: bytes, encoding: str) -> str:
    """The encoding that content goes out in: small content stays as it is."""
    return encoding if len(content) >= SMALLEST_TO_COMPRESS else ""


def etag_of(digest: str, encoding: str) -> str:
    """The strong ETag of some content in an encoding."""
    return f'"{digest}-{encoding}"' if encoding else f'"{digest}"'


def finalize(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Add validator, caching and compression to an answer; 304 when the reader has these very bytes."""
    content = response.content
    encoding = encoding_for(content, best_encoding(request.headers.get("Accept-Encoding", "")))
    etag = etag_of(hashlib.sha256(content).hexdigest()[:32], encoding)
    response["Cache-Control"] = CACHE_CONTROL
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    conditional = get_conditional_response(request, etag=etag, response=response)
    if conditional is not None and conditional is not response:
        return conditional
    if encoding:
        response.content = COMPRESS[encoding](content)
        response["Content-Encoding"] = encoding
    return response


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """One page in one encoding, ready to be sent, with the headers of its answers 200 and 304."""

    digest: str
    encoding: str
    content: bytes
    headers: Headers
    headers_unchanged: Headers

    @property
    def size(self) -> int:
        return len(self.content) + HEADERS_SIZE

    @property
    def etag(self) -> str:
        return etag_of(self.digest, self.encoding)

    def encoded(self, encoding: str) -> "CachedResponse":
        """The same page in another encoding."""
        content = DECOMPRESS[self.encoding](self.content)
        return cached_response(self.digest, content, self.headers, encoding)

    def matches(self, if_none_match: str) -> bool:
        """Whether a reader who sends this If-None-Match has these very bytes."""
        if if_none_match == self.etag:
            return True
        etags = parse_etags(if_none_match)
        return etags == ["*"] or self.etag in {etag.removeprefix("W/") for etag in etags}


def cached_response(digest: str, content: bytes, headers: Headers, encoding: str) -> CachedResponse:
    """Encode a page. `headers` are those of the page, whatever its encoding was."""
    encoding = encoding_for(content, encoding)
    content = COMPRESS[encoding](content)
    shared = [
        ("ETag", etag_of(digest, encoding)),
        *((name, value) for name, value in headers if name.lower() not in _OF_AN_ENCODING),
    ]
    return CachedResponse(
        digest,
        encoding,
        content,
        [
            *shared,
            ("Content-Length", str(len(content))),
            *([("Content-Encoding", encoding)] if encoding else []),
        ],
        [(name, value) for name, value in shared if name.lower() != "content-type"],
    )


def cacheable_digest(status: str, headers: Headers) -> str | None:
    """The digest in the ETag of a page that may be cached for everyone; None of one that may not.

    It may when `finalize` has given it its form and it depends on nothing but its address.
    """
    by_name = {name.lower(): value for name, value in headers}
    varies = {part.strip().lower() for part in by_name.get("vary", "").split(",")} - {"", "accept-encoding"}
    etag = by_name.get("etag", "")
    is_cacheable = (
        status.startswith("200 ")
        and by_name.get("cache-control", "") == CACHE_CONTROL
        and etag.startswith('"')
        and "content-length" in by_name  # what is streamed is never whole in memory
        and not varies
        and by_name.keys().isdisjoint({"set-cookie", "content-encoding"})
    )
    return etag.strip('"') if is_cacheable else None
