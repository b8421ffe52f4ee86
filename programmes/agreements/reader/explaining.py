"""Why a text was read as it was: every step with its reason, and how sure the reader is of each finding."""

from programmes.agreements.reader.findings import kinds, recurrence

# How often each finding proved right where it was tried, in round figures; of parts the reader says it for each.
TITLE, PARTIES, PERIOD, SIGNING = 0.85, 0.85, 0.9, 0.75
RHYTHM, AMBIGUOUS, GOALS, SHORT_NAMES, BODIES, KIND, FIELD, TRACK_KIND, BASIS = (
    0.95, 0.5, 0.95, 0.9, 0.7, 0.75, 0.5, 0.75, 0.85,
)  # fmt: skip


def explanation(result):
    """What was taken away, what each part is, and what was found: a step each."""
    return [*_taken_away(result), *map(_part, result.parts), *_frame(result), *_areas(result.outline)]


def _taken_away(result):
    for line, reason in result.source.removed:
        yield {"step": "taken away", "text": line.text, "page": line.page, "reason": reason}


def _part(part):
    text = part.text if part.block else " | ".join(part.table.rows[0])
    return {
        "step": "part", "role": part.role or "text", "text": text,
        "reason": part.reason or "nothing speaks for a heading or an item", "confidence": round(part.confidence, 2),
        "page": part.block.page if part.block else part.table.page, "paragraph": part.block.number if part.block else None,
        "mark": part.mark.raw if part.mark else "", "level": part.level, "kind": part.kind,
        "undertaking": round(part.undertaking, 2), "joined": part.block.reasons if part.block else [],
    }  # fmt: skip


def _found(finding, text, reason, confidence, place=None):
    return {
        "step": "finding", "finding": finding, "text": str(text), "reason": reason, "confidence": confidence,
        "page": place.page if place else None, "paragraph": place.paragraph if place else None,
    }  # fmt: skip


def _frame(result):
    outline = result.outline
    titled = any(part.role == "title" for part in result.parts)
    whence = (
        "the first words of the text" if titled else "a running head, or the sentence that names the text"
    )
    if outline.title:
        yield _found("title", outline.title, whence, TITLE)
    if outline.countries:
        yield _found(
            "parties",
            " and ".join(outline.countries),
            "named after “between”, or as states, in title, opening or signatures",
            PARTIES,
        )
    if outline.period_end:
        years = f"{outline.period_start or ''}-{outline.period_end}"
        yield _found("period", years, "a span of years in title, opening or duration", PERIOD)
    if outline.signed_on:
        yield _found("signed on", outline.signed_on, "the date behind “Done at” or “Signed in”", SIGNING)
    for one in outline.signatories:
        yield _found(
            "signatory",
            one["name"],
            "a name in the signature lines, or in the sentence that says who signed",
            SIGNING,
        )
    for one in outline.basis:
        yield _found(
            "basis agreement", one["title"], "names an instrument with its year, or as to be confirmed", BASIS
        )


def _areas(outline):
    for area in outline.areas:
        yield _found("area", area.title or "", area.reason, area.confidence, area.place)
        if area.sdgs:
            yield _found("goals", area.sdgs, "numbers behind “SDG” or the like", GOALS, area.place)
        for track in area.tracks:
            yield _found("track", track.title or "", track.reason, track.confidence, track.place)
            if track.kind:
                yield _found(
                    "kind of track", track.kind, kinds.of_track(track.title)[1], TRACK_KIND, track.place
                )
            for commitment in track.commitments:
                yield from _commitment(commitment)


def _commitment(commitment):
    place = commitment.place
    yield _found("commitment", commitment.text, commitment.reason, commitment.confidence, place)
    yield _found("kind", commitment.kind, commitment.reason.rpartition("kind: ")[2], KIND, place)
    if commitment.recurrence:
        words = recurrence.named(commitment.timeline)[1] or recurrence.named(commitment.text)[1]
        sure = AMBIGUOUS if commitment.recurrence == "biannual" else RHYTHM
        yield _found("recurrence", commitment.recurrence, f"“{words}”", sure, place)
    if commitment.sdgs:
        yield _found("goals", commitment.sdgs, "numbers behind “SDG” or the like", GOALS, place)
    if commitment.acronyms:
        yield _found(
            "short names",
            ", ".join(commitment.acronyms),
            "words of capitals that name no topic",
            SHORT_NAMES,
            place,
        )
    for body in commitment.organisations:
        yield _found("organisation", body["name"] or body["acronym"], body["reason"], BODIES, place)
    if commitment.sectors:
        yield _found(
            "field of work",
            ", ".join(commitment.sectors),
            "its words, or those of its track or area",
            FIELD,
            place,
        )
