"""Lines become paragraphs: a line goes on from the one before, or begins something new, and why."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.hyphens import Hyphens
from programmes.agreements.reader.lines import Line, Source, Table
from programmes.agreements.reader.list_markers import NO_MARKER, Marker
from programmes.agreements.reader.marker_sequences import MarkerSequence, RecognisedMarker, recognise_markers
from programmes.agreements.reader.wrapping import Wrapping

HANG = 0.5  # characters
LEAST_HANGING = 2  # items that show it
NEAR = 40  # lines of a paragraph that tell how its lines are spaced
ENDED = re.compile(r"[.!?:;][\"”’'»)\]]*$")
ABBREVIATED = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr|Prof|H\.E|H\.M|Hr|e\.g|i\.e|cf|No|Nr|nr|art|Art|St|bl\.a|f\.eks|ca|jf|hhv|inkl|vedr|mio|mia|pct|approx)\.$"
)
ITEM_END = re.compile(r"[;,.]\s*(and|or|and/or|og|eller|samt)?$", re.I)
OPEN_END = re.compile(
    r"(,|&|\b(and|or|the|a|an|of|to|in|on|for|with|by|between|from|including|as|at|that|which|will|shall|their|its|og|"
    r"eller|i|på|af|til|med|mellem|fra|om|samt|herunder|den|det|de|en|et|som|at|vil|skal|deres|ved|under|inden))$",
    re.I,
)


Weigh = Callable[[float, str], None]


@dataclass(slots=True)
class Block:
    """A paragraph, heading or list item as it stands in the text, without its marker."""

    text: str
    lines: list[Line]
    marker: Marker = NO_MARKER
    sequence: MarkerSequence | None = None
    reasons: list[str] = field(default_factory=list)
    number: int = 0  # counts paragraphs through the text

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def page(self) -> int | None:
        return self.first.page

    @property
    def left(self) -> float:
        return self.first.left

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def size(self) -> float:
        return self.first.size

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_caps(self) -> bool:
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)

    @property
    def has_ended(self) -> bool:
        return bool(re.search(r"[.;!?][\"”’'»)\]]*$", self.text))


def ended(text: str) -> bool:
    """Has a line come to an end? “H.E. Mr.” has not."""
    return bool(ENDED.search(text)) and not ABBREVIATED.search(text)


def build(source: Source) -> list[Block | Table]:
    """Blocks and tables, in order. Paragraphs and table rows are counted as a reader would."""
    lines = source.lines
    wrapping = Wrapping(lines) if source.is_wrapped else Wrapping([])
    markers = recognise_markers(lines)
    wrapping.hanging = _hanging(lines, markers)
    places = Counter(
        (r.marker.family, round(lines[at].left))
        for at, r in markers.items()
        if r.marker.is_weak and not r.marker.counts
    )
    at_of = {id(line): at for at, line in enumerate(lines)}
    hyphens = Hyphens([line.text for line in lines])
    out: list[Block | Table] = []
    before: Block | None = None
    for element in source.elements:
        if isinstance(element, Table):
            out.append(element)
            before = None
            continue
        recognised = markers.get(at_of[id(element)])
        reasons = ["begins the text"]
        if before is not None:
            strength = _strength(before, element, recognised, places, lines)
            goes_on, reasons = _goes_on(before, element, recognised, wrapping, strength)
            if goes_on:
                before.lines.append(element)
                before.text = hyphens.join(before.text, element.text)
                continue
        text = recognised.marker.rest if recognised else element.text
        before = Block(text, [element], reasons=reasons)
        if recognised:
            before.marker, before.sequence = recognised.marker, recognised.sequence
        out.append(before)
    for number, block in enumerate((b for b in out if isinstance(b, Block)), start=1):
        block.number = number
        block.text = " ".join(hyphens.tidy(block.text).split())
    return out


def _hanging(lines: list[Line], markers: dict[int, RecognisedMarker]) -> frozenset[str]:
    """Families of markers whose items, where they take several lines, go on further in than the marker, and never below it."""
    hangs: Counter[str] = Counter()
    flush: Counter[str] = Counter()
    for at, recognised in markers.items():
        if at + 1 < len(lines) and at + 1 not in markers and not ended(lines[at].text):
            step = lines[at + 1].left - lines[at].left
            (hangs if step >= HANG else flush)[recognised.marker.family] += 1
    return frozenset(
        family for family, count in hangs.items() if count >= LEAST_HANGING and not flush[family]
    )


def _strength(
    block: Block,
    line: Line,
    recognised: RecognisedMarker | None,
    places: Counter[tuple[str, int]],
    lines: list[Line],
) -> float:
    """How surely a marker begins something new: the next of its sequence does, and one of several bullets."""
    if recognised is None:
        return 0.0
    if recognised.sequence is not None and len(recognised.sequence.members) > 1:
        before = lines[recognised.sequence.members[recognised.at - 1]] if recognised.at else None
        return 9.0 if before is not None and any(other is before for other in block.lines) else 5.0
    if recognised.marker.counts:
        return 3.0
    return 7.0 if places[recognised.marker.family, round(line.left)] >= 3 else 3.5


def _goes_on(
    block: Block, line: Line, recognised: RecognisedMarker | None, wrapping: Wrapping, strength: float
) -> tuple[bool, list[str]]:
    """Does this line belong to the block before it? The sum of what speaks for and against, with the reasons."""
    last = block.lines[-1]
    if line.is_whole or line.is_title or line.heading != last.heading or line.marker:
        return False, ["a paragraph of its own"]
    if recognised and not recognised.marker.is_weak and not recognised.marker.counts:
        return False, [f"begins with the mark {recognised.marker.raw}"]
    score, reasons = 0.0, []

    def weigh(value: float, reason: str) -> None:
        nonlocal score
        score += value
        reasons.append(f"{value:+.1f} {reason}")

    text, after = last.text, line.text
    if abs(line.size - last.size) > 0.08 and not after.startswith("("):
        weigh(-5, "set in another size")
    if line.bold != last.bold and len(text) > 3:
        weigh(-2.5, "bold against plain")
    if recognised:
        weigh(-strength, f"begins with the mark {recognised.marker.raw}")
    fullness = wrapping.fullness(last, line)
    is_item = bool(recognised and recognised.sequence) and bool(ITEM_END.search(text))
    if is_item:
        weigh(-4, "the item before has come to an end")
    else:
        _weigh_words(text, recognised.marker.rest if recognised else after, fullness, weigh)
    if not block.marker and block.text[:1].islower() and after[:1].islower() and ended(text):
        weigh(-5, "begins with a small letter, as the paragraph did that has come to an end")
    _weigh_caps(text, after, weigh)
    _weigh_fullness(fullness, last, line, weigh, is_guessed=wrapping.is_guessed)
    _weigh_gap(block, line, wrapping, weigh)
    _weigh_indent(block, line, weigh)
    if (
        block.marker
        and block.marker.family in wrapping.hanging
        and ended(text)
        and line.left < block.left + HANG
    ):
        weigh(-3, "stands below the mark, where items go on further in")
    if recognised is None and not block.marker:
        _weigh_opening(block, line, wrapping, weigh)
    return score > 0, reasons


def _weigh_opening(block: Block, line: Line, wrapping: Wrapping, weigh: Weigh) -> None:
    """Where first lines are indented or items have no marks, the way a line begins tells most."""
    if not ended(block.lines[-1].text) or not line.text[:1].isupper():
        return
    if (
        wrapping.is_first_line_indented
        and abs(line.left - block.left) <= 0.3
        and line.left > wrapping.base + 0.4
    ):
        weigh(-2, "indented as the first lines of paragraphs are in this text")
    if line.left > wrapping.base + 0.8 and undertakings.begins(line.text):
        weigh(-1.5, "begins as an undertaking does, and stands further in than the text")


def _weigh_fullness(
    fullness: float | None, last: Line, line: Line, weigh: Weigh, *, is_guessed: bool
) -> None:
    """How much of the width the line before had used when the next word did not fit."""
    if fullness is None:
        weigh(-3, "lines end where paragraphs do in this text")
    elif fullness >= 1:
        weigh(1 if is_guessed else 2, "the line before was full")
    elif line.size > 1.08 and line.size == last.size and line.bold == last.bold:
        weigh(0.5, "large letters like the line before")
    elif fullness >= 0.86:
        weigh(0.5, "the line before was nearly full")
    elif fullness >= 0.75:
        weigh(-1, "the line before had some room left")
    else:
        weigh(-3, "the line before had room for the next word")


def _weigh_words(text: str, after: str, fullness: float | None, weigh: Weigh) -> None:
    first = after.lstrip("(“\"'‘«")[:1]
    if text.endswith(("-", "\u00ad", "‐")) and text[-2:-1].isalpha():
        weigh(3, "the line before ends with a hyphen")
    elif OPEN_END.search(text):
        weigh(3.5, "the line before ends in the middle of a phrase")
    elif after.startswith("(") and not ended(text) and not text.isupper():
        weigh(2, "goes on with a bracket")
    elif text.count("(") > text.count(")"):
        weigh(1.5, "a bracket is open")
    if ended(text):
        opens_list = text.endswith(";") or (text.endswith(":") and (fullness is None or fullness < 0.9))
        weigh(-4 if opens_list and first.islower() else -1.5, "the line before has come to an end")
        if first.islower() and not text.endswith((":", ";")):
            weigh(3, "begins with a small letter")
        elif first.islower() and not opens_list:
            weigh(2.5, "begins with a small letter")
    elif first.islower():
        weigh(4, "begins with a small letter")


def _weigh_caps(text: str, after: str, weigh: Weigh) -> None:
    def caps(value: str) -> bool:
        letters = [c for c in value if c.isalpha()]
        return len(letters) > 5 and all(c.isupper() for c in letters)

    if caps(text) != caps(after) and (caps(text) or caps(after)):
        weigh(-3, "capitals against small letters")


def _weigh_gap(block: Block, line: Line, wrapping: Wrapping, weigh: Weigh) -> None:
    if line.gap is None:
        return
    inner = [other.gap for other in block.lines[max(1, len(block.lines) - NEAR) :] if other.gap is not None]
    usual = max(inner) if inner else wrapping.usual_gap
    if line.gap > usual + 0.26:
        weigh(-2.5, "more space than between lines of one paragraph")


def _weigh_indent(block: Block, line: Line, weigh: Weigh) -> None:
    step = line.left - block.lines[-1].left
    if block.marker:
        hang = line.left - block.left
        if (len(block.lines) == 1 and 0.5 <= hang <= 8) or (len(block.lines) > 1 and abs(step) <= 0.7):
            weigh(1, "stands under the item's text")
        elif hang < -1.5 and len(block.lines) > 1:
            weigh(-1.5, "stands further left than the item")
    elif len(block.lines) == 1 and -6 <= step <= -0.5 and not ended(block.text[-40:]):
        weigh(1, "further out than the paragraph's first line")
    elif step >= 1.5:
        weigh(-1.5, "further in than the line before")
    elif step <= -1.5 and len(block.lines) > 1:
        weigh(-2, "further out than the paragraph")
