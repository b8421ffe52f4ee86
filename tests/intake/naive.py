"""Readers without any gate, for showing in a child what hostile files would do to them."""

import io
import re
import zipfile

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook


def openpyxl_all_cells(data):
    book = load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows() for _cell in row)


def calamine_all_cells(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def unpacked_size(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(len(archive.read(name)) for name in archive.namelist())


def entity_count(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return len(re.findall(rb"<!ENTITY", archive.read("xl/worksheets/sheet1.xml")))
