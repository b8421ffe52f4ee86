"""An uploaded file, guarded and read: gates first, then the child process, then pages that are recognised."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.utils.translation import gettext_lazy as _

from programmes.intake import child, gates
from programmes.intake.refusal import Refused
from programmes.transfer import headers

FORMATS = frozenset({"xlsx", "csv", "json"})
READERS = {
    "xlsx": "programmes.transfer.reading.workbooks:read",
    "csv": "programmes.transfer.reading.tables:read",
    "json": "programmes.transfer.reading.documents:read",
}
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# Sheets that explain, or feed drop-downs, in files that we write ourselves.
OURS = frozenset({"read me", "læs mig", "lists", "lister"})


@dataclass
class Source:
    """A file as it was sent."""

    name: str
    content: bytes
    format: str = ""

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class FoundPage:
    """A page of a file that is a sheet of ours, and its rows below the headers."""

    mapping: headers.Mapping
    rows: Iterator
    file: str


@dataclass
class RawPage:
    """A page as it was read: its name, what the reader notes, its first rows, and all of them."""

    name: str
    notes: dict
    first: list
    rows: Iterator


def guard(name, content):
    """The Source of some bytes. Raises Refused when they are not what a plan comes in."""
    return Source(name, content, gates.check(content, name, allowed=FORMATS))


def pages(source, preview, *, max_rows=MAX_ROWS, limits=child.NORMAL):
    """The pages that are recognised; tells the preview of those that are not. Raises Refused.

    The rows of a file with one page come as they are read; those of a workbook are held.
    """
    raw = [page for page in _raw_pages(source, max_rows, limits) if not page.notes.get("hidden")]
    found = [
        FoundPage(mapping, page.rows, source.name)
        for page in raw
        if (mapping := headers.recognise(page.name, page.first))
    ]
    if not found and raw:
        mapping = headers.recognise("", raw[0].first, is_table=True)
        found = [FoundPage(mapping, raw[0].rows, source.name)] if mapping else []
        raw = raw[1:] if mapping else raw
    if not found:
        raise Refused(
            _(
                "No row of headers was found in “%(name)s”. Take the headers from the template, and send it again."
            ),
            name=source.name,
        )
    _tell_of_the_rest(raw, found, source, preview)
    for page in found:
        page.rows = _below(page.mapping.row, page.rows)
    return found


def _below(header, rows):
    return (row for row in rows if row[0] > header)


def _tell_of_the_rest(raw, found, source, preview):
    """What was in the file and was not taken in."""
    for page in raw:
        if page.notes.get("encoding") == "cp1252":
            preview.notice("windows_1252", detail=source.name)
        is_ours = page.name.strip().casefold() in OURS
        if not is_ours and page.first and all(page.rows is not taken.rows for taken in found):
            preview.notice("extra_sheet", detail=page.name or source.name)
    for page in found:
        for header in page.mapping.extra:
            preview.notice("extra_column", sheet=page.mapping.sheet.code, detail=header)


def _raw_pages(source, max_rows, limits):
    # One more than the limit, for the headers.
    stream = child.stream(
        READERS[source.format], source.content, limits=limits, max_rows=max_rows + 1, max_columns=MAX_COLUMNS
    )
    _file, page_count = next(stream)
    found, page = [], None
    for kind, *content in stream:
        if kind == "page":
            page = RawPage(content[0], content[1], [], [])
            found.append(page)
        elif page_count == 1:
            page.first = content[0]
            page.rows = chain(content[0], _flowing(stream))
            return found
        else:
            page.rows += content[0]
            page.first = page.first or content[0]
    if not any(page.first for page in found):
        raise Refused(_("The file has no table in it."))
    return found


def _flowing(stream):
    """Rows as they come, of a file with one page."""
    for kind, *content in stream:
        if kind == "rows":
            yield from content[0]


def in_batches(rows, size):
    """Lists of at most `size` rows."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
