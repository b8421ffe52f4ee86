"""Which headings stand above which: areas above tracks, whatever they look like."""

from bisect import bisect
from collections import defaultdict
from itertools import combinations, pairwise

from programmes.agreements.reader.headings import BELOW
from programmes.agreements.reader.parts import Form, Part
from programmes.agreements.reader.sections import SPECIAL

Votes = dict[tuple[Form, Form], float]  # how often a text shows the one right above the other
DEEPEST = 9

# From the top down, where the text itself does not tell.
UPPER = 1  # what an upper heading counts as larger than a lower one that looks the same
USUAL = ("part", "chapter", "pillar", "area", "article", "§", "section", "roman:upper", "letter:upper", "number", "decimal:2",
         "objective", "output", "track", "decimal:3", "roman:lower", "letter:lower")  # fmt: skip


def assign(parts: list[Part]) -> None:
    """Give every heading its level: 1 for the highest below the title."""
    for part in parts:
        if part.form in BELOW:
            part.level = DEEPEST
    parts = [p for p in parts if p.form not in BELOW]
    headings = [p for p in parts if p.role == "heading"]
    _split_looks(parts)
    forms = list(dict.fromkeys(p.form for p in headings if p.kind not in SPECIAL)) or list(
        dict.fromkeys(p.form for p in headings)
    )
    above = _votes(parts, set(forms))
    wins = {form: sum(_is_above(form, other, above) for other in forms if other != form) for form in forms}
    ranks = sorted(set(wins.values()), reverse=True)
    for part in headings:
        if part.form in wins:
            part.level = 1 + ranks.index(wins[part.form])
        else:
            part.level = 1
        if part.kind in SPECIAL and not part.has_marker and part.form.kind != "word" and part.kind != "basis":
            part.level = 1


def _split_looks(parts: list[Part]) -> None:
    """Areas and tracks that look the same: those that stand right before another heading are the upper ones."""
    looks: dict[Form, list[Part]] = defaultdict(list)
    for part in parts:
        if part.role == "heading" and part.form.kind == "look" and part.kind not in SPECIAL:
            looks[part.form].append(part)
    for members in looks.values():
        holds = _holding(parts, members)
        upper = [p for p, after in pairwise(members) if not holds[id(p)] and holds[id(after)]]
        lower = [p for p in members if holds[id(p)]]
        is_split = len(upper) >= 2 and members[0] is upper[0] and len(lower) > len(upper)
        if is_split and len(upper) + len(lower) >= len(members) - 1:
            for part in upper:
                part.form = part.form._replace(size=part.form.size + UPPER)


def _holding(parts: list[Part], members: list[Part]) -> dict[int, bool]:
    """id of heading → do items or tables stand between it and the next heading of any form?"""
    own = {id(p) for p in members}
    out: dict[int, bool] = {}
    current: Part | None = None
    for part in parts:
        if part.role == "heading":
            current = part if id(part) in own else None
            if current is not None:
                out[id(part)] = False
        elif current is not None and (part.has_marker or part.role in ("item", "table")):
            out[id(current)] = True
    return out


def _is_above(one: Form, other: Form, votes: Votes) -> bool:
    """Does a heading of the one form stand above one of the other?"""
    if one.kind == "word" and other.kind == "word":
        return one.level < other.level
    if (one.kind == "word") != (other.kind == "word"):
        return one.kind == "word"
    if one.kind == "glyph" or other.kind == "glyph":
        if one.kind == other.kind:
            return one.depth < other.depth
        return other.kind == "glyph"
    size = one.size - other.size
    if abs(size) >= 1:
        return size > 0
    balance = votes[one, other] - votes[other, one]
    if balance:
        return balance > 0
    return _usual(one) < _usual(other)


def _usual(form: Form) -> int:
    """Rank by custom: numbers above looks, capitals and bold above plain."""
    if form.kind == "marker":
        for rank, start in enumerate(USUAL):
            if form.family.startswith(start):
                return rank
        return 8
    return 20 - 2 * form.is_caps - form.is_bold


def _votes(parts: list[Part], forms: set[Form]) -> Votes:
    votes: Votes = defaultdict(float)
    sequence = [p for p in parts if p.role in ("heading", "item", "table", "lead", "") or p.has_marker]
    before: Part | None = None
    has_items = False
    for part in sequence:
        if part.role != "heading":
            has_items = has_items or part.has_marker or part.role in ("item", "table")
            continue
        if part.kind in SPECIAL or part.form not in forms:
            before = None
            continue
        if before is not None and before.form != part.form and not has_items:
            votes[before.form, part.form] += 2
        before, has_items = part, False
    _restarts(sequence, forms, votes)
    _shares(sequence, forms, votes)
    return votes


def _restarts(sequence: list[Part], forms: set[Form], votes: Votes) -> None:
    """A numbering that begins anew after a heading stands below that heading."""
    last: dict[Form, int] = {}
    for part in sequence:
        if part.role != "heading" or part.form not in forms:
            continue
        if part.marker and part.marker.counts and part.marker.value[-1] == 1 and part.form in last:
            for form, at in last.items():
                if form != part.form and at > last[part.form]:
                    votes[form, part.form] += 1.5
        last[part.form] = part.block.number


def _shares(sequence: list[Part], forms: set[Form], votes: Votes) -> None:
    """The rarer form, spread over the text with several of the other between, stands above it."""
    places: dict[Form, list[int]] = defaultdict(list)
    for at, part in enumerate(p for p in sequence if p.role == "heading"):
        if part.form in forms:
            places[part.form].append(at)
    for one, other in combinations(places, 2):
        few, many = sorted((one, other), key=lambda form: len(places[form]))
        if 2 <= len(places[few]) < len(places[many]) and places[few][0] < places[many][0]:
            between = [bisect(places[many], place) for place in [*places[few], 10**9]]
            gaps = [before < after for before, after in pairwise(between)]
            votes[few, many] += 0.8 * (sum(gaps) / len(gaps) > 0.6)
