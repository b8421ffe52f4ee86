"""Numbers and letters count as markers only in a sequence: 1, 2, 3 … A “2030.” at the start of a line is none."""

import re
from collections import Counter
from dataclasses import dataclass, field

from programmes.agreements.reader.formats.word_lists import numeral
from programmes.agreements.reader.lines import Line
from programmes.agreements.reader.list_markers import Marker, marker_candidates, word_processor_marker

NEARER = 0.05  # what a sequence gains over one that was continued before it
MOST_OPEN = 12


@dataclass(slots=True)
class MarkerSequence:
    """Markers that count on from each other: one list, or the headings of one level."""

    family: str
    members: list[int] = field(default_factory=list)  # indexes of lines
    values: list[tuple[int, ...]] = field(default_factory=list)
    skips: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)

    @property
    def last(self) -> tuple[int, ...]:
        return self.values[-1]


@dataclass(slots=True)
class RecognisedMarker:
    marker: Marker
    sequence: MarkerSequence | None = None
    at: int = 0  # its place in the sequence


def recognise_markers(lines: list[Line]) -> dict[int, RecognisedMarker]:
    """index of line → RecognisedMarker, for every line that really begins with one."""
    recognised: dict[int, RecognisedMarker] = {}
    sequences: list[MarkerSequence] = []
    open_sequences: list[MarkerSequence] = []
    candidates = [
        [word_processor_marker(line.marker, line.text)] if line.marker else marker_candidates(line.text)
        for line in lines
    ]
    for at in range(len(lines)):
        options = [marker for marker in candidates[at] if not _counts_on(marker)]
        bullets = [m for m in options if not m.counts]
        if bullets:
            recognised[at] = RecognisedMarker(bullets[0])
            continue
        best = max(
            ((_with_recency(_fit(lines, candidates, at, marker, sequence), place), -order, marker, sequence)
             for order, marker in enumerate(options) for place, sequence in enumerate([None, *open_sequences])),
            key=lambda entry: entry[:2], default=None,
        )  # fmt: skip
        if best is None or best[0] <= 0:
            continue
        _score, _order, marker, sequence = best
        if sequence is None:
            sequence = MarkerSequence(marker.family)
            sequences.append(sequence)
            open_sequences.append(sequence)
        elif _steps(sequence.last, marker.value) == 2:
            sequence.skips.append((sequence.last, marker.value))
        sequence.members.append(at)
        sequence.values.append(marker.value)
        recognised[at] = RecognisedMarker(marker, sequence, len(sequence.members) - 1)
        _move_to_end(open_sequences, sequence)
    families = {sequence.family for sequence in sequences if len(sequence.members) > 1}
    depths = Counter(len(sequence.last) for sequence in sequences)
    alone = [
        sequence for sequence in sequences if not _is_credible(sequence, lines, recognised, families, depths)
    ]
    for sequence in alone:
        for at in sequence.members:
            del recognised[at]
    return recognised


def _with_recency(fit: float, place: int) -> float:
    """Of two sequences that a marker continues equally well, the later one goes on."""
    return fit + NEARER * place if fit > 0 else fit


def _counts_on(marker: Marker) -> bool:
    """Does the count go on inside the line? “1) energy, 2) water and 3) health” is a phrase, not a list."""
    if not marker.counts or marker.family.isalpha() or len(marker.value) > 1:
        return False
    opening = re.escape(marker.raw[0]) if marker.raw[0] in "([" else r"(?<![\w(\[])"
    after = marker.value[0] + 1
    shown = {
        "number": str(after),
        "letter": chr(96 + after) if after <= 26 else "",
        "roman": numeral(after, "lowerRoman"),
    }
    wanted = shown.get(marker.family.split(":")[0], "")
    if not wanted or marker.raw[-1] not in ")]":
        return False
    return bool(re.search(opening + re.escape(wanted) + re.escape(marker.raw[-1]) + r"\s", marker.rest, re.I))


def _move_to_end(open_sequences: list[MarkerSequence], sequence: MarkerSequence) -> None:
    """Move a sequence to the end of the open ones, of which only the latest stay open."""
    place = open_sequences.index(sequence)
    open_sequences.append(open_sequences.pop(place))
    del open_sequences[:-MOST_OPEN]


