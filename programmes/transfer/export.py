"""A programme out of the database, as flat CSV or XLSX, a workbook or JSON. Only what the person may read is in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.db.models.functions import Length
from django.utils import translation

from embassy import clock
from embassy.models import User
from programmes.models import Partnership, Programme
from programmes.transfer import lead_sheet, sheets
from programmes.transfer.cells import EXCEL_CELL, Values, in_cells
from programmes.transfer.columns import Column
from programmes.transfer.formats import document, spreadsheet, tables
from programmes.transfer.headers import part_header
from programmes.transfer.lookups import ImportContext
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import Plain, Text

FORMATS = {
    "flat-xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (".json", "application/json"),
}
LISTS = {sheet.code: sheet for sheet in (sheets.Organisations, sheets.Sectors)}
# So few rows are read at first that whoever waits for the file sees it begin.
FIRST = 50
# The hidden sheet of all drop-downs.
LISTS_NAMES = {"da": "Lister", "en": "Lists"}
# How wide a column is in a spreadsheet, in characters.
WIDE = {
    "wording": 80,
    "text": 80,
    "listed_as": 60,
    "summary": 60,
    "outcome": 60,
    "name_en": 40,
    "name_da": 40,
}


@dataclass
class Export:
    """A file on its way out: its name, its content type, and its bytes as they come."""

    name: str
    content_type: str
    chunks: Iterator[bytes]


def export_programme(
    programme: Programme,
    *,
    format: str,
    by: User | None = None,
    at: dt.datetime | None = None,
    language: str = "en",
) -> Export:
    """The Export of a programme for a person (None: an operator, who reads everything)."""
    context = _context(programme, by=by, at=at)
    context.language = language
    ending, content_type = FORMATS[format]
    flat = "-commitments" if format in {"csv", "flat-xlsx"} else ""
    chunks = _json(context) if format == "json" else TABULAR[format](context, language)
    return Export(f"{programme.reference}{flat}{ending}", content_type, _in_language(chunks, language))


def export_list(
    code: str, *, format: str, by: User | None = None, at: dt.datetime | None = None, language: str = "en"
) -> Export:
    """The Export of a shared list: organisations or sectors, as `flat-xlsx` or `csv`."""
    context = ImportContext(
        by=by, on=clock.public_day(at or clock.now()), at=at or clock.now(), language=language
    )
    sheet = LISTS[code](context)
    ending, content_type = FORMATS[format]
    if format == "csv":
        chunks = tables.table(
            _headers(sheet.columns, language), _texts(sheet, sheet.columns, language), language
        )
    else:
        chunks = spreadsheet.workbook(_with_lists([_table(sheet, sheet.columns, language)], language))
    return Export(f"{code}{ending}", content_type, _in_language(chunks, language))


def template(*, format: str, by: User | None = None, language: str = "en") -> Export:
    """The Export of an empty plan for a person: headers, drop-downs of what they may see, and what they mean."""
    at = clock.now()
    missions = by.roles.mission_ids if by else frozenset()
    context = ImportContext(
        by=by,
        on=clock.public_day(at),
        at=at,
        language=language,
        partnership=Partnership(),
        mission_ids=frozenset(missions),
    )
    ending, content_type = FORMATS[format]
    chunks = TABULAR[format](context, language, is_empty=True)
    name = {"da": "skabelon", "en": "template"}[language]
    return Export(f"{name}{ending}", content_type, _in_language(chunks, language))


def _context(programme: Programme, *, by: User | None, at: dt.datetime | None) -> ImportContext:
    at = at or clock.now()
    return ImportContext(
        by=by,
        on=clock.public_day(at),
        at=at,
        programme=programme,
        partnership=programme.partnership,
        reference=programme.reference,
        mission_ids=frozenset(programme.missions.values_list("pk", flat=True)),
    )


def _in_language(chunks: Iterator[bytes], language: str) -> Iterator[bytes]:
    """Words of lists are chosen while the file is written, which may be after the request's language is gone."""
    while True:
        with translation.override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        if chunk:
            yield chunk


# --- formats


def _csv(context: ImportContext, language: str, *, is_empty: bool = False) -> Iterator[bytes]:
    sheet, columns = _sheet(sheets.Flat, context)
    rows = [] if is_empty else _texts(sheet, columns, language)
    return tables.table(_headers(columns, language), rows, language)


def _flat(context: ImportContext, language: str, *, is_empty: bool = False) -> Iterator[bytes]:
    sheet, columns = _sheet(sheets.Flat, context)
    return spreadsheet.workbook(_with_lists([_table(sheet, columns, language, is_empty=is_empty)], language))


