"""The secret address under which a person's calendar program reads their dates."""

import datetime as dt
import secrets

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import User
from programmes.change_events import ChangeEvent
from programmes.models import CalendarLink


def make_calendar_link(
    *, user: User, at: dt.datetime | None = None, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[str]:
    """Make a new secret address, and end the one before. Its row is the secret, which is not kept or shown again."""
    at = at or clock.now()
    token = secrets.token_urlsafe(32)
    with change_set(by=user, channel=channel, event=ChangeEvent.CALENDAR_LINK_MADE, into=into) as record:
        _revoke(user, at=at, record=record)
        record.create(CalendarLink(user=user, token_digest=CalendarLink.digest(token), made_at=at))
    return Done(token, record.change_set)


def revoke_calendar_link(
    *, user: User, at: dt.datetime | None = None, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[None]:
    """End the person's secret address; calendar programs find nothing there from now on."""
    with change_set(by=user, channel=channel, event=ChangeEvent.CALENDAR_LINK_REVOKED, into=into) as record:
        _revoke(user, at=at or clock.now(), record=record)
    return Done(None, record.change_set)


def _revoke(user: User, *, at: dt.datetime, record: Recorder) -> None:
    for link in CalendarLink.objects.filter(user=user, revoked_at=None):
        record.update(link, revoked_at=at)
