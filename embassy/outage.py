"""What a reader is told when the database or the cache does not answer: the truth, and when to try again."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import ResponseError as RedisRefuses
from redis.exceptions import TimeoutError as RedisSilent

from embassy.unsent import tickets
from embassy.unsent.texts import is_whole, pairs_in, ticket_of, typed_in

log = logging.getLogger(__name__)
# Raised by Django for a database that is down, locked for too long, or whose pool has no connection left; and for a
# Redis that is gone, or answers that it takes no writes now (its disk or memory is full, it is a replica).
OUTAGES = (OperationalError, InterfaceError, RedisGone, RedisSilent, RedisRefuses)
RETRY_AFTER_SECONDS = 30


def unavailable(request: HttpRequest, template: str, *, retry_after: int) -> HttpResponse:
    """503 with a page that asks nothing of database or cache, and the seconds after which to try again.

    What was typed into a form stands on it, to be copied, or to be sent again by a press of a button.
    """
    response = HttpResponse(render_to_string(template, _what_was_sent(request)), status=503)
    response["Retry-After"] = str(retry_after)
    response["Cache-Control"] = "no-store"
    return response


@requires_csrf_token
def error_page(request: HttpRequest) -> HttpResponse:
    """The site's handler of exceptions: 503 for an outage, 500 for a fault of ours."""
    error = sys.exc_info()[1]
    if not isinstance(error, OUTAGES):
        return HttpResponseServerError(render_to_string("500.html", _what_was_sent(request)))
    log.error("Not answered, since a service is down: %s: %s", type(error).__name__, error)
    return unavailable(request, "outage.html", retry_after=RETRY_AFTER_SECONDS)


def _what_was_sent(request: HttpRequest) -> dict[str, Any]:
    """The texts of the form that was sent; and all of it, where its CSRF token was a true one."""
    if ticket_of(request) is None:
        return {}
    context: dict[str, Any] = {"texts": typed_in(request)}
    if getattr(request, "csrf_processing_done", False) and is_whole(request):
        again = [*pairs_in(request), (tickets.FIELD, request.POST[tickets.FIELD])]
        context |= {"sent_again": again, "address": request.get_full_path(), "token": get_token(request)}
    return context
