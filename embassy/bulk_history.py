"""Writing many rows with their history, for whole plans: what the Recorder does for one row, done for thousands.

Values are as the database takes them (see `embassy.bulk`); columns that are not named get their default.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from embassy import bulk
from embassy.models import AuditEntry, ChangeSet
from embassy.types import Values

# What is done to a row: its id, its readable key, and columns by name before and after.
RowEdit: TypeAlias = tuple[int, str, Values, Values]
# The same of a many-to-many: the ids that it named before and names after.
LinkEdit: TypeAlias = tuple[int, str, Collection[int], Collection[int]]
# The targets' ids of each row, by the many-to-many's name.
Links: TypeAlias = Mapping[str, Sequence[Collection[int]]]
# Columns that a writer leaves out, each with its default.
Constants: TypeAlias = list[tuple[str, Any]]

_ENTRY_COLUMNS = ("change_set_id", "action", "model", "object_id", "object_key", "before", "after")
_encode = json.JSONEncoder(default=DjangoJSONEncoder().default, check_circular=False).encode


def _dumps(values: Values) -> str:
    return _encode(values) if values else "{}"


def kept_names(model: type[models.Model]) -> list[str]:
    """The names of the columns that history keeps (see `embassy.audit.columns_of`)."""
    derived = getattr(model, "audit_derived", frozenset()) | {"version"}
    return [field.attname for field in model._meta.concrete_fields if field.name not in derived]


def defaults(model: type[models.Model], names: Collection[str]) -> Constants:
    """(column, value) of every column that `names` leaves out, the id aside."""
    return [
        (field.attname, field.get_default())
        for field in model._meta.concrete_fields
        if field.attname not in names and not field.primary_key
    ]


def through(model: type[models.Model], name: str) -> tuple[str, str, str]:
    """(table, column of the row, column of the target) of an automatic many-to-many."""
    field: Any = model._meta.get_field(name)
    return field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()


class BulkWriting(ABC):
    """The Recorder's methods for many rows at once. Entries go to the database as they come, not at the end."""

    @abstractmethod
    def begin(self) -> ChangeSet: ...

    @abstractmethod
    def note_touched(self, label: str, pk: int, before: Values) -> None: ...

    @abstractmethod
    def _write_waiting(self) -> None: ...

    def insert_many(
        self,
        model: type[models.Model],
        names: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        *,
        keys: Sequence[str],
        links: Links | None = None,
    ) -> None:
        """Insert rows given as tuples whose first column is the id, with an entry for each.

        `keys` are their readable keys; `links` holds, for a many-to-many's name, the targets' ids of each row.
        """
        if not rows:
            return
        constants = defaults(model, names)
        filled = tuple(value for _name, value in constants)
        columns = [*names, *(name for name, _value in constants)]
        columns = [_column(model, name) for name in columns]
        bulk.insert(model._meta.db_table, columns, [row + filled for row in rows])
        links = {name: lists for name, lists in (links or {}).items() if any(lists)}
        for name, lists in links.items():
            table, own, other = through(model, name)
            pairs = [(pk, target) for (pk, *_), ids in zip(rows, lists, strict=True) for target in ids]
            bulk.insert(table, [own, other], pairs)
        self._enter_creations(model, names, rows, keys, links, constants)

    def _enter_creations(
        self,
        model: type[models.Model],
        names: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        keys: Sequence[str],
        links: Links,
        constants: Constants,
    ) -> None:
        kept = set(kept_names(model))
        constant = {name: value for name, value in constants if name in kept}
        wanted = [(place, name) for place, name in enumerate(names) if name in kept]
        linked = list(links.items())

        def entries() -> Iterator[RowEdit]:
            for number, (row, key) in enumerate(zip(rows, keys, strict=True)):
                after = {**{name: row[place] for place, name in wanted}, **constant}
                for name, lists in linked:
                    if lists[number]:
                        after[name] = sorted(lists[number])
                yield row[0], key, {}, after

        self._enter(AuditEntry.Action.CREATE, model, entries())

    def update_many(self, model: type[models.Model], changes: Sequence[RowEdit]) -> None:
        """Write changed columns: `changes` are (id, key, before, after), the columns by name in both."""
        groups: dict[tuple[str, ...], list[RowEdit]] = {}
        for change in changes:
            _pk, _key, _before, after = change
            groups.setdefault(tuple(sorted(after)), []).append(change)
        counted = "version = version + 1" if _is_versioned(model) else ""
        for names, group in groups.items():
            columns = [_column(model, name) for name in names]
            rows = [(*(after[name] for name in names), pk) for pk, _key, _before, after in group]
            bulk.update(model._meta.db_table, columns, rows, also=counted)
        self._enter(AuditEntry.Action.UPDATE, model, changes)

    def touch_many(self, model: type[models.Model], ids: Collection[int]) -> None:
        """Count a save of rows of which only what hangs on them was written."""
        if ids and _is_versioned(model):
            model._base_manager.filter(pk__in=ids).update(version=models.F("version") + 1)

    def link_many(self, model: type[models.Model], name: str, changes: Sequence[LinkEdit]) -> None:
        """Make a many-to-many of many rows hold exactly what is given: (id, key, before, after), lists of ids."""
        table, own, other = through(model, name)
        gone = [(pk, t) for pk, _key, before, after in changes for t in set(before) - set(after)]
        new = [(pk, t) for pk, _key, before, after in changes for t in sorted(set(after) - set(before))]
        if gone:
            bulk.delete(table, [own, other], gone)
        if new:
            bulk.insert(table, [own, other], new)
        edits: list[RowEdit] = [
            (pk, key, {name: sorted(before)}, {name: sorted(after)}) for pk, key, before, after in changes
        ]
        self._enter(AuditEntry.Action.UPDATE, model, edits)

    def delete_many(self, model: type[models.Model], rows: Sequence[tuple[int, str, Values]]) -> None:
        """Delete rows on which nothing hangs any more: (id, key, before)."""
        primary_key: Any = model._meta.pk
        bulk.delete(model._meta.db_table, [primary_key.column], [(pk,) for pk, _key, _before in rows])
        self._enter(AuditEntry.Action.DELETE, model, [(pk, key, before, {}) for pk, key, before in rows])

    def _enter(self, action: AuditEntry.Action, model: type[models.Model], edits: Iterable[RowEdit]) -> None:
        """Write an entry for each edit, after those that are still waiting."""
        self._write_waiting()
        head, label = self.begin().pk, model._meta.label_lower
        bulk.insert(
            AuditEntry._meta.db_table,
            _ENTRY_COLUMNS,
            [
                (head, action.value, label, str(pk), key[:200], _dumps(before), _dumps(after))
                for pk, key, before, after in self._noted(label, edits)
            ],
        )

    def _noted(self, label: str, edits: Iterable[RowEdit]) -> Iterator[RowEdit]:
        """The edits as they pass by, each remembered for those who follow."""
        for edit in edits:
            pk, _key, before, _after = edit
            self.note_touched(label, pk, before)
            yield edit


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _is_versioned(model: type[models.Model]) -> bool:
    return any(field.name == "version" for field in model._meta.concrete_fields)
