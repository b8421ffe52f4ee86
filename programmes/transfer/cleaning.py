"""From the cells of one page to plain values, row by row."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_noop

from embassy.invisible import without_invisible
from programmes.transfer.cells import (
    COVERED,
    ERROR,
    FORMULA,
    INVISIBLE,
    LISTED,
    MISSING_CELL,
    SHIFTED,
    UNREAD,
    Cell,
    FileRow,
    Values,
    address,
    is_unread,
)
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.files import FoundPage
from programmes.transfer.lookups import ImportContext
from programmes.transfer.places import Place, Places
from programmes.transfer.preview import Preview
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import SLASHED, Date, Partial, slash_order, word

CellFault = tuple[Column, Any, Fault]  # where it stands, what stands there, and what is wrong
Cleaned = list[tuple[int, Values]]  # rows without faults: number and plain values
UNREAD_FAULTS = {
    FORMULA: gettext_noop(
        "Cell %(cell)s holds a formula, and its result is not in the file. Open the file in Excel, save it, and send "
        "it again."
    ),
    LISTED: gettext_noop("This is a list. Write one value here."),
    INVISIBLE: gettext_noop(
        "Cell %(cell)s holds only characters that nobody sees. Empty it or write in it, and send the file again."
    ),
}
IS_ERROR = gettext_noop("Cell %(cell)s shows an error (such as #N/A). Correct it, and send it again.")
IS_COVERED = gettext_noop(
    "Cell %(cell)s is covered by the merged cells %(range)s. Unmerge them, and fill in each cell."
)
IS_SHIFTED = gettext_noop(
    "The row has more cells than there are headers. Put quotation marks around a text with a separator in it."
)
BROKEN_PARTS = gettext_noop("A column with the next part of “%(header)s” is missing. Put it back.")
TWICE = gettext_noop("The column “%(header)s” appears twice. Keep one of them.")


class Page:
    """One page of a file, and what its cells come to in one plan. `file` says in errors which page it is."""

    def __init__(
        self, found: FoundPage, context: ImportContext, preview: Preview, places: Places, *, file: str = ""
    ) -> None:
        self.found, self.context, self.preview, self.places, self.file = found, context, preview, places, file
        self.mapping, self.notes = found.mapping, found.notes
        self.sheet = self.mapping.sheet(context)
        self.columns = [(index, self.sheet.fields[name]) for index, name in self.mapping.columns]
        self.index_of = {name: index for index, name in self.mapping.columns}
        # Columns for which rows of a table have no cell, by the number of the row.
        self.lacking: dict[int, list[str]] = {}
        parts = [index for found in self.mapping.parts.values() for index in found.values()]
        self.width = max((*self.index_of.values(), *parts), default=-1) + 1

    def error(
        self, fault: Fault, *, sheet: Sheet | None = None, row: int | None = None, column: Column | None = None,
        value: Any = None,
    ) -> None:  # fmt: skip
        self.preview.error(sheet or self.sheet, fault, row=row, column=column, value=value, file=self.file)

    def check_headers(self) -> None:
        """Tell what is wrong with the headers themselves."""
        names = {index: name for name, index in self.index_of.items()}
        broken = [
            self.sheet.fields[names[index]].header(self.mapping.language) for index in self.mapping.broken
        ]
        for message, listed in ((TWICE, self.mapping.twice), (BROKEN_PARTS, broken)):
            for header in listed:
                self.error(Fault(message, header=header), row=self.mapping.row)

    def register(self, rows: list[FileRow]) -> None:
        """Make the keys of new rows known before other rows refer to them."""
        sheet = self.sheet
        wanted = {*sheet.known_by, "reference", "acronym", "name_en", "name_da", "aliases"}
        places = [(index, column) for index, column in self.columns if column.name in wanted]
        for _number, cells in rows:
            values = {}
            for index, column in places:
                cell = cells[index] if index < len(cells) else None
                if cell != MISSING_CELL and not is_unread(cell):
                    try:
                        values[column.name] = column.cleaned(cell)
                    except Fault:
                        continue  # reported when the whole row is cleaned
            self.make_known(sheet, values)

    def make_known(self, sheet: Sheet, values: Values) -> None:
        """Let other rows refer to this one, even while something else in it is wrong."""
        key = sheet.key_of(values)
        if sheet.feeds and "" not in key:
            listed, text = self.context[sheet.feeds], sheet.key_text(key)
            if text not in listed:
                listed.add(text, sheet.names(values))

    def clean(self, rows: list[FileRow]) -> Cleaned:
        """Numbers and plain values of the rows that have no faults. Column by column: cells of one repeat."""
        self.context.language, self.context.is_1904 = self.mapping.language, self.notes.is_1904
        numbers, whole = self._whole(rows)
        self.context.day_order = self._day_order(whole)
        faults: dict[int, list[CellFault]] = defaultdict(list)
        without: dict[int, list[str]] = defaultdict(list)
        plains = [
            self._clean_column(column, numbers, [cells[index] for cells in whole], faults, without)
            for index, column in self.columns
        ]
        names = [column.name for _index, column in self.columns]
        cleaned = []
        for place, plain in enumerate(zip(*plains, strict=True)):
            values = dict(zip(names, plain, strict=True))
            for name in without.get(place, ()):
                del values[name]
            self._complete(values, faults[place])
            cleaned.append((numbers[place], values))
        if self.notes.is_table:
            self.lacking |= {numbers[place]: without[place] for place in without if not faults[place]}
        self._pardon(cleaned, faults)
        for place, (number, values) in enumerate(cleaned):
            if faults[place]:
                self._refuse(number, values, faults[place])
        return [row for place, row in enumerate(cleaned) if not faults[place]]

    def _whole(self, rows: list[FileRow]) -> tuple[list[int], list[list[Cell]]]:
        """The rows' numbers, and their cells: as many as there are columns, each with all its parts."""
        blanks: list[Cell] = [None] * self.width
        numbers, whole = [], []
        for number, cells in rows:
            if cells[0] == UNREAD + SHIFTED:
                self.error(Fault(IS_SHIFTED), row=number)
                continue
            if len(cells) < self.width:
                cells = [*cells, *blanks][: self.width]
            for index, parts in self.mapping.parts.items():
                texts = [cells[at] for at in (index, *(parts[n] for n in sorted(parts)))]
                if any(type(text) is str for text in texts[1:]):
                    odd = next((text for text in texts if is_unread(text)), None)
                    cells[index] = odd or "".join(str(text) for text in texts if text is not None)
            numbers.append(number)
            whole.append(cells)
        return numbers, whole

    def _day_order(self, whole: list[list[Cell]]) -> str:
        """Whether days with slashes begin with the day or the month, as far as the page tells by those that can be one.

        Where it decides about others, that is noticed.
        """
        places = [index for index, column in self.columns if isinstance(column.widget, Date | Partial)]
        orders: dict[str, str] = {}
        for cells in whole:
            for index in places:
                cell = cells[index]
                slashed = SLASHED.fullmatch(word(cell)) if type(cell) is str and "/" in cell else None
                if slashed:
                    one, other = int(slashed[1]), int(slashed[2])
                    if one != other:
                        orders.setdefault(slash_order(one, other), slashed[0])
        undecided = orders.pop("", "")
        if len(orders) != 1:
            return ""
        (order,) = orders
        if undecided:
            self.preview.notice(order, sheet=self.sheet.code, detail=undecided)
        return order

    def _clean_column(
        self,
        column: Column,
        numbers: list[int],
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
                if column.required and self.notes.is_table:
                    faults[place].append((column, None, self.sheet.missing_fault(column)))
                continue
            try:
                if is_unread(cell):
                    raise unread_fault(str(cell), address(numbers[place], self.index_of[column.name]))
                plains[place] = clean(cell)
            except Fault as fault:
                faults[place].append((column, cell, fault))
                without[place].append(column.name)
        return plains

    def _complete(self, values: Values, faults: list[CellFault]) -> None:
        """Fill in what follows from other cells, and let other rows refer to this one."""
        try:
            self.sheet.complete(values, faults)
        except Fault as fault:
            faults.append((self.sheet.fields[self.sheet.known_by[0]], None, fault))
        self.make_known(self.sheet, values)

    def _pardon(self, cleaned: Cleaned, faults: dict[int, list[CellFault]]) -> None:
        """Take back the faults of cells that say what stands there already: only what is new must be right."""
        keys = {
            place: self.sheet.key_of(values)
            for place, (_number, values) in enumerate(cleaned)
            if faults[place] and self._has_key(values)
        }
        current_rows = self.sheet.fetch(keys.values()) if keys else {}
        for place, key in keys.items():
            current, values = current_rows.get(key), cleaned[place][1]
            if current is None:
                continue
            for fault in list(faults[place]):
                column, cell, _fault = fault
                standing = current.values[column.name]
                if cell is not None and _says(column, cell, standing):
                    values[column.name] = standing
                    faults[place].remove(fault)

    def _has_key(self, values: Values) -> bool:
        return all(name in values for name in self.sheet.known_by)

    def _refuse(self, number: int, values: Values, faults: list[CellFault]) -> None:
        for column, cell, fault in faults:
            self.error(fault, row=number, column=column, value=None if is_unread(cell) else cell)
        self.enter(number, values)

    def enter(self, number: int, values: Values) -> None:
        """Remember that the row is here: it is wrong, not missing."""
        if self._has_key(values):
            place = Place(self.found, number, self.context.reference)
            self.places.of(self.sheet).setdefault(self.sheet.key_of(values), place)


def _says(column: Column, cell: Any, standing: Any) -> bool:
    """Whether a cell says what stands, be that the word of an error, or signs that nobody sees."""
    if not is_unread(cell):
        return column.widget.says(cell, standing)
    why = cell.removeprefix(UNREAD)
    if why == INVISIBLE:
        return type(standing) is str and standing != "" and not without_invisible(standing)
    text = why.removeprefix(ERROR)
    return text not in ("", why) and column.widget.says(text, standing)


def unread_fault(cell: str, place: str) -> Fault:
    """Why a cell could not be read, and what to do about it."""
    why = cell.removeprefix(UNREAD)
    if why.startswith(COVERED):
        return Fault(IS_COVERED, cell=place, range=why.removeprefix(COVERED))
    if why.startswith(ERROR):
        return Fault(IS_ERROR, cell=place)
    return Fault(UNREAD_FAULTS[why], cell=place)
