"""Undoing a change set: another one that puts everything back, as long as nothing else has touched the rows since.

A status report that was submitted is never erased: undoing it withdraws it (or returns it, while it waits for
clearance), so that the record of what was said stays whole.
"""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext_noop as said

from embassy import clock
from embassy.audit import Channel, Recorder, change_set, columns_of
from embassy.deletions import deletion_of, rows_without_right
from embassy.models import AuditEntry, ChangeSet, User
from programmes.actions import current
from programmes.actions.status import ProgrammeClosed, lock_open
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Programme, StatusReport, Wording
from programmes.rules.final import unsettled

_CACHED = (StatusReport, Wording)  # what the caches of a commitment are made from
State = StatusReport.State


class CannotUndo(Exception):
    """The change set cannot be undone; `entries` are the later or protected ones that stand in the way, if any.

    The message is one of the sentences below, for pages to translate.
    """

    def __init__(self, message: str, entries: Iterable[AuditEntry] = ()) -> None:
        super().__init__(message)
        self.entries = list(entries)


def later_entries(change: ChangeSet) -> list[AuditEntry]:
    """Entries of later change sets on the rows that `change` touched."""
    rows = {(entry.model, entry.object_id) for entry in change.entries.all()}
    entries: list[AuditEntry] = []
    by_model: dict[str, list[str]] = {}
    for model, object_id in rows:
        by_model.setdefault(model, []).append(object_id)
    for model, ids in by_model.items():
        later = AuditEntry.objects.filter(model=model, change_set__gt=change.pk)
        for start in range(0, len(ids), 500):
            entries += later.filter(object_id__in=ids[start : start + 500]).select_related("change_set__by")
    return entries


def is_overtaken(change: ChangeSet) -> bool:
    """Whether a later change set has touched one of its rows; of a large one, all are not read for it."""
    later = AuditEntry.objects.filter(
        model=OuterRef("model"), object_id=OuterRef("object_id"), change_set__gt=change.pk
    )
    return change.entries.filter(Exists(later)).exists()


def why_not(change: ChangeSet) -> CannotUndo | None:
    """The reason why a change set cannot be undone, as CannotUndo, or None when it can."""
    if ChangeSet.objects.filter(undo_of=change).exists():
        return CannotUndo(said("It has been undone already."))
    later = later_entries(change)
    if later:
        return CannotUndo(said("Something else has changed the same rows since."), later)
    secrets = [entry for entry in change.entries.all() if "•••" in (entry.before | entry.after).values()]
    if any(entry.action != AuditEntry.Action.CREATE for entry in secrets):
        return CannotUndo(said("A password is not kept, so it cannot be put back."), secrets)
    return None


def undo(
    change: ChangeSet,
    *,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
) -> ChangeSet | None:
    """Put back what `change` did, last first, as a change set of its own. Returns that. Raises CannotUndo."""
    at = at or clock.now()
    parameters = {"number": change.pk}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        undo_of=change,
        event=ChangeEvent.CHANGE_UNDONE,
        parameters=parameters,
    ) as record:
        ChangeSet.objects.select_for_update().get(
            pk=change.pk
        )  # of two who undo it, the second finds it undone
        obstacle = why_not(change)
        if obstacle:
            raise obstacle
        touched = set()
        for entry in change.entries.order_by("-id"):
            model = apps.get_model(entry.model)
            touched |= _commitments_of(model, entry)
            try:
                put_back(record, model, entry, by=by, at=at)
            except ProtectedError as error:
                raise CannotUndo(said("Other rows have come to depend on it."), [entry]) from error
        _refuse_closing_too_early(change, at=at)
        current.refresh(touched, at=at)
    return record.change_set


def _refuse_closing_too_early(change: ChangeSet, *, at: dt.datetime) -> None:
    """A programme is not closed by undoing its reopening while it could not be closed on its page."""
    label = Programme._meta.label_lower
    entries = [
        entry for entry in change.entries.all() if entry.model == label and entry.before.get("closed_at")
    ]
    for programme in Programme.objects.filter(pk__in=[entry.object_id for entry in entries]):
        if any(not one.commitment.left_open_because for one in unsettled(programme, at=at)):
            raise CannotUndo(
                said("Commitments have come to lack a final status. Close the programme on its page."),
                entries,
            )


