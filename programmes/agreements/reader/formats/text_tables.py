"""Tables in plain text: cells divided by bars or tabs, or standing in columns."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from programmes.agreements.reader.formats import aligned
from programmes.agreements.reader.formats.aligned import Segment, SegmentedLine
from programmes.agreements.reader.lines import Element, Line, Table

RULE = re.compile(r"^[\s|+:=-]+$")
LEAST = 2  # rows that make a table


class _DividedLine(NamedTuple):
    """A line whose cells are divided by bars or tabs."""

    line: Line
    cells: list[str]


def restore(elements: Sequence[Line], raws: Mapping[int, str]) -> list[Element]:
    """Elements with the lines of tables replaced by tables. `raws`: a line's text as typed, tabs and all."""
    return _aligned(_divided(elements, raws), raws)


def _divided(elements: Sequence[Line], raws: Mapping[int, str]) -> list[Element]:
    out: list[Element] = []
    rows: list[_DividedLine] = []
    kind: str | None = None
    for line in [*elements, None]:
        if line is not None and rows and kind == "|" and RULE.match(line.text):
            continue
        cells, own = _cells(raws[id(line)]) if line is not None else (None, None)
        if line is not None and cells is not None and (not rows or (own == kind and (line.gap or 0) <= 1)):
            rows.append(_DividedLine(line, cells))
            kind = own
            continue
        out += _table(rows)
        rows, kind = [], None
        if line is not None and cells is not None:
            rows, kind = [_DividedLine(line, cells)], own
        elif line is not None:
            out.append(line)
    return out


def _cells(raw: str) -> tuple[list[str], str] | tuple[None, None]:
    """(cells, what divides them) of a line; (None, None) when nothing does."""
    if raw.count("|") >= 2 or raw.strip().startswith("|"):
        return [cell.strip() for cell in raw.strip().strip("|").split("|")], "|"
    if raw.strip("\t ").count("\t") >= 2 or (
        raw.strip().count("\t") == 1 and len(raw.split("\t", maxsplit=1)[0].strip()) > 4
    ):
        return [cell.strip() for cell in raw.strip("\n").split("\t")], "\t"
    return None, None


def _table(rows: Sequence[_DividedLine]) -> list[Element]:
    """Divided lines as a table, or as they are where too few have its columns."""
    if len(rows) < LEAST:
        return [row.line for row in rows]
    width = max(len(row.cells) for row in rows)
    if width < 2 or sum(len(row.cells) >= width - 1 for row in rows) < 0.6 * len(rows):
        return [row.line for row in rows]
    cells = [row.cells + [""] * (width - len(row.cells)) for row in rows if not RULE.match(row.line.text)]
    first = rows[0].line
    return [Table(cells, first.number, page=first.page, gap=first.gap)] if len(cells) >= LEAST else [first]


def _aligned(elements: Sequence[Element], raws: Mapping[int, str]) -> list[Element]:
    lines = [
        SegmentedLine([] if isinstance(e, Table) else _segments(raws[id(e)]), e.gap) for e in elements
    ]  # fmt: skip
    tables = {table.first: table for table in aligned.find(lines)}
    out: list[Element] = []
    at = 0
    while at < len(elements):
        table = tables.get(at)
        element = elements[at]
        if table:
            out.append(Table(table.rows, element.number, page=element.page, gap=element.gap))
            at = table.last + 1
        else:
            out.append(element)
            at += 1
    return out


def _segments(raw: str) -> list[Segment]:
    raw = raw.expandtabs(4)
    return [Segment(m.start(), m.end(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", raw)]
