"""Who changed something last, for the one who is about to change it too."""

from dataclasses import dataclass

from embassy import clock
from embassy.models import AuditEntry
from programmes.reports.moments import clock_time


@dataclass(frozen=True, slots=True)
class Change:
    by: str
    at: str
    reason: str


def last_change(commitment):
    """The latest recorded edit of a commitment; None when nothing is on record."""
    entry = (
        AuditEntry.objects.filter(model="programmes.commitment", object_id=str(commitment.pk))
        .select_related("change_set__by")
        .order_by("-id")
        .first()
    )
    if entry is None:
        return None
    change = entry.change_set
    return Change(str(change.by or ""), clock_time(change.at, clock.COPENHAGEN), change.reason)
