"""An uploaded file, guarded and read: gates first, then the child process, then pages that are recognised."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.intake import child, gates
from programmes.intake.refusal import Refused
from programmes.transfer import headers, lead_sheet, sheets
from programmes.transfer.cells import DATE, FileRow
from programmes.transfer.page_rows import MAX_COLUMNS, PageNotes, below, seen, spans
from programmes.transfer.preview import Preview
from programmes.transfer.reading.encodings import SINGLE_BYTE

FORMATS = frozenset({"xlsx", "csv", "json"})
READERS = {
    "xlsx": "programmes.transfer.reading.workbooks:read",
    "csv": "programmes.transfer.reading.tables:read",
    "json": "programmes.transfer.reading.documents:read",
}
MAX_ROWS = 20_000
# What heads each column of the sheet of drop-downs in files that we write ourselves: a sheet's code, and a column's.
_OF_DROP_DOWN = re.compile(rf"({'|'.join(sheets.BY_CODE)})\.[a-z0-9_]+")


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
    """A page of a file that is a sheet of ours, and its rows below the headers; `name` is the page's own."""

    mapping: headers.Mapping
    rows: Iterable[FileRow]
    source: Source
    name: str
    notes: PageNotes

    @property
    def file(self) -> str:
        return self.source.name


@dataclass
class RawPage:
    """A page as it was read: its name, what the reader notes, its first rows, and all of them."""

    name: str
    notes: PageNotes
    first: list[FileRow]
    rows: Iterable[FileRow]
    is_hidden: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it only explains, or feeds drop-downs. What is on it tells, and not its name."""
        return self._is_drop_downs or lead_sheet.is_lead_sheet([*self.rows])

    @property
    def _is_drop_downs(self) -> bool:
        heads = self.first[0][1] if self.first else []
        return bool(heads) and all(type(cell) is str and _OF_DROP_DOWN.fullmatch(cell) for cell in heads)

    @property
    def has_text(self) -> bool:
        """Whether anything stands on it that may be a commitment: nobody can tell by what a stranger calls it."""
        return any(
            type(cell) is str and not cell.startswith(DATE) for _number, cells in self.rows for cell in cells
        )


def guard(name: str, content: bytes) -> Source:
    """The Source of some bytes. Raises Refused when they are not what a plan comes in."""
    return Source(name, content, gates.check(content, name, allowed=FORMATS))


def pages(
    source: Source, preview: Preview, *, max_rows: int = MAX_ROWS, limits: child.Limits = child.NORMAL
) -> list[FoundPage]:
    """The pages that are recognised; tells the preview of those that are not. Raises Refused.

    The rows of a file with one page come as they are read; those of a workbook are held.
    """
    everything = _raw_pages(source, max_rows, limits)
    raw = [page for page in everything if not page.is_hidden]
    recognised = _recognised(raw, source)
    if not recognised:
        raise _without_table(everything, source)
    _tell_of_the_rest(everything, recognised, source, preview)
    for page in recognised:
        page.rows = below(page.mapping.row, page.rows, page.notes.merged)
    return recognised


def _without_table(everything: list[RawPage], source: Source) -> Refused:
    """Why nothing of a file can be taken in."""
    hidden = [page.name for page in everything if page.is_hidden and not page.is_ours]
    if hidden:
        return Refused(
            _(
                "No table was found on the sheets that can be seen in “%(name)s”. Hidden, and so not read: "
                "%(sheets)s. Unhide the sheet with the table, and send the file again."
            ),
            name=source.name,
            sheets=", ".join(hidden),
        )
    if not any(page.first for page in everything if not page.is_hidden):
        return Refused(_("The file has no table in it."))
    return Refused(
        _(
            "No row of headers was found in “%(name)s”. Take the headers from the template, and send it again."
        ),
        name=source.name,
    )


def _recognised(raw: list[RawPage], source: Source) -> list[FoundPage]:
    """Pages whose name says what they are; when there are none, those whose headers do."""
    for is_table in (False, True):
        found = [
            FoundPage(mapping, page.rows, source, page.name, page.notes)
            for page in raw
            if (mapping := headers.recognise("" if is_table else page.name, page.first, is_table=is_table))
            and (not is_table or page is raw[0] or len(mapping.columns) > 1)
        ]
        if found:
            return found
    return []


def _tell_of_the_rest(
    raw: list[RawPage], recognised: list[FoundPage], source: Source, preview: Preview
) -> None:
    """How the letters were read, and what was in the file and was not taken in."""
    for page in raw:
        if page.notes.encoding in SINGLE_BYTE:
            preview.notice(page.notes.encoding, detail=source.name)
        if page.notes.foreign_rows:
            preview.notice("mixed_encodings", detail=f"{source.name}: {spans(page.notes.foreign_rows)}")
        if all(page.notes is not taken.notes for taken in recognised) and not page.is_ours:
            if page.is_hidden:
                preview.notice("hidden_sheet", detail=page.name)
            elif page.first:
                preview.notice("extra_sheet", detail=page.name or source.name)
            if page.has_text:
                preview.unread_pages.append((source.name, page.name))
    for taken in recognised:
        for header in taken.mapping.extra:
            preview.notice("extra_column", sheet=taken.mapping.sheet.code, detail=header)


def _raw_pages(source: Source, max_rows: int, limits: child.Limits) -> list[RawPage]:
    # One more than the limit, for the headers.
    options: dict[str, Any] = {"max_rows": max_rows + 1, "max_columns": MAX_COLUMNS}
    if source.format == "csv":
        options["headers"] = sorted(headers.table_headers())
    if source.format == "json":
        options["several"] = sorted(headers.headers_of_several())
    stream = child.stream(READERS[source.format], source.content, limits=limits, **options)
    _file, page_count = next(stream)
    pages: list[RawPage] = []
    rows: list[FileRow] = []
    for kind, *content in stream:
        if kind == "page":
            name, notes = content
            rows = []
            pages.append(RawPage(name, PageNotes.of(notes), [], rows, is_hidden=notes.get("hidden", False)))
            continue
        page = pages[-1]
        some = list(seen(content[0], page.notes.altered))
        page.first = page.first or some
        if page_count == 1 and not page.is_hidden:
            page.rows = chain(some, seen(_flowing(stream), page.notes.altered))
            return pages
        rows += some
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
