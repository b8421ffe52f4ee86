"""The rows of a page as a person sees them: without invisible characters, and with what merged cells show."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from embassy.invisible import has_invisible, without_invisible
from programmes.transfer.cells import (
    COVERED,
    ERROR,
    INVISIBLE,
    UNREAD,
    Cell,
    FileRow,
    address,
    is_error_word,
)

MAX_COLUMNS = 200
NOTHING_SEEN = f"{UNREAD}{INVISIBLE}"
Spans = list[tuple[int, int]]  # first and last of rows or columns that follow each other


@dataclass
class PageNotes:
    """What there is to know of a page beside its cells. Rows count from 1, columns from 0.

    `altered` holds {row: columns} of the cells from which invisible characters were taken; it fills as rows are read.
    """

    is_table: bool = False
    is_1904: bool = False
    encoding: str = ""
    foreign_rows: list[int] = field(default_factory=list)
    merged: list[list[int]] = field(default_factory=list)
    hidden_rows: Spans = field(default_factory=list)
    hidden_columns: Spans = field(default_factory=list)
    altered: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, notes: dict[str, Any]) -> "PageNotes":
        return cls(**{name: value for name, value in notes.items() if name in cls.__dataclass_fields__})

    def is_hidden_row(self, number: int) -> bool:
        place = bisect_right(self.hidden_rows, number, key=lambda span: span[0]) - 1
        return place >= 0 and number <= self.hidden_rows[place][1]

    def is_hidden_column(self, index: int) -> bool:
        return any(first <= index <= last for first, last in self.hidden_columns)


def spans(numbers: Iterable[int]) -> str:
    """Numbers as people list them: 4, 7–9."""
    listed: list[list[int]] = []
    for number in sorted(set(numbers)):
        if listed and listed[-1][1] == number - 1:
            listed[-1][1] = number
        else:
            listed.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in listed)


def seen(rows: Iterable[FileRow], altered: dict[int, set[int]]) -> Iterator[FileRow]:
    """The rows without invisible characters, noted in `altered`; rows that held nothing else are left out.

    A cell that holds nothing else is marked as unread, and so is one with the word of an error: neither is empty.
    """
    for number, cells in rows:
        for index, cell in enumerate(cells):
            if type(cell) is not str:
                continue
            if not cell.isascii() and has_invisible(cell):
                cells[index] = without_invisible(cell) or NOTHING_SEEN
                altered.setdefault(number, set()).add(index)
            elif ("#" in cell or ":" in cell) and is_error_word(cell):
                cells[index] = f"{UNREAD}{ERROR}{cell}"
        if number not in altered or any(cell is not None and cell != NOTHING_SEEN for cell in cells):
            yield number, cells


def below(header: int, rows: Iterable[FileRow], merged: list[list[int]]) -> Iterator[FileRow]:
    """The rows below the headers, with what merged cells show in every cell that they cover.

    In one column they show their value in each row. Over several columns nobody can say to which of them it belongs;
    there the covered cells are marked as unread. So are those that a header or a title covers from above, in rows that
    hold anything at all, and those with something in them below a merged cell that shows nothing.
    """
    data = ((number, cells) for number, cells in rows if number > header)
    ranges = sorted(found for found in merged if found[2] > header and found[:2] != found[2:])
    return _uncovered(header, data, ranges) if ranges else data


def _uncovered(header: int, rows: Iterator[FileRow], ranges: list[list[int]]) -> Iterator[FileRow]:
    ranges.reverse()
    covering: dict[int, tuple[list[int], Cell]] = {}
    for number, cells in rows:
        while ranges and ranges[-1][0] <= number:
            found = ranges.pop()
            top, left, _bottom, right = found
            # A range that begins in a row left out as blank shows nothing.
            value = cells[left] if top == number and left < len(cells) else None
            covering |= dict.fromkeys(range(left, min(right, MAX_COLUMNS) + 1), (found, value))
        gone = [index for index, (found, _value) in covering.items() if found[2] < number]
        for index in gone:
            del covering[index]
        from_above = []
        for index, (found, value) in covering.items():
            if found[0] <= header:
                from_above.append(index)
            elif (number, index) != (found[0], found[1]):
                if value is not None:
                    _put(cells, index, value if found[1] == found[3] else UNREAD + COVERED + _name(found))
                elif index < len(cells) and cells[index] is not None:
                    cells[index] = UNREAD + COVERED + _name(found)
        if from_above and any(cell is not None for cell in cells):
            for index in from_above:
                _put(cells, index, UNREAD + COVERED + _name(covering[index][0]))
        yield number, cells


def _put(cells: list[Cell], index: int, cell: Cell) -> None:
    cells += [None] * (index + 1 - len(cells))
    cells[index] = cell


def _name(found: list[int]) -> str:
    top, left, bottom, right = found
    return f"{address(top, left)}:{address(bottom, right)}"
