"""What the public is shown: confirming it for each status of a programme, and stopping all of a country at once."""

import datetime as dt
from collections.abc import Collection

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import User
from programmes.actions import current
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Partnership, Programme

Visibility = Commitment.Visibility


class NotConfirmed(Exception):
    """Of `count` commitments nobody has confirmed whether their status is public: the programme is not published."""

    def __init__(self, count: int) -> None:
        super().__init__(f"The visibility of {count} statuses is not confirmed.")
        self.count = count


class AlreadySo(Exception):
    """Somebody did the same meanwhile."""


def require_confirmed(programme: Programme) -> None:
    """Raises NotConfirmed."""
    count = programme.commitments.unconfirmed().count()
    if count:
        raise NotConfirmed(count)


def confirm_visibility(
    programme: Programme,
    *,
    shown: Collection[int],
    withheld: Collection[int],
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[int]:
    """Confirm of the commitments that somebody was shown which statuses are withheld; the others become public.

    `shown` and `withheld` are ids. What somebody else has decided meanwhile stays. Its row is how many were confirmed.
    """
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, event=ChangeEvent.VISIBILITY_CONFIRMED,
        parameters={"reference": programme.reference}, into=into,
    ) as record:  # fmt: skip
        rows = list(
            Commitment.objects.select_for_update(of=("self",))
            .filter(programme=programme, pk__in=shown)
            .unconfirmed()
            .order_by("pk")
        )
        for row in rows:
            row.status_visibility = Visibility.WITHHELD if row.pk in withheld else Visibility.PUBLIC
        record.bulk_update(Commitment, rows, ["status_visibility"])
        current.refresh(rows, at=at)
    return Done(len(rows), record.change_set)


def stop_publication(
    partnership: Partnership,
    *,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Partnership]:
    """Show the public nothing of a country from now on, on any page, file or feed. Raises AlreadySo."""
    return _set_published(
        partnership, False, ChangeEvent.PUBLICATION_STOPPED, by=by, reason=reason, channel=channel, into=into
    )


def resume_publication(
    partnership: Partnership,
    *,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Partnership]:
    """Show the public again what is published of a country. Raises AlreadySo."""
    return _set_published(
        partnership, True, ChangeEvent.PUBLICATION_RESUMED, by=by, reason=reason, channel=channel, into=into
    )


def _set_published(
    partnership: Partnership,
    is_published: bool,
    event: ChangeEvent,
    *,
    by: User,
    reason: str,
    channel: str,
    into: Recorder | None,
) -> Done[Partnership]:
    parameters = {"country": partnership.country.iso2}
    with change_set(
        by=by, channel=channel, reason=reason, event=event, parameters=parameters, into=into
    ) as record:
        locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
        if locked.is_published == is_published:
            raise AlreadySo
        record.update(locked, is_published=is_published)
    return Done(locked, record.change_set)
