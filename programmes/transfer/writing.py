"""Writing what a file would do, many rows at once, into one open change set."""

from embassy import bulk
from embassy.audit import StaleVersion
from programmes.actions import current
from programmes.models import Commitment, OrganisationAlias, Programme, Responsibility
from programmes.search.commitments import OrganisationNames
from programmes.transfer.sheets import (
    Commitments,
    Organisations,
    Programmes,
    Responsibilities,
    StatusReports,
    Wordings,
)
from programmes.transfer.sheets.base import Op, batched
from programmes.transfer.writing_commitments import add, change
from programmes.transfer.writing_reports import add_reports

CHUNK = 2000


class Writer:
    """Takes the Ops of one page after another. `finish` brings up to date what hangs on them."""

    def __init__(self, record, *, by, at):
        self.record, self.by, self.at = record, by, at
        self.touched = set()
        self.done = 0
        self._words = None

    @property
    def words(self):
        """The names of organisations for the search text; read after they were written, and once."""
        if self._words is None:
            self._words = OrganisationNames()
        return self._words

    def write(self, known, sheet, ops):
        """Write some Ops, and yield after every few thousand how many have been written in all."""
        new = sorted((op for op in ops if op.is_new), key=lambda op: [str(part) for part in op.key])
        changed = sorted((op for op in ops if not op.is_new), key=lambda op: op.pk)
        for batch in batched(new, CHUNK):
            if isinstance(sheet, StatusReports):
                add_reports(sheet, batch, record=self.record, by=self.by, at=self.at)
                self.touched |= {known["commitments"].id(op.new["commitment"]) for op in batch}
                yield self._count(batch)
                continue
            ids = bulk.reserve_ids(sheet.model, len(batch))
            if sheet.feeds:
                for op, pk in zip(batch, ids, strict=True):
                    known[sheet.feeds].set_id(sheet.key_text(op.key), pk)
            self._add(known, sheet, batch, ids)
            yield self._count(batch)
        for batch in batched(changed, CHUNK):
            self._lock(sheet, batch)
            self._change(known, sheet, batch)
            yield self._count(batch)

    def _count(self, batch):
        self.done += len(batch)
        return self.done

    def withdraw(self, known, numbers):
        """Withdraw commitments that the file no longer has."""
        rows = Commitment.objects.filter(programme=known.programme, number__in=numbers)
        day = known.on.isoformat()
        changes = [
            (pk, f"{known.reference}-{number}", {"withdrawn_on": None}, {"withdrawn_on": day})
            for pk, number in rows.order_by("pk").values_list("pk", "number")
        ]
        self.record.update_many(Commitment, changes)

    def finish(self):
        if self.touched:
            current.refresh(sorted(self.touched), at=self.at)

    # --- one batch

    def _lock(self, sheet, ops):
        """Hold the rows, and make sure that they are as they were when they were compared."""
        if not sheet.has_version:
            return
        rows = sheet.model._base_manager.select_for_update(of=("self",)).filter(pk__in=[op.pk for op in ops])
        versions = dict(rows.values_list("pk", "version"))
        for op in ops:
            if versions.get(op.pk) != op.version:
                raise StaleVersion(sheet.label(op.key))

    def _add(self, known, sheet, ops, ids):
        if isinstance(sheet, Commitments):
            add(sheet, ops, ids, record=self.record, words=self.words)
            return
        self._insert(sheet, ops, ids)
        if isinstance(sheet, Programmes):
            known.programme = Programme.objects.select_related("partnership__country").get(pk=ids[0])
        if isinstance(sheet, Organisations):
            self._words = None
            self._add_aliases([(pk, op.key[0], op.new["aliases"]) for op, pk in zip(ops, ids, strict=True)])
        self._touch(sheet, ops)

    def _insert(self, sheet, ops, ids):
        stores = [column for column in sheet.columns if column.store]
        linked = [column for column in sheet.columns if column.links]
        extra = list(sheet.stored(ops[0]))
        names = ["id", *(column.store for column in stores if column.store not in extra), *extra]
        stores = [column for column in stores if column.store not in extra]
        rows = []
        for op, pk in zip(ops, ids, strict=True):
            own = [column.widget.stored(_new(op, column)) for column in stores]
            rows.append((pk, *own, *sheet.stored(op).values()))
        links = {column.links: [column.widget.stored(_new(op, column)) for op in ops] for column in linked}
        self.record.insert_many(
            sheet.model, names, rows, keys=[sheet.audit_key(op.new) for op in ops], links=links
        )

    def _change(self, known, sheet, ops):
        store_changes(sheet, ops, self.record)
        if isinstance(sheet, Commitments):
            change(sheet, ops, record=self.record, on=known.on)
            self.touched |= {op.pk for op in ops}
        if isinstance(sheet, Organisations):
            self._words = None
            self._change_aliases(ops)
            named = Responsibility.objects.filter(organisation__in=[op.pk for op in ops])
            self.touched |= set(named.values_list("commitment_id", flat=True))
        self._touch(sheet, ops)

    def _touch(self, sheet, ops):
        """Commitments whose current wording or search text follows from these rows."""
        if isinstance(sheet, Wordings | Responsibilities):
            self.touched |= {sheet.known["commitments"].id(op.value("commitment")) for op in ops}

    # --- aliases

    def _add_aliases(self, wanted):
        rows = [(pk, slug, name) for pk, slug, names in wanted for name in names]
        ids = bulk.reserve_ids(OrganisationAlias, len(rows))
        self.record.insert_many(
            OrganisationAlias,
            ("id", "organisation_id", "name"),
            [(pk, organisation, name) for pk, (organisation, _slug, name) in zip(ids, rows, strict=True)],
            keys=[f"{slug}:{name}" for _organisation, slug, name in rows],
        )

    def _change_aliases(self, ops):
        changed = [op for op in ops if "aliases" in op.old]
        for op in changed:
            gone = set(op.old["aliases"]) - set(op.new["aliases"])
            for alias in OrganisationAlias.objects.filter(organisation=op.pk, name__in=gone):
                self.record.delete(alias)
        self._add_aliases(
            [(op.pk, op.key[0], sorted(set(op.new["aliases"]) - set(op.old["aliases"]))) for op in changed]
        )


def _new(op, column):
    """What a new row gets in a column: what is shown for information only begins as it must."""
    return column.empty if column.read_only else op.new[column.name]


def store_changes(sheet, ops, record):
    """Write the changed columns and many-to-many lists of rows that are there already."""
    fields, changes, counted = sheet.fields, [], set()
    for op in ops:
        before, after = {}, {}
        for name, old in op.old.items():
            column = fields[name]
            if column.store:
                before[column.store] = column.widget.stored(old)
                after[column.store] = column.widget.stored(op.new[name])
        standing = Op(sheet, op.row, op.key, op.held, op.pk)
        derived = zip(sheet.stored(standing).items(), sheet.stored(op).values(), strict=True)
        for (name, was), now in derived:
            if was != now:
                before[name], after[name] = was, now
        if after:
            changes.append((op.pk, sheet.audit_key(op.held), before, after))
            counted.add(op.pk)
    if changes:
        record.update_many(sheet.model, changes)
    for column in sheet.columns:
        if column.links:
            name, stored = column.name, column.widget.stored
            linked = [
                (op.pk, sheet.audit_key(op.held), stored(op.old[name]), stored(op.new[name]))
                for op in ops
                if name in op.old
            ]
            if linked:
                record.link_many(sheet.model, column.links, linked)
    record.touch_many(sheet.model, [op.pk for op in ops if op.pk not in counted])
