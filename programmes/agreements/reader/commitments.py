"""Which items of a text are commitments. Where in doubt: none, for inventing is worse than missing."""

import re
from collections import defaultdict

from programmes.agreements.reader import basis_sections, lists, undertakings
from programmes.agreements.reader.sections import SPECIAL

MARKED = 0.45  # least share of promises in a list with marks
TRUSTED = 0.2  # in a list drawn like others that surely hold commitments
TOPICS = 0.62  # in a list that is opened as one of topics
ANNEX = 0.6
PLAIN = 0.75  # for items without any mark
NAMED_SO = re.compile(
    r"(?:action|activity|aktivitet|handling|indsats|commitment|tilsagn|initiativ|initiative|measure)\b", re.I
)
LONGEST_NAME = 6  # words of an item that only names what is nested in it
NO_PROMISE = frozenset({"a full sentence or phrase", "a phrase with some substance", "a short sentence"})
STATES = re.compile(r"\b(?:is|are|was|were|has|have|had|er|var|har|havde|blev)\b", re.I)
MOSTLY = 0.6
DEEPEST_INDENT = 30  # characters; what stands further right stands in another column
LEAST_PROSE = 3  # sentences of promise that make a text in prose one of commitments


def decide(parts, clusters):
    """Give every part of a list its role: item, sub, or text."""
    section = _sections(parts)
    titles = {_key(p.text) for p in parts if p.role in ("heading", "title")}
    votes = defaultdict(list)
    for cluster in clusters:
        if section[id(cluster[0])] not in SPECIAL:
            votes[cluster[0].form].extend(lists.promise_of(p) for p in cluster)
    trust = {form: sum(found) / len(found) for form, found in votes.items() if len(found) >= 4}
    for cluster in clusters:
        _cluster(parts, cluster, section[id(cluster[0])], titles, trust)


def _sections(parts):
    """id of part → kind of the section that it stands in."""
    out, current, level, is_counted = {}, "", 99, False
    for part in parts:
        if part.role == "basis":
            current = "basis"
        elif part.role == "heading" and not (
            current in SPECIAL and is_counted and part.level > level and not part.kind
        ):
            current, level = part.kind, part.level
            is_counted = part.is_marked or part.form[0] == "word"
        out[id(part)] = current
    return out


def sections_of(parts):
    return _sections(parts)


def _key(text):
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _cluster(parts, cluster, section, titles, trust):
    lead = lists.lead_of(parts, cluster)
    if lead:
        lead[0].decide(lead[0].role or "lead", lead[2], 0.8)
    if section in SPECIAL:
        return _refuse(
            cluster, "basis" if section == "basis" else "text", f"stands in a part of the kind “{section}”"
        )
    if basis_sections.holds_entries(cluster):
        return _refuse(cluster, "basis", "agreements with their years")
    named = [p for p in cluster if _key(p.text) in titles]
    if len(named) >= 0.5 * len(cluster):
        return _refuse(cluster, "topics", "names parts of the text that follow")
    if _is_opened_by_items(cluster):
        for part in cluster:
            part.decide("lead", "opens a list of undertakings", 0.8)
            _cluster(parts, part.children, section, titles, trust) if part.children else None
        return None
    for part in [p for p in cluster if p.children and _opens(p)]:
        part.decide("lead", "opens a list of undertakings, among paragraphs that open none", 0.8)
        _cluster(parts, part.children, section, titles, trust)
        cluster = [p for p in cluster if p is not part]
    told = [p for p in cluster if p.mark.counts and undertakings.tells(p.text)]
    for part in told:
        _refuse([part], "text", "tells what was said or done")
    for part in cluster:
        if part.mark.family == "clause" and part.undertaking < PLAIN:
            _refuse([part], "text", "a paragraph of an article that promises nothing")
    cluster = [p for p in cluster if p.role != "text"]
    if not cluster:
        return None
    share = lists.share_of_promises(cluster)
    least, why = _threshold(cluster, lead, section, trust)
    provisions = sum(p.why_undertaking in ("about the agreement itself", "a definition") for p in cluster)
    if provisions >= 0.5 * len(cluster):
        return _refuse(cluster, "provision", "provisions about the agreement itself")
    recitals = sum(p.why_undertaking == "a recital" for p in cluster)
    if recitals >= 0.6 * len(cluster):
        return _refuse(cluster, "text", "recitals")
    if least == MARKED and _only_states(cluster):
        return _refuse(cluster, "text", "whole sentences, none of which says what will be done")
    if share < least:
        return _refuse(
            cluster, "topics", f"promises little: {share:.2f} of 1, where {least:.2f} is asked ({why})"
        )
    for part in cluster:
        if _only_names(part):
            part.decide("lead", "names what is nested below it", 0.7)
            _cluster(parts, part.children, section, titles, trust)
        else:
            _item(part, share, why)
    return None


