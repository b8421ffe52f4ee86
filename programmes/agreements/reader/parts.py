"""Parts of a text with the role each plays, as the later steps agree on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.blocks import Block
from programmes.agreements.reader.lines import Table
from programmes.agreements.reader.list_markers import NO_MARKER, Marker
from programmes.agreements.reader.marker_sequences import MarkerSequence
from programmes.agreements.reader.undertakings import NO_SCORE, Score

Role = Literal[
    "", "title", "heading", "lead", "item", "sub", "text", "topics", "basis", "signing", "provision", "menu", "table",
]  # fmt: skip
UNDECIDED: Role = ""


class Form(NamedTuple):
    """How a part is drawn; parts of one form play one role. Of the fields each kind uses those that tell it apart."""

    kind: str = ""
    family: str = ""  # of its marker
    level: int = 0  # of a word processor's heading
    depth: int = 0  # of a word processor's list
    is_caps: bool = False
    is_bold: bool = False
    size: int = 0  # tenths of the body text's size


NO_FORM = Form()


@dataclass(slots=True, eq=False)
class Part:
    """A block or table with its role."""

    element: Block | Table
    role: Role = UNDECIDED
    reason: str = ""
    confidence: float = 0.5
    kind: str = ""  # of section, for a heading
    level: int = 0  # of a heading: 1 is the highest below the title
    form: Form = NO_FORM
    parent: "Part | None" = None  # of a nested item
    children: list["Part"] = field(default_factory=list)
    score: Score = NO_SCORE
    at: int = 0  # its place among the parts

    @property
    def undertaking(self) -> float:
        return self.score.value

    @property
    def is_text(self) -> bool:
        return isinstance(self.element, Block)

    @property
    def is_table(self) -> bool:
        return isinstance(self.element, Table)

    @property
    def block(self) -> Block:
        """Raises TypeError for a table."""
        if isinstance(self.element, Block):
            return self.element
        raise TypeError("a table is no block of text")

    @property
    def table(self) -> Table:
        """Raises TypeError for a block of text."""
        if isinstance(self.element, Table):
            return self.element
        raise TypeError("a block of text is no table")

    @property
    def text(self) -> str:
        return self.element.text if isinstance(self.element, Block) else ""

    @property
    def marker(self) -> Marker:
        return self.element.marker if isinstance(self.element, Block) else NO_MARKER

    @property
    def sequence(self) -> MarkerSequence | None:
        return self.element.sequence if isinstance(self.element, Block) else None

    @property
    def has_marker(self) -> bool:
        return bool(self.marker)

    def decide(self, role: Role, reason: str, confidence: float = 0.8) -> None:
        self.role, self.reason, self.confidence = role, reason, confidence


def parts_of(elements: Iterable[Block | Table]) -> list[Part]:
    """A part for every block and table; “Article 3” alone on a line takes the next line as its title."""
    out: list[Part] = []
    waiting: Block | None = None  # “Article 3” whose title is still to come
    for element in _split_run_in_headings(elements):
        if isinstance(element, Table):
            waiting = None
            out.append(Part(element, role="table", reason="a table"))
            continue
        if waiting is not None and not element.marker and _can_be_title(element.text):
            waiting.text = element.text
            waiting.lines = waiting.lines + element.lines
            out[-1].score = undertakings.score(waiting.text)
            waiting = None
            continue
        out.append(Part(element, score=undertakings.score(element.text)))
        waiting = element if element.marker and not element.text else None
    for at, part in enumerate(out):
        part.at = at
        if part.marker and not part.text:
            part.block.text = part.marker.raw.rstrip(" .:")
            part.block.marker = part.marker if part.marker.family.isalpha() else NO_MARKER
    return out


def _can_be_title(text: str) -> bool:
    """What stands below “Article 3” is its title, unless it is already its first sentence."""
    return not text.endswith(":") and not (
        text.endswith((".", ";")) and undertakings.score(text).value >= 0.75
    )


RUN_IN = re.compile(r"^(?P<heading>[A-ZÆØÅ][^.:;]{2,70})(?:\.|:|\s[–—-])\s+(?P<rest>[A-ZÆØÅ].{20,})$", re.S)
LONGEST_RUN_IN = 8  # words


def _split_run_in_headings(elements: Iterable[Block | Table]) -> list[Block | Table]:
    """“Article 2. Teachers. Each year the Sides shall …”: the heading that runs into its text becomes a block of its own."""
    out: list[Block | Table] = []
    for element in elements:
        if not isinstance(element, Block) or not element.marker or not element.marker.counts:
            out.append(element)
            continue
        match = RUN_IN.match(element.text)
        if not match or not _is_run_in(element.marker, match["heading"], match["rest"]):
            out.append(element)
            continue
        out.append(replace(element, text=match["heading"], lines=element.lines[:1]))
        rest = replace(element.first, gap=0.0, marker="", heading=0)
        out.append(replace(element, text=match["rest"], lines=[rest], marker=NO_MARKER, sequence=None))
    return out


def _is_run_in(marker: Marker, heading: str, rest: str) -> bool:
    short = len(heading.split()) <= LONGEST_RUN_IN
    if marker.family in ("article", "chapter", "section", "§", "pillar", "area"):
        return short and not undertakings.says_parties_will(heading)
    return (
        short and undertakings.score(heading).value < 0.5 and undertakings.says_parties_will(rest)
        and len(heading.split()) <= 6
    )  # fmt: skip
