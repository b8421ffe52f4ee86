"""Which sheet a page of a file is, and which of its columns are which: Danish or English, in any order."""

import re
from dataclasses import dataclass, field
from typing import Any

from programmes.transfer import sheets
from programmes.transfer.cells import Cell, FileRow
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import LANGUAGES

_SPACES = re.compile(r"[\s_]+")
# How many rows at the top of a page may be something else: a title, a date, a remark.
LOOKED_AT = 10
# What a table without a sheet's name may be.
TABLES = (sheets.Flat, sheets.Organisations, sheets.Sectors)


def _fold(text: Any) -> str:
    return _SPACES.sub(" ", str(text)).strip().casefold()


@dataclass
class Mapping:
    """A page that was recognised: which cell belongs to which column of which sheet."""

    sheet: type[Sheet]
    language: str
    columns: list[tuple[int, str]]  # index, and name of the column
    row: int  # where the headers stand
    extra: list[str] = field(default_factory=list)  # headers that mean nothing here
    twice: list[str] = field(default_factory=list)


def sheet_named(name: str) -> type[Sheet] | None:
    """The sheet that a page's name says, in either language or by its code, or None."""
    wanted = _fold(name)
    for sheet in sheets.IN_ORDER:
        if wanted in map(_fold, (sheet.code, sheet.en, sheet.da, *sheet.once)):
            return sheets.Flat if sheet is sheets.Commitments else sheet
    return None


def recognise(name: str, rows: list[FileRow], *, is_table: bool = False) -> Mapping | None:
    """The Mapping of a page by its name and first rows, or None when it is nothing of ours.

    With `is_table` its name says nothing, and the headers must.
    """
    named = sheet_named(name)
    candidates = TABLES if is_table else [named] if named else []
    best = None
    for number, cells in rows[:LOOKED_AT]:
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
        known |= dict.fromkeys(map(_fold, (name, *column.labels.values())), name)
    for name, column in sheet.fields.items():
        for header in column.once:
            known.setdefault(_fold(header), name)
    return known


def _match(sheet: type[Sheet], number: int, cells: list[Cell]) -> Mapping:
    known, languages = _known(sheet), dict.fromkeys(LANGUAGES, 0)
    columns, extra, twice, taken = [], [], [], set()
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        name = known.get(_fold(cell))
        if name is None:
            extra.append(str(cell)[:80])
        elif name in taken:
            twice.append(str(cell)[:80])
        else:
            taken.add(name)
            columns.append((index, name))
            for language in LANGUAGES:
                languages[language] += _fold(cell) == _fold(sheet.fields[name].labels[language])
    language = "da" if languages["da"] > languages["en"] else "en"
    return Mapping(sheet, language, columns, number, extra, twice)
