"""A reviewed outline as the Draft of a programme: plain values, nothing of them in the database yet."""

import re

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from programmes.actions import drafts
from programmes.agreements.review import messages
from programmes.agreements.review.decisions import NOTED, plain
from programmes.agreements.review.review import PLAN
from programmes.models import BasisAgreement, Document, Organisation, Track
from programmes.models.shared import Side
from programmes.statuses import Kind
from programmes.words.strings import fitted

# What begins as withheld (see the domain's page on care): human rights, defence, the Korean Peninsula.
WITHHELD = re.compile(
    r"human rights|\bdefen[cs]e\b|\bmilitary\b|korean peninsula|north korea|\bdprk\b|"
    r"menneskerettighed|\bforsvar(?:et|s\w*)?\b|militær|koreanske halvø|nordkorea",
    re.IGNORECASE,
)
LONGEST_TITLE = 200


def free(wanted, taken):
    """The name, or with the next number where it is taken: `KR-2021-2`."""
    number, found = 2, wanted
    while wanted and found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def draft_of(reading, review, frame):
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
        basis=_basis(review, country),
        signatories=_signatories(review, frame["signed_on"]),
        notes=_notes(review),
    )  # fmt: skip


def _free_key(model, wanted):
    return free(wanted, set(model.objects.filter(key__startswith=wanted).values_list("key", flat=True)))


def _titled(review):
    """(number, Chapter, its Groups with a title) of every area that has a title."""
    for chapter in review.chapters:
        if chapter.title:
            yield int(chapter.number), chapter, [group for group in chapter.groups if group.number]


def _areas(review):
    return [
        drafts.DraftArea(
            number, fitted(chapter.title, LONGEST_TITLE), _introduction(review, chapter), chapter.sdgs,
            [(fitted(group.title, LONGEST_TITLE), group.kind or Track.Kind.OTHER) for group in groups],
        )
        for number, chapter, groups in _titled(review)
    ]  # fmt: skip


def _introduction(review, chapter):
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


def _commitments(review, bodies):
    found = []
    for chapter in review.chapters:
        for group in chapter.groups:
            area = int(chapter.number) if chapter.title else None
            track = int(group.number.split(".")[1]) if group.number else None
            found += [_commitment(item, area, track, bodies) for item in group.items if not item.is_left_out]
    return found


def _commitment(item, area, track, bodies):
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
        is_withheld=bool(WITHHELD.search(item.wording)),
        sectors=item.sectors,
        sdgs=[goal for goal in item.sdgs if 1 <= goal <= 17],
        bodies=[(body, bodies[body].name) for body in item.bodies if body in bodies],
    )


def _bodies(review):
    """Those that are recognised or decided, by their names in the review; `name` is as the text has it."""
    taken, found = set(Organisation.objects.values_list("slug", flat=True)), {}
    for body in review.bodies:
        if not body.choice or body.choice == "none":
            continue
        if body.choice != "new":
            found[body.name] = drafts.DraftBody(body.choice, body.side, name=body.called)
            continue
        slug = free(slugify(body.called)[:70] or "organisation", taken)
        taken.add(slug)
        found[body.name] = drafts.DraftBody(
            slug, body.side, True, body.called[:160], body.acronym[:20], _body_kind(body)
        )
    return found


_BODY_KINDS = (
    ("MINISTRY", r"ministr|ministeri"),
    ("AGENCY", r"agency|authorit|administration|directorate|styrelse|myndighed"),
    ("UNIVERSITY", r"universit"),
    ("CLUSTER", r"cluster|klynge"),
    ("CITY", r"municipal|\bcity\b|region|kommune"),
)


def _body_kind(body):
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


def _basis(review, country):
    areas = {number: _title_words(chapter.title) for number, chapter, _groups in _titled(review)}
    known = {
        plain(title).casefold(): key
        for key, *titles in BasisAgreement.objects.values_list("key", "title_en", "title_da")
        for title in filter(None, titles)
    }
    taken, found = set(BasisAgreement.objects.values_list("key", flat=True)), []
    for entry in review.basis:
        title = plain(entry["title"])
        folded = title.casefold()
        if folded not in known:
            known[folded] = free(
                f"{country.iso2.lower()}-{slugify(title)[:60].strip('-') or 'agreement'}", taken
            )
            taken.add(known[folded])
        period = (entry.get("x") or {}).get("period") or (None, None)
        found.append(
            drafts.DraftBasis(
                known[folded], _basis_kind(title), title, _area_named(entry["area"] or "", areas),
                entry["year"], period[1], bool(entry["tbc"]), _paragraph_of(title, review),
            )
        )  # fmt: skip
    return found


def _title_words(title):
    return set(re.findall(r"\w{2,}", title.casefold()))


def _area_named(title, areas):
    """The number of the area that a heading in the list of agreements means, though it may shorten its title."""
    wanted = _title_words(title)
    shared = {number: len(wanted & words) / len(wanted | words) for number, words in areas.items() if wanted}
    best = max(shared, key=shared.get, default=None)
    return best if best is not None and shared[best] >= 0.5 else None


def _basis_kind(title):
    kinds = BasisAgreement.Kind
    for kind, pattern in _BASIS_KINDS:
        if re.search(pattern, title, re.IGNORECASE):
            return kinds[kind]
    return kinds.AGREEMENT


def _paragraph_of(text, review):
    return next((p["paragraph"] for p in review.passages if text in plain(p["text"])), None)


def _signatories(review, signed_on):
    found = {}
    for person in review.signatories:
        is_danish = "denmark" in (person["side"] or "").casefold() or "danmark" in person["side"].casefold()
        side = Side.DANISH if is_danish or person["side"] == Side.DANISH else Side.PARTNER
        language = "da" if review.language == "da" else "en"
        title = {f"title_{language}": (person["role"] or "")[:160]}
        key = (side, person["name"])
        found.setdefault(key, {"side": side, "name": person["name"][:120], "signed_on": signed_on, **title})
    return list(found.values())


def _notes(review):
    """What was left open, kept with the draft in both languages."""
    notes = [
        _note(lambda asked=asked: messages.question(asked)[0], review, asked.about)
        for asked in review.questions
        if asked.answer in {"", NOTED}
    ]
    waiting = [body.called for body in review.bodies if body.is_waiting]
    if waiting:
        names = "; ".join(waiting)
        notes.append(
            _note(
                lambda: _("Named in the text, but not recorded as responsible: %(names)s") % {"names": names}
            )
        )
    for item in review.kept():
        if item.timeline:
            when = item.timeline
            notes.append(
                _note(
                    lambda when=when: _("Timeline in the text: %(when)s") % {"when": when}, review, item.name
                )
            )
    return notes


def _note(words, review=None, about=PLAN):
    texts = {}
    for language in ("en", "da"):
        with translation.override(language):
            texts[language] = words()
    area, commitment = None, ""
    if about.startswith("a"):
        area = int(review.find(about).number or 0) or None
    elif about.startswith("t"):
        area = int(review.find(about).number.partition(".")[0] or 0) or None
    elif about.startswith("c"):
        commitment = next((item.number for item in review.items() if item.name == about), "")
    return drafts.DraftNote(texts["en"], texts["da"], area, commitment)
