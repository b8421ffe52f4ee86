"""Numbers and letters believed only as parts of a row: 1, 2, 3 … A “2030.” at the start of a line is none."""

import re
from collections import Counter
from dataclasses import dataclass, field

from programmes.agreements.reader.formats.word_lists import in_words as _in_words
from programmes.agreements.reader.list_markers import drawn, readings

NEARER = 0.05  # what a row gains over one that was gone on with before it
MOST_OPEN = 12


def in_words(number):
    return _in_words(number, "lowerRoman")


@dataclass(slots=True)
class Run:
    """A row of marks that count on from each other: one list, or the headings of one level."""

    family: str
    members: list[int] = field(default_factory=list)  # indexes of lines
    values: list[tuple[int, ...]] = field(default_factory=list)
    skips: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)

    @property
    def last(self):
        return self.values[-1]


@dataclass(slots=True)
class Reading:
    """What was made of the mark of one line."""

    mark: object
    run: Run | None = None
    at: int = 0  # its place in the run


def believed(lines):
    """index of line → Reading, for every line whose mark is really one."""
    found, runs, open_runs = {}, [], []
    read = [[drawn(line.mark, line.text)] if line.mark else readings(line.text) for line in lines]
    for at in range(len(lines)):
        options = [mark for mark in read[at] if not _counts_on(mark)]
        bullets = [m for m in options if not m.counts]
        if bullets:
            found[at] = Reading(bullets[0])
            continue
        best = max(
            ((_nearness(_fit(lines, read, at, mark, run), place), -order, mark, run)
             for order, mark in enumerate(options) for place, run in enumerate([None, *open_runs])),
            key=lambda entry: entry[:2], default=None,
        )  # fmt: skip
        if best is None or best[0] <= 0:
            continue
        _score, _order, mark, run = best
        if run is None:
            run = Run(mark.family)
            runs.append(run)
            open_runs.append(run)
        elif _steps(run.last, mark.value) == 2:
            run.skips.append((run.last, mark.value))
        run.members.append(at)
        run.values.append(mark.value)
        found[at] = Reading(mark, run, len(run.members) - 1)
        _close_inner(open_runs, run)
    families = {run.family for run in runs if len(run.members) > 1}
    depths = Counter(len(run.last) for run in runs)
    alone = [run for run in runs if not _stands(run, lines, found, families, depths)]
    for run in alone:
        for at in run.members:
            del found[at]
    return found


def _nearness(fit, place):
    """Of two rows that a mark continues equally well, the later one goes on."""
    return fit + NEARER * place if fit > 0 else fit


def _counts_on(mark):
    """Does the count go on inside the line? “1) energy, 2) water and 3) health” is a phrase, not a list."""
    if not mark.counts or mark.family.isalpha() or len(mark.value) > 1:
        return False
    opening = re.escape(mark.raw[0]) if mark.raw[0] in "([" else r"(?<![\w(\[])"
    after = mark.value[0] + 1
    shown = {"number": str(after), "letter": chr(96 + after) if after <= 26 else "", "roman": in_words(after)}
    wanted = shown.get(mark.family.split(":")[0], "")
    if not wanted or mark.raw[-1] not in ")]":
        return False
    return bool(re.search(opening + re.escape(wanted) + re.escape(mark.raw[-1]) + r"\s", mark.rest, re.I))


def _close_inner(open_runs, run):
    """A row that began after the last member of this one, and would restart within the next, stays open for a while."""
    place = open_runs.index(run)
    open_runs.append(open_runs.pop(place))
    del open_runs[:-MOST_OPEN]


def _steps(last, value):
    """How far `value` is behind `last` in the same row: 1 is the next, 2 skips one, 0 is no follower."""
    if len(last) != len(value) or last[:-1] != value[:-1]:
        return 0
    step = value[-1] - last[-1]
    return step if step in (1, 2) else 0


def _fit(lines, read, at, mark, run):
    """How well a mark continues a row, or begins one (run None)."""
    if run is None:
        return _start(read, at, mark)
    if run.family != mark.family:
        return 0
    step = _steps(run.last, mark.value)
    if len(mark.value) > 1 and run.last[:-1] != mark.value[:-1] and mark.value[-1] == 1:
        return 0
    if not step:
        return 0
    before, line = lines[run.members[-1]], lines[at]
    score = 6.0 if step == 1 else 1.5
    score -= min(2.0, 0.5 * abs(before.left - line.left))
    score -= 2.0 * (before.bold != line.bold) + 4.0 * min(1, abs(before.size - line.size))
    score -= 2.0 * (_is_caps(before.text) != _is_caps(line.text))
    score -= 3.0 * (before.heading != line.heading)
    score -= 1.0 * (_ends(before.text) != _ends(line.text))
    return max(score, 0.3) if step == 1 else 0.0 if mark.is_weak else max(score, 0.0)


def _start(read, at, mark):
    """A row may begin at 1, a, i, or anywhere with a follower of the same family close by."""
    value = mark.value[-1]
    if mark.family in ("number:bare",):
        return 0.6 if value == 1 else 0
    if value == 1:
        return 1.0 if not mark.is_weak else 0.9
    if len(mark.value) > 1 or mark.family.isalpha():
        return 0.2
    return 0.1 if value <= 15 and not mark.is_weak and _has_follower(read, at, mark) else 0


def _has_follower(read, at, mark):
    wanted = (*mark.value[:-1], mark.value[-1] + 1)
    return any(
        other.family == mark.family and other.value == wanted
        for options in read[at + 1 : at + 60]
        for other in options
    )


def _stands(run, lines, found, families, depths):
    """A row of one is believed only when its mark or its look says so by itself."""
    if len(run.members) > 1:
        return run.family != "number:bare" or _are_headings(run, lines)
    line, mark = lines[run.members[0]], found[run.members[0]].mark
    if run.family in families and mark.value[-1] == 1 and run.family != "number:bare":
        return True
    if line.mark or line.heading or run.family.isalpha() or run.family == "§":
        return True
    if run.family.startswith("decimal"):
        return mark.value[-1] == 1 or depths[len(mark.value)] > 1
    if line.bold or line.size > 1.05:
        return run.family != "number:bare"
    before = lines[run.members[0] - 1].text if run.members[0] else ""
    return (
        mark.value[-1] == 1
        and before.rstrip().endswith((":", ";"))
        and line.left >= 0
        and not mark.rest[:1].isdigit()
    )


def _are_headings(run, lines):
    """“1 Energy … 2 Water”: bare numbers count only before short lines that are no sentences."""
    texts = [lines[at].text for at in run.members]
    short = sum(len(t.split()) <= 12 and not t.rstrip().endswith((".", ";", ",")) for t in texts)
    return short >= 0.8 * len(texts)


def _is_caps(text):
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _ends(text):
    return text.rstrip().endswith((".", ";", ",", " and", " og"))
