"""Workbooks as programs write them, for the tests of reading."""

import io
import zipfile

import openpyxl


def book(*rows, name=None, change=None):
    """The bytes of a workbook with one sheet; `change` gets the sheet before it is saved."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = name or sheet.title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(made)


def books(*, change=None, **sheets):
    """The bytes of a workbook with several sheets: their rows by their names."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if change:
            change(sheet)
    return saved(made)


def saved(made):
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def rewritten(data, *replacements, part="xl/worksheets/sheet1.xml"):
    """The workbook with some bytes of one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                for before, after in replacements:
                    assert before in content, (before, content)
                    content = content.replace(before, after)
            new.writestr(entry.filename, content)
    return file.getvalue()
