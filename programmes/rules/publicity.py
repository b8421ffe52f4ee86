"""Who reads what is reported on a commitment, and whether somebody clears it first."""

from enum import StrEnum

from programmes.models import Commitment


class Audience(StrEnum):
    """Who reads a cleared report: anyone, or colleagues alone, and why."""

    PUBLIC = "public"
    NOT_PUBLISHED = "not_published"  # the commitment, its programme or the partnership is not
    WITHHELD = "withheld"  # its status is withheld, or nobody has confirmed yet that it is public


def audience_of(commitment: Commitment) -> Audience:
    """Who reads a cleared report on a commitment today, embargoes aside."""
    if commitment.is_withheld:
        return Audience.WITHHELD
    programme = commitment.programme
    is_shown = programme.is_published and not programme.is_named_only and programme.partnership.is_published
    return Audience.PUBLIC if commitment.is_published and is_shown else Audience.NOT_PUBLISHED


def needs_clearance(commitment: Commitment) -> bool:
    """Whether a submitted report on it waits for a lead or an administrator: its team says so, else its missions."""
    if commitment.owner_team is not None:
        return commitment.owner_team.needs_clearance
    return not Commitment.objects.filter(pk=commitment.pk).reported_without_clearance().exists()
