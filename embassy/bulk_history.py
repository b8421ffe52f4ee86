"""Writing many rows with their history, for whole plans: what the Recorder does for one row, done for thousands.

Values are as the database takes them (see `embassy.bulk`); columns that are not named get their default.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from embassy import bulk
from embassy.models import AuditEntry

_ENTRY_COLUMNS = ("change_set_id", "action", "model", "object_id", "object_key", "before", "after")
_encode = json.JSONEncoder(default=DjangoJSONEncoder().default, check_circular=False).encode


def _dumps(values):
    return _encode(values) if values else "{}"


def kept_names(model):
    """The names of the columns that history keeps (see `embassy.audit.columns_of`)."""
    derived = getattr(model, "audit_derived", frozenset()) | {"version"}
    return [field.attname for field in model._meta.concrete_fields if field.name not in derived]


def defaults(model, names):
    """(column, value) of every column that `names` leaves out, the id aside."""
    return [
        (field.attname, field.get_default())
        for field in model._meta.concrete_fields
        if field.attname not in names and not field.primary_key
    ]


def through(model, name):
    """(table, column of the row, column of the target) of an automatic many-to-many."""
    field = model._meta.get_field(name)
    return field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()


class BulkWriting:
    """The Recorder's methods for many rows at once. Entries go to the database as they come, not at the end."""

    def insert_many(self, model, names, rows, *, keys, links=None):
        """Insert rows given as tuples whose first column is the id, with an entry for each.

        `keys` are their readable keys; `links` holds, for a many-to-many's name, the targets' ids of each row.
        """
        if not rows:
            return
        constants = defaults(model, names)
        filled = tuple(value for _name, value in constants)
        columns = [*names, *(name for name, _value in constants)]
        columns = [model._meta.get_field(name).column for name in columns]
        bulk.insert(model._meta.db_table, columns, [row + filled for row in rows])
        links = {name: lists for name, lists in (links or {}).items() if any(lists)}
        for name, lists in links.items():
            table, own, other = through(model, name)
            pairs = [(row[0], target) for row, ids in zip(rows, lists, strict=True) for target in ids]
            bulk.insert(table, [own, other], pairs)
        self._enter_creations(model, names, rows, keys, links, constants)

    def _enter_creations(self, model, names, rows, keys, links, constants):
        kept = set(kept_names(model))
        constant = {name: value for name, value in constants if name in kept}
        wanted = [(place, name) for place, name in enumerate(names) if name in kept]
        linked = list(links.items())

        def entries():
            for number, (row, key) in enumerate(zip(rows, keys, strict=True)):
                after = {**{name: row[place] for place, name in wanted}, **constant}
                for name, lists in linked:
                    if lists[number]:
                        after[name] = sorted(lists[number])
                yield row[0], key, {}, after

        self._enter(AuditEntry.Action.CREATE, model, entries())

    def update_many(self, model, changes):
        """Write changed columns: `changes` are (id, key, before, after), the columns by name in both."""
        groups = {}
        for change in changes:
            groups.setdefault(tuple(sorted(change[3])), []).append(change)
        counted = "version = version + 1" if _is_versioned(model) else ""
        for names, group in groups.items():
            columns = [model._meta.get_field(name).column for name in names]
            rows = [(*(after[name] for name in names), pk) for pk, _key, _before, after in group]
            bulk.update(model._meta.db_table, columns, rows, also=counted)
        self._enter(AuditEntry.Action.UPDATE, model, changes)

    def touch_many(self, model, ids):
        """Count a save of rows of which only what hangs on them was written."""
        if ids and _is_versioned(model):
            model._base_manager.filter(pk__in=ids).update(version=models.F("version") + 1)

    def link_many(self, model, name, changes):
        """Make a many-to-many of many rows hold exactly what is given: (id, key, before, after), lists of ids."""
        table, own, other = through(model, name)
        gone = [(pk, t) for pk, _key, before, after in changes for t in set(before) - set(after)]
        new = [(pk, t) for pk, _key, before, after in changes for t in sorted(set(after) - set(before))]
        if gone:
            bulk.delete(table, [own, other], gone)
        if new:
            bulk.insert(table, [own, other], new)
        noted = [
            (pk, key, {name: sorted(before)}, {name: sorted(after)}) for pk, key, before, after in changes
        ]
        self._enter(AuditEntry.Action.UPDATE, model, noted)

    def delete_many(self, model, rows):
        """Delete rows on which nothing hangs any more: (id, key, before)."""
        bulk.delete(model._meta.db_table, [model._meta.pk.column], [(row[0],) for row in rows])
        self._enter(AuditEntry.Action.DELETE, model, [(pk, key, before, {}) for pk, key, before in rows])

    def _enter(self, action, model, entries):
        """Write entries (id, key, before, after) after those that are still waiting."""
        self._write_waiting()
        head, label = self.begin().pk, model._meta.label_lower
        bulk.insert(
            AuditEntry._meta.db_table,
            _ENTRY_COLUMNS,
            [
                (head, action.value, label, str(pk), key[:200], _dumps(before), _dumps(after))
                for pk, key, before, after in self._noted(label, entries)
            ],
        )

    def _noted(self, label, entries):
        """The entries as they pass by, each remembered for those who follow."""
        for entry in entries:
            self.note_touched(label, entry[0], entry[2])
            yield entry


def _is_versioned(model):
    return any(field.name == "version" for field in model._meta.concrete_fields)