def _workbook(context: ImportContext, language: str, *, is_empty: bool = False) -> Iterator[bytes]:
    parts = [_sheet(kind, context) for kind in sheets.WORKBOOK]
    written = [_table(sheet, columns, language, is_empty=is_empty) for sheet, columns in parts]
    return spreadsheet.workbook([lead_sheet.table(parts, language), *_with_lists(written, language)])


TABULAR = {"csv": _csv, "flat-xlsx": _flat, "xlsx": _workbook}


def _json(context: ImportContext) -> Iterator[bytes]:
    def rows(sheet: Sheet, columns: list[Column]) -> Iterator[Values]:
        for row in sheet.current_rows(sheet.rows(), columns):
            yield {column.name: document.value(column, row.values[column.name]) for column in columns}

    parts = [_sheet(kind, context) for kind in sheets.WORKBOOK]
    return document.document((sheet.code, rows(sheet, columns)) for sheet, columns in parts)


def _sheet(kind: type[Sheet], context: ImportContext) -> tuple[Sheet, list[Column]]:
    sheet = kind(context)
    return sheet, sheet.exported_columns(with_internal=context.reads_internal)


def _headers(columns: list[Column], language: str) -> list[str]:
    return [column.header(language) for column in columns]


def _texts(sheet: Sheet, columns: list[Column], language: str) -> Iterator[list[Any]]:
    """Rows of cells: texts, ISO dates, whole numbers."""
    plain = [(column.name, None if _is_as_is(column) else column.widget.render) for column in columns]
    for row in sheet.current_rows(sheet.rows(), columns, first=FIRST):
        values = row.values
        yield [
            values[name] if render is None or values[name] == "" else render(values[name], language=language)
            for name, render in plain
        ]


def _is_as_is(column: Column) -> bool:
    """Whether a plain value is what stands in the cell already."""
    return type(column.widget).render is Plain.render


def _table(
    sheet: Sheet, columns: list[Column], language: str, *, is_empty: bool = False
) -> spreadsheet.Table:
    lists = {
        index: f"{sheet.code}.{column.name}"
        for index, column in enumerate(columns)
        if column.widget.allowed(language)
    }
    parts = {} if is_empty else _parts(sheet, columns)
    further = [
        part_header(columns[index].header(language), number)
        for index, count in parts.items()
        for number in range(2, count + 1)
    ]
    rows = _texts(sheet, columns, language)
    return spreadsheet.Table(
        name=sheet.heading(language),
        headers=[*_headers(columns, language), *further],
        kinds=[*(column.widget.excel for column in columns), *["text"] * len(further)],
        widths=[
            *(
                WIDE.get(column.name, 32 if column.name.startswith(("title", "plain")) else 16)
                for column in columns
            ),
            *[80] * len(further),
        ],
        rows=[] if is_empty else _divided(rows, parts) if parts else rows,
        lists=lists,
        allowed={name: columns[index].widget.allowed(language) for index, name in lists.items()},
    )


def _parts(sheet: Sheet, columns: list[Column]) -> dict[int, int]:
    """{index: cells} of columns whose longest text has no room in one cell of Excel's."""
    free = [
        (index, column.path)
        for index, column in enumerate(columns)
        if isinstance(column.widget, Text) and column.path and not column.widget.max_length
    ]
    if not free:
        return {}
    rows = sheet.with_values(sheet.rows().order_by().values("pk"))
    longest = rows.aggregate(**{f"longest_{index}": Max(Length(path)) for index, path in free})
    parts = {}
    for index, path in free:
        # A sign may count twice there, so only half as many surely find room.
        if (longest[f"longest_{index}"] or 0) > EXCEL_CELL // 2:
            long = rows.annotate(length=Length(path)).filter(length__gt=EXCEL_CELL // 2)
            parts[index] = max(len(in_cells(text)) for text in long.values_list(path, flat=True))
    return {index: count for index, count in parts.items() if count > 1}


def _divided(rows: Iterator[list[Any]], parts: dict[int, int]) -> Iterator[list[Any]]:
    """The rows with long texts in several cells, the further ones at their end."""
    for row in rows:
        for index, count in parts.items():
            row[index], *further = in_cells(row[index])
            row += further + [""] * (count - 1 - len(further))
        yield row


def _with_lists(written: list[spreadsheet.Table], language: str) -> list[spreadsheet.Table]:
    """The tables, and at the end the hidden one that their drop-downs take their texts from."""
    kept = {name: texts for table in written for name, texts in table.allowed.items()}
    columns = list(kept.values())
    length = max(map(len, columns), default=0)
    rows = [[texts[place] if place < len(texts) else "" for texts in columns] for place in range(length)]
    lists = spreadsheet.Table(
        LISTS_NAMES[language], list(kept), ["text"] * len(kept), [20] * len(kept), rows, is_hidden=True
    )
    lists.kept = columns
    return [*written, lists]
