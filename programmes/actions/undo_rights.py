"""Who may undo what: whoever could have written every row of it today.

Whoever made a change set may undo it while they still hold the right that they used, also where the change itself
took the rows out of their hands (a commitment given to another team).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from embassy.models import AuditEntry, ChangeSet, User, roles_of
from embassy.types import AnyUser
from programmes.change_events import ChangeEvent
from programmes.models import (
    SDG,
    Activity,
    BasisAgreement,
    Commitment,
    Document,
    HandoverNote,
    Import,
    Occurrence,
    Organisation,
    OrganisationAlias,
    Programme,
    Proposal,
    ReminderSettings,
    ReportingRound,
    Responsibility,
    Sector,
    StatusReport,
)

SharedRow = Organisation | BasisAgreement | Sector | SDG

# From who asks, the keys of rows, and whether the change is their own: those rows that they may put back.
Rule = Callable[[User, Collection[int], bool], QuerySet[Any]]
# By the key of their change set.
Entries = Mapping[int, list[AuditEntry]]


class _Row(NamedTuple):
    """The row whose rights decide; no model where nobody but a superuser may undo, no key where none can be read."""

    model: type[Model] | None
    pk: int | None


def _commitments(user: User, ids: Collection[int], _mine: bool) -> QuerySet[Commitment]:
    return Commitment.objects.editable_by(user).filter(pk__in=ids)


def _reports(user: User, ids: Collection[int], mine: bool) -> QuerySet[StatusReport]:
    """Whoever may clear them; and their own, of the team that they are in."""
    reports = StatusReport.objects.filter(pk__in=ids)
    clearable = Q(pk__in=StatusReport.objects.clearable_by(user).values("pk"))
    if not mine:
        return reports.filter(clearable)
    own = Q(drafted_by=user, commitment__in=Commitment.objects.reportable_by(user).values("pk"))
    return reports.filter(clearable | own)


def _documents(user: User, ids: Collection[int], mine: bool) -> QuerySet[Document]:
    """An administrator's; and those that one has just added to an activity."""
    editable = Document.objects.editable_by(user).values("pk")
    own = Q(team__in=roles_of(user).team_ids) if mine else Q(pk__in=[])
    return Document.objects.filter(own | Q(pk__in=editable), pk__in=ids)


def _proposals(user: User, ids: Collection[int], mine: bool) -> QuerySet[Proposal]:
    proposals = Proposal.objects.filter(pk__in=ids)
    return proposals.visible_to(user).filter(proposed_by=user) if mine else proposals.decidable_by(user)


def _editable(
    model: type[
        Activity | Occurrence | HandoverNote | Programme | ReminderSettings | ReportingRound | SharedRow
    ],
) -> Rule:
    return lambda user, ids, _mine: model.objects.editable_by(user).filter(pk__in=ids)


# Rows of other models are undone by superusers only.
RULES: dict[type[Model] | None, Rule] = {
    Commitment: _commitments,
    StatusReport: _reports,
    Document: _documents,
    Proposal: _proposals,
    Activity: _editable(Activity),
    Occurrence: _editable(Occurrence),
    HandoverNote: _editable(HandoverNote),
    Programme: _editable(Programme),
    ReminderSettings: _editable(ReminderSettings),
    ReportingRound: _editable(ReportingRound),
    Organisation: _editable(Organisation),
    BasisAgreement: _editable(BasisAgreement),
    Sector: _editable(Sector),
    SDG: _editable(SDG),
}
BY_LABEL = {model._meta.label_lower: model for model in RULES if model}
_ALIAS = OrganisationAlias._meta.label_lower
SHARED_LISTS = frozenset(model._meta.label_lower for model in (Organisation, BasisAgreement, Sector, SDG))
_RESPONSIBILITY = Responsibility._meta.label_lower
_COMMITMENT = Commitment._meta.label_lower
_RECURRENCE = {"recurrence"}


def undoable(user: AnyUser, changes: Iterable[ChangeSet]) -> set[int]:
    """The ids of those of `changes` that the user has the right to undo; whether it is possible is another question."""
    changes = list(changes)
    if roles_of(user).is_superuser:
        return {change.pk for change in changes}
    if isinstance(user, AnonymousUser) or not user.is_active:
        return set()
    merges = {change.pk for change in changes if change.event == ChangeEvent.ROWS_MERGED}
    merged = merges if roles_of(user).keeps_shared_lists else set()
    changes = [change for change in changes if change.pk not in merges]
    entries: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in AuditEntry.objects.filter(change_set__in=[change.pk for change in changes]):
        entries[entry.change_set_id].append(entry)
    own = [change for change in changes if change.by_id == user.pk]
    others = [change for change in changes if change.by_id != user.pk]
    return merged | _undoable(user, own, entries, mine=True) | _undoable(user, others, entries, mine=False)


