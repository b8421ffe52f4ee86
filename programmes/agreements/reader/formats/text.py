"""Plain text, also pasted text: columns are counted in characters, form feeds are pages."""

import codecs
import re

from programmes.agreements.reader.formats import text_columns, text_tables
from programmes.agreements.reader.lines import Line, Source
from programmes.agreements.reader.refusal import Unreadable

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


def decode(data: bytes) -> str:
    """Text from bytes: by its byte order mark, else UTF-8, else the old Windows alphabet."""
    for marker, encoding in BYTE_ORDER_MARKS:
        if data.startswith(marker):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data:
        raise Unreadable("text_binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _segments(text: str) -> list[str]:
    parts = re.split(r"\s{3,}", text)
    return parts if len(parts) > 1 else []


def read_text(data: bytes) -> Source:
    text = decode(data)
    if len(text) > MOST_LETTERS:
        raise Unreadable("text_length")
    lines: list[Line] = []
    raws: dict[int, str] = {}  # id of line → its text as typed
    number = 0
    gap: float | None = 0
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
            lines.append(
                Line(
                    stripped, number, page=page_number if len(pages) > 1 else None,
                    left=left, right=left + len(stripped), gap=gap, segments=_segments(stripped),
                )
            )  # fmt: skip
            raws[id(lines[-1])] = typed
            gap = 0
            if len(lines) > MOST_LINES:
                raise Unreadable("text_lines")
        gap = None
    _markdown(lines)
    elements = text_columns.restore(text_tables.restore(lines, raws), raws)
    return Source(elements, "text", pages=len(pages) if len(pages) > 1 else None)


def _markdown(lines: list[Line]) -> None:
    """Headings as # and bold letters as ** in pasted text, where there are several."""
    headings = [(line, match) for line in lines if (match := MARKDOWN.match(line.text))]
    if len(headings) < LEAST_MARKDOWN:
        return
    has_title = sum(len(match["level"]) == 1 for _line, match in headings) == 1
    for line, match in headings:
        level = len(match["level"])
        line.text = match["text"]
        line.is_title = has_title and level == 1
        line.heading = 0 if line.is_title else level
    for line in lines:
        line.text = BOLD.sub(r"\1", line.text)
