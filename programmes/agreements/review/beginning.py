"""The Review of an outline that nobody has decided anything about."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from programmes.agreements.review.review import PLAN, Body, Chapter, Group, Item, Question, Review, numbered
from programmes.agreements.review.stored_outlines import current_shape


def begin(outline: dict[str, Any]) -> Review:
    """`outline` is as the reader's `Outline.as_json` has it, today or when it was stored."""
    outline = current_shape(outline)
    extra = outline["x"]
    review = Review(
        title=outline["title"],
        parties=outline["countries"],
        language=extra["language"],
        period_start=outline["period_start"],
        period_end=outline["period_end"],
        signed_on=extra.get("signed_on") or "",
        preamble=extra.get("preamble") or "",
        chapters=[],
        bodies=[],
        questions=[],
        basis=outline["basis_agreements"],
        signatories=outline["signatories"],
        passages=extra["passages"],
    )
    tracks, commitments = count(1), count(1)
    for number, area in enumerate(outline["areas"], 1):
        review.chapters.append(_chapter(f"a{number}", area, tracks, commitments))
    _bodies(review, outline)
    review.questions = [
        _question(f"q{number}", question, review) for number, question in enumerate(extra["questions"], 1)
    ]
    return numbered(review)


def _chapter(name: str, area: dict[str, Any], tracks: Iterator[int], commitments: Iterator[int]) -> Chapter:
    extra = area.get("x", {})
    place = extra.get("place") or {}
    chapter = Chapter(
        name, area["title"] or "", place.get("paragraph"), extra.get("intro", ""), list(area["sdgs"])
    )
    chapter.reason = extra.get("reason", "")
    for track in area["tracks"]:
        about = track.get("x", {})
        at = (about.get("place") or {}).get("paragraph")
        group = Group(f"t{next(tracks)}", track["title"] or "", about.get("kind", ""), at)
        group.reason = about.get("reason", "")
        group.items = [_item(f"c{next(commitments)}", commitment) for commitment in track["commitments"]]
        chapter.groups.append(group)
    return chapter


def _item(name: str, commitment: dict[str, Any]) -> Item:
    extra = commitment["x"]
    place = extra["place"]
    return Item(
        name, commitment["text"], place["page"], place["paragraph"], place["row"], extra["kind"], commitment["recurrence"] or "",
        list(extra["sub"]), extra["reason"], extra["confidence"], list(extra["sdg_mentions"]), list(extra["sectors"]),
        [], extra["responsible"], extra["timeline"],
    )  # fmt: skip


def _bodies(review: Review, outline: dict[str, Any]) -> None:
    """Each organisation once, however many commitments name it."""
    by_key: dict[str, Body] = {}
    commitments = [c for area in outline["areas"] for track in area["tracks"] for c in track["commitments"]]
    for item, commitment in zip(review.items(), commitments, strict=True):
        for named in commitment["x"]["organisations"]:
            key = named["known"] or (named["acronym"] or named["name"]).casefold()
            if key not in by_key:
                by_key[key] = Body(
                    f"o{len(by_key) + 1}", named["name"] or named["acronym"], named["acronym"], named["side"],
                    named["known"] or "", bool(named["known"]),
                )  # fmt: skip
            body = by_key[key]
            body.side = body.side or named["side"]
            if item.name not in body.items:
                body.items.append(item.name)
                item.bodies.append(body.name)
    review.bodies = list(by_key.values())


def _question(name: str, question: dict[str, Any], review: Review) -> Question:
    code, place, parameters = question["code"], question["place"], question["parameters"]
    return Question(name, code, _about(code, place, parameters, review), place, parameters)


def _about(code: str, paragraph: int | None, parameters: dict[str, Any], review: Review) -> str:
    """The part that a question concerns: by its paragraph, and among several there by its words."""
    if paragraph is None:
        return PLAN
    parts: Sequence[Chapter | Group | Item]
    if code == "sdg_name":
        parts = review.chapters
    elif code == "track_kind":
        parts = review.groups()
    else:
        parts = [*review.items(), *review.groups(), *review.chapters]
    here = [part for part in parts if part.paragraph == paragraph]
    second = parameters.get("second", "")
    here = [part for part in here if second and second in getattr(part, "text", "")] or here
    if code == "biannual":
        here = [part for part in here if getattr(part, "recurrence", "") == "biannual"] or here
    return here[0].name if here else PLAN
