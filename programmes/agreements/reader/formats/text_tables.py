"""Tables in plain text: cells divided by bars or tabs, or standing in columns."""

import re
from dataclasses import dataclass

from programmes.agreements.reader.formats import aligned
from programmes.agreements.reader.lines import Table

RULE = re.compile(r"^[\s|+:=-]+$")
LEAST = 2  # rows that make a table


@dataclass(slots=True)
class _Row:
    segments: list
    gap: float | None


def restore(elements, raws):
    """Elements with the lines of tables replaced by tables. `raws`: a line's text as typed, tabs and all."""
    return _aligned(_divided(elements, raws), raws)


def _divided(elements, raws):
    out, run, kind = [], [], None
    for line in [*elements, None]:
        if line is not None and run and kind == "|" and RULE.match(line.text):
            continue
        cells, own = _cells(raws[id(line)]) if line is not None else (None, None)
        is_next = cells is not None and (not run or (own == kind and (line.gap or 0) <= 1))
        if is_next:
            run.append((line, cells))
            kind = own
            continue
        out += _table(run)
        run, kind = [], None
        if cells is not None:
            run, kind = [(line, cells)], own
        elif line is not None:
            out.append(line)
    return out


def _cells(raw):
    """(cells, what divides them) of a line; (None, None) when nothing does."""
    if raw.count("|") >= 2 or raw.strip().startswith("|"):
        return [cell.strip() for cell in raw.strip().strip("|").split("|")], "|"
    if raw.strip("\t ").count("\t") >= 2 or (
        raw.strip().count("\t") == 1 and len(raw.split("\t")[0].strip()) > 4
    ):
        return [cell.strip() for cell in raw.strip("\n").split("\t")], "\t"
    return None, None


def _table(run):
    if len(run) < LEAST:
        return [line for line, _cells in run]
    width = max(len(cells) for _line, cells in run)
    if width < 2 or sum(len(cells) >= width - 1 for _line, cells in run) < 0.6 * len(run):
        return [line for line, _cells in run]
    rows = [cells + [""] * (width - len(cells)) for line, cells in run if not RULE.match(line.text)]
    first = run[0][0]
    return [Table(rows, first.number, page=first.page, gap=first.gap)] if len(rows) >= LEAST else [run[0][0]]


def _aligned(elements, raws):
    rows = [
        _Row([] if isinstance(e, Table) else _segments(raws[id(e)]), e.gap) for e in elements
    ]  # fmt: skip
    found = {first: (last, table) for first, last, table in aligned.find(rows)}
    out, at = [], 0
    while at < len(elements):
        if at in found:
            last, table = found[at]
            out.append(Table(table, elements[at].number, page=elements[at].page, gap=elements[at].gap))
            at = last + 1
        else:
            out.append(elements[at])
            at += 1
    return out


def _segments(raw):
    raw = raw.expandtabs(4)
    return [(m.start(), m.end(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", raw)]
