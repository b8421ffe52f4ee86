"""Who may undo what: whoever could have written every row of it today.

Whoever made a change set may undo it while they still hold the right that they used, also where the change itself
took the rows out of their hands (a commitment given to another team).
"""

from collections import defaultdict

from django.db.models import Q

from embassy.models import AuditEntry, roles_of
from programmes.models import (
    Activity,
    Commitment,
    Document,
    HandoverNote,
    Occurrence,
    Programme,
    Proposal,
    ReminderSettings,
    ReportingRound,
    Responsibility,
    StatusReport,
)


def _commitments(user, ids, _mine):
    return Commitment.objects.editable_by(user).filter(pk__in=ids)


def _reports(user, ids, mine):
    """Whoever may clear them; and their own, of the team that they are in."""
    found = StatusReport.objects.filter(pk__in=ids)
    clearable = Q(pk__in=StatusReport.objects.clearable_by(user).values("pk"))
    if not mine:
        return found.filter(clearable)
    own = Q(drafted_by=user, commitment__in=Commitment.objects.reportable_by(user).values("pk"))
    return found.filter(clearable | own)


def _documents(user, ids, mine):
    """An administrator's; and those that one has just added to an activity."""
    editable = Document.objects.editable_by(user).values("pk")
    own = Q(team__in=roles_of(user).team_ids) if mine else Q(pk__in=[])
    return Document.objects.filter(own | Q(pk__in=editable), pk__in=ids)


def _proposals(user, ids, mine):
    proposals = Proposal.objects.filter(pk__in=ids)
    return proposals.visible_to(user).filter(proposed_by=user) if mine else proposals.decidable_by(user)


def _editable(model):
    return lambda user, ids, _mine: model.objects.editable_by(user).filter(pk__in=ids)


# Rows of other models are undone by superusers only.
RULES = {
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
}
BY_LABEL = {model._meta.label_lower: model for model in RULES}
_RESPONSIBILITY = Responsibility._meta.label_lower
_COMMITMENT = Commitment._meta.label_lower
_RECURRENCE = {"recurrence"}


def undoable(user, changes):
    """The ids of those of `changes` that the user has the right to undo; whether it is possible is another question."""
    changes = list(changes)
    if roles_of(user).is_superuser:
        return {change.pk for change in changes}
    if not user.is_authenticated or not user.is_active:
        return set()
    entries = defaultdict(list)
    for entry in AuditEntry.objects.filter(change_set__in=[change.pk for change in changes]):
        entries[entry.change_set_id].append(entry)
    own = [change for change in changes if change.by_id == user.pk]
    others = [change for change in changes if change.by_id != user.pk]
    return _undoable(user, own, entries, mine=True) | _undoable(user, others, entries, mine=False)


def may_undo(user, change):
    return bool(undoable(user, [change]))


def may_see_change(user, change):
    """Who may know of a change set: whoever made it, and the missions of the commitments that it touched."""
    if change.by_id == user.pk or roles_of(user).is_superuser:
        return True
    touched = change.entries.filter(model=_COMMITMENT).values_list("object_id", flat=True)
    ids = {int(pk) for pk in touched}
    ids |= {commitment for entry in change.entries.all() if (commitment := _of_commitment(entry))}
    return Commitment.objects.notes_readable_by(user).filter(pk__in=ids).exists()


def _undoable(user, changes, entries, *, mine):
    wanted = defaultdict(set)
    for change in changes:
        for entry in entries[change.pk]:
            model, pk = _row_of(entry)
            wanted[model].add(pk)
    held = {
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
        and all(_is_held(entry, held, recurring, led if mine else ()) for entry in entries[change.pk])
    }


def _is_held(entry, held, recurring, led):
    model, pk = _row_of(entry)
    if model not in held:
        return False
    if pk in held[model]:
        return True
    if model is Commitment and entry.before.get("owner_team_id") in led:
        return True  # given away: it was theirs to give
    return model is Commitment and entry.after.keys() == _RECURRENCE and pk in recurring


def _answered(user, changes, entries):
    """Commitments whose recurrence a member has answered, which is not otherwise theirs to edit."""
    ids = {
        int(entry.object_id)
        for change in changes
        for entry in entries[change.pk]
        if entry.model == _COMMITMENT and entry.after.keys() == _RECURRENCE
    }
    return set(Commitment.objects.recordable_by(user).filter(pk__in=ids).values_list("pk", flat=True))


def _row_of(entry):
    """The model and key whose rights decide: a responsibility is its commitment's."""
    if entry.model == _RESPONSIBILITY:
        return Commitment, _of_commitment(entry)
    return BY_LABEL.get(entry.model), int(entry.object_id) if entry.object_id.isdecimal() else None


def _of_commitment(entry):
    kept = entry.after.get("commitment_id") or entry.before.get("commitment_id")
    if kept is None and entry.model == _RESPONSIBILITY:
        found = Responsibility.objects.filter(pk=entry.object_id).values_list("commitment_id", flat=True)
        return found.first()
    return kept
