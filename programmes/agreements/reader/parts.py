"""Parts of a text with the role each plays, as the later steps agree on it."""

import re
from dataclasses import dataclass, field, replace

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.blocks import Block
from programmes.agreements.reader.lines import Table

LOOSE = ""  # not decided yet


@dataclass(slots=True)
class Part:
    """A block or table with its role: title, heading, lead, item, sub, text, basis, signing, provision, menu, table."""

    block: Block | None = None
    table: Table | None = None
    role: str = LOOSE
    reason: str = ""
    confidence: float = 0.5
    kind: str = ""  # of section, for a heading
    level: int = 0  # of a heading: 1 is the highest below the title
    form: tuple = ()  # how it is drawn; parts of one form play one role
    parent: "Part | None" = None  # of a nested item
    children: list["Part"] = field(default_factory=list)
    undertaking: float = 0.0
    why_undertaking: str = ""
    at: int = 0  # its place among the parts

    @property
    def text(self):
        return self.block.text if self.block else ""

    @property
    def mark(self):
        return self.block.mark if self.block else None

    @property
    def run(self):
        return self.block.run if self.block else None

    @property
    def is_marked(self):
        return self.mark is not None

    def decide(self, role, reason, confidence=0.8, **values):
        self.role, self.reason, self.confidence = role, reason, confidence
        for name, value in values.items():
            setattr(self, name, value)


def parts_of(elements):
    """A part for every block and table; “Article 3” alone on a line takes the next line as its title."""
    out, waiting = [], None
    for element in _run_in_apart(elements):
        if isinstance(element, Table):
            waiting = None
            out.append(Part(table=element, role="table", reason="a table"))
            continue
        if waiting is not None and element.mark is None and _can_be_title(element.text):
            waiting.block.text = element.text
            waiting.block.lines = waiting.block.lines + element.lines
            _weigh(waiting)
            waiting = None
            continue
        part = Part(block=element)
        _weigh(part)
        out.append(part)
        waiting = part if element.mark and not element.text else None
    for at, part in enumerate(out):
        part.at = at
        if part.block and part.block.mark and not part.block.text:
            part.block.text = part.block.mark.raw.rstrip(" .:")
            part.block.mark = part.block.mark if part.block.mark.family.isalpha() else None
    return out


def _can_be_title(text):
    """What stands below “Article 3” is its title, unless it is already its first sentence."""
    return not text.endswith(":") and not (text.endswith((".", ";")) and undertakings.score(text)[0] >= 0.75)


RUN_IN = re.compile(r"^(?P<heading>[A-ZÆØÅ][^.:;]{2,70})(?:\.|:|\s[–—-])\s+(?P<rest>[A-ZÆØÅ].{20,})$", re.S)
LONGEST_RUN_IN = 8  # words


def _run_in_apart(elements):
    """“Article 2. Teachers. Each year the Sides shall …”: the heading that runs into its text is set apart from it."""
    out = []
    for element in elements:
        found = (
            RUN_IN.match(element.text)
            if isinstance(element, Block) and element.mark and element.mark.counts
            else None
        )
        if not found or not _is_run_in(element, found):
            out.append(element)
            continue
        out.append(replace(element, text=found["heading"], lines=element.lines[:1]))
        rest = replace(element.first, gap=0.0, mark="", heading=0)
        out.append(replace(element, text=found["rest"], lines=[rest], mark=None, run=None))
    return out


def _is_run_in(block, found):
    short = len(found["heading"].split()) <= LONGEST_RUN_IN
    if block.mark.family in ("article", "chapter", "section", "§", "pillar", "area"):
        return short and not undertakings.says_parties_will(found["heading"])
    return (
        short and undertakings.score(found["heading"])[0] < 0.5 and undertakings.says_parties_will(found["rest"])
        and len(found["heading"].split()) <= 6
    )  # fmt: skip


def _weigh(part):
    part.undertaking, part.why_undertaking = undertakings.score(part.text) if part.text else (0.0, "no words")
