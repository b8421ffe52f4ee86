"""Lists: which marked parts are items, which are their sub-items, which bullets are really headings."""

import re
from collections import defaultdict
from typing import NamedTuple

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.headings import LABEL, form_of
from programmes.agreements.reader.parts import Form, Part

TITLE_WORDS = 14
LEAST_TITLES = 2
DEEPEST = 8  # lists within lists


class ListLead(NamedTuple):
    """The part right before a list that opens it; `kind` as of a LeadIn."""

    part: Part
    kind: str
    reason: str


def nest(parts: list[Part]) -> list[list[Part]]:
    """Put parts with markers under each other by marker and indent; each list of the first depth is one cluster."""
    clusters: list[list[Part]] = []
    stack: list[Part] = []
    for part in parts:
        if part.role in ("heading", "title", "table", "menu") or not part.is_text:
            stack = []
            continue
        if not part.has_marker:
            if part.block.first.gap is not None or undertakings.lead_in(part.text):
                stack = []
            continue
        part.form = _form(part)
        while stack and (len(stack) >= DEEPEST or not _is_deeper(stack[-1], part, stack)):
            stack.pop()
        if stack:
            part.parent = stack[-1]
            stack[-1].children.append(part)
        elif clusters and clusters[-1] and _follows(parts, clusters[-1][-1], part):
            clusters[-1].append(part)
        else:
            clusters.append([part])
        stack.append(part)
    return [cluster for cluster in clusters if cluster]


def _form(part: Part) -> Form:
    marker = part.marker
    if marker.counts:
        return Form("count", marker.family)
    return Form("glyph", marker.family, depth=part.block.first.depth)


def _is_deeper(upper: Part, part: Part, stack: list[Part]) -> bool:
    """Is this part nested in the upper one?"""
    same_form = upper.form == part.form
    step = part.block.left - upper.block.left
    if upper.marker.counts and part.marker.counts and len(part.marker.value) > len(upper.marker.value) > 1:
        return True
    if same_form:
        if upper.marker.counts:
            return False
        return step >= 1.8 and part.block.first.page == upper.block.first.page and step <= 14
    if any(other.form == part.form and abs(other.block.left - part.block.left) < 1.8 for other in stack[:-1]):
        return False
    if step <= -1.2:
        return False
    if not upper.marker.counts and part.marker.counts:
        return step > 0.5
    return step > 0.8 or upper.marker.counts or upper.text.rstrip().endswith(":")


def _follows(parts: list[Part], before: Part, part: Part) -> bool:
    """No heading, table or new opening stands between the two."""
    between = parts[before.at + 1 : part.at]
    return all(p.role != "heading" and (p.parent is not None or p.has_marker) for p in between)


def bullets_as_headings(parts: list[Part], clusters: list[list[Part]]) -> bool:
    """“• Digital economy:” with bullets below it is a heading, where most bullets of its form are such."""
    by_form: dict[Form, list[Part]] = defaultdict(list)
    for cluster in clusters:
        if any(p.children or _stands_before_more(parts, p) for p in cluster):
            for part in cluster:
                by_form[part.form].append(part)
    promoted = False
    for members in by_form.values():
        before = [p for p in members if not p.children and _stands_before_more(parts, p) and _is_title(p)]
        if len(before) >= LEAST_TITLES:  # of the same form as the items below them: only the colon tells
            for part in before:
                part.form = form_of(part)
                part.decide("heading", "a short bullet that stands before a list", 0.7)
            promoted = True
            continue
        opening = [p for p in members if p.children or _stands_before_more(parts, p)]
        if len(opening) < 0.75 * len(members):
            continue
        titled = sum(_is_title(p) for p in opening)
        if titled < 0.75 * len(opening) or (len(members) == 1 and members[0].undertaking > 0.5):
            continue
        for part in opening:
            part.form = form_of(part)
            part.decide("heading", "a short bullet with bullets of its own below it", 0.8)
            for child in part.children:
                child.parent = None
            part.children = []
            promoted = True
    return promoted


def _stands_before_more(parts: list[Part], part: Part) -> bool:
    """Does “• Private sector:” stand right before a lead-in or a list of another form?"""
    if part.marker.counts or not part.text.endswith(":") or part.block.words > TITLE_WORDS:
        return False
    after = parts[part.at + 1] if part.at + 1 < len(parts) else None
    if after is None or not after.is_text or after.role == "heading":
        return False
    return after.form != part.form if after.has_marker else undertakings.lead_in(after.text) is not None


def _is_title(part: Part) -> bool:
    text = part.text
    if re.search(r"[.;]$", text) or part.block.words > TITLE_WORDS:
        return False
    if undertakings.opens_by_will(text):
        return False
    return part.undertaking < 0.9 or (text.endswith(":") and part.block.words <= 6)


def lead_of(parts: list[Part], cluster: list[Part]) -> ListLead | None:
    for at in range(cluster[0].at - 1, -1, -1):
        part = parts[at]
        if not part.is_text:
            return None
        if part.form == LABEL:
            return ListLead(part, "actions", "stands under “Activities” or the like")
        if part.role == "heading":
            if not _names_topics(part.text):
                return None
            return ListLead(part, "topics", "stands under a heading that names topics")
        if part.has_marker:
            return None
        lead_in = undertakings.lead_in(part.text)
        return ListLead(part, lead_in.kind, lead_in.reason) if lead_in else None
    return None


def _names_topics(text: str) -> bool:
    return bool(
        re.match(
            r"(?:\w+\s+){0,2}(?:areas?|pillars|sectors|themes|topics|priorities|områder|indsatsområder|søjler|fokusområder)"
            r"(?:\s+(?:of|for|i)\s+(?:cooperation|samarbejdet?))?:?$",
            text.strip(), re.I,
        )
    )  # fmt: skip


def share_of_promises(parts: list[Part]) -> float:
    """How much, on the whole, the items of a list promise: the mean over its items."""
    return sum(promise_of(part) for part in parts) / len(parts)


def promise_of(part: Part) -> float:
    """How much an item promises, by itself or by what is nested in it."""
    nested = [child.undertaking for child in part.children]
    return max(part.undertaking, sum(nested) / len(nested)) if nested else part.undertaking


def flatten(cluster: list[Part]) -> list[Part]:
    """A cluster with everything nested in it, in order."""
    out = []
    for part in cluster:
        out.append(part)
        out.extend(flatten(part.children))
    return out
