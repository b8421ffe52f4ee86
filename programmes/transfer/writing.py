"""Writing what a file would do, many rows at once, into one open change set."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from embassy import bulk
from embassy.audit import Recorder
from embassy.models import User
from programmes.actions import current
from programmes.actions.status import ProgrammeClosed, demand_open
from programmes.models import Commitment, Organisation, OrganisationAlias, Programme
from programmes.transfer.columns import Column
from programmes.transfer.lookups import ImportContext
from programmes.transfer.sheets import (
    Commitments,
    Organisations,
    Programmes,
    StatusReports,
    Wordings,
)
from programmes.transfer.sheets.base import RowChange, Sheet, batched
from programmes.transfer.writing_commitments import add, change
from programmes.transfer.writing_reports import add_reports

CHUNK = 2000


class ChangedMeanwhile(Exception):
    """Someone else has saved a row since it was compared. str() is how the row is spoken of."""


class Writer:
    """Takes the row changes of one page after another. `finish` brings up to date what hangs on them."""

    def __init__(self, record: Recorder, *, by: User | None, at: dt.datetime) -> None:
        self.record, self.by, self.at = record, by, at
        self.touched: set[int] = set()
        self.done = 0
        self._slugs: dict[int, str] | None = None

    @property
    def slugs(self) -> dict[int, str]:
        """Of organisations by id; read after they were written, and once."""
        if self._slugs is None:
            self._slugs = dict(Organisation.objects.values_list("pk", "slug"))
        return self._slugs

    def write(self, context: ImportContext, sheet: Sheet, row_changes: list[RowChange]) -> Iterator[int]:
        """Write some row changes, and yield after every few thousand how many have been written in all."""
        new = sorted(
            (row_change for row_change in row_changes if row_change.is_new),
            key=lambda row_change: [str(part) for part in row_change.key],
        )
        changed = sorted(
            (row_change for row_change in row_changes if not row_change.is_new),
            key=lambda row_change: row_change.existing_pk,
        )
        for batch in batched(new, CHUNK):
            if isinstance(sheet, StatusReports):
                self._demand_open(context, batch)
                add_reports(sheet, batch, record=self.record, by=self.by, at=self.at)
                self.touched |= {
                    context["commitments"].id(row_change.new["commitment"]) for row_change in batch
                }
                yield self._count(batch)
                continue
            ids = bulk.reserve_ids(sheet.model, len(batch))
            if sheet.feeds:
                for row_change, pk in zip(batch, ids, strict=True):
                    context[sheet.feeds].set_id(sheet.key_text(row_change.key), pk)
            self._add(context, sheet, batch, ids)
            yield self._count(batch)
        for batch in batched(changed, CHUNK):
            self._lock(sheet, batch)
            self._change(context, sheet, batch)
            yield self._count(batch)

    def _count(self, batch: list[RowChange]) -> int:
        self.done += len(batch)
        return self.done

    def withdraw(self, context: ImportContext, numbers: list[str]) -> None:
        """Withdraw commitments that the file no longer has."""
        rows = Commitment.objects.filter(programme=context.programme, number__in=numbers)
        day = context.on.isoformat()
        changes = [
            (pk, f"{context.reference}-{number}", {"withdrawn_on": None}, {"withdrawn_on": day})
            for pk, number in rows.order_by("pk").values_list("pk", "number")
        ]
        self.record.update_many(Commitment, changes)

    def finish(self) -> None:
        if self.touched:
            current.refresh(sorted(self.touched), at=self.at)

    # --- one batch

    def _lock(self, sheet: Sheet, row_changes: list[RowChange]) -> None:
        """Hold the rows, and make sure that they are as they were when they were compared."""
        if not sheet.has_version:
            return
        rows = sheet.model._base_manager.select_for_update(of=("self",)).filter(
            pk__in=[row_change.pk for row_change in row_changes]
        )
        versions = dict(rows.values_list("pk", "version"))
        for row_change in row_changes:
            if versions.get(row_change.pk) != row_change.version:
                raise ChangedMeanwhile(sheet.label(row_change.key))

    def _demand_open(self, context: ImportContext, row_changes: list[RowChange]) -> None:
        """Hold the commitments that are reported on, and make sure that their programme was not closed meanwhile."""
        ids = {context["commitments"].id(row_change.new["commitment"]) for row_change in row_changes}
        held = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        try:
            demand_open(held.values_list("programme", flat=True))
        except ProgrammeClosed as closed:
            raise ChangedMeanwhile(closed.programme.reference) from closed

    def _add(
        self, context: ImportContext, sheet: Sheet, row_changes: list[RowChange], ids: list[int]
    ) -> None:
        if isinstance(sheet, Commitments):
            add(sheet, row_changes, ids, record=self.record, slugs=self.slugs)
            return
        self._insert(sheet, row_changes, ids)
        if isinstance(sheet, Programmes):
            context.programme = Programme.objects.select_related("partnership__country").get(pk=ids[0])
        if isinstance(sheet, Organisations):
            self._slugs = None
            self._add_aliases(
                [
                    (pk, row_change.key[0], row_change.new["aliases"])
                    for row_change, pk in zip(row_changes, ids, strict=True)
                ]
            )
        self._touch(sheet, row_changes)

    def _insert(self, sheet: Sheet, row_changes: list[RowChange], ids: list[int]) -> None:
        stores = [column for column in sheet.columns if column.store]
        linked = [column for column in sheet.columns if column.links]
        extra = list(sheet.stored(row_changes[0]))
        names = ["id", *(column.store for column in stores if column.store not in extra), *extra]
        stores = [column for column in stores if column.store not in extra]
        rows = []
        for row_change, pk in zip(row_changes, ids, strict=True):
            own = [column.widget.stored(_new(row_change, column)) for column in stores]
            rows.append((pk, *own, *sheet.stored(row_change).values()))
        links = {
            column.links: [column.widget.stored(_new(row_change, column)) for row_change in row_changes]
            for column in linked
        }
        self.record.insert_many(
            sheet.model,
            names,
            rows,
            keys=[sheet.audit_key(row_change.new) for row_change in row_changes],
            links=links,
        )

    def _change(self, context: ImportContext, sheet: Sheet, row_changes: list[RowChange]) -> None:
        store_changes(sheet, row_changes, self.record)
        if isinstance(sheet, Commitments):
            change(sheet, row_changes, record=self.record, on=context.on)
            self.touched |= {row_change.existing_pk for row_change in row_changes}
        if isinstance(sheet, Organisations):
            self._slugs = None
            self._change_aliases(row_changes)
        self._touch(sheet, row_changes)

    def _touch(self, sheet: Sheet, row_changes: list[RowChange]) -> None:
        """Commitments whose current wording follows from these rows."""
        if isinstance(sheet, Wordings):
            self.touched |= {
                sheet.context["commitments"].id(row_change.value("commitment")) for row_change in row_changes
            }

    # --- aliases

    def _add_aliases(self, wanted: list[tuple[int | None, str, list[str]]]) -> None:
        rows = [(pk, slug, name) for pk, slug, names in wanted for name in names]
        ids = bulk.reserve_ids(OrganisationAlias, len(rows))
        self.record.insert_many(
            OrganisationAlias,
            ("id", "organisation_id", "name"),
            [(pk, organisation, name) for pk, (organisation, _slug, name) in zip(ids, rows, strict=True)],
            keys=[f"{slug}:{name}" for _organisation, slug, name in rows],
        )

    def _change_aliases(self, row_changes: list[RowChange]) -> None:
        changed = [row_change for row_change in row_changes if "aliases" in row_change.old]
        for row_change in changed:
            gone = set(row_change.old["aliases"]) - set(row_change.new["aliases"])
            for alias in OrganisationAlias.objects.filter(organisation=row_change.pk, name__in=gone):
                self.record.delete(alias)
        self._add_aliases(
            [
                (
                    row_change.pk,
                    row_change.key[0],
                    sorted(set(row_change.new["aliases"]) - set(row_change.old["aliases"])),
                )
                for row_change in changed
            ]
        )


def _new(row_change: RowChange, column: Column) -> Any:
    """What a new row gets in a column: what is shown for information only begins as it must."""
    return column.empty if column.read_only else row_change.new[column.name]


def store_changes(sheet: Sheet, row_changes: list[RowChange], record: Recorder) -> None:
    """Write the changed columns and many-to-many lists of rows that are there already."""
    fields, changes, counted = sheet.fields, [], set()
    for row_change in row_changes:
        before, after = {}, {}
        for name, old in row_change.old.items():
            column = fields[name]
            if column.store:
                before[column.store] = column.widget.stored(old)
                after[column.store] = column.widget.stored(row_change.new[name])
        standing = RowChange(sheet, row_change.row, row_change.key, row_change.current, row_change.pk)
        derived = zip(sheet.stored(standing).items(), sheet.stored(row_change).values(), strict=True)
        for (name, was), now in derived:
            if was != now:
                before[name], after[name] = was, now
        if after:
            changes.append((row_change.existing_pk, sheet.audit_key(row_change.current), before, after))
            counted.add(row_change.existing_pk)
    if changes:
        record.update_many(sheet.model, changes)
    for column in sheet.columns:
        if column.links:
            name, stored = column.name, column.widget.stored
            linked = [
                (
                    row_change.existing_pk,
                    sheet.audit_key(row_change.current),
                    stored(row_change.old[name]),
                    stored(row_change.new[name]),
                )
                for row_change in row_changes
                if name in row_change.old
            ]
            if linked:
                record.link_many(sheet.model, column.links, linked)
    record.touch_many(
        sheet.model, [pk for row_change in row_changes if (pk := row_change.existing_pk) not in counted]
    )
