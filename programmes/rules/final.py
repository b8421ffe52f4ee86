"""Which commitments have had their last word, and which wait for it."""

from django.db import models

from programmes.models import Commitment, Programme, StatusReport


def with_final_status(commitments: models.QuerySet[Commitment]) -> models.QuerySet[Commitment]:
    """Those that have a standing final report by the Danish side."""
    final = StatusReport.objects.danish().submitted_or_cleared().filter(is_final=True)
    return commitments.filter(pk__in=final.values("commitment"))


def without_final_status(programme: Programme) -> models.QuerySet[Commitment]:
    """What is left to walk through, in the programme's order."""
    commitments = programme.commitments.filter(withdrawn_on=None)
    return commitments.exclude(pk__in=with_final_status(commitments).values("pk")).order_by("position")
