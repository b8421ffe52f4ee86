"""The one way to write: a change set, opened around the writes and recorded with them.

    with change_set(by=user, channel=Channel.PAGE, event=ChangeEvent.REPORT_CLEARED, parameters={…}) as record:
        record.create(report)
        record.update(commitment, owner_team=team, expected_version=3)

All of it is one transaction. The ChangeSet row is written at the end and only if something changed, so a run that
finds nothing to do leaves no trace. An action that is part of a larger one is handed the open recorder (`into=`).
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Field, Model, ProtectedError

from embassy import change_events
from embassy.bulk_history import BulkWriting
from embassy.deletions import deletion_of, is_automatic
from embassy.models import AuditEntry, ChangeSet, User
from embassy.page_cache import stamp
from embassy.types import Values

Instance = TypeVar("Instance", bound=Model)

Channel = ChangeSet.Channel
LONGEST_REASON = ChangeSet._meta.get_field("reason").max_length
_HIDDEN = "•••"


class TouchedRows(NamedTuple):
    """The rows of one model that a change set wrote, and the earlier values of those that had any."""

    ids: "array[int]"
    past: list[Values]


Touched = dict[str, TouchedRows]  # by the model's label
# What is made from other rows and keeps in step with them: called at the end of a change set, inside its transaction,
# with what it touched. Apps add theirs on loading.
change_set_hooks: list[Callable[[Touched], None]] = []


class StaleVersion(Exception):
    """Someone else saved this row since the version that the writer started from.

    `current` is the row as it now stands.
    """

    current: Any  # an instance of whichever model it was

    def __init__(self, current: Model) -> None:
        super().__init__(f"{current} has changed since it was read.")
        self.current = current


def columns_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that history keeps: all but the caches that can be computed anew, and the version counter."""
    derived = getattr(model, "audit_derived", frozenset()) | {"version"}
    return [field for field in model._meta.concrete_fields if field.name not in derived]


def snapshot(obj: Model, names: Collection[str] | None = None) -> Values:
    """The row's kept columns as plain values, by column name; secrets hidden."""
    secret: frozenset[str] = getattr(obj, "audit_secret", frozenset())
    return {
        field.attname: _HIDDEN if field.name in secret else field.get_prep_value(field.value_from_object(obj))
        for field in columns_of(type(obj))
        if names is None or field.name in names or field.attname in names
    }


def links(obj: Model) -> dict[str, list[int]]:
    """The row's many-to-many lists that hold anything: sorted keys by name. Links that are rows are left out."""
    lists = {
        field.name: sorted(getattr(obj, field.name).values_list("pk", flat=True))
        for field in obj._meta.many_to_many
        if is_automatic(field.remote_field.through)
    }
    return {name: keys for name, keys in lists.items() if keys}


def key_of(obj: Model) -> str:
    """The row's readable key, or nothing where it has none."""
    natural_key = getattr(obj, "natural_key", None)
    return ":".join(str(part) for part in natural_key())[:200] if natural_key else ""


