"""Who changed something last, for the one who is about to change it too; and when rows were last saved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Max

from embassy import clock
from embassy.models import AuditEntry
from programmes.models import Commitment
from programmes.words.day_words import clock_time

RowKey: TypeAlias = tuple[str, str]  # its model's label and its id as text


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


def last_changes(rows: Iterable[RowKey]) -> dict[RowKey, dt.datetime]:
    """When each row was last saved, by its model and key: what a calendar program compares. A query for each model."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for model, key in rows:
        wanted[model].add(key)
    moments: dict[RowKey, dt.datetime] = {}
    for model in sorted(wanted):
        entries = AuditEntry.objects.filter(model=model, object_id__in=wanted[model]).order_by()
        saved = entries.values("object_id").annotate(at=Max("change_set__at"))
        moments |= {(model, key): at for key, at in saved.values_list("object_id", "at")}
    return moments
