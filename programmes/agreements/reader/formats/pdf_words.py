"""Letters as a PDF draws them become words; lines and boxes become edges, in which tables are looked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTLine, LTPage, LTRect

MOST_EDGES = 3000  # a drawing has more; looking for a table in it would take minutes
WORD_GAP = 0.18  # of the letter's size: more white than this ends a word
DRAWN_TWICE = 0.12  # of the letter's size: the same letter so near is drawn twice to look bold
BOLD = ("bold", "black", "heavy", "demi")
DEEPEST = 8


class Letter(NamedTuple):
    """A letter with its place, in points from the left and the top of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Word:
    """A word with its place; in points from the left and the top of the page where it comes from a PDF."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float = 0.0
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        return (self.x0 + self.x1) / 2


class Edge(TypedDict):
    """As pdfplumber's search for tables takes it."""

    x0: float
    x1: float
    top: float
    bottom: float
    width: float
    height: float
    orientation: str
    object_type: str


class Drawing(NamedTuple):
    letters: list[Letter]
    edges: list[Edge]


def drawn_on(page: LTPage) -> Drawing:
    """The letters and edges of a page; no edges where there are too many to be those of tables."""
    letters: list[Letter] = []
    edges: list[Edge] = []
    height = page.bbox[3]

    def walk(items: Iterable[object], depth: int) -> None:
        for item in items:
            if isinstance(item, LTChar):
                if item.matrix[1] == 0 and item.matrix[0] > 0 and item.size > 0.5:
                    letters.append(
                        Letter(
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
    return Drawing(letters, edges if len(edges) <= MOST_EDGES else [])


def _edges(item: LTCurve, height: float, edges: list[Edge]) -> None:
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


def _edge(orientation: str, x0: float, x1: float, top: float, bottom: float) -> Edge:
    return {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
            "orientation": orientation, "object_type": "line"}  # fmt: skip


def words_of(letters: list[Letter]) -> list[Word]:
    """Words in order of their lines."""
    words: list[Word] = []
    for row in _rows(letters):
        word: Word | None = None
        last: Letter | None = None
        for letter in row:
            x0, top, x1, bottom, text, size, font = letter
            if not text.strip():
                word = None
                continue
            if last is not None and text == last.text and abs(x0 - last.x0) < DRAWN_TWICE * size:
                words[-1].bold = True
                continue
            if word is None or x0 - word.x1 > WORD_GAP * size:
                is_bold = any(part in font.casefold() for part in BOLD)
                word = Word("", x0, x1, top, bottom, round(size, 1), is_bold)
                words.append(word)
            word.text += text
            word.x1 = max(x1, word.x1)
            word.top, word.bottom = min(top, word.top), max(bottom, word.bottom)
            last = letter
    return words


def _rows(letters: list[Letter]) -> list[list[Letter]]:
    """Letters on one line, by the middle of their height, from left to right."""
    rows: list[list[Letter]] = []
    middle: float | None = None
    for letter in sorted(letters, key=lambda one: (one.middle, one.x0)):
        if middle is None or letter.middle - middle > 0.3 * (letter.bottom - letter.top):
            rows.append([])
            middle = letter.middle
        rows[-1].append(letter)
    return [sorted(row, key=lambda letter: letter.x0) for row in rows]
