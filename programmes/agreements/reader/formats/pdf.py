"""PDF with a text layer: words with their places become lines, columns and ruled tables.

The pages are interpreted by pdfminer itself, and only the search for ruled tables is pdfplumber's: its own objects for
every letter take three times as long.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from programmes.agreements.reader.formats.pdf_columns import LineOnPage, in_reading_order
from programmes.agreements.reader.formats.pdf_tables import Box, RuledTable, tables_of
from programmes.agreements.reader.formats.pdf_words import Word, drawn_on, words_of
from programmes.agreements.reader.lines import Element, Line, Source, Table
from programmes.agreements.reader.refusal import Unreadable

MOST_PAGES = 300
BULLET_CODE = "(cid:"


class Page(NamedTuple):
    words: list[Word]  # outside tables
    tables: list[RuledTable]


class Measures(NamedTuple):
    """What is usual in a document: the size of its letters and the width of one, in points."""

    body: float
    unit: float


def read_pdf(data: bytes) -> Source:
    try:
        pages = list(_pages(data))
    except PDFPasswordIncorrect as error:
        raise Unreadable("pdf_locked") from error
    except (PSException, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("pdf_damaged") from error
    if not any(page.words or page.tables for page in pages):
        raise Unreadable("pdf_without_text")
    return _source(pages)


def _pages(data: bytes) -> Iterator[Page]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            raise Unreadable("pdf_pages", limit=MOST_PAGES)
        interpreter.process_page(page)
        drawing = drawn_on(device.get_result())
        words = words_of(drawing.letters)
        tables = tables_of(drawing.edges, words)
        yield Page([w for w in words if not any(_inside(w, table.box) for table in tables)], tables)


def _inside(word: Word, box: Box) -> bool:
    return box.x0 - 1 <= word.center <= box.x1 + 1 and box.top - 1 <= word.middle <= box.bottom + 1


def _measures(pages: Sequence[Page]) -> Measures:
    sizes: Counter[float] = Counter()
    widths = []
    for page in pages:
        for word in page.words:
            sizes[round(word.size * 2) / 2] += len(word.text)
            widths.append((word.x1 - word.x0) / max(1, len(word.text)))
    return Measures(sizes.most_common(1)[0][0] if sizes else 10, median(widths) if widths else 5)


def _source(pages: Sequence[Page]) -> Source:
    measures = _measures(pages)
    elements: list[Element] = []
    number = 0
    for page_number, page in enumerate(pages, start=1):
        before: float | None = None
        is_first = True
        for entry in in_reading_order(page.words, page.tables, measures.unit):
            number += 1
            if isinstance(entry, LineOnPage):
                line = _line(entry.words, number, page_number, measures)
                line.gap = _gap(before, entry.words, is_first=is_first)
                before = entry.bottom
                elements.append(line)
            else:
                elements.append(Table(entry.rows, number, page=page_number, gap=None if is_first else 1.0))
                before = None
            is_first = False
    return Source(elements, "pdf", pages=len(pages))


def _gap(before: float | None, words: Sequence[Word], *, is_first: bool) -> float | None:
    """Blank space above, in lines, to the half; None where a page or a column begins."""
    if is_first:
        return None
    if before is None:
        return 1.0
    height = max(w.bottom - w.top for w in words)
    space = (min(w.top for w in words) - before) / max(height, 1)
    return None if space < -1.5 else max(0.0, round((space - 0.1) * 2) / 2)


def _line(words: Sequence[Word], number: int, page: int, measures: Measures) -> Line:
    letters = sum(len(w.text) for w in words)
    bold = sum(len(w.text) for w in words if w.bold)
    sizes: Counter[float] = Counter()
    for word in words:
        # A bullet is often set in another size than the text behind it.
        sizes[word.size] += 0 if len(words) > 1 and word.text.startswith(BULLET_CODE) else len(word.text)
    return Line(
        " ".join(w.text for w in words), number, page=page, left=words[0].x0 / measures.unit, right=words[-1].x1 / measures.unit,
        size=round(sizes.most_common(1)[0][0] / measures.body, 2), bold=bold > 0.8 * letters, segments=_segments(words, measures.unit),
    )  # fmt: skip


def _segments(words: Sequence[Word], unit: float) -> list[str]:
    """The line's texts where wide white space divides it, as signature lines are; empty for ordinary lines."""
    parts = [[words[0].text]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > 2.2 * unit:
            parts.append([])
        parts[-1].append(word.text)
    return [" ".join(part) for part in parts] if len(parts) > 1 else []
