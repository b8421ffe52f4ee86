"""The history of a commitment in words, for staff: who changed what, when, through which channel and why.

What the public may know and what is for colleagues stand apart. Texts of reports that the reader may not see, and
everything internal of another mission's commitment, are left out here and never reach the page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from embassy import clock
from embassy.audit import key_of
from embassy.models import AuditEntry, ChangeSet, User
from programmes.models import (
    Activity,
    Commitment,
    Occurrence,
    Proposal,
    Responsibility,
    StatusReport,
    Wording,
)
from programmes.rules import permissions
from programmes.words.day_words import clock_time
from programmes.workspace.pages.change_lines import LineWriter

ON_A_PAGE = 30
MOST_ENTRIES_TO_UNDO = 400  # a larger change (an import) is undone from where it was made
ACTION = AuditEntry.Action
Channel = ChangeSet.Channel
CHANNELS: dict[str, Callable[[], str]] = {
    Channel.PAGE: lambda: _("on the staff pages"),
    Channel.ADMIN: lambda: _("in the admin"),
    Channel.IMPORT: lambda: _("by an import"),
    Channel.COMMAND: lambda: _("by a command"),
    Channel.CONTENT: lambda: _("with the content"),
    Channel.DEMO: lambda: _("with the demonstration data"),
}


@dataclass
class Change:
    """One change set as far as it touched this commitment; lines are ready HTML.

    `event` says what was done as a whole and `reason` why, as the person wrote it; both are for colleagues.
    """

    number: int
    at: str
    by: str
    channel: str
    event: str
    reason: str
    public: list[str] = field(default_factory=list)
    internal: list[str] = field(default_factory=list)
    may_undo: bool = False


@dataclass
class HistoryPage:
    changes: list[Change]
    page: Page[Change]
    reads_notes: bool


def history_of(
    commitment: Commitment,
    user: User,
    *,
    page: str | None,
    undoable: Callable[[Iterable[ChangeSet]], set[int]],
) -> HistoryPage:
    """A page of the history, newest first, in a fixed number of queries.

    Pages are of changes that the reader may read something of: others take no room on them. `undoable` says of several
    change sets which ones the reader has the right to undo (ids).
    """
    reads_notes = permissions.may_read_notes(user, commitment)
    entries = list(
        AuditEntry.objects.filter(_about(commitment)).select_related("change_set__by").order_by("pk")
    )
    by_change_set: dict[ChangeSet, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_change_set[entry.change_set].append(entry)
    words = LineWriter(commitment, user, entries, reads_notes)
    changes = []
    for change_set in sorted(by_change_set, key=lambda one: one.pk, reverse=True):
        change = _change(change_set, by_change_set[change_set], words, reads_notes=reads_notes)
        if change.public or change.internal:
            changes.append(change)
    shown = Paginator(changes, ON_A_PAGE).get_page(page)
    on_page = list(shown)
    if reads_notes:
        numbers = {change.number for change in on_page}
        _offer_undo(on_page, [one for one in by_change_set if one.pk in numbers], undoable)
    return HistoryPage(on_page, shown, reads_notes)


def _about(commitment: Commitment) -> Q:
    """The entries on a commitment and on the rows that hang on it, those since deleted included."""
    about = Q(model=Commitment._meta.label_lower, object_id=str(commitment.pk))
    for model in (StatusReport, Wording, Responsibility, Proposal, Occurrence):
        keys = model._base_manager.filter(commitment=commitment).values_list("pk", flat=True)
        rows = Q(object_id__in=[str(key) for key in keys])
        if hasattr(model, "natural_key"):
            rows |= Q(object_key__startswith=f"{key_of(commitment)}:")
        about |= Q(model=model._meta.label_lower) & rows
    activities = Activity.commitments.through.objects.filter(commitment=commitment)
    activity_keys = [str(key) for key in activities.values_list("activity", flat=True)]
    return about | Q(model=Activity._meta.label_lower, object_id__in=activity_keys)


def _change(
    change_set: ChangeSet, entries: list[AuditEntry], words: LineWriter, *, reads_notes: bool
) -> Change:
    change = Change(
        number=change_set.pk,
        at=clock_time(change_set.at, clock.COPENHAGEN),
        by=(str(change_set.by) if change_set.by else "") if reads_notes else "",
        channel=CHANNELS[change_set.channel](),
        event=change_set.words if reads_notes else "",
        reason=change_set.reason if reads_notes else "",
    )
    for entry in entries:
        for is_public, line in words.lines(entry):
            if is_public or reads_notes:
                (change.public if is_public else change.internal).append(line)
    if change_set.undo_of_id and reads_notes and (change.public or change.internal):
        change.internal.insert(0, _("An earlier change was undone."))
    return change


class _Touch(NamedTuple):
    """What a change set did to one row."""

    model: str
    key: str
    action: str
    after: dict[str, Any]

    @property
    def is_for_good(self) -> bool:
        """A withdrawal stays; so there is nothing to offer."""
        return (
            self.model == StatusReport._meta.label_lower
            and self.after.get("state") == StatusReport.State.WITHDRAWN
        )


def _offer_undo(
    changes: list[Change], sets: list[ChangeSet], undoable: Callable[[Iterable[ChangeSet]], set[int]]
) -> None:
    """Mark the changes that can be undone safely: nothing has touched their rows since, and the reader may."""
    small = [change_set for change_set in sets if change_set.channel in {Channel.PAGE, Channel.ADMIN}]
    entries: dict[int, list[_Touch]] = defaultdict(list)
    rows = AuditEntry.objects.filter(change_set__in=small).order_by()
    for number, model, key, action, after in rows.values_list(
        "change_set", "model", "object_id", "action", "after"
    )[: ON_A_PAGE * MOST_ENTRIES_TO_UNDO]:
        entries[number].append(_Touch(model, key, action, after))
    wanted: dict[str, set[str]] = defaultdict(set)
    for own in entries.values():
        if len(own) <= MOST_ENTRIES_TO_UNDO:
            for touch in own:
                wanted[touch.model].add(touch.key)
    latest: dict[tuple[str, str], int] = {}
    for model, keys in wanted.items():
        of_rows = AuditEntry.objects.filter(model=model, object_id__in=keys).order_by().values("object_id")
        latest |= {(model, row["object_id"]): row["last"] for row in of_rows.annotate(last=Max("change_set"))}
    undone = set(ChangeSet.objects.filter(undo_of__in=small).values_list("undo_of", flat=True))
    allowed = undoable(small)
    for change in changes:
        own = entries[change.number]
        change.may_undo = bool(
            change.number in allowed
            and change.number not in undone
            and 0 < len(own) <= MOST_ENTRIES_TO_UNDO
            and all(latest[touch.model, touch.key] == change.number for touch in own)
            and not any(touch.is_for_good for touch in own)
        )