class Recorder(BulkWriting):
    """Writes rows and remembers what it did; made by `change_set`. `BulkWriting` has the methods for whole plans."""

    def __init__(
        self,
        *,
        by: User | None,
        channel: str,
        event: str,
        parameters: change_events.Parameters,
        reason: str,
        undo_of: ChangeSet | None,
    ) -> None:
        self._head: Values = {
            "by": by,
            "channel": channel,
            "reason": reason[:LONGEST_REASON],
            "undo_of": undo_of,
        }
        self._entries: list[AuditEntry] = []
        self.touched: Touched = {}
        self.change_set: ChangeSet | None = None
        self.describe(event, parameters)

    @property
    def is_empty(self) -> bool:
        return not self._entries and self.change_set is None

    def describe(self, event: str, parameters: change_events.Parameters) -> None:
        """Say what the change set does, where that is known only after it was opened (a screen for many things)."""
        if self.change_set is not None:
            raise ValueError("The change set is written already.")
        self._head |= {"event": change_events.require_known(event), "parameters": dict(parameters)}

    def create(self, obj: Instance) -> Instance:
        obj.save(force_insert=True)
        self._note(AuditEntry.Action.CREATE, obj, after=snapshot(obj))
        return obj

    def restore(self, model: type[Instance], values: Values, *, version: int) -> Instance:
        """Put back a deleted row under its own key, with its many-to-many lists. `values` are those of its entry."""
        fields = {field.attname: field for field in columns_of(model)}
        obj = model(
            **{name: fields[name].to_python(value) for name, value in values.items() if name in fields}
        )
        if hasattr(obj, "version"):
            obj.version = version
        obj.save(force_insert=True)
        for field in model._meta.many_to_many:
            if field.name in values:
                getattr(obj, field.name).set(values[field.name])
        self._note(AuditEntry.Action.CREATE, obj, after=snapshot(obj) | links(obj))
        return obj

    def bulk_create(self, model: type[Instance], rows: Iterable[Instance], **options: Any) -> list[Instance]:
        """Insert many new rows of one model, and an entry for each."""
        rows = model._base_manager.bulk_create(rows, **options)
        for row in rows:
            self._note(AuditEntry.Action.CREATE, row, after=snapshot(row))
        return rows

    def update(self, obj: Model, *, expected_version: int | None = None, **values: Any) -> bool:
        """Set columns of an existing row; says whether that changed anything.

        Raises StaleVersion when `expected_version` is given and the row has moved on.
        """
        current = self._locked(obj, expected_version=expected_version)
        return self._write(obj, current, values)

    def save(self, obj: Model, *, expected_version: int | None = None) -> bool:
        """Write a whole instance, new or not; for forms that have already set its attributes."""
        if obj._state.adding:
            self.create(obj)
            return True
        current = self._locked(obj, expected_version=expected_version)
        return self._write(obj, current, {f.name: getattr(obj, f.name) for f in columns_of(type(obj))})

    def bulk_update(self, model: type[Instance], rows: Iterable[Instance], names: Collection[str]) -> int:
        """Write the named columns of many rows, whose instances hold the new values. Returns how many changed."""
        rows = list(rows)
        current: dict[Any, Any] = model._base_manager.select_for_update().in_bulk([row.pk for row in rows])
        changed: list[Any] = [row for row in rows if snapshot(row, names) != snapshot(current[row.pk], names)]
        written = list(names)
        if hasattr(model, "version"):
            written.append("version")
            for row in changed:
                row.version = current[row.pk].version + 1
        model._base_manager.bulk_update(changed, written, batch_size=200)
        for row in changed:
            self._note_difference(row, snapshot(current[row.pk], names), snapshot(row, names))
        return len(changed)

    def set_links(self, obj: Model, name: str, targets: Iterable[Model]) -> bool:
        """Make the many-to-many `name` hold exactly `targets`; recorded as lists of keys on `obj`."""
        manager = getattr(obj, name)
        before = sorted(manager.values_list("pk", flat=True))
        after = sorted({target.pk for target in targets})
        if before == after:
            return False
        self.touch(obj)
        manager.set(after)
        self._note(AuditEntry.Action.UPDATE, obj, before={name: before}, after={name: after})
        return True

    def note_links(self, obj: Model, name: str, before: Iterable[int], after: Iterable[int]) -> None:
        """Record a many-to-many that something else (a form) has already written."""
        if sorted(before) != sorted(after):
            self._note(
                AuditEntry.Action.UPDATE, obj, before={name: sorted(before)}, after={name: sorted(after)}
            )

    def delete(self, obj: Model) -> None:
        """Delete a row and what hangs on it by CASCADE, with an entry for each.

        Raises django.db.models.ProtectedError when something else still refers to it.
        """
        deletion = deletion_of(obj)
        if deletion.protected:
            raise ProtectedError(f"{obj} is still referred to.", {*deletion.protected})
        # Rows that stay have an entry as well. What hangs on a row goes before the row itself, so that undoing, last
        # first, puts the row back first.
        for unlinking in deletion.unlinkings:
            self.set_links(unlinking.holder, unlinking.name, unlinking.kept)
        for row in deletion.rows:
            self._note(AuditEntry.Action.DELETE, row, before=snapshot(row) | links(row))
        obj.delete()

    def _locked(self, obj: Model, *, expected_version: int | None = None) -> Any:
        """The row as it stands. Raises StaleVersion when it is gone, or no longer the one that was expected."""
        try:
            current: Any = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        except ObjectDoesNotExist:
            raise StaleVersion(obj) from None
        if expected_version is not None and current.version != expected_version:
            raise StaleVersion(current)
        return current

    def _write(self, obj: Model, current: Any, values: Values) -> bool:
        before = snapshot(current, values)
        for name, value in values.items():
            setattr(obj, name, value)
        after = snapshot(obj, values)
        secret: frozenset[str] = getattr(obj, "audit_secret", frozenset())
        changed = {n for n in before if before[n] != after[n]}
        changed |= {n for n in secret if n in values and getattr(current, n) != getattr(obj, n)}
        if not changed:
            return False
        by_column = {field.attname: field.name for field in obj._meta.concrete_fields}
        names = [by_column[column] for column in changed]
        if hasattr(obj, "version"):
            obj.version = current.version + 1
            names.append("version")
        obj.save(update_fields=names)
        self._note(
            AuditEntry.Action.UPDATE,
            obj,
            before={n: before[n] for n in changed},
            after={n: after[n] for n in changed},
        )
        return True

    def touch(self, obj: Model) -> None:
        """Count a save of a row of which only dependent rows were written."""
        if hasattr(obj, "version"):
            obj.version = self._locked(obj).version + 1
            obj.save(update_fields=["version"])

    def _note_difference(self, obj: Model, before: Values, after: Values) -> None:
        changed = [name for name in before if before[name] != after[name]]
        self._note(
            AuditEntry.Action.UPDATE,
            obj,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )

    def _note(
        self,
        action: AuditEntry.Action,
        obj: Model,
        *,
        before: Values | None = None,
        after: Values | None = None,
    ) -> None:
        self.note_touched(obj._meta.label_lower, obj.pk, before or {})
        self._entries.append(
            AuditEntry(
                action=action,
                model=obj._meta.label_lower,
                object_id=str(obj.pk),
                object_key=key_of(obj),
                before=before or {},
                after=after or {},
            )
        )

    def note_touched(self, label: str, pk: int, before: Values) -> None:
        """Remember a written row for those who follow; an import has hundreds of thousands, most without a past."""
        ids, past = self.touched.setdefault(label, TouchedRows(array("q"), []))
        ids.append(pk)
        if before:
            past.append(before)

    def begin(self) -> ChangeSet:
        """The row of the change set. It is written with the first entries, or now."""
        if self.change_set is None:
            self.change_set = ChangeSet.objects.create(**self._head)
        return self.change_set

    def _write_waiting(self) -> None:
        if not self._entries:
            return
        head = self.begin()
        for entry in self._entries:
            entry.change_set = head
        AuditEntry.objects.bulk_create(self._entries, batch_size=500)
        self._entries = []


