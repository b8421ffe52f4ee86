"""What a careful reader would ask before a text becomes a programme: a code with its parameters, never a sentence."""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from programmes.agreements.reader.findings import acronyms, basis, recurrence, sdgs
from programmes.agreements.reader.lines import Unclear
from programmes.agreements.reader.prose import sentences
from programmes.agreements.reader.undertakings import OPENINGS, STATEMENTS, SURE, score

if TYPE_CHECKING:
    from programmes.agreements.reader.outline import Outline

LONGEST = 600  # letters by which commitments are compared
SHORTEST = 20  # shorter ones are too plain to be compared
MOST_ALIKE = 60  # that begin or end with the same words


Parameter = int | str | list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """`place` is the paragraph that it is about, None for the whole text. The parameters of each code:

    sdg_name: number, name, meant (the goal that the name belongs to) · biannual: none · two_undertakings: second ·
    rhythm_in_title: none · track_kind: title · same_commitment: other (a paragraph) · same_body: name, acronyms ·
    basis_ends: title, year · numbering: before, after · struck_through: words · empty_field: none
    """

    code: str
    place: int | None
    parameters: dict[str, Parameter] = field(default_factory=dict)


class SkippedNumber(NamedTuple):
    """The text's own numbering goes from one number to another in this paragraph."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    paragraph: int


def find(outline: "Outline", skips: list[SkippedNumber], unclear: list[Unclear]) -> list[Question]:
    """Questions in the order of the text, those about the whole text last."""
    out: list[Question] = []
    for area in outline.areas:
        place = area.place.paragraph if area.place else None
        for number, name, meant in sdgs.disagreements(f"{area.title or ''} {area.intro}"):
            out.append(Question("sdg_name", place, {"number": number, "name": name, "meant": meant}))
    for _area, track, commitment in outline.commitments():
        at = commitment.place.paragraph
        if commitment.recurrence == "biannual":
            out.append(Question("biannual", at))
        second = two_undertakings(commitment.text)
        if second:
            out.append(Question("two_undertakings", at, {"second": second}))
        if recurrence.find(track.title or "") and not commitment.recurrence:
            out.append(Question("rhythm_in_title", at))
    out += _unknown_tracks(outline)
    out += _twice(outline)
    out += _same_body(outline)
    out += _basis_ends(outline)
    for skip in skips:
        before, after = (".".join(map(str, number)) for number in (skip.before, skip.after))
        out.append(Question("numbering", skip.paragraph, {"before": before, "after": after}))
    out += [Question(one.code, one.place, one.parameters) for one in unclear]
    return sorted(out, key=lambda question: (question.place is None, question.place or 0))


def two_undertakings(text: str) -> str:
    """The second undertaking of a text of two sentences that both begin with one; "" otherwise."""
    parts = sentences(text)
    for part in parts[1:]:
        result = score(part)
        if result.value >= SURE and len(part.split()) >= 5 and result.ground in OPENINGS | STATEMENTS:
            return part
    return ""


def _unknown_tracks(outline: "Outline") -> list[Question]:
    out = []
    for area in outline.areas:
        for track in area.tracks:
            if track.title and not track.kind:
                place = track.place.paragraph if track.place else None
                out.append(Question("track_kind", place, {"title": track.title}))
    return out


def _twice(outline: "Outline") -> list[Question]:
    """The same undertaking in two places, word for word or nearly; looked for among those that begin or end alike."""
    out: list[Question] = []
    alike: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(
        list
    )  # (text, paragraph) by first and last words
    for _area, _track, commitment in outline.commitments():
        text = re.sub(r"\W+", " ", commitment.text[:LONGEST].casefold()).strip()
        words = text.split()
        places = [alike["begins", *words[:2]], alike["ends", *words[-2:]]]
        nearly = (
            place for texts in places for earlier, place in texts[-MOST_ALIKE:] if _are_alike(earlier, text)
        )
        other = next(nearly, None)
        if other is not None:
            out.append(Question("same_commitment", commitment.place.paragraph, {"other": other}))
        if len(text) > SHORTEST:
            for texts in places:
                texts.append((text, commitment.place.paragraph))
    return out


def _are_alike(earlier: str, text: str) -> bool:
    if earlier == text:
        return True
    if abs(len(earlier) - len(text)) > 0.3 * len(text):
        return False
    matcher = difflib.SequenceMatcher(None, earlier, text, autojunk=False)
    return matcher.real_quick_ratio() > 0.93 and matcher.quick_ratio() > 0.93 and matcher.ratio() > 0.9


def _same_body(outline: "Outline") -> list[Question]:
    """One name with two short names, or one short name for two bodies."""
    names: dict[str, set[str]] = defaultdict(set)
    texts = [commitment.text for _area, _track, commitment in outline.commitments()] + [
        entry["title"] for entry in outline.basis
    ]
    for text in texts:
        for acronym, name in acronyms.names(text).items():
            names[_plain(name)].add(acronym)
    return [
        Question("same_body", None, {"name": name, "acronyms": sorted(short)})
        for name, short in names.items()
        if len(short) > 1
    ]


def _plain(name: str) -> str:
    name = re.sub(r"^(?:the\s+)?(?:Danish|Korean|Norwegian)\s+", "", name, flags=re.I)
    return re.sub(r"s\b", "", name.casefold()).replace("for", "of").strip()


def _basis_ends(outline: "Outline") -> list[Question]:
    if not outline.period_end:
        return []
    return [
        Question("basis_ends", None, {"title": entry["title"], "year": last_year})
        for entry in outline.basis
        if (last_year := basis.last_year(entry)) and last_year < outline.period_end
    ]
