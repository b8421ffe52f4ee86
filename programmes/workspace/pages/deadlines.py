"""How a commitment's deadline has moved: when, from what to what, by whom and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import AuditEntry
from embassy.partial_dates import PartialDate
from programmes.models import Commitment
from programmes.words.strings import date_words


@dataclass(frozen=True, slots=True)
class Move:
    on: str
    before: str
    after: str
    by: str
    reason: str


def moves_of(commitment: Commitment) -> list[Move]:
    """Every move on record, the latest first. For colleagues: names and reasons are in it."""
    entries = (
        AuditEntry.objects.filter(
            model="programmes.commitment", object_id=str(commitment.pk), after__has_key="due_on"
        )
        .exclude(action=AuditEntry.Action.DELETE)
        .select_related("change_set__by")
        .order_by("-id")
    )
    return [
        Move(
            on=date_words(clock.public_day(entry.change_set.at)),
            before=_words(entry.before.get("due_on")),
            after=_words(entry.after["due_on"]),
            by=str(entry.change_set.by or ""),
            reason=entry.change_set.reason,
        )
        for entry in entries
        if entry.before.get("due_on") or entry.after["due_on"]
    ]


def _words(iso: str | None) -> str:
    return date_words(PartialDate.parse(iso)) if iso else _("none")