Row = TypeVar("Row")


@dataclass(frozen=True)
class Done(Generic[Row]):
    """What an action made or wrote, and the change set that it is on record in.

    There is no change set where nothing changed, or where the action joined a larger one that is still open.
    """

    row: Row
    change_set: ChangeSet | None


@contextmanager
def change_set(
    *,
    by: User | None,
    channel: str,
    event: str,
    parameters: change_events.Parameters | None = None,
    reason: str = "",
    undo_of: ChangeSet | None = None,
    into: "Recorder | None" = None,
) -> Iterator["Recorder"]:
    """Open a change set as one transaction and yield its Recorder.

    `by` is the user, or None for a command that nobody ran by name. `event` is a registered code and `parameters`
    what its sentence names; `reason` only what a person wrote. With `into`, an already open recorder is used instead,
    so that several actions make one change set, which keeps the event that it was opened with.
    """
    if into is not None:
        yield into
        return
    with transaction.atomic():
        recorder = Recorder(
            by=by, channel=channel, event=event, parameters=parameters or {}, reason=reason, undo_of=undo_of
        )
        yield recorder
        recorder._write_waiting()
        for follow in change_set_hooks if recorder.touched else ():
            follow(recorder.touched)
        if not recorder.is_empty:
            stamp.move_on()
