"""The outermost WSGI application: answers with a page that is ready, and has Django make the others.

What Django answers to a signed-in person, to a form, or at an address that is no public page goes through untouched.
"""

import datetime as dt
import logging
import re
import time
from threading import Lock
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from embassy import clock
from embassy.page_cache import stamp
from embassy.page_cache.answers import answer, digest_of
from embassy.page_cache.encodings import COMPRESS, best_encoding
from embassy.page_cache.rooms import Room

# The longest that a page is kept without asking the database: what somebody changes there by hand, past every channel,
# shows after this time.
LONGEST = dt.timedelta(minutes=10)
QUERIES_SHARE = 4  # pages with a query, of which there is no end, have this part of the room
LONGEST_QUERY = 500  # characters
# A reader who asks with one of these wants something that only Django's own handling of conditions can answer.
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Left out of a question to Django: the page is made whole, for everyone, and encoded here.
OF_ONE_READER = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_IF_RANGE",
)

log = logging.getLogger(__name__)


class Generation:
    """The time during which pages stay as they are: one stamp, until a day turns or an embargo ends.

    A new one starts with empty rooms, so what was kept under another is out of reach.
    """

    def __init__(self, held, since, until, size):
        self.stamp, self.since, self.until = held, since.timestamp(), until.timestamp()
        self.pages = Room(size - size // QUERIES_SHARE)
        self.queries = Room(size // QUERIES_SHARE)

    def holds(self, held, at):
        return self.stamp == held and self.since <= at < self.until


class PageCache:
    """Stands before Django's WSGI application. `size` is in bytes, for each server process."""

    def __init__(self, application, *, size, pages, parameters, next_change):
        self.application = application
        self.size = size
        self.pages = re.compile(pages)
        self.parameters = frozenset(parameters)
        self.next_change = import_string(next_change)
        self._generation = None
        self._begins = Lock()
        self._signed_in = f"{settings.SESSION_COOKIE_NAME}="
        self._proxy_header, self._proxy_value = settings.SECURE_PROXY_SSL_HEADER or (None, None)
        stamp.touch()

    def __call__(self, environ, start_response):
        if not self._is_anyones(environ):
            return self.application(environ, start_response)
        generation = self._current()
        if generation is None:
            return self.application(environ, start_response)
        room = generation.queries if self._is_one_of_many(environ) else generation.pages
        address, encoding = self._address(environ), best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        found = room.get((address, encoding))
        if found is None:
            found, passed_on = self._found_or_made(room, address, encoding, environ, start_response)
            if found is None:
                return passed_on
            room.put((address, encoding), found)
        return _send(found, environ, start_response)

    def _is_anyones(self, environ):
        """Whether this asks for what may be a public page as anybody would: no form, no session, no odd condition."""
        return bool(
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and self.pages.match(environ["PATH_INFO"])
            and self._signed_in not in environ.get("HTTP_COOKIE", "")
            and environ.keys().isdisjoint(CONDITIONS)
            and self._is_known(environ.get("QUERY_STRING", ""))
        )

    def _is_known(self, query):
        """Whether a query has only parameters that lists have."""
        if not query:
            return True
        if len(query) > LONGEST_QUERY:
            return False
        return self.parameters.issuperset(name for name, _ in parse_qsl(query, keep_blank_values=True))

    def _is_one_of_many(self, environ):
        """Whether anybody could ask for endless others like it: queries, and the site's name with a made-up port."""
        host = environ.get("HTTP_HOST", "")
        has_own_port = host.endswith(f":{environ['SERVER_PORT']}")
        return bool(environ.get("QUERY_STRING")) or (":" in host and not has_own_port)

    def _address(self, environ):
        """Everything in a request that a public page may depend on."""
        return (
            environ.get("HTTP_HOST"),
            self._is_secure(environ),
            environ.get("SCRIPT_NAME"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING"),
        )

    def _is_secure(self, environ):
        """As `HttpRequest.scheme` decides it."""
        told = environ.get(self._proxy_header) if self._proxy_header else None
        if told is None:
            return environ["wsgi.url_scheme"] == "https"
        return told.split(",")[0].strip() == self._proxy_value

    def _current(self):
        """The generation that holds at this moment, or None while a change is being written."""
        # First the stamp, then the database: what is read afterwards is at least as new as the stamp.
        held, generation = stamp.read(), self._generation
        if generation is not None and generation.holds(held, time.time()):
            return generation
        return self._next(held) if held else None

    def _next(self, held):
        with self._begins:
            now = clock.now()
            generation = self._generation
            if generation is not None and generation.holds(held, now.timestamp()):
                return generation  # another thread was first
            try:
                if not stamp.is_settled():
                    return None
                until = self._until(now)
            except Error:
                log.exception("The database does not say how long pages hold; they are made one by one.")
                return None
            self._generation = Generation(held, now, until, self.size)
            return self._generation

    def _until(self, now):
        tomorrow = clock.start_of_day(clock.public_day(now) + clock.ONE_DAY)
        return min(moment for moment in (tomorrow, now + LONGEST, self.next_change(at=now)) if moment)

    def _found_or_made(self, room, address, encoding, environ, start_response):
        """(answer, None), or (None, what Django said) where that is not to be kept."""
        for other in COMPRESS:
            held = room.get((address, other))
            if held is not None:
                return held.encoded(encoding), None
        return self._made(encoding, environ, start_response)

    def _made(self, encoding, environ, start_response):
        question = {name: value for name, value in environ.items() if name not in OF_ONE_READER}
        heads = []
        body = self.application(
            question | {"REQUEST_METHOD": "GET"}, lambda status, headers, *_: heads.append((status, headers))
        )
        status, headers = heads[-1]
        digest = digest_of(status, headers)
        if digest is None:
            start_response(status, headers)
            return None, body
        try:
            return answer(digest, b"".join(body), headers, encoding), None
        finally:
            body.close()


def _send(found, environ, start_response):
    # Copies, since some servers add headers of their own to the list that they are given.
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and found.is_held_by(asked):
        start_response("304 Not Modified", [*found.headers_unchanged])
        return []
    start_response("200 OK", [*found.headers])
    return [found.content] if environ["REQUEST_METHOD"] == "GET" else []
