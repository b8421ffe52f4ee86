"""Who changed something last, for the one who is about to change it too; and when rows were last saved."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max, Q

from embassy import clock
from embassy.models import AuditEntry
from programmes.models import Commitment
from programmes.words.day_words import clock_time


class Revision(NamedTuple):
    """How often a row was changed since it was made, and when last."""

    number: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Change:
    by: str
    at: str
    reason: str


def last_change(commitment: Commitment) -> Change | None:
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


def revisions(model: str, keys: Collection[str], columns: Collection[str]) -> dict[str, Revision]:
    """Of rows by their key, how often these columns of them were changed, and when last.

    Of a change of anything else nothing is told, not even that there was one.
    """
    entries = AuditEntry.objects.filter(
        Q(action=AuditEntry.Action.CREATE) | Q(after__has_any_keys=list(columns)),
        model=model,
        object_id__in=keys,
    )
    saved = (
        entries.order_by()
        .values("object_id")
        .annotate(
            number=Count("pk", filter=Q(action=AuditEntry.Action.UPDATE)),
            at=Max("change_set__at"),
        )
    )
    return {key: Revision(*values) for key, *values in saved.values_list("object_id", "number", "at")}
