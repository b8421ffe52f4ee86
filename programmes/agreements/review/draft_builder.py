"""A reviewed outline as the Draft of a programme: plain values, nothing of them in the database yet."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from embassy.models import Mission
from programmes.actions import drafts
from programmes.agreements.review import messages
from programmes.agreements.review.decisions import NOTED, plain
from programmes.agreements.review.review import PLAN, Body, Chapter, Group, Item, Review
from programmes.models import AgreementReading, BasisAgreement, Document, Organisation, Track
from programmes.models.shared import Side
from programmes.statuses import Kind
from programmes.words.strings import fitted

LONGEST_TITLE = 200


def free(wanted: str, taken: Collection[str]) -> str:
    """The name, or with the next number where it is taken: `KR-2021-2`."""
    number, name = 2, wanted
    while wanted and name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def draft_of(reading: AgreementReading, review: Review, frame: Mapping[str, Any]) -> drafts.Draft:
    """The whole Draft of a text as it stands in review. `frame` are the programme's own columns."""
    bodies = _bodies(review)
    country = reading.mission.country
    title = frame["title_en"] or frame["title_da"]
    key = _free_key(Document, f"{country.iso2.lower()}-{slugify(title)[:60] or 'text'}")
    return drafts.Draft(
        programme={
            **frame, "title_signed": review.title[:250], "language": reading.language, "is_complete": True,
        },
        document={
            "key": key, "kind": Document.Kind.PROGRAMME_TEXT, "title_en": frame["title_en"],
            "title_da": frame["title_da"], "language": reading.language,
            "authenticity": Document.Authenticity.AUTHENTIC, "published_on": frame["signed_on"],
        },
        passages=[
            {name: passage[name] for name in ("paragraph", "page", "style", "text")}
            for passage in review.passages
        ],
        areas=_areas(review),
        commitments=_commitments(review, bodies),
        bodies=bodies,
        basis=_basis(review, reading.mission),
        signatories=_signatories(review, frame["signed_on"]),
        notes=_notes(review),
    )  # fmt: skip


def _free_key(model: type[Document], wanted: str) -> str:
    return free(wanted, set(model.objects.filter(key__startswith=wanted).values_list("key", flat=True)))


def _titled(review: Review) -> Iterator[tuple[int, Chapter, list[Group]]]:
    """(place, Chapter, its Groups with a title) of every area that has a title."""
    for chapter in review.chapters:
        if chapter.position is not None:
            yield chapter.position, chapter, [group for group in chapter.groups if group.position]


def _areas(review: Review) -> list[drafts.DraftArea]:
    return [
        drafts.DraftArea(
            number, fitted(chapter.title, LONGEST_TITLE), _introduction(review, chapter), chapter.sdgs,
            [(fitted(group.title, LONGEST_TITLE), group.kind or Track.Kind.OTHER) for group in groups],
        )
        for number, chapter, groups in _titled(review)
    ]  # fmt: skip


def _introduction(review: Review, chapter: Chapter) -> list[int]:
    """The paragraphs between an area's heading and what it holds first."""
    inside = [group.paragraph for group in chapter.groups if group.paragraph]
    inside += [item.paragraph for group in chapter.groups for item in group.items]
    if chapter.paragraph is None or not chapter.intro or not inside:
        return []
    return [
        passage["paragraph"]
        for passage in review.passages
        if chapter.paragraph < passage["paragraph"] < min(inside) and passage["style"] == "text"
    ]


def _commitments(review: Review, bodies: Mapping[str, drafts.DraftBody]) -> list[drafts.DraftCommitment]:
    return [
        _commitment(item, chapter.position, group.position, bodies)
        for chapter in review.chapters
        for group in chapter.groups
        for item in group.items
        if not item.is_left_out
    ]


def _commitment(
    item: Item, area: int | None, track: int | None, bodies: Mapping[str, drafts.DraftBody]
) -> drafts.DraftCommitment:
    recurrence, _colon, other = item.recurrence.partition(": ")
    return drafts.DraftCommitment(
        number=item.number,
        area=area,
        track=track,
        kind=item.kind or Kind.CONTINUING,
        recurrence=recurrence,
        recurrence_other=other[:120],
        wording=item.wording,
        paragraph=item.paragraph,
        sectors=item.sectors,
        sdgs=[goal for goal in item.sdgs if 1 <= goal <= 17],
        bodies=[(body, bodies[body].name) for body in item.bodies if body in bodies],
    )


def _bodies(review: Review) -> dict[str, drafts.DraftBody]:
    """Those that are recognised or decided, by their names in the review; `name` is as the text has it."""
    taken = set(Organisation.objects.values_list("slug", flat=True))
    bodies: dict[str, drafts.DraftBody] = {}
    for body in review.bodies:
        if not body.choice or body.choice == "none":
            continue
        if body.choice != "new":
            bodies[body.name] = drafts.DraftBody(body.choice, body.side, name=body.called)
            continue
        slug = free(slugify(body.called)[:70] or "organisation", taken)
        taken.add(slug)
        bodies[body.name] = drafts.DraftBody(
            slug, body.side, True, body.called[:160], body.acronym[:20], _body_kind(body)
        )
    return bodies


