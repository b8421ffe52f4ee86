"""What the rows of a plan's files would do: compared with what the database holds.

Nothing is written here. The same code makes the preview and drives the writing, so that the two cannot differ.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from programmes.transfer.cells import EXCEL_CELL, WRITTEN_CELL, FileRow, RowKey, Values, excel_length
from programmes.transfer.cleaning import Cleaned, Page
from programmes.transfer.faults import Fault
from programmes.transfer.places import Place
from programmes.transfer.remarks import Remarks
from programmes.transfer.sheets import Areas, Flat, Responsibilities, Tracks, Wordings
from programmes.transfer.sheets.base import CurrentRow, RowChange, Sheet
from programmes.transfer.structure import Structure

LOCKED = gettext_noop(
    "An import cannot change the wording of a programme that is published or running. Record an "
    "amendment of the programme: it keeps the old wording beside the new."
)
IS_CUT = gettext_noop(
    "The text stops where a cell of Excel's is full, and the rest of what we have is missing. Put the whole text back, "
    "or leave the column out."
)
NOT_THE_KEEPER = gettext_noop(
    "All missions share this list, and only those who keep it change it. Leave the row as it is, or ask headquarters."
)


def examine(batch: list[tuple[Page, list[FileRow]]]) -> Iterator[tuple[Sheet, list[RowChange]]]:
    """Examine rows of all pages of one sheet of one plan; yield (sheet, row changes) in the order of writing."""
    for page, rows in batch:
        if page.sheet.refers_to_itself:
            page.register(rows)
    cleaned = [(page, page.clean(rows)) for page, rows in batch]
    structure = Structure(batch[0][0].context)
    if isinstance(batch[0][0].sheet, Flat):
        cleaned = [(page, structure.take_from(page, rows_of_page)) for page, rows_of_page in cleaned]
    for page, sheet, rows_of_structure in structure.rows():
        yield sheet, _noted(page, Comparison(page, sheet, is_aside=True).row_changes(rows_of_structure))
    for page, rows_of_page in cleaned:
        comparison = Comparison(page, page.sheet)
        row_changes = _noted(page, comparison.row_changes(rows_of_page))
        comparison.remarks.tell()
        yield page.sheet, row_changes


def _noted(page: Page, row_changes: list[RowChange]) -> list[RowChange]:
    """The same row changes, noted in the preview."""
    for row_change in row_changes:
        page.preview.row_change(row_change, page.mapping.language)
    return row_changes


class Comparison:
    """Rows of plain values beside those that the plan has. With `is_aside` they are only spoken of by other rows."""

    def __init__(self, page: Page, sheet: Sheet, *, is_aside: bool = False) -> None:
        self.page, self.sheet, self.is_aside = page, sheet, is_aside
        self.preview, self.context = page.preview, page.context
        self.places = page.places.of(sheet)
        self.remarks = Remarks(page)
        # What a row says is remembered where others may speak of it, too.
        self.remembers = sheet.spans_plans or isinstance(sheet, Areas | Tracks | Flat)

    def row_changes(self, cleaned: Cleaned) -> list[RowChange]:
        sheet = self.sheet
        current_rows = sheet.fetch([sheet.key_of(values) for _number, values in cleaned])
        row_changes, same = [], 0
        for number, values in cleaned:
            key = sheet.key_of(values)
            if not self.is_aside and (
                self._is_repeated(key, number, values) or self._is_said(number, values)
            ):
                continue
            current = current_rows.get(key)
            row_change = (
                self._change(number, key, values, current) if current else self._addition(number, key, values)
            )
            if row_change is None:
                same += 1
            elif row_change.is_new and sheet.leaves_out(row_change):
                self.preview.notice("left_out", sheet=sheet.code)
            elif self._is_right(row_change, values):
                row_changes.append(row_change)
                if not self.is_aside:
                    self.remarks.take(row_change)
        if not self.is_aside:
            self.preview.same(sheet, same)
        return row_changes

    def _is_repeated(self, key: RowKey, number: int, values: Values) -> bool:
        """Whether the row stands elsewhere already: an error, unless several plans bring the same shared row."""
        first, plan = self.places.get(key), self.context.reference
        if first is None:
            self.places[key] = Place(self.page.found, number, plan, values if self.remembers else None)
            return False
        column = self.sheet.fields[self.sheet.known_by[0]]
        fault, value = first.repeated(self.page.found), self.sheet.label(key)
        if first.plan != plan and first.values is not None:
            name = next((name for name in values if first.values.get(name) != values[name]), None)
            if name is None:
                return True
            column = self.sheet.fields[name]
            said = column.text(first.values.get(name, ""), "en") if first.values.get(name) else ""
            fault, value = first.contradicted(self.page.found, said), column.text(values[name], "en")
        self.page.error(fault, sheet=self.sheet, row=number, column=column, value=value)
        return True

    def _is_said(self, number: int, values: Values) -> bool:
        """Whether the commitment's own row says the same: its wording in force, or who is responsible."""
        if not isinstance(self.sheet, Wordings | Responsibilities):
            return False
        commitments = self.page.places.of_plan(self.context.reference, Flat.code)
        own = commitments.get((values["commitment"],))
        if own is None or own.values is None or not self.sheet.is_said_by(own.values, values):
            return False
        column = self.sheet.fields["commitment"]
        value = values["commitment"]
        self.page.error(own.repeated(self.page.found), row=number, column=column, value=value)
        return True

    def _change(self, number: int, key: RowKey, values: Values, current: CurrentRow) -> RowChange | None:
        """The RowChange of a row that is there already, or None when nothing differs."""
        sheet, standing, old = self.sheet, current.values, {}
        for name, plain in values.items():
            if plain == standing[name]:
                continue
            column = sheet.fields[name]
            if column.widget.is_same(plain, standing[name]):
                continue
            if notice := sheet.waits_for_a_person(name, plain, standing[name]):
                self.preview.notice(notice, sheet=sheet.code, column=name)
                values[name] = standing[name]
            elif column.read_only:
                self.preview.notice("ignored", sheet=sheet.code, column=name)
            else:
                old[name] = standing[name]
        self.remarks.take_short(number, standing)
        if not old:
            return None
        return RowChange(
            sheet,
            number,
            key,
            values,
            current.pk,
            current.version,
            old,
            standing,
            sheet.is_read_by_public(standing),
        )

    def _addition(self, number: int, key: RowKey, values: Values) -> RowChange:
        sheet = self.sheet
        for name, plain in values.items():
            if notice := sheet.waits_for_a_person(name, plain):
                self.preview.notice(notice, sheet=sheet.code, column=name)
        sheet.fill(values)
        for column in sheet.read_only:
            if values.get(column.name, column.empty) != column.empty:
                self.preview.notice("begins_unpublished", sheet=sheet.code, column=column.name)
        new = sheet.empty_row | values
        for name, default in sheet.defaults.items():
            if new[name] == "":
                new[name] = default
        return RowChange(sheet, number, key, new)

    def _is_right(self, row_change: RowChange, values: Values) -> bool:
        """Tells every fault of the row; says whether there was none."""
        faults = [*self._faults(row_change, values), *self.sheet.check(row_change)]
        if not self.sheet.may_write(row_change):
            faults.insert(0, (self.sheet.known_by[0], Fault(NOT_THE_KEEPER)))
        for name, fault in faults:
            self.page.error(
                fault,
                sheet=self.sheet,
                row=row_change.row,
                column=self.sheet.fields[name],
                value=values.get(name),
            )
        return not faults

    def _faults(self, row_change: RowChange, values: Values) -> Iterator[tuple[str, Fault]]:
        sheet, old, new = self.sheet, row_change.old, row_change.new
        is_locked = bool(old) and sheet.is_locked(row_change)
        for name, column in sheet.fields.items():
            if is_locked and column.locked and name in old:
                yield name, Fault(LOCKED)
                continue
            is_needed = column.required or (name in old and name in sheet.never_empty)
            if is_needed and (new[name] if row_change.is_new else values.get(name)) in ("", ()):
                yield name, sheet.missing_fault(column)
        for column in sheet.references:
            if column.name in new and (row_change.is_new or column.name in old):
                fault = column.widget.not_offered(new[column.name], old.get(column.name, column.empty))
                if fault:
                    yield column.name, fault
        for name, was in old.items():
            if isinstance(was, str) and is_cut(new[name], was):
                yield name, Fault(IS_CUT)


def is_cut(new: str, was: str) -> bool:
    """Whether a text is as much of what stands there as there is room for in cells of Excel's."""
    length = excel_length(new)
    is_full = length == EXCEL_CELL or (length >= WRITTEN_CELL and length % WRITTEN_CELL == 0)
    return is_full and len(was) > len(new) and was.startswith(new)
