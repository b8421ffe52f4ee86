"""XLSX, by python-calamine: it reads seven times faster than openpyxl, and may crash here without harm."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from embassy.storable import is_storable
from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import DATE, Cell, FileRow
from programmes.transfer.reading.common import batches, checked, too_many_columns, too_many_rows
from programmes.transfer.reading.worksheet_xml import WorkbookXml

# The last row and column that Excel itself has.
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
MAX_SHEETS = 40
# So many rows with a text tell what a hidden sheet is for.
HIDDEN_ROWS = 500


def read(data: bytes, *, max_rows: int, max_columns: int) -> Iterator[list[Any]]:
    """Every sheet with its rows; of hidden ones only some, to tell what they are. Raises Refused."""
    workbook_xml = WorkbookXml(zipfile.ZipFile(io.BytesIO(data)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS:
        raise Refused(gettext_noop("The file has more than %(limit)s sheets."), limit=MAX_SHEETS)
    yield ["file", sum(sheet.visible == SheetVisibleEnum.Visible for sheet in sheets)]
    # Hidden ones first: of a file with one page, nothing is looked at after it.
    for listed in sorted(sheets, key=lambda sheet: sheet.visible == SheetVisibleEnum.Visible):
        is_hidden = listed.visible != SheetVisibleEnum.Visible
        if is_hidden:
            yield ["page", listed.name, {"hidden": True}]
            glimpsed = [*islice(_texts(book.get_sheet_by_name(listed.name), max_columns), HIDDEN_ROWS)]
            yield from batches(glimpsed, max_rows=HIDDEN_ROWS, max_columns=max_columns)
        else:
            facts = workbook_xml.sheet(listed.name)
            yield ["page", listed.name, facts.notes() | {"is_1904": workbook_xml.is_1904}]
            sheet = book.get_sheet_by_name(listed.name)
            if sheet.total_height > EXCEL_ROWS or sheet.height > max_rows * 5 + 1000:
                raise too_many_rows(max_rows)
            if sheet.width > EXCEL_COLUMNS:
                raise too_many_columns(max_columns)
            yield from batches(_rows(sheet, facts.unread), max_rows=max_rows, max_columns=max_columns)


def _texts(sheet: CalamineSheet, max_columns: int) -> Iterator[FileRow]:
    """The rows of a sheet that have a text in them, and nothing of them but texts that can be stored."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [cell if type(cell) is str and is_storable(cell) else None for cell in cells[:max_columns]]
        if any(texts):
            yield number, [*texts]


def _rows(sheet: CalamineSheet, unread: dict[int, dict[int, str]]) -> Iterator[FileRow]:
    """The sheet's rows, with marks in the cells that could not be read; calamine would give them as blank."""
    number = 0
    if sheet.start:
        before = [None] * sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row = before + [_cell(cell, number) for cell in cells]
            yield number, _marked(row, unread[number]) if number in unread else row
    for below in sorted(row for row in unread if row > number):
        yield below, _marked([], unread[below])


def _marked(cells: list[Cell], marks: dict[int, str]) -> list[Cell]:
    for column, mark in marks.items():
        cells += [None] * (column + 1 - len(cells))
        cells[column] = mark
    return cells


def _cell(cell: Any, row: int) -> Cell:
    kind = type(cell)
    if kind is str:
        return checked(cell, row) if cell else None
    if kind is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if kind is dt.datetime:
        is_midnight = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return DATE + (cell.date().isoformat() if is_midnight else cell.isoformat())
    if kind is dt.date:
        return DATE + cell.isoformat()
    return cell if kind in (bool, int) else str(cell)
