"""Two columns of plain text side by side: the left one is read before the right one, as on a page of a PDF."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from programmes.agreements.reader.formats import pdf_columns
from programmes.agreements.reader.formats.pdf_words import Word
from programmes.agreements.reader.lines import Element, Line

LEAST_SPACE = re.compile(r"\S\s{3,}\S")
LEAST_ROWS = 4
HEIGHT = 10  # of a line, in units that the search for columns measures in


@dataclass(slots=True)
class _PlacedWord(Word):
    """A word in its place on a page of plain text, with the line that it is from."""

    line: Line = field(kw_only=True)
    row: int = field(kw_only=True)


def restore(elements: list[Element], raws: Mapping[int, str]) -> list[Element]:
    """Elements in reading order. `raws`: a line's text as typed, in which the columns stand."""
    spaced = sum(
        isinstance(e, Line) and bool(LEAST_SPACE.search(raws[id(e)].expandtabs(4))) for e in elements
    )
    if spaced < LEAST_ROWS:
        return elements
    out: list[Element] = []
    lines: list[Line] = []
    for element in [*elements, None]:
        if isinstance(element, Line):
            lines.append(element)
            continue
        out += _by_column(lines, raws)
        lines = []
        if element is not None:
            out.append(element)
    return out


def _by_column(lines: list[Line], raws: Mapping[int, str]) -> list[Line]:
    words: list[_PlacedWord] = []
    row = 0
    for line in lines:
        row += 1 + round(line.gap or 0)
        for match in re.finditer(r"\S+", raws[id(line)].expandtabs(4)):
            words.append(
                _PlacedWord(
                    match.group(),
                    match.start(),
                    match.end(),
                    row * HEIGHT,
                    row * HEIGHT + 8,
                    line=line,
                    row=row,
                )
            )
    order = list(pdf_columns.lines_by_column(words, 1.0)) if words else []
    if len(order) == len(lines):
        return lines
    out: list[Line] = []
    last: int | None = None
    for group in order:
        first = group[0]
        line, left, right = first.line, first.x0, group[-1].x1
        is_part = (left, right) != (round(line.left), round(line.right))
        gap = line.gap
        if is_part and last is not None:
            gap = max(0, first.row - last - 1) if first.row > last else None
        text = re.sub(r"\s+", " ", " ".join(word.text for word in group))
        segments = [] if is_part else line.segments
        out.append(line.with_text(text, left=left, right=right, gap=gap, segments=segments))
        last = first.row
    return out