def _steps(last: tuple[int, ...], value: tuple[int, ...]) -> int:
    """How far `value` is behind `last` in the same sequence: 1 is the next, 2 skips one, 0 is no follower."""
    if len(last) != len(value) or last[:-1] != value[:-1]:
        return 0
    step = value[-1] - last[-1]
    return step if step in (1, 2) else 0


def _fit(
    lines: list[Line],
    candidates: list[list[Marker]],
    at: int,
    marker: Marker,
    sequence: MarkerSequence | None,
) -> float:
    """How well a marker continues a sequence, or begins one (None)."""
    if sequence is None:
        return _start(candidates, at, marker)
    if sequence.family != marker.family:
        return 0
    step = _steps(sequence.last, marker.value)
    if len(marker.value) > 1 and sequence.last[:-1] != marker.value[:-1] and marker.value[-1] == 1:
        return 0
    if not step:
        return 0
    before, line = lines[sequence.members[-1]], lines[at]
    score = 6.0 if step == 1 else 1.5
    score -= min(2.0, 0.5 * abs(before.left - line.left))
    score -= 2.0 * (before.bold != line.bold) + 4.0 * min(1, abs(before.size - line.size))
    score -= 2.0 * (_is_caps(before.text) != _is_caps(line.text))
    score -= 3.0 * (before.heading != line.heading)
    score -= 1.0 * (_has_list_ending(before.text) != _has_list_ending(line.text))
    return max(score, 0.3) if step == 1 else 0.0 if marker.is_weak else max(score, 0.0)


def _start(candidates: list[list[Marker]], at: int, marker: Marker) -> float:
    """A sequence may begin at 1, a, i, or anywhere with a follower of the same family close by."""
    value = marker.value[-1]
    if marker.family in ("number:bare",):
        return 0.6 if value == 1 else 0
    if value == 1:
        return 1.0 if not marker.is_weak else 0.9
    if len(marker.value) > 1 or marker.family.isalpha():
        return 0.2
    return 0.1 if value <= 15 and not marker.is_weak and _has_follower(candidates, at, marker) else 0


def _has_follower(candidates: list[list[Marker]], at: int, marker: Marker) -> bool:
    wanted = (*marker.value[:-1], marker.value[-1] + 1)
    return any(
        other.family == marker.family and other.value == wanted
        for options in candidates[at + 1 : at + 60]
        for other in options
    )


def _is_credible(
    sequence: MarkerSequence,
    lines: list[Line],
    recognised: dict[int, RecognisedMarker],
    families: set[str],
    depths: Counter[int],
) -> bool:
    """A sequence of one counts only when its marker or its look says so by itself."""
    if len(sequence.members) > 1:
        return sequence.family != "number:bare" or _are_headings(sequence, lines)
    line, marker = lines[sequence.members[0]], recognised[sequence.members[0]].marker
    if sequence.family in families and marker.value[-1] == 1 and sequence.family != "number:bare":
        return True
    if line.marker or line.heading or sequence.family.isalpha() or sequence.family == "§":
        return True
    if sequence.family.startswith("decimal"):
        return marker.value[-1] == 1 or depths[len(marker.value)] > 1
    if line.bold or line.size > 1.05:
        return sequence.family != "number:bare"
    before = lines[sequence.members[0] - 1].text if sequence.members[0] else ""
    return (
        marker.value[-1] == 1
        and before.rstrip().endswith((":", ";"))
        and line.left >= 0
        and not marker.rest[:1].isdigit()
    )


def _are_headings(sequence: MarkerSequence, lines: list[Line]) -> bool:
    """“1 Energy … 2 Water”: bare numbers count only before short lines that are no sentences."""
    texts = [lines[at].text for at in sequence.members]
    short = sum(len(t.split()) <= 12 and not t.rstrip().endswith((".", ";", ",")) for t in texts)
    return short >= 0.8 * len(texts)


def _is_caps(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _has_list_ending(text: str) -> bool:
    return text.rstrip().endswith((".", ";", ",", " and", " og"))
