"""Tables that a PDF draws with lines: cells from the crossings of edges, filled with the words inside them."""

from typing import NamedTuple

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from programmes.agreements.reader.formats.pdf_words import Edge, Word

LEAST_EDGES = 4
CLOSE = 3  # points
LEAST_EDGE = 6  # points


class Box(NamedTuple):
    """A rectangle, in points from the left and the top of the page."""

    x0: float
    top: float
    x1: float
    bottom: float


class RuledTable(NamedTuple):
    box: Box
    rows: list[list[str]]


def tables_of(edges: list[Edge], words: list[Word]) -> list[RuledTable]:
    """From the top of the page; a table has two rows and two columns at least."""
    if len(edges) < LEAST_EDGES:
        return []
    merged = merge_edges(
        [dict(edge) for edge in edges],
        snap_x_tolerance=CLOSE,
        snap_y_tolerance=CLOSE,
        join_x_tolerance=CLOSE,
        join_y_tolerance=CLOSE,
    )
    merged = [
        edge for edge in merged if edge["width" if edge["orientation"] == "h" else "height"] > LEAST_EDGE
    ]
    cells = intersections_to_cells(edges_to_intersections(merged, CLOSE, CLOSE))
    out = []
    for table in cells_to_tables(cells):
        corners = {(box.x0, box.top): box for box in map(Box._make, table)}
        xs = sorted({x for x, _top in corners})
        tops = sorted({top for _x, top in corners})
        if len(xs) < 2 or len(tops) < 2:
            continue
        box = Box(
            xs[0], tops[0], max(c.x1 for c in corners.values()), max(c.bottom for c in corners.values())
        )
        inside = [word for word in words if box.top - 1 <= word.middle <= box.bottom + 1]
        rows = [[_text(corners.get((x, top)), inside) for x in xs] for top in tops]
        if any(cell for row in rows for cell in row):
            out.append(RuledTable(box, rows))
    return out


def _text(cell: Box | None, words: list[Word]) -> str:
    """The words of a cell, a line each; a corner without a cell belongs to a merged one and is empty."""
    if cell is None:
        return ""
    inside = [
        word for word in words
        if cell.x0 <= word.center < cell.x1 and cell.top <= word.middle < cell.bottom
    ]  # fmt: skip
    lines: list[list[Word]] = []
    last: float | None = None
    for word in sorted(inside, key=lambda word: (round((word.top + word.bottom) / 4), word.x0)):
        if last is None or abs(word.middle - last) > 0.4 * (word.bottom - word.top):
            lines.append([])
            last = word.middle
        lines[-1].append(word)
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda word: word.x0)) for line in lines)
