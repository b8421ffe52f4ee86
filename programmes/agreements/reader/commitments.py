"""Which items of a text are commitments. Where in doubt: none, for inventing is worse than missing."""

import re
from collections import defaultdict

from programmes.agreements.reader import basis_sections, lists, undertakings
from programmes.agreements.reader.lists import ListLead
from programmes.agreements.reader.parts import Form, Part, Role
from programmes.agreements.reader.sections import SPECIAL
from programmes.agreements.reader.undertakings import PHRASES, Ground

MARKED = 0.45  # least share of promises in a list with markers
TRUSTED = 0.2  # in a list drawn like others that surely hold commitments
TOPICS = 0.62  # in a list that is opened as one of topics
ANNEX = 0.6
PLAIN = 0.75  # for items without any marker
NAMED_SO = re.compile(
    r"(?:action|activity|aktivitet|handling|indsats|commitment|tilsagn|initiativ|initiative|measure)\b", re.I
)
LONGEST_NAME = 6  # words of an item that only names what is nested in it
STATES = re.compile(r"\b(?:is|are|was|were|has|have|had|er|var|har|havde|blev)\b", re.I)
MOSTLY = 0.6
DEEPEST_INDENT = 30  # characters; what stands further right stands in another column
LEAST_PROSE = 3  # sentences of promise that make a text in prose one of commitments


def decide(parts: list[Part], clusters: list[list[Part]]) -> None:
    """Give every part of a list its role: item, sub, or text."""
    section = sections_of(parts)
    titles = {_key(p.text) for p in parts if p.role in ("heading", "title")}
    votes: dict[Form, list[float]] = defaultdict(list)
    for cluster in clusters:
        if section[id(cluster[0])] not in SPECIAL:
            votes[cluster[0].form].extend(lists.promise_of(p) for p in cluster)
    trust = {form: sum(scores) / len(scores) for form, scores in votes.items() if len(scores) >= 4}
    for cluster in clusters:
        _cluster(parts, cluster, section[id(cluster[0])], titles, trust)


def sections_of(parts: list[Part]) -> dict[int, str]:
    """id of part → kind of the section that it stands in."""
    out: dict[int, str] = {}
    current, level, is_counted = "", 99, False
    for part in parts:
        if part.role == "basis":
            current = "basis"
        elif part.role == "heading" and not (
            current in SPECIAL and is_counted and part.level > level and not part.kind
        ):
            current, level = part.kind, part.level
            is_counted = part.has_marker or part.form.kind == "word"
        out[id(part)] = current
    return out


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _cluster(
    parts: list[Part], cluster: list[Part], section: str, titles: set[str], trust: dict[Form, float]
) -> None:
    """Judge one list. Items that only open the lists nested in them are lead-ins, and those lists are judged instead."""
    lead = lists.lead_of(parts, cluster)
    if lead:
        lead.part.decide(lead.part.role or "lead", lead.reason, 0.8)
    if _is_of_another_kind(cluster, section, titles):
        return
    is_opening = _is_opened_by_items(cluster)
    reason = (
        "opens a list of undertakings"
        if is_opening
        else "opens a list of undertakings, among paragraphs that open none"
    )
    openings = cluster if is_opening else [p for p in cluster if p.children and _opens(p)]
    for part in openings:
        part.decide("lead", reason, 0.8)
        if part.children:
            _cluster(parts, part.children, section, titles, trust)
    cluster = _without_narrative([p for p in cluster if p not in openings])
    if not cluster:
        return
    share = lists.share_of_promises(cluster)
    least, why = _threshold(cluster, lead, section, trust)
    if _promises_too_little(cluster, share, least, why):
        return
    for part in cluster:
        if _only_names(part):
            part.decide("lead", "names what is nested below it", 0.7)
            _cluster(parts, part.children, section, titles, trust)
        else:
            _item(part, share, why)


def _is_of_another_kind(cluster: list[Part], section: str, titles: set[str]) -> bool:
    """Refuse a list in a part that holds no commitments, one of agreements, and one that names what follows."""
    if section in SPECIAL:
        _refuse(
            cluster, "basis" if section == "basis" else "text", f"stands in a part of the kind “{section}”"
        )
        return True
    if basis_sections.holds_entries(cluster):
        _refuse(cluster, "basis", "agreements with their years")
        return True
    named = [p for p in cluster if _key(p.text) in titles]
    if len(named) >= 0.5 * len(cluster):
        _refuse(cluster, "topics", "names parts of the text that follow")
        return True
    return False


def _without_narrative(cluster: list[Part]) -> list[Part]:
    """The list without numbered paragraphs that only report, and paragraphs of articles that promise nothing."""
    for part in [p for p in cluster if p.marker and p.marker.counts and undertakings.is_narrative(p.text)]:
        _refuse([part], "text", "tells what was said or done")
    for part in cluster:
        if part.marker and part.marker.family == "clause" and part.undertaking < PLAIN:
            _refuse([part], "text", "a paragraph of an article that promises nothing")
    return [p for p in cluster if p.role != "text"]


def _promises_too_little(cluster: list[Part], share: float, least: float, why: str) -> bool:
    """Refuse a list of provisions, recitals or statements, and one that promises less than is asked of it."""
    provisions = sum(p.score.ground in (Ground.PROVISION, Ground.DEFINITION) for p in cluster)
    recitals = sum(p.score.ground is Ground.RECITAL for p in cluster)
    if provisions >= 0.5 * len(cluster):
        _refuse(cluster, "provision", "provisions about the agreement itself")
    elif recitals >= 0.6 * len(cluster):
        _refuse(cluster, "text", "recitals")
    elif least == MARKED and _only_states(cluster):
        _refuse(cluster, "text", "whole sentences, none of which says what will be done")
    elif share < least:
        _refuse(cluster, "topics", f"promises little: {share:.2f} of 1, where {least:.2f} is asked ({why})")
    else:
        return False
    return True


