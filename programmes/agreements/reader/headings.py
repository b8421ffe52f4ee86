"""Which parts are headings: by what the format says, by number, by look and by where they stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable

from programmes.agreements.reader import sections, undertakings
from programmes.agreements.reader.parts import Form, Part

SURE = 1.5
LONGEST_NAME = 6  # words of a heading that may well end with a full stop
MOST_WORDS = 16
LEAST_IN_A_ROW = 3  # plain headings right below each other that are none
DATE_OR_NAME = re.compile(
    r"^(?:[\w\s]{2,40},\s+)?(?:(?:den|on|the)\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|"
    r"februar|marts|maj|juni|juli|oktober)\b.*\d{4}\.?$|^(?:done|signed|udfærdiget|underskrevet)\b|^for the\b|^på vegne af|^for (?:kongeriget|danmarks|den|regeringen)",
    re.I,
)
SENTENCE = re.compile(
    r"\b(?:will|shall|has|have|had|was|were|is|are|agreed|vil|skal|har|var|blev|er)\b", re.I
)
WORD_FAMILIES = {
    "article",
    "chapter",
    "part",
    "section",
    "pillar",
    "area",
    "track",
    "objective",
    "annex",
    "§",
}


def classify(parts: list[Part]) -> None:
    """Give the role “heading” to the parts that have earned it."""
    repeated = Counter(p.text.casefold() for p in parts if p.is_text and not p.has_marker)
    for at, part in enumerate(parts):
        if part.role or not part.is_text:
            continue
        if part.block.first.is_title:
            part.decide("title", "the format calls it the title", 1.0)
        elif part.block.first.heading and not (part.block.words > 25 and part.block.has_ended):
            part.decide("heading", "the format calls it a heading", 1.0)
        elif part.has_marker:
            continue
        else:
            score, why = _look(parts, at, repeated)
            if score >= SURE:
                part.decide("heading", why, min(0.95, 0.5 + score / 8))
    _judge_numbered(parts)
    _judge_rows_of_candidates(parts)
    for part in parts:
        if part.role == "heading":
            part.kind = sections.kind_of(part.text) or (
                "annex" if part.marker and part.marker.family == "annex" else ""
            )
            part.form = form_of(part)
    _assign_labels([part for part in parts if part.role == "heading"])


LABEL, ASIDE = Form("label"), Form("aside")
BELOW = (LABEL, ASIDE)  # forms of headings that neither open nor close a field of work


def _assign_labels(headings: list[Part]) -> None:
    """“Background” and “Activities:”, again and again below the headings of fields, divide these and name none."""
    texts = Counter(_plain(part) for part in headings)
    field_above: Part | None = None
    for at, part in enumerate(headings):
        after = headings[at + 1] if at + 1 < len(headings) else None
        if field_above is not None and not part.has_marker and sections.LABEL.match(part.text):
            if headings[at - 1] is field_above or headings[at - 1].form in BELOW or texts[_plain(part)] > 1:
                part.form, part.kind = LABEL, "label"
        elif field_above is not None and not part.has_marker and part.kind in ("opening", "past") and (
            texts[_plain(part)] > 1 or (after is not None and sections.LABEL.match(after.text))
        ):  # fmt: skip
            part.form = ASIDE
        elif not part.kind:
            field_above = part
        else:
            field_above = None


def _plain(part: Part) -> str:
    return part.text.casefold().rstrip(": ")


def form_of(part: Part) -> Form:
    """How a heading is drawn: parts of one form stand on one level."""
    block = part.block
    if block.first.heading:
        return Form("word", level=block.first.heading)
    size = round(block.size * 10)
    if part.marker and part.marker.counts:
        return Form("marker", part.marker.family, size=size if size > 10 else 10)
    if part.marker:
        return Form("glyph", part.marker.family, depth=block.first.depth)
    return Form("look", is_caps=block.is_caps, is_bold=block.bold, size=size if abs(size - 10) > 0.8 else 10)


def _look(parts: list[Part], at: int, repeated: Counter[str]) -> tuple[float, str]:
    """(score, reason) of an unmarked block as a heading."""
    part, block = parts[at], parts[at].block
    text, words = part.text, part.block.words
    after = parts[at + 1] if at + 1 < len(parts) else None
    score, why = 0.0, []

    def add(value: float, reason: str) -> None:
        nonlocal score
        score += value
        if value > 0:
            why.append(reason)

    if not any(c.isalpha() for c in text) or words > MOST_WORDS + 8 or len(text) > 170:
        return -9.0, "too long"
    add(1.0 if words <= 12 else -0.5 if words <= MOST_WORDS else -3, "short")
    if re.search(r"[.;,!?]$", text) and not re.search(r"\b(etc|m\.m|mv)\.$", text):
        add(-2.5, "")
    else:
        add(0.5, "no full stop")
    if text.endswith(":"):
        add(-1.5 if (lead_in := undertakings.lead_in(text)) and lead_in.kind != "open" else -0.5, "")
    if undertakings.opens_by_will(text):
        add(-3, "")
    if text[:1].islower():
        add(-3, "")
    if len(block.lines) > 2:
        add(-1.0, "")
    add(1.5 if block.bold else 0, "bold")
    add(2.0 if block.size >= 1.08 else 0, "in larger letters")
    add(1.5 if block.is_caps and words <= MOST_WORDS else 0, "in capitals")
    gap = block.first.gap
    add(0.5 if gap is None or gap >= 1 or at == 0 else 0, "space above")
    add(1.5 if repeated[text.casefold()] > 1 and words <= 10 else 0, "the same words again as a heading")
    add(1.0 if sections.kind_of(text) else 0, "usual words of a heading")
    if SENTENCE.search(text) and words > 4:
        add(-2.0, "")
    if DATE_OR_NAME.search(text) or undertakings.CONTACT.search(text):
        add(-4, "")
    if after is None:
        add(-2, "")
    if part.undertaking >= 0.75 and words >= 7 and not block.bold and block.size < 1.08:
        add(-1.0, "")
    return score, "a heading by its look: " + ", ".join(why)


def _judge_numbered(parts: list[Part]) -> None:
    """Numbered parts: headings where each stands before a body of its own, items where they follow each other."""
    families: dict[Hashable, list[int]] = defaultdict(list)
    for at, part in enumerate(parts):
        if part.role or not part.has_marker or not part.marker.counts:
            continue
        families[_family(part)].append(at)
    for members in families.values():
        verdict, why = _verdict(parts, members)
        if verdict:
            for at in members:
                parts[at].decide("heading", why, 0.85)


def _family(part: Part) -> Hashable:
    """Decimals of one depth play one role all through the text; other sequences are judged one by one."""
    marker = part.marker
    if marker.family.startswith("decimal") or marker.family in WORD_FAMILIES or marker.family == "action":
        return marker.family
    return id(part.sequence)


def _verdict(parts: list[Part], members: list[int]) -> tuple[bool, str]:
    first = parts[members[0]]
    if first.marker.family in WORD_FAMILIES and not _are_sentences(parts, members):
        return True, f"numbered, and called {first.marker.raw.split()[0]}"
    if first.marker.family == "action":
        return False, ""
    texts = [parts[at].text for at in members]
    with_body = [at for at in members if _has_body(parts, at)]
    share = len(with_body) / len(members)
    ended = sum(bool(re.search(r"[.;,]$", text)) for text in texts) / len(texts)
    words = sorted(len(text.split()) for text in texts)[len(texts) // 2]
    styled = sum(
        parts[at].block.bold or parts[at].block.size >= 1.08 or parts[at].block.is_caps for at in members
    )
    lead = sum(undertakings.opens_by_will(text) for text in texts)
    small = first.marker.family.startswith(("letter:lower", "roman:lower", "number:(", "number:)"))
    promise = sum(parts[at].undertaking for at in members) / len(members)
    if small and not styled and (words > 6 or promise > 0.5):
        return False, ""
    if lead > 0.5 * len(texts) or words > MOST_WORDS or ended > 0.5:
        return False, ""
    if not styled and promise >= 0.7 and words >= 5 and not _all_open(parts, with_body, len(members)):
        return False, ""
    if styled >= 0.7 * len(members) and (share >= 0.4 or words <= 8) and (share > 0 or len(members) == 1):
        return True, "numbered and set apart by its letters"
    if share >= (0.5 if len(members) > 2 else 0.75) or (len(members) == 2 and share >= 0.5 and words <= 6):
        return True, "numbered, and each stands before a part of its own"
    return False, ""


def _are_sentences(parts: list[Part], members: list[int]) -> bool:
    """“§ 1. The Parties shall …”: the number stands before the undertaking itself."""
    own = [parts[at] for at in members]
    return sum(p.block.has_ended and p.block.words > LONGEST_NAME for p in own) >= 0.7 * len(own)


def _all_open(parts: list[Part], with_body: list[int], count: int) -> bool:
    """Do nearly all members stand before a list or a paragraph of some length? Then even “Strengthen …” is a heading."""
    opening = 0
    for at in with_body:
        after = parts[at + 1]
        is_list = after.has_marker and after.undertaking >= 0.4 and after.block.words > 3
        opening += after.is_table or is_list or (after.is_text and after.block.words > 12)
    return opening >= 0.8 * count and count > 1


def _has_body(parts: list[Part], at: int) -> bool:
    """Is there anything between this member of a sequence and the next, or beneath its decimal number?"""
    part = parts[at]
    for after in range(at + 1, len(parts)):
        other = parts[after]
        if other.role == "title":
            continue
        if other.has_marker and other.sequence is part.sequence:
            return False
        if other.role == "heading" and not _is_below(other, part):
            return False
        return not (
            part.marker.family.startswith("decimal")
            and other.marker
            and other.marker.family == part.marker.family
        )
    return False


def _is_below(heading: Part, part: Part) -> bool:
    """A plain heading right after a numbered one stands below it."""
    return not heading.has_marker and heading.block.size <= part.block.size


def _judge_rows_of_candidates(parts: list[Part]) -> None:
    """Three and more plain headings in a row are no headings: a menu, names of topics, or items without markers."""
    row: list[Part] = []
    for part in [*parts, None]:
        if part is not None and _is_plain_heading(part):
            row.append(part)
            continue
        if len(row) >= LEAST_IN_A_ROW:
            _judge_row(row, part)
        row = []


def _is_plain_heading(part: Part) -> bool:
    return (
        part.role == "heading" and not part.has_marker and not part.block.first.heading
        and not part.block.bold and part.block.size < 1.08 and not part.block.is_caps
    )  # fmt: skip


def _judge_row(row: list[Part], after: Part | None) -> None:
    promising = [p for p in row if p.undertaking >= 0.6]
    if len(promising) >= 0.4 * len(row):
        for part in promising:
            part.decide("", "one of several short lines that promise something")
        return
    for part in row[:-1]:
        if sections.kind_of(part.text) in ("basis",):
            continue
        part.decide("menu", "one of several short lines in a row that promise nothing", 0.7)
    last = row[-1]
    if after is None or after.role == "heading":
        last.decide("menu", "one of several short lines in a row that promise nothing", 0.7)
