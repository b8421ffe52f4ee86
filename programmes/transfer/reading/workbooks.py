"""XLSX, by python-calamine: it reads seven times faster than openpyxl, and may crash here without harm."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import DATE, Cell, FileRow
from programmes.transfer.reading.common import batches, checked, too_many_columns, too_many_rows

# The last row and column that Excel itself has.
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
MAX_SHEETS = 40
# A cell that shows an error; calamine would give it as blank, and importing would empty what is there.
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>"""
)


def read(data: bytes, *, max_rows: int, max_columns: int) -> Iterator[list[Any]]:
    """Every visible sheet with its rows. Raises Refused."""
    _refuse_error_cells(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS:
        raise Refused(gettext_noop("The file has more than %(limit)s sheets."), limit=MAX_SHEETS)
    yield ["file", sum(sheet.visible == SheetVisibleEnum.Visible for sheet in sheets)]
    for listed in sheets:
        is_hidden = listed.visible != SheetVisibleEnum.Visible
        yield ["page", listed.name, {"hidden": True} if is_hidden else {}]
        if not is_hidden:
            sheet = book.get_sheet_by_name(listed.name)
            if sheet.total_height > EXCEL_ROWS or sheet.height > max_rows * 5 + 1000:
                raise too_many_rows(max_rows)
            if sheet.width > EXCEL_COLUMNS:
                raise too_many_columns(max_columns)
            yield from batches(_rows(sheet), max_rows=max_rows, max_columns=max_columns)


def _refuse_error_cells(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                error = ERROR_CELL.search(archive.read(name))
                if error:
                    raise Refused(
                        gettext_noop(
                            "Cell %(cell)s shows an error (such as #N/A). Correct it, and send it again."
                        ),
                        cell=error[1].decode(),
                    )


def _rows(sheet: CalamineSheet) -> Iterator[FileRow]:
    if not sheet.start:
        return
    before = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, before + [_cell(cell, number) for cell in cells]


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