def may_undo(user: AnyUser, change: ChangeSet) -> bool:
    return bool(undoable(user, [change]))


def may_undo_import(user: User, import_: Import) -> bool:
    """Whoever edits its programme; where it changed what all missions share, whoever keeps that."""
    roles = roles_of(user)
    if roles.is_superuser or import_.change_set is None:
        return True
    is_theirs = (
        Programme.objects.editable_by(user).filter(pk=import_.programme_id).exists()
        if import_.programme_id
        else roles.keeps_shared_lists
    )
    return is_theirs and (roles.keeps_shared_lists or not changes_shared_rows(import_.change_set))


def changes_shared_rows(change: ChangeSet) -> bool:
    """Whether it changed rows of the shared lists that were there before; those that came with it are its own."""
    shared = change.entries.filter(model__in=SHARED_LISTS)
    if shared.exclude(action=AuditEntry.Action.CREATE).exists():
        return True
    added = shared.filter(model=Organisation._meta.label_lower).values_list("object_id", flat=True)
    own = {int(pk) for pk in added}
    aliases = change.entries.filter(model=_ALIAS)
    return any((entry.after | entry.before).get("organisation_id") not in own for entry in aliases)


def may_see_change(user: AnyUser, change: ChangeSet) -> bool:
    """Who may know of a change set: whoever made it, and the missions of the commitments that it touched."""
    roles = roles_of(user)
    if change.by_id == user.pk or roles.is_superuser:
        return True
    if change.event == ChangeEvent.ROWS_MERGED and roles.keeps_shared_lists:
        return True
    touched = change.entries.filter(model=_COMMITMENT).values_list("object_id", flat=True)
    ids = {int(pk) for pk in touched}
    ids |= {commitment for entry in change.entries.all() if (commitment := _of_commitment(entry))}
    return Commitment.objects.notes_readable_by(user).filter(pk__in=ids).exists()


def _undoable(user: User, changes: list[ChangeSet], entries: Entries, *, mine: bool) -> set[int]:
    wanted: dict[type[Model] | None, set[int]] = defaultdict(set)
    for change in changes:
        for entry in entries[change.pk]:
            model, pk = _row_of(entry)
            if pk is not None:
                wanted[model].add(pk)
    allowed = {
        model: set(RULES[model](user, ids, mine).values_list("pk", flat=True))
        for model, ids in wanted.items()
        if model in RULES
    }
    recurring = _answered(user, changes, entries) if mine else set()
    led = roles_of(user).led_team_ids
    return {
        change.pk
        for change in changes
        if entries[change.pk]
        and all(_is_allowed(entry, allowed, recurring, led if mine else ()) for entry in entries[change.pk])
    }


def _is_allowed(
    entry: AuditEntry,
    allowed: Mapping[type[Model] | None, set[int]],
    recurring: set[int],
    led: Collection[int],
) -> bool:
    model, pk = _row_of(entry)
    if model not in allowed:
        return False
    if pk in allowed[model]:
        return True
    if model is Commitment and entry.before.get("owner_team_id") in led:
        return True  # given away: it was theirs to give
    return model is Commitment and entry.after.keys() == _RECURRENCE and pk in recurring


def _answered(user: User, changes: list[ChangeSet], entries: Entries) -> set[int]:
    """Commitments whose recurrence a member has answered, which is not otherwise theirs to edit."""
    ids = {
        int(entry.object_id)
        for change in changes
        for entry in entries[change.pk]
        if entry.model == _COMMITMENT and entry.after.keys() == _RECURRENCE
    }
    return set(Commitment.objects.recordable_by(user).filter(pk__in=ids).values_list("pk", flat=True))


def _row_of(entry: AuditEntry) -> _Row:
    """Whose rights decide: a responsibility is its commitment's, an alias its organisation's."""
    if entry.model == _ALIAS:
        return _Row(Organisation, (entry.after | entry.before).get("organisation_id"))
    if entry.model == _RESPONSIBILITY:
        return _Row(Commitment, _of_commitment(entry))
    return _Row(BY_LABEL.get(entry.model), int(entry.object_id) if entry.object_id.isdecimal() else None)


def _of_commitment(entry: AuditEntry) -> int | None:
    kept = entry.after.get("commitment_id") or entry.before.get("commitment_id")
    if kept is None and entry.model == _RESPONSIBILITY:
        commitment_ids = Responsibility.objects.filter(pk=entry.object_id).values_list(
            "commitment_id", flat=True
        )
        return commitment_ids.first()
    return kept
