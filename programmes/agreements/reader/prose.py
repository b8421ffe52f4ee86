"""Texts in sentences: commitments are the sentences in which the parties say what they will do."""

import re
from typing import NamedTuple

from programmes.agreements.reader import subjects, undertakings
from programmes.agreements.reader.commitments import LEAST_PROSE, sections_of
from programmes.agreements.reader.parts import Form, Part
from programmes.agreements.reader.sections import SPECIAL

ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|no|nr|art|cf|mr|ms|mrs|dr|st|inc|u\.s|bl\.a|f\.eks|ca|m\.m|jf|hhv|pct|mio|mia|[A-Z])\.$",
    re.I,
)
STRONG = (
    r"(?:will|shall|agree(?:d)?\s+to|undertake\s+to|commit(?:ted)?\s+(?:to|themselves\s+to)|intend\s+to|decided?\s+to|"
    r"resolved?\s+to|vil|skal|agter\s+at|er\s+enige\s+om\s+at|forpligter\s+sig\s+til\s+at|har\s+aftalt\s+at)"
)
PROMISES = re.compile(rf"\b{STRONG}\b", re.I)
INVERTED = re.compile(
    r"^[^.;:]{3,140}?\b(?:vil|skal)\s+(?:parterne|begge parter|landene|de to lande|de to parter|ministerierne)\b",
    re.I,
)
# In a text with lists only the plainest sentences count: “The Sides shall …”, “Parterne vil …”.
PLAIN = re.compile(
    r"^(?:(?:Each|Every|In|Hvert|Hver|I)\s[^,.;]{0,60}?,?\s+)?(?:(?:The|Both|Each|Begge|De to)\s+)?(?:two\s+)?(?:\w+\s+)?"
    r"(?:Sides?|Parties|Party|Participants?|Ministries|Governments|Parterne|parter|ministerier|lande)\s+(?:\w+\s+)?(?:will|shall|vil|skal)\b",
    re.I,
)
NOT_PROMISES = re.compile(
    r"\b(?:will|shall|vil|skal)\s+(?:be|remain|have been|continue to be|serve as|form|constitute|være|udgøre|forblive|ventes)\b|"
    r"\b(?:programme|plan|agreement|memorandum|framework|partnership|programmet|planen|aftalen|partnerskabet)\s+(?:will|shall|vil|skal)\b",
    re.I,
)


class ProseCommitments(NamedTuple):
    """A paragraph with the commitments in it."""

    part: Part
    texts: list[str]


def sentences(text: str) -> list[str]:
    """Sentences of a paragraph; abbreviations do not end one."""
    out, start = [], 0
    for match in re.finditer(r"[.!?][\"”’)]*\s+(?=[\"“(]?[A-ZÆØÅ0-9])", text):
        if ABBREVIATION.search(text[max(start, match.start() - 8) : match.start() + 1]):
            continue
        out.append(text[start : match.end()].strip())
        start = match.end()
    out.append(text[start:].strip())
    return [sentence for sentence in out if sentence]


def is_promise(sentence: str) -> bool:
    """Do the parties, as the subject, say what they will do?"""
    if (
        undertakings.PROVISION.search(sentence)
        or NOT_PROMISES.search(sentence[:160])
        or len(sentence.split()) < 5
    ):
        return False
    head = sentence[:300]
    if re.match(r"^(?:it|we|det|dette|this|that|which|there)\b", head, re.I):
        return False
    subject = subjects.before(head, PROMISES)
    if subject.casefold() in ("i", "we", "it", "vi", "jeg"):  # a speaker: “First, we will need patience.”
        return False
    return bool(subject and (subjects.is_party(subject) or subjects.is_named(subject))) or bool(
        INVERTED.match(head)
    )


def find(parts: list[Part]) -> list[ProseCommitments]:
    """In a text that holds no list of commitments."""
    section = sections_of(parts)
    paragraphs: list[ProseCommitments] = []
    for part in parts:
        if not part.is_text or part.role not in ("", "text") or section[id(part)] in SPECIAL:
            continue
        if part.text.endswith(":"):
            continue
        texts = promises_in(part.text)
        if texts:
            paragraphs.append(ProseCommitments(part, texts))
    return paragraphs if sum(len(entry.texts) for entry in paragraphs) >= LEAST_PROSE else []


def beside_lists(parts: list[Part]) -> list[ProseCommitments]:
    """In a text with lists, the numbered parts (articles) that say it in a sentence instead."""
    section = sections_of(parts)
    forms: set[Form] = set()
    with_lists: set[int] = set()  # ids of headings
    heading: Part | None = None
    for part in parts:
        if part.role == "heading":
            heading = part
        elif heading is not None and part.role in ("item", "table"):
            forms.add(heading.form)
            with_lists.add(id(heading))
    out: list[ProseCommitments] = []
    heading = None
    for part in parts:
        if part.role == "heading":
            heading = part
        elif (
            heading is not None and heading.form.kind == "marker" and heading.form in forms and id(heading) not in with_lists
            and part.is_text and part.role in ("", "text") and section[id(part)] not in SPECIAL
        ):  # fmt: skip
            texts = [text for text in promises_in(part.text) if PLAIN.match(text)]
            if texts:
                out.append(ProseCommitments(part, texts))
    return out


def promises_in(text: str) -> list[str]:
    """The commitments of a paragraph: each promise with the sentences after it that only explain it."""
    out: list[str] = []
    for sentence in sentences(text):
        if is_promise(sentence):
            out.append(sentence)
        elif out and re.match(
            r"(?:This|These|Such|Dette|Disse|Det|Herunder|Focus|Fokus|The (?:first|group|meeting|work|aim|purpose|seminar|pilot))\b",
            sentence,
        ):
            out[-1] += " " + sentence
    return out
