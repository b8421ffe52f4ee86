"""CSV: comma, semicolon or tab; UTF-8 with or without its mark, UTF-16 with it, or Windows-1252."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import FileRow, rearm
from programmes.transfer.reading.common import MAX_CELL, batches, checked

SEPARATORS = ";,\t"
HEAD = 200_000  # characters in which the first row is looked for


def read(data: bytes, *, max_rows: int, max_columns: int) -> Iterator[list[Any]]:
    """The one table of the file. Raises Refused."""
    text, encoding = _decode(data)
    declared = _declared(text)
    separator = declared or _separator(text[:HEAD])
    holds_nul = "\x00" in text  # asked once: there are many cells, and hardly ever one
    # From here on letters are made of the bytes as they are read: all at once they take four times the room.
    del text
    page = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    if declared:
        page.readline()
    csv.field_size_limit(MAX_CELL)
    yield ["file", 1]
    yield ["page", "", {"encoding": encoding, "separator": separator}]
    yield from batches(_rows(page, separator, holds_nul), max_rows=max_rows, max_columns=max_columns)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(data, "cp1252"), "cp1252"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            gettext_noop("The characters in the file cannot be read. Save it as “CSV UTF-8”, and send that.")
        ) from error


def _declared(text: str) -> str:
    """The separator that Excel's own first line names, as in `sep=;`; empty when there is no such line."""
    first = text[:6].rstrip("\r\n")
    return first[4:] if first[:4].lower() == "sep=" and first[4:] in set(SEPARATORS) else ""


def _separator(head: str) -> str:
    """What divides the first row into most cells."""
    counts = {separator: _cells_in_first_row(head, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: counts[separator])


def _cells_in_first_row(head: str, separator: str) -> int:
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            if any(row):
                return len(row)
    except csv.Error:
        return 0
    return 0


def _rows(page: io.TextIOWrapper, separator: str, holds_nul: bool) -> Iterator[FileRow]:
    number = 0
    reader = csv.reader(page, delimiter=separator)
    try:
        for number, cells in enumerate(reader, 1):
            if holds_nul:
                cells = [checked(cell, number) for cell in cells]
            yield number, [(rearm(cell) if "'" in cell else cell) or None for cell in cells]
    except csv.Error as error:
        raise Refused(
            gettext_noop("Row %(row)s cannot be read. Is a quotation mark missing in it or before it?"),
            row=number + 1,
        ) from error
