"""Words of a page in the order in which a person reads them: bands of columns, lines, tables in their places."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from programmes.agreements.reader.formats import aligned
from programmes.agreements.reader.formats.aligned import Segment, SegmentedLine
from programmes.agreements.reader.formats.pdf_labels import label_edge, with_labels
from programmes.agreements.reader.formats.pdf_tables import RuledTable
from programmes.agreements.reader.formats.pdf_words import Word

LEAST_ROWS = 4  # in which a column has text
MOST_CANDIDATES = 40  # places where a column may begin; a real one is among the most frequent
WIDEST_HANG = 8  # characters that text may stand further in than its column
GUTTER = 1.8  # least width of the white space between columns, in characters


W = TypeVar("W", bound=Word)


class LineOnPage(NamedTuple):
    bottom: float
    words: list[Word]


class TableOnPage(NamedTuple):
    bottom: float
    rows: list[list[str]]


class _Span(NamedTuple):
    left: float
    right: float


def in_reading_order(
    words: list[Word], tables: list[RuledTable], unit: float
) -> Iterator[LineOnPage | TableOnPage]:
    """Lines and tables from the top of the page to its foot, a column at a time."""
    rest = sorted(words, key=lambda w: (w.top, w.x0))
    for box, rows in sorted(tables, key=lambda table: table.box.top):
        yield from _with_aligned([w for w in rest if w.bottom <= box.top + 2], unit)
        rest = [w for w in rest if w.bottom > box.top + 2]
        yield TableOnPage(box.bottom, rows)
    yield from _with_aligned(rest, unit)


def _with_aligned(words: list[Word], unit: float) -> Iterator[LineOnPage | TableOnPage]:
    """Lines, and tables that only white space draws, in the order of the page."""
    rows = _rows(words)
    segments = [SegmentedLine(_segments(row, unit), None) for row in rows]
    start = 0
    for first, last, table in aligned.find(segments):
        for line in lines_by_column([w for row in rows[start:first] for w in row], unit):
            yield LineOnPage(max(w.bottom for w in line), line)
        yield TableOnPage(max(w.bottom for w in rows[last]), table)
        start = last + 1
    for line in lines_by_column([w for row in rows[start:] for w in row], unit):
        yield LineOnPage(max(w.bottom for w in line), line)


def _segments(row: Sequence[Word], unit: float) -> list[Segment]:
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > 1.2 * unit:
            parts.append([])
        parts[-1].append(word)
    return [Segment(p[0].x0 / unit, p[-1].x1 / unit, " ".join(w.text for w in p)) for p in parts]


def _rows(words: Sequence[W]) -> list[list[W]]:
    """Words that stand on one line, by the middle of their height."""
    rows: list[list[W]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        if rows and abs(word.middle - rows[-1][0].middle) <= 0.45 * (word.bottom - word.top):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def lines_by_column(words: Sequence[W], unit: float) -> Iterator[list[W]]:
    rows = _rows(words)
    edge = label_edge(rows, unit)
    if edge is not None:
        yield from with_labels(rows, edge)
        return
    gutter = _gutter(rows, unit)
    if gutter is None:
        yield from rows
        return
    band: list[list[W]] = []
    for row in [*rows, None]:
        if row is not None and not _crosses(row, gutter, unit):
            band.append(row)
            continue
        yield from _band(band, gutter)
        band = []
        if row is not None:
            yield row


def _band(band: list[list[W]], gutter: int) -> Iterator[list[W]]:
    """Rows between two full-width rows: left column first, if there really are two columns."""
    on_left = sum(row[0].x0 < gutter for row in band)
    on_right = sum(row[-1].x0 > gutter for row in band)
    if min(on_left, on_right) < LEAST_ROWS:
        yield from band
        return
    words = [w for row in band for w in row]
    yield from _rows([w for w in words if w.x0 < gutter])
    yield from _rows([w for w in words if w.x0 >= gutter])


def _crosses(row: Sequence[Word], x: float, unit: float) -> bool:
    """Is there a word on this place, or too little space around it for a gutter?"""
    left = [w.x1 for w in row if w.x0 < x]
    right = [w.x0 for w in row if w.x0 >= x]
    if left and max(left) > x:
        return True
    return bool(left and right) and min(right) - max(left) < GUTTER * unit


def _gutter(rows: Sequence[Sequence[Word]], unit: float) -> int | None:
    """The x left of which most rows leave white, with text on both sides, or None when the page has one column."""
    if len(rows) < LEAST_ROWS:
        return None
    left = min(w.x0 for row in rows for w in row)
    width = max(w.x1 for row in rows for w in row) - left
    drawn = [_spans(row, unit) for row in rows]
    candidates = Counter(
        round(span.left - 1) for spans in drawn for span in spans if 0.3 < (span.left - left) / width < 0.7
    )
    best: int | None = None
    most = 0
    for x, _count in candidates.most_common(MOST_CANDIDATES):
        crossing = on_left = on_right = starts = 0
        for spans in drawn:
            if any(span.left <= x < span.right or x - GUTTER * unit < span.right <= x for span in spans):
                crossing += 1
                continue
            on_left += spans[0].right <= x
            on_right += spans[-1].left > x
            starts += any(0 <= span.left - x <= WIDEST_HANG * unit for span in spans)
        score = 2 * min(on_left, on_right) + starts - 2 * crossing
        if (
            min(on_left, on_right) >= max(LEAST_ROWS, 0.5 * crossing)
            and starts >= 0.5 * on_right
            and score > most
        ):
            best, most = x, score
    return best


def _spans(row: Sequence[Word], unit: float) -> list[_Span]:
    """The parts of a row that the white of a gutter could divide."""
    spans = [_Span(row[0].x0, row[0].x1)]
    for before, word in pairwise(row):
        if word.x0 - before.x1 >= GUTTER * unit:
            spans.append(_Span(word.x0, word.x1))
        else:
            spans[-1] = _Span(spans[-1].left, word.x1)
    return spans
