"""Tables that a PDF draws with lines: cells from the crossings of edges, filled with the words inside them."""

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

LEAST_EDGES = 4
CLOSE = 3  # points


def tables_of(edges, words):
    """[(box, rows)] from the top of the page; a table has two rows and two columns at least."""
    if len(edges) < LEAST_EDGES:
        return []
    merged = merge_edges(
        edges, snap_x_tolerance=CLOSE, snap_y_tolerance=CLOSE, join_x_tolerance=CLOSE, join_y_tolerance=CLOSE
    )
    merged = [e for e in merged if (e["width"] if e["orientation"] == "h" else e["height"]) > 6]
    cells = intersections_to_cells(edges_to_intersections(merged, CLOSE, CLOSE))
    out = []
    for table in cells_to_tables(cells):
        xs = sorted({c[0] for c in table})
        tops = sorted({c[1] for c in table})
        if len(xs) < 2 or len(tops) < 2:
            continue
        box = (xs[0], tops[0], max(c[2] for c in table), max(c[3] for c in table))
        inside = [w for w in words if box[1] - 1 <= (w["top"] + w["bottom"]) / 2 <= box[3] + 1]
        by_corner = {(c[0], c[1]): c for c in table}
        rows = [[_text(by_corner.get((x, top)), inside) for x in xs] for top in tops]
        if any(cell for row in rows for cell in row):
            out.append((box, rows))
    return out


def _text(cell, words):
    """The words of a cell, a line each; a corner without a cell belongs to a merged one and is empty."""
    if cell is None:
        return ""
    x0, top, x1, bottom = cell
    inside = [
        w
        for w in words
        if x0 <= (w["x0"] + w["x1"]) / 2 < x1 and top <= (w["top"] + w["bottom"]) / 2 < bottom
    ]
    lines, last = [], None
    for word in sorted(inside, key=lambda w: (round((w["top"] + w["bottom"]) / 4), w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if last is None or abs(middle - last) > 0.4 * (word["bottom"] - word["top"]):
            lines.append([])
            last = middle
        lines[-1].append(word)
    return "\n".join(" ".join(w["text"] for w in sorted(line, key=lambda w: w["x0"])) for line in lines)
