"""CSV: comma, semicolon or tab; UTF-8 with or without its mark, UTF-16 with it, or a code that Excel still writes."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import MISSING_CELL, SHIFTED, UNREAD, Cell, FileRow, rearm
from programmes.transfer.header_words import HEADER_ROWS, fold_header
from programmes.transfer.reading.common import MAX_CELL, batches, checked
from programmes.transfer.reading.encodings import decode

SEPARATORS = ";,\t"
HEAD = 200_000  # characters in which the headers are looked for


@dataclass(frozen=True)
class Layout:
    """How a table is written: what divides its cells, and where its headers stand; row 0 when there are none."""

    separator: str
    header_row: int = 0
    width: int = 0


def read(
    data: bytes, *, max_rows: int, max_columns: int, headers: Collection[str] = ()
) -> Iterator[list[Any]]:
    """The one table of the file; `headers` are all that a column of ours may be called, folded. Raises Refused."""
    decoded = decode(data)
    text, encoding = decoded.text, decoded.encoding
    declared = _declared(text)
    start = text.find("\n") + 1 if declared else 0
    layout = _layout(text[start : start + HEAD], declared or SEPARATORS, frozenset(headers))
    notes: dict[str, Any] = {"encoding": encoding, "separator": layout.separator, "is_table": True}
    if decoded.foreign_lines:
        data, encoding = text.encode(), "utf-8"
        lines = {line - bool(declared) for line in decoded.foreign_lines}
        notes["foreign_rows"] = _rows_of(lines, text[start:], layout.separator)
    holds_nul = "\x00" in text  # asked once: there are many cells, and hardly ever one
    # From here on letters are made of the bytes as they are read: all at once they take four times the room.
    del text, decoded
    page = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    if declared:
        page.readline()
    csv.field_size_limit(MAX_CELL)
    yield ["file", 1]
    yield ["page", "", notes]
    yield from batches(_rows(page, layout, holds_nul), max_rows=max_rows, max_columns=max_columns)


def _declared(text: str) -> str:
    """The separator that Excel's own first line names, as in `sep=;`; empty when there is no such line."""
    first = text[:6].rstrip("\r\n")
    return first[4:] if first[:4].lower() == "sep=" and first[4:] in set(SEPARATORS) else ""


def _layout(head: str, separators: str, headers: frozenset[str]) -> Layout:
    """The layout in which one of the first rows has most headers of ours; titles may stand above it.

    Where no row has any, the separator is what divides the widest of them into most cells.
    """
    best, most = Layout(separators[0]), (0, 0)
    for separator in separators:
        for number, cells in _first_rows(head, separator):
            known = {folded for cell in cells if (folded := fold_header(cell)) in headers}
            if (len(known), len(cells)) > most:
                best = Layout(separator, number if known else 0, len(cells) if known else 0)
                most = (len(known), len(cells))
    return best


def _first_rows(head: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The first rows that are not blank; of a text that is cut off, what can be read."""
    count = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=separator), 1):
            if any(cells):
                yield number, cells
                count += 1
            if count == HEADER_ROWS:
                return
    except csv.Error:
        return


def _rows_of(lines: set[int], text: str, separator: str) -> list[int]:
    """The numbers of the rows in which some lines of the text stand."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, before = [], 0
    for number, _cells in enumerate(reader, 1):
        if not lines.isdisjoint(range(before, reader.line_num)):
            rows.append(number)
        before = reader.line_num
    return rows


def _rows(page: io.TextIOWrapper, layout: Layout, holds_nul: bool) -> Iterator[FileRow]:
    number = 0
    reader = csv.reader(page, delimiter=layout.separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if holds_nul:
                cells = [checked(cell, number) for cell in cells]
            row: list[Cell] = [(rearm(cell) if "'" in cell else cell) or None for cell in cells]
            yield number, _fitted(row, layout.width) if number > layout.header_row else row
    except csv.Error as error:
        raise Refused(
            gettext_noop("Row %(row)s cannot be read. Is a quotation mark missing in it or before it?"),
            row=number + 1,
        ) from error


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    """A row beside its headers: cells that it does not have are not empty, and among too many none is in its place."""
    if width and any(cells):
        if len(cells) < width:
            return cells + [MISSING_CELL] * (width - len(cells))
        if any(cells[width:]):
            return [UNREAD + SHIFTED]
    return cells
