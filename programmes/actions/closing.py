"""Closing a programme that has ended, and reporting rounds on the way there."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import User
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Programme, ReportingRound
from programmes.rules.final import Unsettled, unsettled, with_final_status


class CannotClose(Exception):
    """The programme cannot be closed yet: it runs still, is closed already, or commitments lack a final status.

    `left` are those that lack one.
    """

    def __init__(self, message: str, *, left: Sequence[Unsettled] = ()) -> None:
        super().__init__(message)
        self.left = left


class CannotReopen(Exception):
    """The programme is open already."""


@dataclass(frozen=True)
class FinalStatus:
    """“Final status given: n of 69.”"""

    given: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.given


def final_status_of(programme: Programme) -> FinalStatus:
    """How many of a programme's commitments have a final status; withdrawn ones need none."""
    commitments = programme.commitments.filter(withdrawn_on=None)
    return FinalStatus(given=with_final_status(commitments).count(), total=commitments.count())


def close_programme(
    programme: Programme,
    *,
    by: User,
    left_open: Collection[int] = (),
    reason: str = "",
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Programme]:
    """Freeze a programme that has ended: no more reports; its public page is final. Raises CannotClose.

    `left_open` are the ids of commitments that it is closed without a final status of, on purpose; `reason` says why
    and is kept with each. One that has its final status by now is not left open. Raises ValueError without a reason.
    """
    at, reason = at or clock.now(), reason.strip()
    if left_open and not reason:
        raise ValueError("What is left open on purpose needs a reason.")
    parameters = {"reference": programme.reference}
    with change_set(
        by=by,
        channel=channel,
        reason=reason if left_open else "",
        event=ChangeEvent.PROGRAMME_CLOSED,
        parameters=parameters,
        into=into,
    ) as record:
        locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        _wait_for_reports(locked)
        if locked.closed_at:
            raise CannotClose("The programme is closed already.")
        if not locked.is_over_before(by.day(at)):
            raise CannotClose("The programme has not ended.")
        lacking = unsettled(locked, at=at)
        left = [one for one in lacking if one.commitment.pk not in left_open or not one.may_be_left_open]
        if left:
            raise CannotClose("Commitments lack a final status.", left=left)
        record.update(locked, closed_at=at, closed_by=by)
        _set_left_open([one.commitment for one in lacking], reason, record)
    return Done(locked, record.change_set)


def _wait_for_reports(programme: Programme) -> None:
    """Let whoever reports on a commitment now, or clears, finish first; whoever comes after finds the programme closed.

    They hold the commitment, as `status.lock_open` does.
    """
    locked = Commitment.objects.select_for_update(of=("self",)).filter(programme=programme)
    list(locked.order_by("pk").values_list("pk", flat=True))


def _set_left_open(commitments: Sequence[Commitment], reason: str, record: Recorder) -> None:
    for commitment in commitments:
        commitment.left_open_because = reason
    record.bulk_update(Commitment, commitments, ["left_open_because"])


def reopen_programme(
    programme: Programme, *, by: User, reason: str, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[Programme]:
    """Let reports be made again, with a reason; what it was closed without is asked for again. Raises CannotReopen."""
    parameters = {"reference": programme.reference}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.PROGRAMME_REOPENED,
        parameters=parameters,
        into=into,
    ) as record:
        locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        if locked.closed_at is None:
            raise CannotReopen("The programme is open already.")
        record.update(locked, closed_at=None, closed_by=None)
        _set_left_open(list(Commitment.objects.filter(programme=locked).left_open()), "", record)
    return Done(locked, record.change_set)


def open_round(
    programme: Programme,
    *,
    title: str,
    opens_on: dt.date,
    cut_off_on: dt.date,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[ReportingRound]:
    """Open a round; one that is open already, under this name for these days, is not opened again."""
    new = ReportingRound(programme=programme, title=title, opens_on=opens_on, cut_off_on=cut_off_on)
    with change_set(
        by=by, channel=channel, event=ChangeEvent.ROUND_OPENED, parameters={"title": title}, into=into
    ) as record:
        reporting_round = opened_already(new) or record.create(new)
    return Done(reporting_round, record.change_set)


def opened_already(new: ReportingRound) -> ReportingRound | None:
    """The round that is open in a programme under the name and for the days of a new one.

    The programme is held until the transaction ends, so that of two sent at once one is there before the other.
    """
    Programme.objects.select_for_update(of=("self",)).get(pk=new.programme_id)
    alike = ReportingRound.objects.open().filter(programme=new.programme_id, title=new.title)
    return alike.filter(opens_on=new.opens_on, cut_off_on=new.cut_off_on).first()


def close_round(
    reporting_round: ReportingRound,
    *,
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[ReportingRound]:
    """End a reporting round; what was not reported in it stays as it is. Raises CannotClose when it is closed."""
    at = at or clock.now()
    parameters = {"title": reporting_round.title}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.ROUND_CLOSED, parameters=parameters, into=into
    ) as record:
        locked = ReportingRound.objects.select_for_update().get(pk=reporting_round.pk)
        if locked.closed_at:
            raise CannotClose("The round is closed already.")
        record.update(locked, closed_at=at, closed_by=by)
    return Done(locked, record.change_set)


def reopen_round(
    reporting_round: ReportingRound, *, by: User, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[ReportingRound]:
    """Ask for reports again, as if the round had not been closed."""
    parameters = {"title": reporting_round.title}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.ROUND_REOPENED, parameters=parameters, into=into
    ) as record:
        record.update(reporting_round, closed_at=None, closed_by=None)
    return Done(reporting_round, record.change_set)
