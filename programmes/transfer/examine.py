"""What the rows of one page would do: cleaned, and compared with what the database holds.

Nothing is written here. The same code makes the preview and drives the writing, so that the two cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop

from programmes.transfer.cells import MISSING_CELL, Cell, FileRow, RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.headers import Mapping
from programmes.transfer.lookups import ImportContext
from programmes.transfer.preview import Preview
from programmes.transfer.sheets import Areas, Flat, Tracks
from programmes.transfer.sheets.base import CurrentRow, RowChange, Sheet

LOCKED = gettext_noop(
    "An import cannot change the wording of a programme that is published or running. Record an "
    "amendment of the programme: it keeps the old wording beside the new."
)
OF_AREA = {"area_title": "title"}
OF_TRACK = {"track_title": "title", "track_kind": "kind"}
STRUCTURE = (*OF_AREA, *OF_TRACK)

CellFault = tuple[Column, Any, Fault]  # where it stands, what stands there, and what is wrong
Cleaned = list[tuple[int, Values]]  # rows without faults: number and plain values


class Page:
    """One page of a file, being examined against one plan."""

    def __init__(self, mapping: Mapping, context: ImportContext, preview: Preview, *, file: str = "") -> None:
        self.mapping, self.context, self.preview, self.file = mapping, context, preview, file
        self.sheet = mapping.sheet(context)
        self.places = [(index, self.sheet.fields[name]) for index, name in mapping.columns]
        self.width = max((index for index, _name in mapping.columns), default=-1) + 1
        self.seen: dict[RowKey, int] = {}

    def take(self, rows: list[FileRow]) -> Iterator[tuple[Sheet, list[RowChange]]]:
        """Examine some rows, [row number, cells]; yield (sheet, row changes) in the order in which they are written."""
        self.context.language = self.mapping.language
        if self.sheet.refers_to_itself:
            self._register(rows)
        cleaned = list(self._clean(rows))
        if isinstance(self.sheet, Flat):
            cleaned, structure = self._structure(cleaned)
            for sheet, rows_of_structure in structure:
                yield sheet, self._noted(self._compare(sheet, rows_of_structure, is_aside=True))
        yield self.sheet, self._noted(self._compare(self.sheet, cleaned))

    def missing_keys(self) -> list[RowKey]:
        """Keys that the plan has and the file has not, each once."""
        if not self.sheet.missing_matters:
            return []
        return sorted({key for key in self.sheet.all_keys() if key not in self.seen}, key=str)

    # --- cells

    def _register(self, rows: list[FileRow]) -> None:
        """Make the keys of new rows known before other rows of the page refer to them."""
        sheet = self.sheet
        wanted = {*sheet.known_by, "reference", "acronym", "name_en", "name_da", "aliases"}
        places = [(index, sheet.fields[name]) for index, name in self.mapping.columns if name in wanted]
        for _number, cells in rows:
            values = {}
            for index, column in places:
                cell = cells[index] if index < len(cells) else None
                if cell is not MISSING_CELL and cell != MISSING_CELL:
                    try:
                        values[column.name] = column.cleaned(cell)
                    except Fault:
                        continue  # reported when the whole row is cleaned
            self._make_known(sheet, values)

    def _make_known(self, sheet: Sheet, values: Values) -> None:
        """Let other rows refer to this one, even while something else in it is wrong."""
        key = sheet.key_of(values)
        if sheet.feeds and "" not in key:
            listed, text = self.context[sheet.feeds], sheet.key_text(key)
            if text not in listed:
                listed.add(text, sheet.names(values))

    def _clean(self, rows: list[FileRow]) -> Iterator[tuple[int, Values]]:
        """Yield (row number, plain values) of the rows that have no faults. Column by column: cells of one repeat."""
        blanks = [None] * self.width
        whole = [
            cells if len(cells) >= self.width else [*cells, *blanks][: self.width] for _number, cells in rows
        ]
        faults: dict[int, list[CellFault]] = defaultdict(list)
        without: dict[int, list[str]] = defaultdict(list)
        plains = [
            self._clean_column(column, [cells[index] for cells in whole], faults, without)
            for index, column in self.places
        ]
        names = [column.name for _index, column in self.places]
        for place, plain in enumerate(zip(*plains, strict=True)):
            values = dict(zip(names, plain, strict=True))
            for name in without.get(place, ()):
                del values[name]
            number = rows[place][0]
            if self._is_whole(number, values, faults.get(place, [])):
                yield number, values

    def _clean_column(
        self,
        column: Column,
        cells: list[Cell],
        faults: dict[int, list[CellFault]],
        without: dict[int, list[str]],
    ) -> list[Any]:
        """The plain values of a column's cells; says of which rows the column is faulty or not there at all."""
        plains = column.recalled(cells)
        clean = column.cleaned if column.widget.repeats else column.widget.clean
        for place, plain in enumerate(plains):
            if plain is not None:
                continue
            cell = cells[place]
            if cell == MISSING_CELL:
                without[place].append(column.name)
                continue
            try:
                plains[place] = clean(cell)
            except Fault as fault:
                faults[place].append((column, cell, fault))
                without[place].append(column.name)
        return plains

    def _is_whole(self, number: int, values: Values, faults: list[CellFault]) -> bool:
        """Fill in what follows from other cells; tells every fault, and whether there was none."""
        sheet = self.sheet
        try:
            sheet.complete(values, faults)
        except Fault as fault:
            faults.append((sheet.fields[sheet.known_by[0]], None, fault))
        self._make_known(sheet, values)
        for column, cell, problem in faults:
            self.preview.error(sheet, problem, row=number, column=column, value=cell, file=self.file)
        if faults and all(name in values for name in sheet.known_by):
            self.seen.setdefault(sheet.key_of(values), number)  # it is wrong, not missing
        return not faults

    # --- rows

    def _structure(self, cleaned: Cleaned) -> tuple[Cleaned, list[tuple[Sheet, Cleaned]]]:
        """The rows of a flat file without the areas and tracks that they speak of, and those by sheet."""
        areas: dict[RowKey, tuple[int, Values]] = {}
        tracks: dict[RowKey, tuple[int, Values]] = {}
        rows, structure, taken = [], [], set()
        for number, values in cleaned:
            area, track = values.get("area", ""), values.get("track", "")
            own = {name: values.pop(name) for name in STRUCTURE if name in values}
            rows.append((number, values))
            said = (area, track, *own.items())
            if said in taken:
                continue
            errors_before = self.preview.error_count
            if area != "":
                self._gather(areas, (area,), {"number": area}, own, OF_AREA, number)
            if area != "" and track != "":
                self._gather(tracks, (area, track), {"area": area, "position": track}, own, OF_TRACK, number)
            if self.preview.error_count == errors_before:
                taken.add(said)
        for kind, gathered in ((Areas, areas), (Tracks, tracks)):
            sheet = kind(self.context)
            for key, (number, values) in gathered.items():
                if kind is Tracks and len(values) > 2 and sheet.key_text(key) not in self.context["tracks"]:
                    values["kind"] = values.get("kind") or "other"
                if len(values) > len(key):
                    self._make_known(sheet, values)
                gathered[key] = (number, values)
            structure.append(
                (sheet, [item for key, item in sorted(gathered.items()) if len(item[1]) > len(key)])
            )
        return rows, structure

    def _gather(
        self,
        gathered: dict[RowKey, tuple[int, Values]],
        key: RowKey,
        base: Values,
        own: Values,
        names: dict[str, str],
        number: int,
    ) -> None:
        """Put together what several rows say of the same area or track; they must agree."""
        row, values = gathered.setdefault(key, (number, dict(base)))
        for source, name in names.items():
            said = own.get(source, "")
            if said == "":
                continue
            if values.get(name, said) != said:
                fault = Fault(
                    gettext_noop("Row %(row)s says “%(value)s” here. Make the rows agree."),
                    row=row,
                    value=str(values[name])[:80],
                )
                column = self.sheet.fields[source]
                self.preview.error(self.sheet, fault, row=number, column=column, value=said, file=self.file)
            values.setdefault(name, said)

    def _compare(self, sheet: Sheet, cleaned: Cleaned, *, is_aside: bool = False) -> list[RowChange]:
        """The RowChanges of some rows of plain values."""
        current_rows = sheet.fetch([sheet.key_of(values) for _number, values in cleaned])
        row_changes, same = [], 0
        for number, values in cleaned:
            key = sheet.key_of(values)
            if not is_aside and self._is_repeated(sheet, key, number):
                continue
            current = current_rows.get(key)
            row_change = (
                self._change(sheet, number, key, values, current)
                if current
                else self._addition(sheet, number, key, values)
            )
            if row_change is None:
                same += 1
            elif row_change.is_new and sheet.leaves_out(row_change):
                self.preview.notice("left_out", sheet=sheet.code)
            elif self._is_right(sheet, row_change, values):
                row_changes.append(row_change)
        if not is_aside:
            self.preview.same(sheet, same)
        return row_changes

    def _is_repeated(self, sheet: Sheet, key: RowKey, number: int) -> bool:
        if key not in self.seen:
            self.seen[key] = number
            return False
        fault = Fault(gettext_noop("Row %(row)s is about the same. Keep one of them."), row=self.seen[key])
        column = sheet.fields[sheet.known_by[0]]
        self.preview.error(sheet, fault, row=number, column=column, value=sheet.label(key), file=self.file)
        return True

    def _change(
        self, sheet: Sheet, number: int, key: RowKey, values: Values, current: CurrentRow
    ) -> RowChange | None:
        """The RowChange of a row that is there already, or None when nothing differs."""
        standing, old = current.values, {}
        for name, plain in values.items():
            if plain == standing[name]:
                continue
            column = sheet.fields[name]
            if column.widget.is_same(plain, standing[name]):
                continue
            if column.read_only:
                self.preview.notice("ignored", sheet=sheet.code, column=name)
            else:
                old[name] = standing[name]
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

    def _addition(self, sheet: Sheet, number: int, key: RowKey, values: Values) -> RowChange:
        sheet.fill(values)
        for column in sheet.read_only:
            if values.get(column.name, column.empty) != column.empty:
                self.preview.notice("begins_unpublished", sheet=sheet.code, column=column.name)
        new = sheet.empty_row | values
        for name, default in sheet.defaults.items():
            if new[name] == "":
                new[name] = default
        return RowChange(sheet, number, key, new)

    def _is_right(self, sheet: Sheet, row_change: RowChange, values: Values) -> bool:
        """Tells every fault of the row; says whether there was none."""
        faults = [
            (column.name, sheet.missing_fault(column))
            for column in sheet.required
            if (row_change.new[column.name] if row_change.is_new else values.get(column.name)) in ("", ())
        ]
        if row_change.old and sheet.is_locked(row_change):
            faults += [
                (column.name, Fault(LOCKED)) for column in sheet.locked if column.name in row_change.old
            ]
        faults += sheet.check(row_change)
        for name, fault in faults:
            column = sheet.fields[name]
            self.preview.error(
                sheet, fault, row=row_change.row, column=column, value=values.get(name), file=self.file
            )
        return not faults

    def _noted(self, row_changes: list[RowChange]) -> list[RowChange]:
        """The same row changes, noted in the preview."""
        for row_change in row_changes:
            self.preview.row_change(row_change, self.mapping.language)
        return row_changes