def _commitments_of(model: type[models.Model], entry: AuditEntry) -> set[int]:
    if model is Commitment:
        return {int(entry.object_id)}
    if model not in _CACHED:
        return set()
    kept = entry.after.get("commitment_id") or entry.before.get("commitment_id")
    if kept:
        return {kept}
    return set(model._base_manager.filter(pk=entry.object_id).values_list("commitment_id", flat=True))


def put_back(
    record: Recorder, model: type[models.Model], entry: AuditEntry, *, by: User, at: dt.datetime
) -> None:
    if entry.action == AuditEntry.Action.DELETE:
        if model is StatusReport and _is_second_draft(entry):
            raise CannotUndo(said("There is a newer draft by the same person."), [entry])
        count = AuditEntry.objects.filter(model=entry.model, object_id=entry.object_id).count()
        if model is StatusReport:
            _demand_open(entry, entry.before["commitment_id"])
        record.restore(model, entry.before, version=count + 1)
        return
    row = model._base_manager.get(pk=entry.object_id)
    if isinstance(row, StatusReport) and row.state != State.CLEARED:  # a cleared one can always be withdrawn
        _demand_open(entry, row.commitment_id)
    if entry.action == AuditEntry.Action.CREATE:
        if isinstance(row, StatusReport) and row.state != State.DRAFT:
            _take_back(record, row, by=by, at=at)
        else:
            _remove(record, row, entry, by=by)
        return
    if isinstance(row, StatusReport) and "state" in entry.before:
        if row.state == State.WITHDRAWN:
            raise CannotUndo(
                said("A withdrawn report stays withdrawn. Submit a new report instead."), [entry]
            )
        if row.state == State.CLEARED or entry.before["state"] == State.DRAFT:
            _take_back(record, row, by=by, at=at)
            return
    fields = {field.attname: field for field in columns_of(model)}
    columns = {name: fields[name].to_python(value) for name, value in entry.before.items() if name in fields}
    if columns:
        record.update(row, **columns)
    for name, keys in entry.before.items():
        if name not in fields:
            related = model._meta.get_field(name).related_model
            record.set_links(row, name, cast(type[models.Model], related)._base_manager.filter(pk__in=keys))


def _demand_open(entry: AuditEntry, commitment_id: int) -> None:
    """Nothing is submitted again or returned by undoing once the programme is closed."""
    try:
        lock_open(Commitment(pk=commitment_id))
    except ProgrammeClosed:
        words = said("The programme is closed, and its statuses are final. Open it again first.")
        raise CannotUndo(words, [entry]) from None


def _remove(record: Recorder, row: models.Model, entry: AuditEntry, *, by: User) -> None:
    """Delete what was added. The right to the row itself was asked before; what goes with it may be somebody else's."""
    others = [one for one in rows_without_right(by, deletion_of(row)) if one != row]
    if others:
        raise CannotUndo(said("It would change rows that you may not edit."), [entry])
    record.delete(row)


def _is_second_draft(entry: AuditEntry) -> bool:
    """Whether a deleted draft would come back beside another one of its writer's."""
    names = ("commitment_id", "drafted_by_id", "side", "state", "draft_source")
    before = {"draft_source": StatusReport.DraftSource.FORM, **entry.before}  # older than the column
    return StatusReport.objects.begun_in_the_form().filter(**{name: before[name] for name in names}).exists()


def _take_back(record: Recorder, report: StatusReport, *, by: User, at: dt.datetime) -> None:
    """Withdraw or return it. Nobody wrote why, so it names the change instead."""
    undone_in = record.begin()
    if report.state == State.CLEARED:
        record.update(
            report, state=State.WITHDRAWN, withdrawn_by=by, withdrawn_at=at, withdrawal_reason="",
            undone_in=undone_in,
        )  # fmt: skip
    elif report.state == State.SUBMITTED:
        record.update(
            report, state=State.RETURNED, returned_by=by, returned_at=at, return_note="", undone_in=undone_in
        )