_BODY_KINDS = (
    ("MINISTRY", r"ministr|ministeri"),
    ("AGENCY", r"agency|authorit|administration|directorate|styrelse|myndighed"),
    ("UNIVERSITY", r"universit"),
    ("CLUSTER", r"cluster|klynge"),
    ("CITY", r"municipal|\bcity\b|region|kommune"),
)


def _body_kind(body: Body) -> Organisation.Kind:
    kinds = Organisation.Kind
    for kind, pattern in _BODY_KINDS:
        if re.search(pattern, body.called, re.IGNORECASE):
            return kinds[kind]
    return kinds.OTHER if body.side else kinds.BODY


_BASIS_KINDS = (
    ("MOU", r"\bmous?\b|memorand"),
    ("MOC", r"\bmocs?\b"),
    ("JOINT_STATEMENT", r"statement|declaration|erklæring"),
    ("ACTION_PLAN", r"action plan|handlingsplan"),
    ("TREATY", r"treat|convention|traktat|konvention"),
    ("COMMITMENT", r"commitment"),
)


def _basis(review: Review, mission: Mission) -> list[drafts.DraftBasis]:
    areas = {number: _title_words(chapter.title) for number, chapter, _groups in _titled(review)}
    agreements = BasisAgreement.objects.visible_at({mission.pk})
    known = {
        plain(title).casefold(): key
        for key, *titles in agreements.values_list("key", "title_en", "title_da")
        for title in filter(None, titles)
    }
    taken = set(BasisAgreement.objects.values_list("key", flat=True))
    listings: list[drafts.DraftBasis] = []
    for entry in review.basis:
        title = plain(entry["title"])
        folded = title.casefold()
        if folded not in known:
            known[folded] = free(
                f"{mission.country.iso2.lower()}-{slugify(title)[:60].strip('-') or 'agreement'}", taken
            )
            taken.add(known[folded])
        _first_year, last_year = (entry.get("x") or {}).get("period") or (None, None)
        listings.append(
            drafts.DraftBasis(
                known[folded], _basis_kind(title), title, _area_named(entry["area"] or "", areas),
                entry["year"], last_year, bool(entry["tbc"]), _paragraph_of(title, review),
            )
        )  # fmt: skip
    return listings


def _title_words(title: str) -> set[str]:
    return set(re.findall(r"\w{2,}", title.casefold()))


def _area_named(title: str, areas: Mapping[int, set[str]]) -> int | None:
    """The number of the area that a heading in the list of agreements means, though it may shorten its title."""
    wanted = _title_words(title)
    shared = {number: len(wanted & words) / len(wanted | words) for number, words in areas.items() if wanted}
    best = max(shared, key=lambda number: shared[number], default=None)
    return best if best is not None and shared[best] >= 0.5 else None


def _basis_kind(title: str) -> BasisAgreement.Kind:
    kinds = BasisAgreement.Kind
    for kind, pattern in _BASIS_KINDS:
        if re.search(pattern, title, re.IGNORECASE):
            return kinds[kind]
    return kinds.AGREEMENT


def _paragraph_of(text: str, review: Review) -> int | None:
    return next((p["paragraph"] for p in review.passages if text in plain(p["text"])), None)


def _signatories(review: Review, signed_on: str | None) -> list[dict[str, Any]]:
    signatories: dict[tuple[str, str], dict[str, Any]] = {}
    for person in review.signatories:
        is_danish = "denmark" in (person["side"] or "").casefold() or "danmark" in person["side"].casefold()
        side = Side.DANISH if is_danish or person["side"] == Side.DANISH else Side.PARTNER
        language = "da" if review.language == "da" else "en"
        title = {f"title_{language}": (person["role"] or "")[:160]}
        key = (side, person["name"])
        signatories.setdefault(
            key, {"side": side, "name": person["name"][:120], "signed_on": signed_on, **title}
        )
    return list(signatories.values())


def _notes(review: Review) -> list[drafts.DraftNote]:
    """What was left open, kept with the draft in both languages."""
    notes = [
        _note(partial(messages.question, asked), review, asked.about)
        for asked in review.questions
        if asked.answer in {"", NOTED}
    ]
    waiting = [body.called for body in review.bodies if body.is_waiting]
    if waiting:
        names = "; ".join(waiting)
        notes.append(
            _note(
                lambda: _("Named in the text, but not recorded as responsible: %(names)s") % {"names": names},
                review,
            )
        )
    notes += [
        _note(partial(_timeline, item.timeline), review, item.name) for item in review.kept() if item.timeline
    ]
    return notes


def _timeline(when: str) -> str:
    return _("Timeline in the text: %(when)s") % {"when": when}


def _note(words: Callable[[], str], review: Review, about: str = PLAN) -> drafts.DraftNote:
    texts = {}
    for language in ("en", "da"):
        with translation.override(language):
            texts[language] = words()
    note = drafts.DraftNote(texts["en"], texts["da"])
    part = None if about == PLAN else review.find(about)
    if isinstance(part, Chapter):
        note.area = part.position
    elif isinstance(part, Group):
        note.area = part.area
    elif isinstance(part, Item):
        note.commitment = part.number
    return note
