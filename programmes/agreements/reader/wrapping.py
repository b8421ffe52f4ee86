"""Where lines are broken by the page and where by the writer, measured on the text itself."""

import re
from bisect import bisect
from collections import Counter
from itertools import pairwise

from programmes.agreements.reader.lines import Line
from programmes.agreements.reader.list_markers import parse_marker

ENDED = re.compile(r"[.!?:;][\"”’'»)\]]*$")
LEAST_PAIRS = 3
NEAR = 30  # lines
NARROWEST, WIDEST = 50, 130  # characters of a line of wrapped text
SHORTEST = 25  # a column narrower than this is not prose


class Wrapping:
    """Pairs of lines that surely belong together tell how full a line is when the page breaks it.

    A pair is sure when the first line has not come to an end and the second begins with a small letter.
    """

    def __init__(self, lines: list[Line]) -> None:
        lefts = sorted(line.left for line in lines)
        self.base = lefts[len(lefts) // 20] if lefts else 0.0
        self.is_first_line_indented = False
        self.is_guessed = False
        self.least: float | None = None
        self.reaches: list[tuple[int, float]] = []
        self.hanging: frozenset[str] = (
            frozenset()
        )  # families of markers whose items go on further in than the marker
        pairs = [
            (before, line) for before, line in pairwise(lines)
            if line.text[:1].islower() and not ENDED.search(before.text) and len(before.text) >= SHORTEST
            and before.size == line.size and (line.gap or 0) <= 2 and not parse_marker(line.text)
        ]  # fmt: skip
        self.usual_gap = 0.0
        self.is_known = len(pairs) >= LEAST_PAIRS
        if not self.is_known:
            self._guess(lines)
            return
        outdented = sum(-6 <= line.left - before.left <= -0.5 for before, line in pairs)
        self.is_first_line_indented = outdented >= max(3, 0.15 * len(pairs))
        gaps = Counter(line.gap for _before, line in pairs if line.gap is not None)
        self.usual_gap = max(
            (gap for gap, count in gaps.items() if count >= max(2, 0.12 * len(pairs))), default=0.0
        )
        self.reaches = sorted((line.number, self.reach(before, line)) for before, line in pairs)
        self.least = self._least([reach for _number, reach in self.reaches])
        typical = sorted(reach for _number, reach in self.reaches)[len(self.reaches) // 2]
        # Lines that run on without a break: what looked like pairs were paragraphs of a text without wrapping.
        longest = max(line.right for line in lines)
        if longest > 2.2 * typical and sum(line.right > 1.5 * typical for line in lines) > 0.15 * len(lines):
            self.is_known = False
            self.least = None

    @staticmethod
    def _least(reaches: list[float]) -> float:
        reaches = sorted(reaches)
        return max(reaches[int(0.06 * len(reaches))], 0.7 * reaches[len(reaches) // 2])

    def _guess(self, lines: list[Line]) -> None:
        """Too few pairs: lines that end near the same edge still show, less surely, where the page ends."""
        rights = sorted(line.right for line in lines if len(line.text) >= SHORTEST)
        if len(rights) >= 4 and NARROWEST <= rights[-1] <= WIDEST and rights[-2] >= 0.85 * rights[-1]:
            near = sum(right >= 0.82 * rights[-1] for right in rights)
            self.least, self.is_known = 0.9 * rights[-1], True
            self.is_guessed = near < 0.5 * len(rights)

    @staticmethod
    def reach(before: Line, line: Line) -> float:
        """Where the first line would have ended with the first word of the second."""
        width = (line.right - line.left) / max(1, len(line.text))
        return before.right + width * (1 + len(line.text.split(None, 1)[0]))

    def fullness(self, before: Line, line: Line) -> float | None:
        """1 and more: the page broke the line; well below: the writer did; None: this text has no broken lines.

        Measured against the sure pairs near by, since columns and lists are narrower than the text around them.
        """
        if not self.is_known or self.least is None:
            return None
        start = bisect(self.reaches, (line.number - NEAR, -1.0))
        end = bisect(self.reaches, (line.number + NEAR, float("inf")))
        near = [reach for _number, reach in self.reaches[start:end]]
        least = min(self._least(near), self.least) if len(near) >= LEAST_PAIRS else self.least
        return self.reach(before, line) / least
