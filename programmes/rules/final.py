"""Which commitments have had their last word, and which wait for it."""

from programmes.models import Commitment, Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet


def with_final_status(commitments: CommitmentQuerySet) -> CommitmentQuerySet:
    """Those that have a standing final report by the Danish side."""
    final = StatusReport.objects.danish().submitted_or_cleared().filter(is_final=True)
    return commitments.filter(pk__in=final.values("commitment"))


def without_final_status(programme: Programme) -> CommitmentQuerySet:
    """What is left to walk through, in the programme's order."""
    commitments = Commitment.objects.filter(programme=programme, withdrawn_on=None)
    return commitments.exclude(pk__in=with_final_status(commitments).values("pk")).order_by("position")
