"""Which sheet a page of a file is, and which of its columns are which: Danish or English, in any order."""

import re
from dataclasses import dataclass, field

from programmes.transfer import sheets
from programmes.transfer.cells import Cell, FileRow, address, is_unread
from programmes.transfer.header_words import HEADER_ROWS, fold_header
from programmes.transfer.references import Many, Texts
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import LANGUAGES

# Further columns with what of a text finds no room in one cell of Excel's: “Official wording (2)”.
_PART = re.compile(r"(.+) \(([0-9]{1,2})\)")
# What a table without a sheet's name may be.
TABLES = (sheets.Flat, sheets.Organisations, sheets.Sectors)


@dataclass
class Mapping:
    """A page that was recognised: which cell belongs to which column of which sheet."""

    sheet: type[Sheet]
    language: str
    columns: list[tuple[int, str]]  # index, and name of the column
    row: int  # where the headers stand
    extra: list[str] = field(default_factory=list)  # headers that mean nothing here
    twice: list[str] = field(default_factory=list)
    # Index of a column: where its texts go on, by the number of the part.
    parts: dict[int, dict[int, int]] = field(default_factory=dict)

    @property
    def broken(self) -> list[int]:
        """Indexes of columns whose texts go on in columns of which one is missing."""
        return [index for index, parts in self.parts.items() if sorted(parts) != [*range(2, len(parts) + 2)]]


def part_header(header: str, number: int) -> str:
    """What a column is called that has the second, third … part of long texts."""
    return f"{header} ({number})"


def sheet_named(name: str) -> type[Sheet] | None:
    """The sheet that a page's name says, in either language or by its code, or None."""
    wanted = fold_header(name)
    for sheet in sheets.IN_ORDER:
        if wanted in map(fold_header, (sheet.code, sheet.en, sheet.da, *sheet.once)):
            return sheets.Flat if sheet is sheets.Commitments else sheet
    return None


def recognise(name: str, rows: list[FileRow], *, is_table: bool = False) -> Mapping | None:
    """The Mapping of a page by its name and first rows, or None when it is nothing of ours.

    With `is_table` its name says nothing, and the headers must.
    """
    named = sheet_named(name)
    candidates = TABLES if is_table else [named] if named else []
    best = None
    for number, cells in rows[:HEADER_ROWS]:
        for sheet in candidates:
            mapping = _match(sheet, number, cells)
            if best is None or len(mapping.columns) > len(best.columns):
                best = mapping
    if (
        best is None
        or not best.columns
        or not (set(_key_headers(best.sheet)) & {name for _i, name in best.columns})
    ):
        return None
    return best


def _key_headers(sheet: type[Sheet]) -> tuple[str, ...]:
    """Columns of which at least one must be there for a row to be known by."""
    return ("reference", "number") if sheet is sheets.Flat else sheet.known_by


def _known(sheet: type[Sheet]) -> dict[str, str]:
    """{header: column} of everything that columns may be called. What one was called once gives way to the rest."""
    known: dict[str, str] = {}
    for name, column in sheet.fields.items():
        known |= dict.fromkeys(map(fold_header, (name, *column.labels.values())), name)
    for name, column in sheet.fields.items():
        for header in column.once:
            known.setdefault(fold_header(header), name)
    return known


def table_headers() -> set[str]:
    """All that the columns of a table may be called, as `fold_header` writes it."""
    return set().union(*map(_known, TABLES))


def headers_of_several() -> set[str]:
    """All that columns with several values in a cell may be called, as `fold_header` writes it."""
    return {
        header
        for sheet in (*sheets.IN_ORDER, sheets.Flat)
        for header, name in _known(sheet).items()
        if isinstance(sheet.fields[name].widget, Many | Texts)
    }


def _match(sheet: type[Sheet], number: int, cells: list[Cell]) -> Mapping:
    known, languages = _known(sheet), dict.fromkeys(LANGUAGES, 0)
    mapping = Mapping(sheet, "en", [], number)
    taken: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        header = fold_header(cell)
        name = known.get(header)
        if name is None:
            others.append((index, address(number, index) if is_unread(cell) else str(cell)[:80]))
        elif name in taken:
            mapping.twice.append(str(cell)[:80])
        else:
            taken[name] = index
            mapping.columns.append((index, name))
            for language in LANGUAGES:
                languages[language] += header == fold_header(sheet.fields[name].labels[language])
    mapping.language = "da" if languages["da"] > languages["en"] else "en"
    for index, header in others:
        part = _PART.fullmatch(fold_header(header))
        whole = taken.get(known.get(part[1], "")) if part else None
        if part is None or whole is None:
            mapping.extra.append(header)
        else:
            mapping.parts.setdefault(whole, {})[int(part[2])] = index
    return mapping
