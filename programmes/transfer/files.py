"""An uploaded file, guarded and read: gates first, then the child process, then pages that are recognised."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.intake import child, gates
from programmes.intake.refusal import Refused
from programmes.transfer import headers
from programmes.transfer.cells import FileRow
from programmes.transfer.preview import Preview

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
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class FoundPage:
    """A page of a file that is a sheet of ours, and its rows below the headers."""

    mapping: headers.Mapping
    rows: Iterable[FileRow]
    file: str


@dataclass
class RawPage:
    """A page as it was read: its name, what the reader notes, its first rows, and all of them."""

    name: str
    notes: dict[str, Any]
    first: list[FileRow]
    rows: Iterable[FileRow]


def guard(name: str, content: bytes) -> Source:
    """The Source of some bytes. Raises Refused when they are not what a plan comes in."""
    return Source(name, content, gates.check(content, name, allowed=FORMATS))


def pages(
    source: Source, preview: Preview, *, max_rows: int = MAX_ROWS, limits: child.Limits = child.NORMAL
) -> list[FoundPage]:
    """The pages that are recognised; tells the preview of those that are not. Raises Refused.

    The rows of a file with one page come as they are read; those of a workbook are held.
    """
    raw = [page for page in _raw_pages(source, max_rows, limits) if not page.notes.get("hidden")]
    recognised = [
        FoundPage(mapping, page.rows, source.name)
        for page in raw
        if (mapping := headers.recognise(page.name, page.first))
    ]
    if not recognised and raw:
        mapping = headers.recognise("", raw[0].first, is_table=True)
        recognised = [FoundPage(mapping, raw[0].rows, source.name)] if mapping else []
        raw = raw[1:] if mapping else raw
    if not recognised:
        raise Refused(
            _(
                "No row of headers was found in “%(name)s”. Take the headers from the template, and send it again."
            ),
            name=source.name,
        )
    _tell_of_the_rest(raw, recognised, source, preview)
    for page in recognised:
        page.rows = _below(page.mapping.row, page.rows)
    return recognised


def _below(header: int, rows: Iterable[FileRow]) -> Iterator[FileRow]:
    return ((number, cells) for number, cells in rows if number > header)


def _tell_of_the_rest(
    raw: list[RawPage], recognised: list[FoundPage], source: Source, preview: Preview
) -> None:
    """What was in the file and was not taken in."""
    for page in raw:
        if page.notes.get("encoding") == "cp1252":
            preview.notice("windows_1252", detail=source.name)
        is_ours = page.name.strip().casefold() in OURS
        if not is_ours and page.first and all(page.rows is not other.rows for other in recognised):
            preview.notice("extra_sheet", detail=page.name or source.name)
    for taken in recognised:
        for header in taken.mapping.extra:
            preview.notice("extra_column", sheet=taken.mapping.sheet.code, detail=header)


def _raw_pages(source: Source, max_rows: int, limits: child.Limits) -> list[RawPage]:
    # One more than the limit, for the headers.
    stream = child.stream(
        READERS[source.format], source.content, limits=limits, max_rows=max_rows + 1, max_columns=MAX_COLUMNS
    )
    _file, page_count = next(stream)
    pages: list[RawPage] = []
    rows: list[FileRow] = []
    for kind, *content in stream:
        if kind == "page":
            name, notes = content
            rows = []
            pages.append(RawPage(name, notes, [], rows))
            continue
        page, (some,) = pages[-1], content
        page.first = page.first or some
        if page_count == 1:
            page.rows = chain(some, _flowing(stream))
            return pages
        rows += some
    if not any(page.first for page in pages):
        raise Refused(_("The file has no table in it."))
    return pages


def _flowing(stream: Iterator[list[Any]]) -> Iterator[FileRow]:
    """Rows as they come, of a file with one page."""
    for kind, *content in stream:
        if kind == "rows":
            yield from content[0]


def in_batches(rows: Iterable[FileRow], size: int) -> Iterator[list[FileRow]]:
    """Lists of at most `size` rows."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
