"""The outermost WSGI application: answers with a page that is ready, and has Django make the others.

What Django answers to a signed-in person, to a form, or at an address that is no public page goes through untouched.
"""

import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, Protocol
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from embassy import clock
from embassy.page_cache import stamp
from embassy.page_cache.entries import Entries
from embassy.page_cache.responses import (
    COMPRESS,
    CachedResponse,
    best_encoding,
    cacheable_digest,
    cached_response,
)

# The longest that a page is cached without asking the database: what somebody changes there by hand, past every
# channel, shows after this time.
LONGEST = dt.timedelta(minutes=10)
QUERIES_SHARE = 4  # pages with a query, of which there is no end, have this part of the cache
LONGEST_QUERY = 500  # characters
# A reader who asks with one of these wants something that only Django's own handling of conditions can answer.
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Left out of a request to Django: the page is made whole, for everyone, and encoded here.
OF_ONE_READER = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_IF_RANGE",
)

log = logging.getLogger(__name__)

Environ = dict[str, Any]
Entry = CachedResponse
Key = tuple[object, ...]


class StartResponse(Protocol):
    """What WSGI gives an application to begin its answer with."""

    def __call__(self, status: str, headers: list[tuple[str, str]], /, *exc_info: Any) -> Any: ...


Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Generation:
    """The time during which pages stay as they are: one stamp, until a day turns or an embargo ends.

    A new one starts empty, so what was cached under another is out of reach.
    """

    def __init__(self, version: stamp.Version, since: dt.datetime, until: dt.datetime, size: int) -> None:
        self.version, self.since, self.until = version, since.timestamp(), until.timestamp()
        self.pages = Entries(size - size // QUERIES_SHARE)
        self.queries = Entries(size // QUERIES_SHARE)

    def is_fresh(self, version: stamp.Version | None, at: float) -> bool:
        return self.version == version and self.since <= at < self.until


class PageCache:
    """Stands before Django's WSGI application.

    `size` is in bytes, for each server process; `parameters` and `next_change` are where to import those from.
    """

    def __init__(
        self,
        application: Application,
        *,
        size: int,
        pages: str,
        parameters: str,
        next_change: str,
    ) -> None:
        self.application = application
        self.size = size
        self.pages = re.compile(pages)
        self.parameters: frozenset[str] = import_string(parameters)
        self.next_change: Callable[..., dt.datetime | None] = import_string(next_change)
        self._generation: Generation | None = None
        self._renewal = Lock()
        self._session_cookie = f"{settings.SESSION_COOKIE_NAME}="
        self._proxy_header, self._proxy_value = settings.SECURE_PROXY_SSL_HEADER or (None, None)
        stamp.touch()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_cacheable(environ):
            return self.application(environ, start_response)
        generation = self._current()
        if generation is None:
            return self.application(environ, start_response)
        entries = generation.queries if self._is_one_of_many(environ) else generation.pages
        address, encoding = self._address(environ), best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        entry = entries.get((address, encoding))
        if entry is None:
            entry = self._in_another_encoding(entries, address, encoding)
            if entry is None:
                entry, body = self._made(encoding, environ, start_response)
                if entry is None:
                    return body
            entries.put((address, encoding), entry)
        return _send(entry, environ, start_response)

    def _is_cacheable(self, environ: Environ) -> bool:
        """Whether this asks for what may be a public page as anybody would: no form, no session, no odd condition."""
        return bool(
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and self.pages.match(environ["PATH_INFO"])
            and self._session_cookie not in environ.get("HTTP_COOKIE", "")
            and environ.keys().isdisjoint(CONDITIONS)
            and self._is_known(environ.get("QUERY_STRING", ""))
        )

    def _is_known(self, query: str) -> bool:
        """Whether a query has only parameters that lists have."""
        if not query:
            return True
        if len(query) > LONGEST_QUERY:
            return False
        return self.parameters.issuperset(name for name, _ in parse_qsl(query, keep_blank_values=True))

    def _is_one_of_many(self, environ: Environ) -> bool:
        """Whether anybody could ask for endless others like it: queries, and the site's name with a made-up port."""
        host = environ.get("HTTP_HOST", "")
        has_own_port = host.endswith(f":{environ['SERVER_PORT']}")
        return bool(environ.get("QUERY_STRING")) or (":" in host and not has_own_port)

    def _address(self, environ: Environ) -> Key:
        """Everything in a request that a public page may depend on."""
        return (
            environ.get("HTTP_HOST"),
            self._is_secure(environ),
            environ.get("SCRIPT_NAME"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING"),
        )

    def _is_secure(self, environ: Environ) -> bool:
        """As `HttpRequest.scheme` decides it."""
        forwarded = environ.get(self._proxy_header) if self._proxy_header else None
        if forwarded is None:
            return environ["wsgi.url_scheme"] == "https"
        return forwarded.split(",")[0].strip() == self._proxy_value

    def _current(self) -> Generation | None:
        """The generation that holds at this moment, or None while a change is being written."""
        # First the stamp, then the database: what is read afterwards is at least as new as the stamp.
        version, generation = stamp.read(), self._generation
        if generation is not None and generation.is_fresh(version, time.time()):
            return generation
        return self._next(version) if version else None

    def _next(self, version: stamp.Version) -> Generation | None:
        with self._renewal:
            now = clock.now()
            generation = self._generation
            if generation is not None and generation.is_fresh(version, now.timestamp()):
                return generation  # another thread was first
            try:
                if not stamp.is_settled():
                    return None
                until = self._until(now)
            except Error:
                log.exception("The database does not say how long pages hold; they are made one by one.")
                return None
            self._generation = Generation(version, now, until, self.size)
            return self._generation

    def _until(self, now: dt.datetime) -> dt.datetime:
        tomorrow = clock.start_of_day(clock.public_day(now) + clock.ONE_DAY)
        return min(moment for moment in (tomorrow, now + LONGEST, self.next_change(at=now)) if moment)

    @staticmethod
    def _in_another_encoding(entries: Entries, address: Key, encoding: str) -> Entry | None:
        entry = next(filter(None, (entries.get((address, other)) for other in COMPRESS)), None)
        return entry.encoded(encoding) if entry else None

    def _made(
        self, encoding: str, environ: Environ, start_response: StartResponse
    ) -> tuple[Entry | None, Iterable[bytes]]:
        """(entry, nothing), or (None, Django's body) where that may not be cached."""
        request = {name: value for name, value in environ.items() if name not in OF_ONE_READER}
        heads: list[tuple[str, list[tuple[str, str]]]] = []
        body: Any = self.application(
            request | {"REQUEST_METHOD": "GET"}, lambda status, headers, *_: heads.append((status, headers))
        )
        status, headers = heads[-1]
        digest = cacheable_digest(status, headers)
        if digest is None:
            start_response(status, headers)
            return None, body
        try:
            return cached_response(digest, b"".join(body), headers, encoding), ()
        finally:
            body.close()


def _send(entry: Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    # Copies, since some servers add headers of their own to the list that they are given.
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match and entry.matches(if_none_match):
        start_response("304 Not Modified", [*entry.headers_unchanged])
        return []
    start_response("200 OK", [*entry.headers])
    return [entry.content] if environ["REQUEST_METHOD"] == "GET" else []
