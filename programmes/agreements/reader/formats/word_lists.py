"""Word's styles and automatic numbers, which are nowhere in the text of the document."""

from dataclasses import dataclass

from docx.oxml.ns import qn

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


class Styles:
    def __init__(self, document):
        elements = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
        self.default = next(
            (i for i, s in elements.items()
             if s.get(qn("w:default")) == "1" and s.get(qn("w:type")) == "paragraph"), None
        )  # fmt: skip
        body = self._size(elements.get(self.default)) or 11.0
        self.known = {key: self._style(key, elements, body) for key in elements}

    def of(self, p):
        """A paragraph's style, with what the paragraph itself says about outline and list."""
        pp = p.find(qn("w:pPr"))
        reference = pp.find(qn("w:pStyle")) if pp is not None else None
        key = reference.get(qn("w:val")) if reference is not None else self.default
        base = self.known.get(key) or Style()
        outline = pp.find(qn("w:outlineLvl")) if pp is not None else None
        if outline is None or not outline.get(qn("w:val"), "").isdigit() or int(outline.get(qn("w:val"))) > 8:
            return base
        return Style(base.name, int(outline.get(qn("w:val"))) + 1, base.is_title, base.is_bold, base.size,
                     base.left, base.num_id, base.level)  # fmt: skip

    @staticmethod
    def _size(style):
        size = style.find(f"{qn('w:rPr')}/{qn('w:sz')}") if style is not None else None
        value = size.get(qn("w:val"), "") if size is not None else ""
        return int(value) / 2 if value.isdigit() else None

    def _style(self, key, elements, body):
        """Walk from the style to its ancestors; the nearest word counts. Circles end after a few steps."""
        found = Style(size=0)
        for step in range(12):
            style = elements.get(key)
            if style is None:
                break
            name_of = style.find(qn("w:name"))
            name = (name_of.get(qn("w:val")) if name_of is not None else "").casefold()
            found.name = found.name or name
            if step == 0:
                found.is_title = name in TITLE_NAMES
            found.heading = found.heading or self._heading(name, style)
            found.size = found.size or (self._size(style) or 0) / body
            bold = style.find(f"{qn('w:rPr')}/{qn('w:b')}")
            found.is_bold = found.is_bold or (
                bold is not None and bold.get(qn("w:val")) not in ("0", "false")
            )
            num = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found.num_id is None and num is not None:
                found.num_id, found.level = _num(num)
            based = style.find(qn("w:basedOn"))
            key = based.get(qn("w:val")) if based is not None else None
        found.size = found.size or 1.0
        if not found.level:
            found.level = _level_in_name(found.name)
        return found

    @staticmethod
    def _heading(name, style):
        for prefix in HEADING_NAMES:
            if name.startswith(prefix) and name[len(prefix) :].strip().isdigit():
                return int(name[len(prefix) :])
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        value = outline.get(qn("w:val"), "") if outline is not None else ""
        return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _level_in_name(name):
    """“List Bullet 2” is a list of the second depth although Word gives each such style a list of its own."""
    last = name.split()[-1] if name.startswith("list ") else ""
    return int(last) - 1 if last.isdigit() else 0


def _num(num):
    num_id, level = num.find(qn("w:numId")), num.find(qn("w:ilvl"))
    return (
        num_id.get(qn("w:val")) if num_id is not None else None,
        int(level.get(qn("w:val"))) if level is not None and level.get(qn("w:val"), "").isdigit() else 0,
    )


class Numbering:
    """Word's counters: what number or bullet stands before the next paragraph of a list."""

    def __init__(self, document):
        self.levels, self.abstract_of, self.counts = {}, {}, {}
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
    def _level(level):
        def value(name, otherwise):
            found = level.find(qn(f"w:{name}"))
            return found.get(qn("w:val"), otherwise) if found is not None else otherwise

        start = value("start", "1")
        return value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdigit() else 1

    def next_mark(self, p, style):
        """(mark, depth): the bullet or number that Word draws, or ("", 0) for a paragraph outside lists."""
        own = p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        num_id, level = _num(own) if own is not None else (style.num_id, style.level)
        if own is not None and num_id is None:
            num_id = style.num_id
        if num_id in (None, "0"):
            return ("•", style.level) if style.name.startswith("list bullet") else ("", 0)
        abstract = self.abstract_of.get(num_id)
        shown = level if level in self.levels.get(abstract, {}) else 0
        format_, text, _start = self.levels.get(abstract, {}).get(shown, ("bullet", "", 1))
        if format_ in ("bullet", "none"):
            return ("•" if format_ == "bullet" else "", level)
        counts = self.counts.setdefault(num_id, {})
        for deeper in [k for k in counts if k > shown]:
            del counts[deeper]
        counts[shown] = counts.get(shown, self.levels[abstract][shown][2] - 1) + 1
        return self._drawn(abstract, text, counts), level

    def _drawn(self, abstract, text, counts):
        for at in range(9):
            if f"%{at + 1}" in text:
                format_, _text, start = self.levels[abstract].get(at, ("decimal", "", 1))
                text = text.replace(f"%{at + 1}", in_words(counts.get(at, start), format_))
        return text


def in_words(number, format_):
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
