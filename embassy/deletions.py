"""What a deletion changes: the rows that go with a row, and the lists of other rows that lose it.

The right to delete is asked of all of it (`rows_without_right`), at every door; and a row that several missions share
(`kept_while_used` on its model) does not go while a list of another row holds it: it is merged instead.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import CASCADE, ForeignKey, Model

from embassy.models import roles_of
from embassy.types import AnyUser


@dataclass(frozen=True)
class Unlinking:
    """A many-to-many list of a row that stays, and what is left in it."""

    holder: Model
    name: str
    kept: list[Model]


@dataclass
class Deletion:
    """`rows` go, those that hang on others first; `protected` rows forbid it.

    `unlinkings` are lists of rows that stay, `emptied` rows that stay and lose a reference.
    """

    rows: list[Model]
    unlinkings: list[Unlinking] = field(default_factory=list)
    emptied: list[Model] = field(default_factory=list)
    protected: list[Model] = field(default_factory=list)

    @property
    def changed(self) -> Iterator[Model]:
        """Every row that is no longer as it was, deleted ones first."""
        yield from self.rows
        yield from (unlinking.holder for unlinking in self.unlinkings)
        yield from self.emptied


def is_automatic(through: Any) -> bool:
    """Whether Django made this table for a many-to-many; its rows are no rows of ours."""
    return bool(through._meta.auto_created)


def deletion_of(obj: Model) -> Deletion:
    """What deleting a row would do."""
    doomed = NestedObjects(using=router.db_for_write(type(obj), instance=obj))
    doomed.collect([obj])
    rows = [row for rows in reversed(doomed.data.values()) for row in rows if not is_automatic(row)]
    deletion = Deletion(rows, protected=list(doomed.protected))
    deletion.unlinkings = list(_unlinkings(doomed, rows))
    deletion.emptied = list(_emptied(doomed, rows))
    if getattr(obj, "kept_while_used", False):
        deletion.protected += [unlinking.holder for unlinking in deletion.unlinkings]
    return deletion


def _unlinkings(doomed: NestedObjects, rows: Collection[Model]) -> Iterator[Unlinking]:
    for through in filter(is_automatic, doomed.data):
        holding: Any = through._meta.auto_created
        links = next(f for f in holding._meta.many_to_many if f.remote_field.through is through)
        holders = {getattr(link, links.m2m_field_name()) for link in doomed.data[through]} - {*rows}
        for holder in sorted(holders, key=lambda row: row.pk):
            kept = [target for target in getattr(holder, links.name).all() if target not in rows]
            yield Unlinking(holder, links.name, kept)


def _emptied(doomed: NestedObjects, rows: Collection[Model]) -> Iterator[Model]:
    """Rows that stay and lose what one of their own columns names; caches, which are made anew, are none."""
    updates: Any = doomed.field_updates
    for (column, _value), batches in updates.items():
        if column.name not in getattr(column.model, "audit_derived", ()):
            yield from (row for batch in batches for row in batch if row not in rows)


def rows_without_right(user: AnyUser, deletion: Deletion) -> list[Model]:
    """The rows that the deletion changes and that the user may not edit. A superuser may edit all."""
    if roles_of(user).is_superuser:
        return []
    asked: dict[type[Model], dict[Any, Model]] = {}
    doomed = set(deletion.rows)
    for row in deletion.changed:
        for keeper in _keepers(row, doomed):
            asked.setdefault(type(keeper), {})[keeper.pk] = keeper
    return [row for model, rows in asked.items() for row in _refused(user, model, rows)]


def _refused(user: AnyUser, model: type[Model], rows: dict[Any, Model]) -> Iterable[Model]:
    questions: Any = model._default_manager.all()
    editable = set()
    if hasattr(questions, "editable_by"):
        editable = set(questions.editable_by(user).filter(pk__in=rows).values_list("pk", flat=True))
    return [row for pk, row in rows.items() if pk not in editable]


def _keepers(row: Model, doomed: Collection[Model]) -> Iterator[Model]:
    """The rows whose rights decide about this one: itself where its model knows rights, else what it is part of.

    A row that goes with what it is part of is asked about there. A row between two others (of a many-to-many with
    columns of its own) is the list's, so the one that has the list is asked as well.
    """
    if hasattr(type(row)._default_manager.all(), "editable_by"):
        yield row
        return
    owners = [holder for column in owning_columns(type(row)) if (holder := getattr(row, column.name))]
    for owner in owners:
        if owner not in doomed and (row not in doomed or _has_list(type(owner), type(row))):
            yield from _keepers(owner, doomed)
    if not owners:
        yield row


def owning_columns(model: type[Model]) -> "list[ForeignKey[Any, Any]]":
    """The foreign keys that say what a row is part of: it goes with that."""
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, ForeignKey) and column.remote_field.on_delete is CASCADE
    ]


def _has_list(model: type[Model], through: type[Model]) -> bool:
    """Whether the rows of `through` make up a many-to-many of `model`."""
    return any(one.remote_field.through is through for one in model._meta.many_to_many)
