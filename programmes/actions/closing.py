"""Closing a programme that has ended, and reporting rounds on the way there."""

from dataclasses import dataclass

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.models import Programme, ReportingRound
from programmes.rules.final import with_final_status


class CannotClose(Exception):
    """The programme cannot be closed yet: it runs still, is closed already, or commitments lack a final status.

    `left` is the number that lack one.
    """

    def __init__(self, message, *, left=0):
        super().__init__(message)
        self.left = left


@dataclass(frozen=True)
class FinalStatus:
    """“Final status given: n of 69.”"""

    given: int
    total: int

    @property
    def left(self):
        return self.total - self.given


def final_status_of(programme):
    """How many of a programme's commitments have a final status; withdrawn ones need none."""
    commitments = programme.commitments.filter(withdrawn_on=None)
    return FinalStatus(given=with_final_status(commitments).count(), total=commitments.count())


def close_programme(programme, *, by, at=None, channel=Channel.PAGE, into=None):
    """Freeze a programme that has ended: no more reports; its public page is final. Raises CannotClose."""
    at = at or clock.now()
    reason = f"Closed {programme.reference}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        held = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        if held.closed_at:
            raise CannotClose("The programme is closed already.")
        if not held.is_over_before(clock.public_day(at)):
            raise CannotClose("The programme has not ended.")
        count = final_status_of(held)
        if count.left:
            raise CannotClose("Commitments lack a final status.", left=count.left)
        record.update(held, closed_at=at, closed_by=by)
    return held


def reopen_programme(programme, *, by, reason, channel=Channel.PAGE, into=None):
    """Let reports be made again, with a reason."""
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        record.update(programme, closed_at=None, closed_by=None)
    return programme


def open_round(programme, *, title, opens_on, cut_off_on, by, channel=Channel.PAGE, into=None):
    """Begin a reporting round."""
    with change_set(by=by, channel=channel, reason=f"Opened the round “{title}”", into=into) as record:
        return record.create(
            ReportingRound(programme=programme, title=title, opens_on=opens_on, cut_off_on=cut_off_on)
        )


def close_round(reporting_round, *, by, at=None, channel=Channel.PAGE, into=None):
    """End a reporting round; what was not reported in it stays as it is. Raises CannotClose when it is closed."""
    at = at or clock.now()
    reason = f"Closed the round “{reporting_round.title}”"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        held = ReportingRound.objects.select_for_update().get(pk=reporting_round.pk)
        if held.closed_at:
            raise CannotClose("The round is closed already.")
        record.update(held, closed_at=at, closed_by=by)
    return held


def reopen_round(reporting_round, *, by, channel=Channel.PAGE, into=None):
    """Ask for reports again, as if the round had not been closed."""
    reason = f"Opened the round “{reporting_round.title}” again"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        record.update(reporting_round, closed_at=None, closed_by=None)
    return reporting_round
