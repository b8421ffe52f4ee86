"""CSV as Excel opens it with a double click: UTF-8 with its mark, semicolons in Danish and commas in English."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from programmes.transfer.cells import disarm

SEPARATORS = {"da": ";", "en": ","}
BATCH = 500


def table(headers: Iterable[str], rows: Iterable[Iterable[Any]], language: str) -> Iterator[bytes]:
    """Yield the bytes of a CSV file. No cell is one that a spreadsheet would run: a code or a date never would be."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=SEPARATORS[language], lineterminator="\r\n")
    page.write("\ufeff")
    writer.writerow(headers)
    waiting = BATCH - 1  # the headers and the first row go at once
    for row in rows:
        writer.writerow([disarm(value) if type(value) is str else value for value in row])
        waiting += 1
        if waiting == BATCH:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
            waiting = 0
    yield page.getvalue().encode()
