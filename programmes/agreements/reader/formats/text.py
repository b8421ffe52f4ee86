"""Plain text, also pasted text: columns are counted in characters, form feeds are pages."""

import codecs
import re

from programmes.agreements.reader.formats import text_columns, text_tables
from programmes.agreements.reader.lines import Line, Source
from programmes.intake.refusal import Refused
from programmes.intake.refusal import gettext_noop as _

MOST_LINES = 60_000
MOST_LETTERS = 1_000_000  # of 300 full pages
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DRAWN = str.maketrans(
    "\u00a0│┃║─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬", " |||" + "-" * 21, "\u200b"
)  # lines of tables among them
LEAST_MARKDOWN = 2
MARKDOWN = re.compile(r"(?P<level>#{1,6})\s+(?P<text>\S.*?)\s*#*$")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
LINE_END = re.compile(r"\r\n|\r|\n|\x0b|\x85|\u2028|\u2029")


def decode(data):
    """Text from bytes: by its byte order mark, else UTF-8, else the old Windows alphabet."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data:
        raise Refused(_("This is not a text file."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _apart(text):
    parts = re.split(r"\s{3,}", text)
    return parts if len(parts) > 1 else []


def read_text(data):
    text = decode(data) if isinstance(data, bytes) else data
    if len(text) > MOST_LETTERS:
        raise Refused(_("This text is longer than an agreement can be."))
    elements, number, gap, raws = [], 0, 0, {}
    pages = text.split("\f")
    for page_number, page in enumerate(pages, start=1):
        for at, raw in enumerate(LINE_END.split(page)):
            number += 1 if at or page_number == 1 else 0
            typed = raw.translate(DRAWN)
            raw = typed.expandtabs(4)
            stripped = raw.strip()
            if not stripped:
                gap = None if gap is None else gap + 1
                continue
            left = len(raw) - len(raw.lstrip())
            elements.append(
                Line(
                    stripped, number, page=page_number if len(pages) > 1 else None,
                    left=left, right=left + len(stripped), gap=gap, apart=_apart(stripped),
                )
            )  # fmt: skip
            raws[id(elements[-1])] = typed
            gap = 0
            if len(elements) > MOST_LINES:
                raise Refused(_("This text has more lines than an agreement can have."))
        gap = None
    _markdown(elements)
    elements = text_columns.restore(text_tables.restore(elements, raws), raws)
    return Source(elements, "text", pages=len(pages) if len(pages) > 1 else None)


def _markdown(elements):
    """Headings as # and bold letters as ** in pasted text, where there are several."""
    found = [(line, MARKDOWN.match(line.text)) for line in elements if line.text.startswith("#")]
    found = [(line, match) for line, match in found if match]
    if len(found) < LEAST_MARKDOWN:
        return
    top = sum(len(match["level"]) == 1 for _line, match in found) == 1
    for line, match in found:
        level = len(match["level"])
        line.text = match["text"]
        line.is_title = top and level == 1
        line.heading = 0 if line.is_title else level
    for line in elements:
        line.text = BOLD.sub(r"\1", line.text)
