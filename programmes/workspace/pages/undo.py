"""A change set as the person reads it who is about to undo it."""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst

from embassy import clock
from embassy.models import AuditEntry, ChangeSet
from programmes.words.day_words import clock_time

REPORT = "programmes.statusreport"


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """Who made it and when, which rows it touched (a name and how many), and whether reports are among them."""

    number: int
    by: str
    at: str
    event: str
    reason: str
    rows: list[tuple[str, int]]
    has_reports: bool


def change_in_words(change: ChangeSet) -> ChangeInWords:
    entries = AuditEntry.objects.filter(change_set=change)
    touched = set(entries.values_list("model", "object_id"))
    count = Counter(model for model, _pk in touched)
    return ChangeInWords(
        number=change.pk,
        by=str(change.by or ""),
        event=change.words,
        reason=change.reason,
        at=clock_time(change.at, clock.COPENHAGEN),
        rows=[(capfirst(_name(model, number)), number) for model, number in sorted(count.items())],
        has_reports=REPORT in count,
    )


def _name(label: str, number: int) -> str:
    meta = apps.get_model(label)._meta
    return meta.verbose_name if number == 1 else meta.verbose_name_plural
