"""Two columns of plain text side by side: the left one is read before the right one, as on a page of a PDF."""

import re

from programmes.agreements.reader.formats import pdf_columns
from programmes.agreements.reader.lines import Line, Table

LEAST_SPACE = re.compile(r"\S\s{3,}\S")
LEAST_ROWS = 4
HEIGHT = 10  # of a line, in units that the search for columns measures in


def restore(elements, raws):
    """Elements in reading order. `raws`: a line's text as typed, in which the columns stand."""
    if (
        sum(
            not isinstance(e, Table) and bool(LEAST_SPACE.search(raws[id(e)].expandtabs(4))) for e in elements
        )
        < LEAST_ROWS
    ):
        return elements
    out, run = [], []
    for element in [*elements, None]:
        if isinstance(element, Line):
            run.append(element)
            continue
        out += _by_column(run, raws)
        run = []
        if element is not None:
            out.append(element)
    return out


def _by_column(lines, raws):
    words, row = [], 0
    for line in lines:
        row += 1 + round(line.gap or 0)
        for match in re.finditer(r"\S+", raws[id(line)].expandtabs(4)):
            words.append({"text": match.group(), "x0": match.start(), "x1": match.end(), "top": row * HEIGHT,
                          "bottom": row * HEIGHT + 8, "line": line, "row": row})  # fmt: skip
    order = list(pdf_columns.lines_by_column(words, 1.0)) if words else []
    if len(order) == len(lines):
        return lines
    out, last = [], None
    for found in order:
        line = found[0]["line"]
        left, right = found[0]["x0"], found[-1]["x1"]
        is_part = (found[0]["x0"], found[-1]["x1"]) != (round(line.left), round(line.right))
        gap = (
            line.gap
            if last is None or not is_part
            else max(0, found[0]["row"] - last - 1)
            if found[0]["row"] > last
            else None
        )
        text = re.sub(r"\s+", " ", " ".join(w["text"] for w in found))
        out.append(line.with_text(text, left=left, right=right, gap=gap, apart=[] if is_part else line.apart))
        last = found[0]["row"]
    return out
