"""Word's styles and automatic numbers, which are nowhere in the text of the document."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from docx.document import Document
from docx.oxml.ns import qn

Xml = Any  # an element of lxml, which has no types of its own

HEADING_NAMES = ("heading ", "overskrift ")
TITLE_NAMES = ("title", "titel")


@dataclass(slots=True)
class Style:
    """What a paragraph style says, its parents' word included."""

    name: str = ""
    heading: int = 0
    is_title: bool = False
    is_bold: bool = False
    size: float = 1.0
    left: float = 0.0
    num_id: str | None = None
    level: int = 0


class NumberedLevel(NamedTuple):
    """How Word draws the numbers of a list's level: “%1.%2” and where they start."""

    number_format: str
    text: str
    start: int


class Marker(NamedTuple):
    """The bullet or number that Word draws before a paragraph, "" for one outside lists."""

    text: str
    depth: int


class _ListPlace(NamedTuple):
    num_id: str | None
    level: int


class Styles:
    def __init__(self, document: Document) -> None:
        elements = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
        self.default = next(
            (i for i, s in elements.items()
             if s.get(qn("w:default")) == "1" and s.get(qn("w:type")) == "paragraph"), None
        )  # fmt: skip
        body = self._size(elements.get(self.default)) or 11.0
        self.known = {key: self._style(key, elements, body) for key in elements}

    def of(self, p: Xml) -> Style:
        """A paragraph's style, with what the paragraph itself says about outline and list."""
        pp = p.find(qn("w:pPr"))
        reference = pp.find(qn("w:pStyle")) if pp is not None else None
        key = reference.get(qn("w:val")) if reference is not None else self.default
        base = self.known.get(key) or Style()
        outline = pp.find(qn("w:outlineLvl")) if pp is not None else None
        if outline is None or not outline.get(qn("w:val"), "").isdigit() or int(outline.get(qn("w:val"))) > 8:
            return base
        return replace(base, heading=int(outline.get(qn("w:val"))) + 1)

    @staticmethod
    def _size(style: Xml | None) -> float | None:
        size = style.find(f"{qn('w:rPr')}/{qn('w:sz')}") if style is not None else None
        value = size.get(qn("w:val"), "") if size is not None else ""
        return int(value) / 2 if value.isdigit() else None

    def _style(self, key: str | None, elements: dict[str, Xml], body: float) -> Style:
        """Walk from a style to its ancestors; the nearest word counts. Circles end after a few steps."""
        style = Style(size=0)
        for step in range(12):
            element = elements.get(key) if key is not None else None
            if element is None:
                break
            name_of = element.find(qn("w:name"))
            name = (name_of.get(qn("w:val")) if name_of is not None else "").casefold()
            style.name = style.name or name
            if step == 0:
                style.is_title = name in TITLE_NAMES
            style.heading = style.heading or self._heading(name, element)
            style.size = style.size or (self._size(element) or 0) / body
            bold = element.find(f"{qn('w:rPr')}/{qn('w:b')}")
            style.is_bold = style.is_bold or (
                bold is not None and bold.get(qn("w:val")) not in ("0", "false")
            )
            num = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if style.num_id is None and num is not None:
                style.num_id, style.level = _num(num)
            based = element.find(qn("w:basedOn"))
            key = based.get(qn("w:val")) if based is not None else None
        style.size = style.size or 1.0
        if not style.level:
            style.level = _level_in_name(style.name)
        return style

    @staticmethod
    def _heading(name: str, style: Xml) -> int:
        for prefix in HEADING_NAMES:
            if name.startswith(prefix) and name[len(prefix) :].strip().isdigit():
                return int(name[len(prefix) :])
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        value = outline.get(qn("w:val"), "") if outline is not None else ""
        return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _level_in_name(name: str) -> int:
    """“List Bullet 2” is a list of the second depth although Word gives each such style a list of its own."""
    last = name.rsplit(maxsplit=1)[-1] if name.startswith("list ") else ""
    return int(last) - 1 if last.isdigit() else 0


def _num(num: Xml) -> _ListPlace:
    num_id, level = num.find(qn("w:numId")), num.find(qn("w:ilvl"))
    return _ListPlace(
        num_id.get(qn("w:val")) if num_id is not None else None,
        int(level.get(qn("w:val"))) if level is not None and level.get(qn("w:val"), "").isdigit() else 0,
    )


class Numbering:
    """Word's counters: what number or bullet stands before the next paragraph of a list."""

    def __init__(self, document: Document) -> None:
        self.levels: dict[str, dict[int, NumberedLevel]] = {}  # by abstract list
        self.abstract_of: dict[str, str] = {}  # by list
        self.counts: dict[str, dict[int, int]] = {}  # by list and level
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            self.levels[abstract.get(qn("w:abstractNumId"))] = {
                int(level.get(qn("w:ilvl"))): self._level(level) for level in abstract.iter(qn("w:lvl"))
            }
        for num in root.iter(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            self.abstract_of[num.get(qn("w:numId"))] = reference.get(qn("w:val"))

    @staticmethod
    def _level(level: Xml) -> NumberedLevel:
        def value(name: str, otherwise: str) -> str:
            element = level.find(qn(f"w:{name}"))
            return str(element.get(qn("w:val"), otherwise)) if element is not None else otherwise

        start = value("start", "1")
        return NumberedLevel(
            value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdigit() else 1
        )

    def next_marker(self, p: Xml, style: Style) -> Marker:
        own = p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        num_id, level = _num(own) if own is not None else (style.num_id, style.level)
        if own is not None and num_id is None:
            num_id = style.num_id
        if num_id in (None, "0"):
            return Marker("•", style.level) if style.name.startswith("list bullet") else Marker("", 0)
        levels = self.levels.get(self.abstract_of.get(num_id, ""), {})
        shown = level if level in levels else 0
        definition = levels.get(shown, NumberedLevel("bullet", "", 1))
        if definition.number_format in ("bullet", "none"):
            return Marker("•" if definition.number_format == "bullet" else "", level)
        counts = self.counts.setdefault(num_id, {})
        for deeper in [k for k in counts if k > shown]:
            del counts[deeper]
        counts[shown] = counts.get(shown, definition.start - 1) + 1
        return Marker(_drawn(levels, definition.text, counts), level)


def _drawn(levels: dict[int, NumberedLevel], text: str, counts: dict[int, int]) -> str:
    """“%1.%2” with the numbers of the levels in it."""
    for at in range(9):
        if f"%{at + 1}" in text:
            level = levels.get(at, NumberedLevel("decimal", "", 1))
            text = text.replace(f"%{at + 1}", numeral(counts.get(at, level.start), level.number_format))
    return text


def numeral(number: int, format_: str) -> str:
    """A counter as Word writes it: 4, d, D, iv, IV."""
    if format_.endswith("Roman"):
        roman = ""
        for value, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            while number >= value:
                roman, number = roman + letters, number - value
        return roman.upper() if format_ == "upperRoman" else roman
    if format_.endswith("Letter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if format_ == "upperLetter" else letter
    return str(number)