def _only_states(cluster: list[Part]) -> bool:
    """“• 40 Danish companies are active there.”: whole sentences, most with a verb of being or having, none a promise."""
    return (
        all(p.block.has_ended and not p.children and p.score.ground in PHRASES for p in cluster)
        and sum(bool(STATES.search(p.text)) for p in cluster) >= MOSTLY * len(cluster)
    )  # fmt: skip


def _only_names(part: Part) -> bool:
    """“• Security of networks:” with undertakings nested below it."""
    return (
        part.text.endswith(":") and part.block.words <= LONGEST_NAME and part.undertaking < MARKED
        and lists.promise_of(part) >= MARKED
    )  # fmt: skip


def _threshold(
    cluster: list[Part], lead: ListLead | None, section: str, trust: dict[Form, float]
) -> tuple[float, str]:
    known = trust.get(cluster[0].form, 0)
    if cluster[0].marker.counts and NAMED_SO.match(cluster[0].marker.raw):
        return 0.1, f"each is called “{cluster[0].marker.raw.split()[0]}”"
    if lead and lead.kind == "topics":
        return TOPICS, "the list is opened as one of topics"
    if section == "annex":
        return ANNEX, "it stands in an annex"
    if lead and lead.kind == "actions":
        return TRUSTED, lead.reason
    if known >= 0.6:
        return TRUSTED, "lists drawn like this hold commitments in this text"
    if len(cluster) == 1:
        return 0.5, "it stands alone"
    return MARKED, "nothing more is known about it"


def _is_opened_by_items(cluster: list[Part]) -> bool:
    """“1. The Sides shall: (a) … (b) …”: the numbered parts only open the lists that follow."""
    with_children = [p for p in cluster if p.children]
    if not with_children:
        return False
    return sum(_opens(p) for p in with_children) >= 0.6 * len(cluster)


def _opens(part: Part) -> bool:
    return undertakings.ends_with_modal(part.text) or (
        undertakings.opens_by_will(part.text) and _ends_openly(part.text)
    )


def _ends_openly(text: str) -> bool:
    return bool(
        re.search(r"\b(?:will|shall|to|vil|skal|at|agree|agreed|(?:the )?following(?: \w+)?|følgende(?: \w+)?|(?:as|som) (?:follows|følger))\s*:$",
                  text.strip(), re.I)
    )  # fmt: skip


def _refuse(cluster: list[Part], role: Role, reason: str) -> None:
    for part in lists.flatten(cluster):
        part.decide(role, reason, 0.8)


def _item(part: Part, share: float, why: str) -> None:
    if part.score.ground in (Ground.ADDRESS, Ground.QUESTION) or (
        part.score.ground is Ground.PROVISION and share < 0.8
    ):
        part.decide("text", part.score.reason, 0.7)
        return
    confidence = min(0.99, 0.35 + 0.35 * part.undertaking + 0.35 * share)
    part.decide(
        "item", f"{part.score.reason}; its list promises {share:.2f} of 1 ({why})", round(confidence, 2)
    )
    for child in part.children:
        for nested in lists.flatten([child]):
            nested.decide("sub", "nested in the item above", 0.8)


def plain_items(parts: list[Part]) -> None:
    """Paragraphs without markers that a lead-in opens (“The Sides shall:”), or that their indent sets apart."""
    section = sections_of(parts)
    _after_lead_in(parts, section)
    _indented(parts, section)


def _after_lead_in(parts: list[Part], section: dict[int, str]) -> None:
    opened: Part | None = None
    for at, part in enumerate(parts):
        if not part.is_text or part.role in ("heading", "title", "item", "table", "menu") or part.has_marker:
            opened = None
            continue
        if undertakings.opens_by_will(part.text):
            after = parts[at + 1] if at + 1 < len(parts) else None
            if (
                after is not None
                and after.is_text
                and not after.has_marker
                and section[id(part)] not in SPECIAL
            ):
                part.decide("lead", "opened by “… shall:” or “… will:”", 0.9)
                opened = part
            continue
        if opened is None or part.role:
            continue
        if part.undertaking <= 0.1 or (undertakings.says_parties_will(part.text) and part.block.words > 40):
            opened = None
            continue
        part.decide("item", f"a paragraph after “{opened.text[-40:]}”; {part.score.reason}", 0.8)


def _indented(parts: list[Part], section: dict[int, str]) -> None:
    """Indent alone marks the items, where the text around them stands further left."""
    loose = [
        p for p in parts if p.is_text and not p.has_marker and not p.role and section[id(p)] not in SPECIAL
    ]
    others = [
        p.block.left for p in parts if p.is_text and not p.has_marker and p.role in ("", "heading", "lead")
    ]
    if len(loose) < 3 or len(others) < 3:
        return
    base = sorted(others)[max(0, int(0.08 * len(others)) - 1)]
    groups: dict[int, list[Part]] = defaultdict(list)
    for part in loose:
        left = part.block.left
        if left >= base + 0.8 and any(0.8 <= left - other <= DEEPEST_INDENT for other in others):
            groups[round(part.block.left)].append(part)
    for members in groups.values():
        good = [p for p in members if p.undertaking >= PLAIN]
        if len(good) >= 0.6 * len(members) and len(members) >= 2 and _are_short(members):
            for part in members:
                if part.undertaking > 0.1:
                    part.decide(
                        "item",
                        f"set apart by its indent, like {len(members)} others; {part.score.reason}",
                        0.75,
                    )


def _are_short(members: list[Part]) -> bool:
    words = sorted(p.block.words for p in members)
    return words[len(words) // 2] <= 70
