"""Which commitments have had their last word, which wait for it, and what keeps a programme from being closed."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from programmes.models import Commitment, Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.status_reports import StatusReportQuerySet


class Lacks(StrEnum):
    """Why a commitment does not count as settled yet."""

    NOT_GIVEN = "not_given"
    NOT_CLEARED = "not_cleared"  # given, and waits for clearance
    NOT_PUBLIC_YET = "not_public_yet"  # cleared under an embargo that has not ended


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A commitment that keeps its programme from being closed, why, and the final report that it is about, if any."""

    commitment: Commitment
    lacks: Lacks
    report: StatusReport | None = None

    @property
    def may_be_left_open(self) -> bool:
        """Whether a programme may be closed without it: not where a final status will become public by itself."""
        return self.lacks != Lacks.NOT_PUBLIC_YET


def final_reports() -> StatusReportQuerySet:
    """The final statuses that the Danish side has given, waiting for clearance or cleared."""
    return StatusReport.objects.danish().submitted_or_cleared().filter(is_final=True)


def with_final_status(commitments: CommitmentQuerySet) -> CommitmentQuerySet:
    """Those whose team has given their final status, cleared or not."""
    return commitments.filter(pk__in=final_reports().values("commitment"))


def without_final_status(programme: Programme) -> CommitmentQuerySet:
    """What is left for the teams to walk through, in the programme's order."""
    commitments = Commitment.objects.filter(programme=programme, withdrawn_on=None)
    return commitments.exclude(pk__in=with_final_status(commitments).values("pk")).order_by("position")


def unsettled(
    programme: Programme, *, at: dt.datetime, among: CommitmentQuerySet | None = None
) -> list[Unsettled]:
    """What keeps a programme from being closed, in its order; in two queries.

    A final status counts once it is cleared and no embargo keeps it back: from then on its page says what was said.
    One that waits counts as missing even beside an earlier one, which it corrects. `among` are the commitments to
    look at, as the caller wants them fetched.
    """
    final = final_reports()
    waiting = Q(pk__in=final.filter(state=StatusReport.State.SUBMITTED).values("commitment"))
    never_public = ~Q(status_visibility=Commitment.Visibility.PUBLIC)  # whom no embargo concerns
    settled = Q(pk__in=final.effective(at=at).values("commitment"))
    settled |= never_public & Q(pk__in=final.cleared().values("commitment"))
    commitments = Commitment.objects.all() if among is None else among
    open_ones = list(
        commitments.filter(waiting | ~settled, programme=programme, withdrawn_on=None).order_by("position")
    )
    reports = {
        report.commitment_id: report
        for report in final.filter(commitment__in=[one.pk for one in open_ones]).order_by(
            "submitted_at", "pk"
        )
        if report.state == StatusReport.State.SUBMITTED or not report.effective_at or report.effective_at > at
    }
    return [_unsettled(one, reports.get(one.pk)) for one in open_ones]


def _unsettled(commitment: Commitment, report: StatusReport | None) -> Unsettled:
    if report is None:
        return Unsettled(commitment, Lacks.NOT_GIVEN)
    is_cleared = report.state == StatusReport.State.CLEARED
    return Unsettled(commitment, Lacks.NOT_PUBLIC_YET if is_cleared else Lacks.NOT_CLEARED, report)
