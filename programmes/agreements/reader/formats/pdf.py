"""PDF with a text layer: words with their places become lines, columns and ruled tables.

The pages are interpreted by pdfminer itself, and only the search for ruled tables is pdfplumber's: its own objects for
every letter take three times as long.
"""

import io
from collections import Counter
from itertools import pairwise
from statistics import median

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from programmes.agreements.reader.formats.pdf_columns import in_reading_order
from programmes.agreements.reader.formats.pdf_tables import tables_of
from programmes.agreements.reader.formats.pdf_words import drawn_on, words_of
from programmes.agreements.reader.lines import Line, Source, Table
from programmes.intake.refusal import Refused
from programmes.intake.refusal import gettext_noop as _

MOST_PAGES = 300
BULLET_CODE = "(cid:"


def read_pdf(data):
    try:
        pages = list(_pages(data))
    except PDFPasswordIncorrect as error:
        raise Refused(_("This PDF is locked with a password.")) from error
    except (PSException, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Refused(_("This PDF cannot be read; it is damaged or not a PDF.")) from error
    if not any(words or tables for words, tables in pages):
        raise Refused(_("This PDF has no text layer: it is a picture of a text. Have it recognised first."))
    return _source(pages)


def _pages(data):
    """(words outside tables, [(box, rows)]) of every page."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            raise Refused(_("This PDF has more than %(limit)s pages."), limit=MOST_PAGES)
        interpreter.process_page(page)
        letters, edges, height = drawn_on(device.get_result())
        words = words_of(letters, height)
        tables = tables_of(edges, words)
        boxes = [box for box, _rows in tables]
        yield [w for w in words if not any(_inside(w, box) for box in boxes)], tables


def _inside(word, box):
    x0, top, x1, bottom = box
    middle = (word["top"] + word["bottom"]) / 2
    return x0 - 1 <= (word["x0"] + word["x1"]) / 2 <= x1 + 1 and top - 1 <= middle <= bottom + 1


def _source(pages):
    sizes, widths = Counter(), []
    for words, _tables in pages:
        for word in words:
            sizes[round(word["size"] * 2) / 2] += len(word["text"])
            widths.append((word["x1"] - word["x0"]) / max(1, len(word["text"])))
    body = sizes.most_common(1)[0][0] if sizes else 10
    unit = median(widths) if widths else 5
    elements, number = [], 0
    for page_number, (words, tables) in enumerate(pages, start=1):
        before, is_first = None, True
        for bottom, kind, what in in_reading_order(words, tables, unit):
            number += 1
            if kind == "table":
                elements.append(Table(what, number, page=page_number, gap=None if is_first else 1.0))
                before, is_first = None, False
                continue
            line = _line(what, number, page_number, unit, body)
            top = min(w["top"] for w in what)
            line.gap = _gap(before, top, what, is_first)
            before, is_first = bottom, False
            elements.append(line)
    return Source(elements, "pdf", pages=len(pages))


def _gap(before, top, words, is_first):
    """Blank space above, in lines, to the half; None where a page or a column begins."""
    if is_first:
        return None
    if before is None:
        return 1.0
    height = max(w["bottom"] - w["top"] for w in words)
    space = (top - before) / max(height, 1)
    return None if space < -1.5 else max(0.0, round((space - 0.1) * 2) / 2)


def _line(words, number, page, unit, body):
    letters = sum(len(w["text"]) for w in words)
    bold = sum(len(w["text"]) for w in words if w["bold"])
    sizes = Counter()
    for word in words:
        # A bullet is often set in another size than the text behind it.
        sizes[word["size"]] += (
            0 if len(words) > 1 and word["text"].startswith(BULLET_CODE) else len(word["text"])
        )
    return Line(
        " ".join(w["text"] for w in words), number, page=page, left=words[0]["x0"] / unit, right=words[-1]["x1"] / unit,
        size=round(sizes.most_common(1)[0][0] / body, 2), bold=bold > 0.8 * letters, apart=_apart(words, unit),
    )  # fmt: skip


def _apart(words, unit):
    """The line's texts where wide white space divides it, as signature lines are; empty for ordinary lines."""
    parts = [[words[0]["text"]]]
    for before, word in pairwise(words):
        if word["x0"] - before["x1"] > 2.2 * unit:
            parts.append([])
        parts[-1].append(word["text"])
    return [" ".join(part) for part in parts] if len(parts) > 1 else []
