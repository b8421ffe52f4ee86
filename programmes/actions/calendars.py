"""The secret address under which a person's calendar program reads their dates."""

import secrets

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.models import CalendarLink


def make_calendar_link(*, user, at=None, channel=Channel.PAGE, into=None):
    """Make a new secret address, and end the one before. Returns the secret, which is not kept and not shown again."""
    at = at or clock.now()
    token = secrets.token_urlsafe(32)
    with change_set(by=user, channel=channel, reason="Made a calendar link", into=into) as record:
        _revoke(user, at=at, record=record)
        record.create(CalendarLink(user=user, token_digest=CalendarLink.digest(token), made_at=at))
    return token


def revoke_calendar_link(*, user, at=None, channel=Channel.PAGE, into=None):
    """End the person's secret address; calendar programs find nothing there from now on."""
    with change_set(by=user, channel=channel, reason="Revoked a calendar link", into=into) as record:
        _revoke(user, at=at or clock.now(), record=record)


def _revoke(user, *, at, record):
    for link in CalendarLink.objects.filter(user=user, revoked_at=None):
        record.update(link, revoked_at=at)
