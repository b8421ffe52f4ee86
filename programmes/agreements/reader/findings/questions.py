"""What a careful reader would ask before a text becomes a programme. Asked, never guessed."""

import difflib
import re
from collections import defaultdict

from programmes.agreements.reader.findings import acronyms, recurrence, sdgs
from programmes.agreements.reader.prose import sentences
from programmes.agreements.reader.undertakings import score

LONGEST = 600  # letters by which commitments are compared
SHORTEST = 20  # shorter ones are too plain to be compared
MOST_ALIKE = 60  # that begin or end with the same words


def _q(code, message, place=None, **values):
    return {"code": code, "message": message, "place": place, **values}


def find(outline, skips):
    """Questions in the order of the text; `place` is a paragraph where there is one.

    `skips`: (number before, number after, paragraph) where the text's own numbering leaves one out.
    """
    out = []
    for area in outline.areas:
        for number, name, meant in sdgs.disagreements(f"{area.title or ''} {area.intro}"):
            out.append(_q("sdg_name", f"“{number} ({name})”: the name is that of goal {meant}. Which goal is meant?",
                          area.place.paragraph if area.place else None, number=number, meant=meant))  # fmt: skip
    for _area, track, commitment in outline.commitments():
        at = commitment.place.paragraph
        if commitment.recurrence == "biannual":
            out.append(
                _q("biannual", "“Bi-annual” may mean twice a year or every second year. Which is meant?", at)
            )
        second = two_undertakings(commitment.text)
        if second:
            out.append(
                _q("two_undertakings", "Two undertakings may stand in one item. Split it?", at, second=second)
            )
        if recurrence.find(track.title or "") and not commitment.recurrence:
            out.append(
                _q("rhythm_in_title", "The track's title names a rhythm. Does it hold for this item?", at)
            )
    out += _unknown_tracks(outline)
    out += _twice(outline)
    out += _same_body(outline)
    out += _basis_ends(outline)
    for before, after, at in skips:
        numbers = {"before": ".".join(map(str, before)), "after": ".".join(map(str, after))}
        out.append(
            _q("numbering", "The numbering goes from {before} to {after}. Is something missing?".format(**numbers), at,
               **numbers)
        )  # fmt: skip
    return sorted(out, key=lambda q: (q["place"] is None, q["place"] or 0))


def two_undertakings(text):
    """The second undertaking of a text of two sentences that both begin with one; "" otherwise."""
    parts = sentences(text)
    for part in parts[1:]:
        value, reason = score(part)
        if value >= 0.8 and len(part.split()) >= 5 and ("begins" in reason or "parties" in reason):
            return part
    return ""


def _unknown_tracks(outline):
    out = []
    for area in outline.areas:
        for track in area.tracks:
            if track.title and not track.kind:
                out.append(_q("track_kind", f"“{track.title}” tells no kind of track. Which is it?",
                              track.place.paragraph if track.place else None))  # fmt: skip
    return out


def _twice(outline):
    """The same undertaking in two places, word for word or nearly; looked for among those that begin or end alike."""
    out, alike = [], defaultdict(list)
    for _area, _track, commitment in outline.commitments():
        text = re.sub(r"\W+", " ", commitment.text[:LONGEST].casefold()).strip()
        words = text.split()
        places = [alike["begins", *words[:2]], alike["ends", *words[-2:]]]
        nearly = (
            place for found in places for earlier, place in found[-MOST_ALIKE:] if _are_alike(earlier, text)
        )
        other = next(nearly, None)
        if other is not None:
            out.append(
                _q("same_commitment", f"Nearly the same stands in paragraph {other}. Is it one commitment?",
                   commitment.place.paragraph, other=other)
            )  # fmt: skip
        if len(text) > SHORTEST:
            for found in places:
                found.append((text, commitment.place.paragraph))
    return out


def _are_alike(earlier, text):
    if earlier == text:
        return True
    if abs(len(earlier) - len(text)) > 0.3 * len(text):
        return False
    matcher = difflib.SequenceMatcher(None, earlier, text, autojunk=False)
    return matcher.real_quick_ratio() > 0.93 and matcher.quick_ratio() > 0.93 and matcher.ratio() > 0.9


def _same_body(outline):
    """One name with two short names, or one short name for two bodies."""
    names = defaultdict(set)
    texts = [c.text for _a, _t, c in outline.commitments()] + [b["title"] for b in outline.basis]
    for text in texts:
        for acronym, name in acronyms.names(text).items():
            names[_plain(name)].add(acronym)
    return [
        _q("same_body", f"“{name}” is called {' and '.join(sorted(short))}. Which is right?", None)
        for name, short in names.items() if len(short) > 1
    ]  # fmt: skip


def _plain(name):
    name = re.sub(r"^(?:the\s+)?(?:Danish|Korean|Norwegian)\s+", "", name, flags=re.I)
    return re.sub(r"s\b", "", name.casefold()).replace("for", "of").strip()


def _basis_ends(outline):
    if not outline.period_end:
        return []
    return [
        _q("basis_ends", f"“{b['title']}” ends in {b['x']['period'][1]}, before the programme does.", None)
        for b in outline.basis if b.get("x", {}).get("period") and b["x"]["period"][1] < outline.period_end
    ]  # fmt: skip