def _only_states(cluster):
    """“• 40 Danish companies are active there.”: whole sentences, most with a verb of being or having, none a promise."""
    return (
        all(p.block.has_ended and not p.children and p.why_undertaking in NO_PROMISE for p in cluster)
        and sum(bool(STATES.search(p.text)) for p in cluster) >= MOSTLY * len(cluster)
    )  # fmt: skip


def _only_names(part):
    """“• Security of networks:” with undertakings nested below it."""
    return (
        part.text.endswith(":") and part.block.words <= LONGEST_NAME and part.undertaking < MARKED
        and lists.promise_of(part) >= MARKED
    )  # fmt: skip


def _threshold(cluster, lead, section, trust):
    known = trust.get(cluster[0].form, 0)
    if cluster[0].mark.counts and NAMED_SO.match(cluster[0].mark.raw):
        return 0.1, f"each is called “{cluster[0].mark.raw.split()[0]}”"
    if lead and lead[1] == "topics":
        return TOPICS, "the list is opened as one of topics"
    if section == "annex":
        return ANNEX, "it stands in an annex"
    if lead and lead[1] == "actions":
        return TRUSTED, lead[2]
    if known >= 0.6:
        return TRUSTED, "lists drawn like this hold commitments in this text"
    if len(cluster) == 1:
        return 0.5, "it stands alone"
    return MARKED, "nothing more is known about it"


def _is_opened_by_items(cluster):
    """“1. The Sides shall: (a) … (b) …”: the numbered parts only open the lists that follow."""
    with_children = [p for p in cluster if p.children]
    if not with_children:
        return False
    return sum(_opens(p) for p in with_children) >= 0.6 * len(cluster)


def _opens(part):
    return undertakings.ends_with_modal(part.text) or (
        undertakings.opens_by_will(part.text) and _ends_openly(part.text)
    )


def _ends_openly(text):
    return bool(
        re.search(r"\b(?:will|shall|to|vil|skal|at|agree|agreed|(?:the )?following(?: \w+)?|følgende(?: \w+)?|(?:as|som) (?:follows|følger))\s*:$",
                  text.strip(), re.I)
    )  # fmt: skip


def _refuse(cluster, role, reason):
    for part in lists.flat(cluster):
        part.decide(role, reason, 0.8)


def _item(part, share, why):
    if part.why_undertaking in ("an address, not an undertaking", "a question") or (
        part.why_undertaking == "about the agreement itself" and share < 0.8
    ):
        part.decide("text", part.why_undertaking, 0.7)
        return
    confidence = min(0.99, 0.35 + 0.35 * part.undertaking + 0.35 * share)
    part.decide(
        "item", f"{part.why_undertaking}; its list promises {share:.2f} of 1 ({why})", round(confidence, 2)
    )
    for child in part.children:
        for nested in lists.flat([child]):
            nested.decide("sub", "nested in the item above", 0.8)


def plain_items(parts):
    """Paragraphs without marks that a lead-in opens (“The Sides shall:”), or that their indent sets apart."""
    section = _sections(parts)
    _after_lead_in(parts, section)
    _indented(parts, section)


def _after_lead_in(parts, section):
    opened = None
    for at, part in enumerate(parts):
        if not part.block or part.role in ("heading", "title", "item", "table", "menu") or part.is_marked:
            opened = None if part.role != "furniture" else opened
            continue
        if undertakings.opens_by_will(part.text):
            after = parts[at + 1] if at + 1 < len(parts) else None
            if after is not None and after.block and not after.is_marked and section[id(part)] not in SPECIAL:
                part.decide("lead", "opened by “… shall:” or “… will:”", 0.9)
                opened = part
            continue
        if opened is None or part.role:
            continue
        if (part.block and part.undertaking <= 0.1) or (
            undertakings.says_parties_will(part.text) and part.block.words > 40
        ):
            opened = None
            continue
        part.decide("item", f"a paragraph after “{opened.text[-40:]}”; {part.why_undertaking}", 0.8)


def _indented(parts, section):
    """Indent alone marks the items, where the text around them stands further left."""
    loose = [p for p in parts if p.block and not p.is_marked and not p.role and section[id(p)] not in SPECIAL]
    others = [
        p.block.left for p in parts if p.block and not p.is_marked and p.role in ("", "heading", "lead")
    ]
    if len(loose) < 3 or len(others) < 3:
        return
    base = sorted(others)[max(0, int(0.08 * len(others)) - 1)]
    groups = defaultdict(list)
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
                        f"set apart by its indent, like {len(members)} others; {part.why_undertaking}",
                        0.75,
                    )


def _are_short(members):
    words = sorted(p.block.words for p in members)
    return words[len(words) // 2] <= 70
