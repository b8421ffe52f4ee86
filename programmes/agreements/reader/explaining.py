"""Why a text was read as it was: every step with its reason, and how sure the reader is of each finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from programmes.agreements.reader.findings import kinds, recurrence
from programmes.agreements.reader.outline import Commitment, Outline, Place
from programmes.agreements.reader.parts import Part

if TYPE_CHECKING:
    from programmes.agreements.reader.read import Result

Step = dict[str, Any]

# How often each finding proved right where it was tried, in round figures; of parts the reader says it for each.
TITLE, PARTIES, PERIOD, SIGNING = 0.85, 0.85, 0.9, 0.75
RHYTHM, AMBIGUOUS, GOALS, SHORT_NAMES, BODIES, KIND, FIELD, TRACK_KIND, BASIS = (
    0.95, 0.5, 0.95, 0.9, 0.7, 0.75, 0.5, 0.75, 0.85,
)  # fmt: skip


def explanation(result: Result) -> list[Step]:
    """A step for each removed line, each part and each finding."""
    return [*_removed(result), *map(_part, result.parts), *_frame(result), *_areas(result.outline)]


def _removed(result: Result) -> Iterator[Step]:
    for line, reason in result.source.removed:
        yield {"step": "taken away", "text": line.text, "page": line.page, "reason": reason}


def _part(part: Part) -> Step:
    text = part.text if part.is_text else " | ".join(part.table.rows[0])
    return {
        "step": "part", "role": part.role or "text", "text": text,
        "reason": part.reason or "nothing speaks for a heading or an item", "confidence": round(part.confidence, 2),
        "page": part.element.page, "paragraph": part.block.number if part.is_text else None,
        "mark": part.marker.raw if part.marker else "", "level": part.level, "kind": part.kind,
        "undertaking": round(part.undertaking, 2), "joined": part.block.reasons if part.is_text else [],
    }  # fmt: skip


def _finding(finding: str, text: object, reason: str, confidence: float, place: Place | None = None) -> Step:
    return {
        "step": "finding", "finding": finding, "text": str(text), "reason": reason, "confidence": confidence,
        "page": place.page if place else None, "paragraph": place.paragraph if place else None,
    }  # fmt: skip


def _frame(result: Result) -> Iterator[Step]:
    outline = result.outline
    has_title = any(part.role == "title" for part in result.parts)
    reason = (
        "the first words of the text" if has_title else "a running head, or the sentence that names the text"
    )
    if outline.title:
        yield _finding("title", outline.title, reason, TITLE)
    if outline.countries:
        yield _finding(
            "parties",
            " and ".join(outline.countries),
            "named after “between”, or as states, in title, opening or signatures",
            PARTIES,
        )
    if outline.period_end:
        years = f"{outline.period_start or ''}-{outline.period_end}"
        yield _finding("period", years, "a span of years in title, opening or duration", PERIOD)
    if outline.signed_on:
        yield _finding("signed on", outline.signed_on, "the date behind “Done at” or “Signed in”", SIGNING)
    for signatory in outline.signatories:
        yield _finding(
            "signatory",
            signatory["name"],
            "a name in the signature lines, or in the sentence that says who signed",
            SIGNING,
        )
    for entry in outline.basis:
        yield _finding(
            "basis agreement",
            entry["title"],
            "names an instrument with its year, or as to be confirmed",
            BASIS,
        )


def _areas(outline: Outline) -> Iterator[Step]:
    for area in outline.areas:
        yield _finding("area", area.title or "", area.reason, area.confidence, area.place)
        if area.sdgs:
            yield _finding("goals", area.sdgs, "numbers behind “SDG” or the like", GOALS, area.place)
        for track in area.tracks:
            yield _finding("track", track.title or "", track.reason, track.confidence, track.place)
            if track.kind:
                yield _finding(
                    "kind of track", track.kind, kinds.of_track(track.title).reason, TRACK_KIND, track.place
                )
            for commitment in track.commitments:
                yield from _commitment(commitment)


def _commitment(commitment: Commitment) -> Iterator[Step]:
    place = commitment.place
    yield _finding("commitment", commitment.text, commitment.reasons, commitment.confidence, place)
    yield _finding("kind", commitment.kind, commitment.kind_reason, KIND, place)
    if commitment.recurrence:
        words = recurrence.named(commitment.timeline).words or recurrence.named(commitment.text).words
        confidence = AMBIGUOUS if commitment.recurrence == "biannual" else RHYTHM
        yield _finding("recurrence", commitment.recurrence, f"“{words}”", confidence, place)
    if commitment.sdgs:
        yield _finding("goals", commitment.sdgs, "numbers behind “SDG” or the like", GOALS, place)
    if commitment.acronyms:
        yield _finding(
            "short names",
            ", ".join(commitment.acronyms),
            "words of capitals that name no topic",
            SHORT_NAMES,
            place,
        )
    for body in commitment.organisations:
        yield _finding("organisation", body["name"] or body["acronym"], body["reason"], BODIES, place)
    if commitment.sectors:
        yield _finding(
            "field of work",
            ", ".join(commitment.sectors),
            "its words, or those of its track or area",
            FIELD,
            place,
        )
