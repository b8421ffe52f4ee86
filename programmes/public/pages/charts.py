"""Pictures of a table's numbers that stand alone: bars whose parts differ in pattern, with their legend beside them.

Everything is said in attributes, so that a picture looks the same in a page, whose policy allows no styles, and in a
file of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from programmes.words.bars import Chart, Part, chart_of
from programmes.words.strings import fitted

LEGEND_LINE, LINE = 22, 16
LONGEST_LABEL = 52


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the parts of one kind are filled: a ground, and a mark drawn over and over on it."""

    ground: str
    mark: str = ""  # `d` of a path on a field of 8 by 8
    ink: str = ""


PATTERNS = {
    "fulfilled": Pattern("#1c7550"),
    "under_way": Pattern("#cfe3f0", "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", "#2a6f9e"),
    "not_started": Pattern("#ffffff"),
    "not_pursued": Pattern("#f2dfda", "M0,0 L8,8 M0,8 L8,0", "#7d3f34"),
    "withheld": Pattern("#ffffff", "M0,2 H8 M0,6 H8", "#59646d"),
    "not_reported": Pattern("#ffffff", "M1,2 h2 M5,6 h2", "#7b8890"),
    "evidence_yes": Pattern("#12384a"),
    "evidence_no": Pattern("#f3e3b3", "M4,0 V8", "#a87900"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: where it stands, its kind and words."""

    kind: str
    y: int
    text_y: int
    words: str


@dataclass(frozen=True)
class Picture:
    chart: Chart
    keys: list[Key]
    patterns: list[tuple[str, Pattern]]
    lines: list[tuple[int, str]]  # how far down, and the words
    width: int
    height: int

    @classmethod
    def of(
        cls,
        rows: Sequence[tuple[str, Sequence[Part]]],
        legend: Sequence[tuple[str, str]],
        lines: Iterable[str] = (),
    ) -> Self:
        """A picture of rows, pairs of a label and parts, over a legend of (kind, words) of what occurs in them.

        `lines` are sentences below: what a file of its own must say about itself.
        """
        used = {kind for _label, parts in rows for kind, count in parts if count}
        chart = chart_of([(fitted(label, LONGEST_LABEL), parts) for label, parts in rows])
        keys, y = [], chart.height + LEGEND_LINE
        for kind, words in legend:
            if kind in used:
                keys.append(Key(kind, y, y + 12, words))
                y += LEGEND_LINE
        patterns = [(kind, PATTERNS[kind]) for kind, _words in legend if kind in used]
        below = []
        for words in lines:
            y += LINE
            below.append((y, words))
        return cls(chart, keys, patterns, below, chart.width, y + LINE // 2)
