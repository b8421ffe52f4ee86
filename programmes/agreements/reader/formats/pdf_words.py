"""Letters as a PDF draws them become words; lines and boxes become edges, in which tables are looked for."""

from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTLine, LTRect

MOST_EDGES = 3000  # a drawing has more; looking for a table in it would take minutes
WORD_GAP = 0.18  # of the letter's size: more white than this ends a word
BOLD = ("bold", "black", "heavy", "demi")
DEEPEST = 8


def drawn_on(page):
    """(letters, edges, height) of a page; letters as tuples (x0, top, x1, bottom, text, size, font)."""
    letters, edges = [], []
    height = page.bbox[3]

    def walk(items, depth):
        for item in items:
            if isinstance(item, LTChar):
                if item.matrix[1] == 0 and item.matrix[0] > 0 and item.size > 0.5:
                    letters.append(
                        (
                            item.x0,
                            height - item.y1,
                            item.x1,
                            height - item.y0,
                            item.get_text(),
                            item.size,
                            item.fontname,
                        )
                    )
            elif isinstance(item, LTFigure) and depth < DEEPEST:
                walk(item, depth + 1)
            elif isinstance(item, LTCurve) and not isinstance(item, LTImage):
                _edges(item, height, edges)

    walk(page, 0)
    return letters, edges if len(edges) <= MOST_EDGES else [], height


def _edges(item, height, edges):
    """A line is one edge, a thin box one, a box four. White boxes behind text count too: they are cells."""
    x0, x1, top, bottom = item.x0, item.x1, height - item.y1, height - item.y0
    wide, tall = x1 - x0, bottom - top
    if isinstance(item, LTLine) or (isinstance(item, LTRect) and min(wide, tall) < 2):
        if wide >= tall and wide > 3:
            edges.append(_edge("h", x0, x1, (top + bottom) / 2, (top + bottom) / 2))
        elif tall > 3:
            edges.append(_edge("v", (x0 + x1) / 2, (x0 + x1) / 2, top, bottom))
    elif isinstance(item, LTRect) and item.stroke:
        edges += [_edge("h", x0, x1, top, top), _edge("h", x0, x1, bottom, bottom),
                  _edge("v", x0, x0, top, bottom), _edge("v", x1, x1, top, bottom)]  # fmt: skip


def _edge(orientation, x0, x1, top, bottom):
    return {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
            "orientation": orientation, "object_type": "line"}  # fmt: skip


def words_of(letters, _height):
    """Words in order of their lines: [{text, x0, x1, top, bottom, size, bold}]."""
    words = []
    for row in _rows(letters):
        word, last = None, None
        for letter in row:
            x0, top, x1, bottom, text, size, font = letter
            if not text.strip():
                word = None
                continue
            if last is not None and text == last[4] and abs(x0 - last[0]) < 0.12 * size:
                word["bold"] = True  # drawn twice to look bold
                continue
            if word is None or x0 - word["x1"] > WORD_GAP * size:
                word = {"text": "", "x0": x0, "x1": x1, "top": top, "bottom": bottom, "size": round(size, 1),
                        "bold": any(part in font.casefold() for part in BOLD)}  # fmt: skip
                words.append(word)
            word["text"] += text
            word["x1"] = max(x1, word["x1"])
            word["top"], word["bottom"] = min(top, word["top"]), max(bottom, word["bottom"])
            last = letter
    return words


def _rows(letters):
    """Letters on one line, by the middle of their height, from left to right."""
    rows, current, middle = [], [], None
    for letter in sorted(letters, key=lambda c: ((c[1] + c[3]) / 2, c[0])):
        own = (letter[1] + letter[3]) / 2
        if middle is None or own - middle > 0.3 * (letter[3] - letter[1]):
            current = []
            rows.append(current)
            middle = own
        current.append(letter)
    return [sorted(row, key=lambda c: c[0]) for row in rows]
