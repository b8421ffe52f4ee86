"""What a reader is told when the database or the cache does not answer: the truth, and when to try again."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import TimeoutError as RedisSilent

log = logging.getLogger(__name__)
# Raised by Django for a database that is down, locked for too long, or whose pool has no connection left.
OUTAGES = (OperationalError, InterfaceError, RedisGone, RedisSilent)
RETRY_AFTER_SECONDS = 30


def unavailable(template: str, *, retry_after: int) -> HttpResponse:
    """503 with a page that asks nothing of database or cache, and the seconds after which to try again."""
    response = HttpResponse(render_to_string(template), status=503)
    response["Retry-After"] = str(retry_after)
    response["Cache-Control"] = "no-store"
    return response


@requires_csrf_token
def error_page(request: HttpRequest) -> HttpResponse:
    """The site's handler of exceptions: 503 for an outage, 500 for a fault of ours."""
    error = sys.exc_info()[1]
    if not isinstance(error, OUTAGES):
        return server_error(request)
    log.error("Not answered, since a service is down: %s: %s", type(error).__name__, error)
    return unavailable("outage.html", retry_after=RETRY_AFTER_SECONDS)
