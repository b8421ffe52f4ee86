"""Undoing an import: what `undo` does for a few rows, done for thousands, in the import's own undoing change set."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _

from embassy import bulk
from embassy.audit import Recorder, columns_of, snapshot
from embassy.bulk_history import through
from embassy.models import AuditEntry, ChangeSet, User
from programmes.actions import current
from programmes.actions.undo import CannotUndo, put_back, why_not
from programmes.models import Commitment, StatusReport, Wording

CHUNK = 1000
Added = dict[
    type[models.Model], set[int]
]  # the ids of each model's rows that the import added and that go with it
CREATE, UPDATE = AuditEntry.Action.CREATE, AuditEntry.Action.UPDATE


def undo_import(change: ChangeSet, *, record: Recorder, by: User, at: dt.datetime) -> None:
    """Put back what an import did, last first. Raises CannotUndo when something else has touched its rows since."""
    obstacle = why_not(change)
    if obstacle:
        raise obstacle
    added = _added(change)
    _refuse_dependents(added)
    _let_go(added)
    touched = _commitments_touched(change, added)
    entries = change.entries.order_by("-id").iterator(chunk_size=2000)
    for (label, action), group in groupby(entries, key=lambda entry: (entry.model, entry.action)):
        model, rows = apps.get_model(label), list(group)
        if action == CREATE and model is not StatusReport:
            _remove(model, rows, record)
        elif action == UPDATE and model is not StatusReport:
            _restore(model, rows, record)
        else:
            for entry in rows:
                put_back(record, model, entry, by=by, at=at)
    current.refresh(sorted(touched), at=at)


def _added(change: ChangeSet) -> Added:
    added: Added = defaultdict(set)
    rows = change.entries.filter(action=CREATE).values_list("model", "object_id")
    for label, object_id in rows.iterator():
        model = apps.get_model(label)
        if model is not StatusReport:
            added[model].add(int(object_id))
    return added


def _refuse_dependents(added: Added) -> None:
    """Raise CannotUndo when other rows, which stay, name rows that would go."""
    for model, ids in added.items():
        for relation in _relations(model):
            if relation.on_delete is models.SET_NULL:
                continue
            owner, column = _owner(relation)
            own = added.get(owner, set())
            for chunk in _chunks(sorted(ids)):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": chunk})
                if set(rows.values_list(column, flat=True)) - own:
                    raise CannotUndo(_("Other rows have come to depend on it."))


def _owner(relation: ForeignObjectRel) -> tuple[type[models.Model], str]:
    """(model, column) of whose row it is that refers: for an automatic link, the row that has the list."""
    depending = relation.related_model
    listing = cast("type[models.Model] | bool", depending._meta.auto_created)
    if isinstance(listing, bool):
        return depending, "pk"
    field = next(field for field in listing._meta.many_to_many if field.remote_field.through is depending)
    return listing, field.m2m_field_name() + "_id"


def _let_go(added: Added) -> None:
    """Caches that name rows which go are emptied; they are made anew at the end."""
    for model, ids in added.items():
        for relation in _relations(model):
            if relation.on_delete is models.SET_NULL:
                for chunk in _chunks(sorted(ids)):
                    rows = relation.related_model._base_manager.filter(
                        **{f"{relation.field.name}__in": chunk}
                    )
                    rows.update(**{relation.field.name: None})


def _relations(model: type[models.Model]) -> Iterator[ForeignObjectRel]:
    """Foreign keys of other tables to this one; links of its own many-to-manys go with their rows."""
    own = {field.remote_field.through for field in model._meta.many_to_many}
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            isinstance(relation, ForeignObjectRel)
            and (relation.one_to_many or relation.one_to_one)
            and relation.related_model not in own
        ):
            yield relation


def _commitments_touched(change: ChangeSet, added: Added) -> set[int]:
    """Commitments that stay, whose caches follow from rows of the import."""
    touched = set()
    for entry in change.entries.filter(
        model__in=[model._meta.label_lower for model in (Commitment, Wording, StatusReport)]
    ).iterator(chunk_size=2000):
        if entry.model == Commitment._meta.label_lower:
            touched.add(int(entry.object_id))
        else:
            kept = entry.after.get("commitment_id") or entry.before.get("commitment_id")
            if kept is None:
                model = apps.get_model(entry.model)
                kept = model._base_manager.values_list("commitment_id", flat=True).get(pk=entry.object_id)
            touched.add(kept)
    return touched - added[Commitment]


def _remove(model: type[models.Model], entries: list[AuditEntry], record: Recorder) -> None:
    """Delete rows that the import added, with their automatic links."""
    links: dict[str, type[models.Model]] = {}
    for field in model._meta.many_to_many:
        link = field.remote_field.through
        if link is not None and link._meta.auto_created:
            links[field.name] = link
    for chunk in _chunks([int(entry.object_id) for entry in entries]):
        rows = model._base_manager.in_bulk(chunk)
        lists: dict[int, dict[str, list[int]]] = {pk: {} for pk in chunk}
        for name, link in links.items():
            table, own, other = through(model, name)
            for pk, target in link._base_manager.filter(**{f"{own}__in": chunk}).values_list(own, other):
                lists[pk].setdefault(name, []).append(target)
            bulk.delete(table, [own], [(pk,) for pk in chunk])
        keys = {int(entry.object_id): entry.object_key for entry in entries}
        record.delete_many(
            model,
            [
                (pk, keys[pk], snapshot(rows[pk]) | {name: sorted(ids) for name, ids in lists[pk].items()})
                for pk in chunk
            ],
        )


def _restore(model: type[models.Model], entries: list[AuditEntry], record: Recorder) -> None:
    """Put columns and many-to-many lists back to what they were."""
    columns = {field.attname for field in columns_of(model)}
    plain: list[tuple[int, str, dict[str, Any], dict[str, Any]]] = []
    lists: dict[str, list[tuple[int, str, list[int], list[int]]]] = defaultdict(list)
    counted: set[int] = set()
    for entry in entries:
        pk, key = int(entry.object_id), entry.object_key
        before = {name: value for name, value in entry.after.items() if name in columns}
        after = {name: value for name, value in entry.before.items() if name in columns}
        if after:
            plain.append((pk, key, before, after))
            counted.add(pk)
        for name in entry.before.keys() - columns:
            lists[name].append((pk, key, entry.after[name], entry.before[name]))
    if plain:
        record.update_many(model, plain)
    for name, changes in lists.items():
        record.link_many(model, name, changes)
    record.touch_many(
        model, [int(entry.object_id) for entry in entries if int(entry.object_id) not in counted]
    )


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
