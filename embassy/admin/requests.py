"""A request on its way through a screen of the admin."""

from typing import cast

from django.http import HttpRequest

from embassy.audit import Recorder
from embassy.models import User


class RecordedRequest(HttpRequest):
    """A request whose person is signed in, with what one step of its writing leaves for the next."""

    user: User
    record: Recorder
    refusal_reasons: tuple[str, ...]
    refusal_status: int
    current_app: str


def recorded(request: HttpRequest) -> RecordedRequest:
    """Every request to a screen is one: the site lets nobody else in."""
    return cast(RecordedRequest, request)
