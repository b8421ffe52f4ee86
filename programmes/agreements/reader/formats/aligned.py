"""Tables that only white space draws: a line of column names, and lines whose words stand under them.

Works on lines of segments, measured in characters, whatever the format.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from programmes.agreements.reader import tables

SLACK = 1.2  # characters that a word may stand left of its column
LEAST_ROWS = 2
TALLEST = 60  # lines of one row


class Segment(NamedTuple):
    """A text of a line that wide white space divides."""

    left: float
    right: float
    text: str


@dataclass(slots=True)
class SegmentedLine:
    """A line's segments, and the blank space above it in lines."""

    segments: list[Segment]
    gap: float | None


class Column(NamedTuple):
    left: float
    role: str


class AlignedTable(NamedTuple):
    """The indexes of the first and last line of a table, and its rows; the first row holds the names."""

    first: int
    last: int
    rows: list[list[str]]


def header_of(segments: Sequence[Segment]) -> list[Column]:
    """The columns when a line is a row of column names; [] otherwise."""
    roles = tables.header([segment.text for segment in segments])
    if len(segments) < 3 or len(roles) < len(segments) - 1 or "activity" not in roles.values():
        return []
    return [Column(segment.left, roles.get(at, "other")) for at, segment in enumerate(segments)]


def find(lines: Sequence[SegmentedLine]) -> list[AlignedTable]:
    out: list[AlignedTable] = []
    at = 0
    while at < len(lines):
        columns = header_of(lines[at].segments)
        if not columns:
            at += 1
            continue
        end, rows = _rows(lines, at + 1, columns)
        if len(rows) >= LEAST_ROWS:
            names = [segment.text for segment in lines[at].segments]
            out.append(AlignedTable(at, end, [names, *rows]))
            at = end
        at += 1
    return out


def _rows(lines: Sequence[SegmentedLine], start: int, columns: list[Column]) -> tuple[int, list[list[str]]]:
    """(index of the last line, rows) of the lines below a header that keep to its columns."""
    lefts = [column.left for column in columns]
    has_numbers = columns[0].role == "number"
    rows: list[list[str]] = []
    at = began = start
    while at < len(lines) and at - began < TALLEST:
        cells = _cells(lines[at].segments, lefts)
        if cells is None or header_of(lines[at].segments) or (lines[at].gap or 0) > 3:
            break
        is_new = (
            not rows or bool(cells[0])
            if has_numbers
            else not rows or (lines[at].gap or 0) >= 1 or _all_filled(cells, columns)
        )
        if has_numbers and cells[0] and not cells[0][:1].isdigit():
            break
        if is_new:
            rows.append(cells)
            began = at
        else:
            rows[-1] = [
                f"{old}\n{new}".strip("\n") if new else old for old, new in zip(rows[-1], cells, strict=True)
            ]
        at += 1
    return at - 1, rows


def _all_filled(cells: list[str], columns: list[Column]) -> bool:
    """Without numbers a line begins a row when most of its cells are filled."""
    return sum(bool(cell) for cell in cells) >= max(2, len(columns) - 1)


def _cells(segments: Sequence[Segment], lefts: list[float]) -> list[str] | None:
    """A line's texts by column; None when a text crosses from one column into the next, or stands outside."""
    cells = [""] * len(lefts)
    for left, right, text in segments:
        at = max((i for i, edge in enumerate(lefts) if left >= edge - SLACK), default=None)
        if at is None or (at + 1 < len(lefts) and right > lefts[at + 1] - 0.5):
            return None
        if left > lefts[at] + SLACK and not cells[at] and left - lefts[at] > 4:
            return None
        cells[at] = f"{cells[at]} {text}".strip()
    return cells
