"""Bars drawn by the server: where everything stands in a picture of fixed width, in whole units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Part: TypeAlias = tuple[str, int]  # of a bar: a kind and a count

WIDTH = 360
LABEL, BAR, GAP = 20, 24, 14  # heights: of a label's line, of a bar, and of the space to the next
ROOM_FOR_A_DIGIT, MARGIN = 9, 8
PATTERNS = {
    "old": "stripes",
    "late": "stripes",
    "never": "dots",
}  # templates/workspace/bar_patterns.html draws them


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, of one kind; its number stands in it where there is room."""

    kind: str
    x: int
    width: int
    count: int
    has_room: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def pattern(self) -> str:
        return PATTERNS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    label_y: int
    y: int
    number_y: int
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one under another, all in the same scale: the longest is as wide as the picture."""

    bars: list[Bar]
    height: int
    width: int = WIDTH
    bar_height: int = BAR


class LegendEntry(NamedTuple):
    """What a kind looks like, and is called."""

    kind: str
    pattern: str
    words: str


def legend_of(words: Iterable[tuple[str, str]]) -> list[LegendEntry]:
    return [LegendEntry(kind, PATTERNS.get(kind, ""), said) for kind, said in words]


def chart_of(rows: Sequence[tuple[str, Sequence[Part]]]) -> Chart:
    """A chart of `rows`: pairs of a label and its parts, each part a kind and a count."""
    longest = max((sum(count for _kind, count in parts) for _label, parts in rows), default=0)
    bars, y = [], 0
    for label, parts in rows:
        bars.append(Bar(label, y + LABEL - 6, y + LABEL, y + LABEL + BAR - 7, _segments(parts, longest)))
        y += LABEL + BAR + GAP
    return Chart(bars, max(y - GAP, 0))


def _segments(parts: Sequence[Part], longest: int) -> list[Segment]:
    """The parts side by side. Edges are rounded, not widths, so that nothing is lost along the bar."""
    segments, so_far = [], 0
    for kind, count in parts:
        if not count:
            continue
        begin, end = (round(place * (WIDTH - 2) / longest) + 1 for place in (so_far, so_far + count))
        room = len(str(count)) * ROOM_FOR_A_DIGIT + MARGIN
        segments.append(Segment(kind, begin, end - begin, count, end - begin >= room))
        so_far += count
    return segments
