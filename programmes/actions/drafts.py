"""Agreement texts and what comes of them: kept, decided about, made into a draft programme, discarded, taken back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from embassy import bulk
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import Country, User
from programmes.actions import current
from programmes.actions.plans import NewCommitment, add_commitments
from programmes.actions.undo_import import undo_import
from programmes.change_events import ChangeEvent
from programmes.models import (
    SDG,
    AgreementReading,
    BasisAgreement,
    BasisListing,
    Commitment,
    Document,
    FormerSlug,
    Note,
    Organisation,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    ReviewStep,
    Sector,
    Signatory,
    Track,
    Wording,
)
from programmes.models.shared import Side

State = AgreementReading.State


class AlreadyDecided(Exception):
    """The text is no longer in review: a draft was made of it, or it was discarded."""


@dataclass(slots=True)
class DraftArea:
    """`number` is its place; `introduction` are paragraphs of the text; `tracks` are (title, kind)."""

    number: int
    title: str
    introduction: list[int] = field(default_factory=list)
    sdgs: list[int] = field(default_factory=list)
    tracks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class DraftCommitment:
    """`area` is the area's number and `track` the place of the track in it; `bodies` are (key, as named)."""

    number: str
    area: int | None
    track: int | None
    kind: str
    recurrence: str
    recurrence_other: str
    wording: str
    paragraph: int
    sectors: list[str] = field(default_factory=list)
    sdgs: list[int] = field(default_factory=list)
    bodies: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class DraftBody:
    """A known organisation by its slug, or a new one."""

    slug: str
    side: str
    is_new: bool = False
    name: str = ""
    acronym: str = ""
    kind: str = Organisation.Kind.OTHER


@dataclass(slots=True)
class DraftBasis:
    """An entry of the list of basis agreements; entries with the same `key` name one instrument."""

    key: str
    kind: str
    listed_as: str
    area: int | None
    year: int | None
    until: int | None
    is_to_be_confirmed: bool
    paragraph: int | None


@dataclass(slots=True)
class DraftNote:
    """A doubt that stays with the draft: on the plan, an area (its number) or a commitment (its number)."""

    text_en: str
    text_da: str
    area: int | None = None
    commitment: str = ""


@dataclass
class Draft:
    """A whole programme that is to be made, in plain values; nothing of it is in the database yet.

    `programme`, `document`, `passages` and `signatories` are by column name; `bodies` by what the text calls them.
    """

    programme: dict[str, Any]
    document: dict[str, Any]
    passages: list[dict[str, Any]]
    areas: list[DraftArea]
    commitments: list[DraftCommitment]
    bodies: dict[str, DraftBody]
    basis: list[DraftBasis]
    signatories: list[dict[str, Any]]
    notes: list[DraftNote]


def keep_reading(
    reading: AgreementReading, *, by: User, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[AgreementReading]:
    parameters = {"name": reading.name}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.AGREEMENT_TEXT_SENT, parameters=parameters, into=into
    ) as record:
        record.create(reading)
    return Done(reading, record.change_set)


def keep_steps(
    reading: AgreementReading,
    steps: list[tuple[int, str, str, dict[str, Any]]],
    *,
    by: User,
    at: dt.datetime,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[list[ReviewStep]]:
    """Store decisions, (position, operation, item, values) each, on a reading that the caller holds locked."""
    parameters = {"name": reading.name}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.AGREEMENT_ITEM_DECIDED, parameters=parameters, into=into
    ) as record:
        rows = record.bulk_create(
            ReviewStep,
            [
                ReviewStep(
                    reading=reading, position=position, operation=operation, item=item, values=values,
                    decided_at=at, decided_by=by,
                )
                for position, operation, item, values in steps
            ],
        )  # fmt: skip
        record.touch(reading)
    return Done(rows, record.change_set)


def discard_reading(
    reading: AgreementReading, *, by: User, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[AgreementReading]:
    """Let go of a text in review, the file's bytes with it. Raises AlreadyDecided."""
    parameters = {"name": reading.name}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.AGREEMENT_TEXT_DISCARDED, parameters=parameters, into=into
    ) as record:
        locked = _locked(reading)
        record.update(locked, state=State.DISCARDED)
        AgreementReading.objects.filter(pk=locked.pk).update(content=None)
    return Done(locked, record.change_set)


def make_draft(
    reading: AgreementReading,
    draft: Draft,
    *,
    by: User,
    at: dt.datetime,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Programme]:
    """Write an unpublished programme with all that belongs to it, as one change set.

    Raises AlreadyDecided when the text is no longer in review.
    """
    parameters = {"name": reading.name}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.DRAFT_PROGRAMME_MADE, parameters=parameters, into=into
    ) as record:
        locked = _locked(reading)
        writing = _Writing(locked, draft, record)
        programme = writing.run(at=at)
        record.update(
            locked, state=State.MADE, programme=programme, document=programme.text, made_at=at, made_by=by,
            change_set=record.begin(),
        )  # fmt: skip
    return Done(programme, record.change_set)


def take_back_draft(
    reading: AgreementReading, *, by: User, at: dt.datetime, channel: str = Channel.PAGE
) -> Done[AgreementReading]:
    """Take away the draft that was made; the text is in review again, every decision kept.

    Raises CannotUndo when somebody has worked on the draft since, and AlreadyDecided when there is none.
    """
    change = reading.change_set
    parameters = {"name": reading.name}
    with change_set(
        by=by,
        channel=channel,
        undo_of=change,
        event=ChangeEvent.DRAFT_PROGRAMME_TAKEN_BACK,
        parameters=parameters,
    ) as record:
        locked = AgreementReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
        if locked.state != State.MADE or change is None or locked.programme is None:
            raise AlreadyDecided
        # Of two, of whom one publishes it, the second waits here.
        draft = Programme.objects.select_for_update(of=("self",)).get(pk=locked.programme.pk)
        if draft.is_published:
            raise AlreadyDecided
        record.update(
            locked, state=State.OPEN, programme=None, document=None, made_at=None, made_by=None,
            change_set=None,
        )  # fmt: skip
        undo_import(change, record=record, by=by, at=at)
    return Done(locked, record.change_set)


def _locked(reading: AgreementReading) -> AgreementReading:
    locked = AgreementReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    if locked.state != State.OPEN:
        raise AlreadyDecided
    return locked


class _Writing:
    """Writes the parts of a Draft in their order, each table at once."""

    def __init__(self, reading: AgreementReading, draft: Draft, record: Recorder) -> None:
        self.reading, self.draft, self.record = reading, draft, record
        self.country = reading.mission.country
        self.partnership = self.country.partnership
        self.goals = SDG.objects.in_bulk()

    def run(self, *, at: dt.datetime) -> Programme:
        self._document()
        self._programme()
        self._structure()
        self._organisations()
        self._commitments(at)
        self._basis()
        self._notes()
        return self.programme

    def _document(self) -> None:
        self.document = self.record.create(Document(partnership=self.partnership, **self.draft.document))
        rows = [Passage(document=self.document, **passage) for passage in self.draft.passages]
        self.passages: dict[int | None, Passage] = {
            row.paragraph: row for row in self.record.bulk_create(Passage, rows)
        }

    def _programme(self) -> None:
        programme = Programme(partnership=self.partnership, text=self.document, **self.draft.programme)
        self.programme = self.record.create(programme)
        self.record.set_links(programme, "missions", [self.reading.mission])
        rows = [Signatory(programme=programme, **signatory) for signatory in self.draft.signatories]
        self.record.bulk_create(Signatory, rows)

    def _structure(self) -> None:
        rows = [
            PriorityArea(programme=self.programme, number=area.number, title=area.title)
            for area in self.draft.areas
        ]
        self.areas: dict[int | None, PriorityArea] = {
            row.number: row for row in self.record.bulk_create(PriorityArea, rows)
        }
        goals, tracks = self.goals, []
        for area in self.draft.areas:
            row = self.areas[area.number]
            introduction = [self.passages[number] for number in area.introduction]
            self.record.set_links(row, "introduction", introduction)
            self.record.set_links(row, "sdgs", [goals[number] for number in area.sdgs if number in goals])
            tracks += [
                Track(area=row, position=position, title=title, kind=kind)
                for position, (title, kind) in enumerate(area.tracks, 1)
            ]
        self.tracks: dict[tuple[int | None, int | None], Track] = {
            (row.area.number, row.position): row for row in self.record.bulk_create(Track, tracks)
        }

    def _organisations(self) -> None:
        new = [body for body in self.draft.bodies.values() if body.is_new]
        denmark = Country.objects.get(iso2="DK") if any(b.side == Side.DANISH for b in new) else None
        places = {Side.DANISH: denmark, Side.PARTNER: self.country, "": None}
        rows = [
            Organisation(
                slug=body.slug, name_en=body.name, acronym=body.acronym, kind=body.kind,
                country=places[body.side], is_known_to_all=False,
            )
            for body in new
        ]  # fmt: skip
        self.record.bulk_create(Organisation, rows)
        slugs = {body.slug for body in self.draft.bodies.values()}
        former = FormerSlug.objects.of(Organisation).filter(slug__in=slugs).select_related("organisation")
        by_slug = {row.slug: row.leads_to for row in former}
        by_slug |= {row.slug: row for row in Organisation.objects.filter(slug__in=slugs)}
        self.organisations = {
            key: (by_slug[body.slug], body.side)
            for key, body in self.draft.bodies.items()
            if body.slug in by_slug
        }

    def _commitments(self, at: dt.datetime) -> None:
        sectors = dict(Sector.objects.values_list("slug", "pk"))
        ids = bulk.reserve_ids(Commitment, len(self.draft.commitments))
        rows = [
            self._commitment(pk, position, entry, sectors)
            for position, (pk, entry) in enumerate(zip(ids, self.draft.commitments, strict=True), 1)
        ]
        add_commitments(rows, record=self.record, slugs=dict(Organisation.objects.values_list("pk", "slug")))
        self.ids: dict[str | None, int] = {
            entry.number: pk for pk, entry in zip(ids, self.draft.commitments, strict=True)
        }
        self._responsibilities()
        current.refresh(ids, at=at)

    def _commitment(
        self, pk: int, position: int, entry: DraftCommitment, sectors: Mapping[str, int]
    ) -> NewCommitment:
        area = self.areas.get(entry.area)
        track = self.tracks.get((entry.area, entry.track))
        return NewCommitment(
            id=pk,
            reference=f"{self.programme.reference}-{entry.number}",
            columns={
                "programme_id": self.programme.pk,
                "area_id": area and area.pk,
                "track_id": track and track.pk,
                "number": entry.number,
                "position": position,
                "kind": entry.kind,
                "plain_title_da": "",
                "plain_title_en": "",
                "recurrence": entry.recurrence,
                "recurrence_other": entry.recurrence_other,
                "status_visibility": Commitment.Visibility.UNCONFIRMED.value,
                "is_published": True,
            },
            wording={
                "text": entry.wording,
                "language": self.programme.language,
                "provenance": Wording.Provenance.SIGNED.value,
                "valid_from": None,
                "passage_id": self.passages[entry.paragraph].pk,
            },
            sectors=[sectors[slug] for slug in entry.sectors if slug in sectors],
            sdgs=[number for number in entry.sdgs if number in self.goals],
        )

    def _responsibilities(self) -> None:
        """Each organisation once for a commitment: responsible on its side, or a forum where it has none."""
        roles = Responsibility.Role
        rows: dict[tuple[str, int], Responsibility] = {}
        for entry in self.draft.commitments:
            for key, as_named in entry.bodies:
                organisation, side = self.organisations.get(key, (None, ""))
                if organisation is not None:
                    rows.setdefault(
                        (entry.number, organisation.pk),
                        Responsibility(
                            commitment_id=self.ids[entry.number], organisation=organisation, side=side,
                            role=roles.RESPONSIBLE if side else roles.FORUM, as_named=as_named[:200],
                        ),
                    )  # fmt: skip
        self.record.bulk_create(Responsibility, list(rows.values()))

    def _basis(self) -> None:
        wanted = {entry.key: entry for entry in self.draft.basis}
        instruments = {row.key: row for row in BasisAgreement.objects.filter(key__in=wanted)}
        new = [
            BasisAgreement(
                key=entry.key, kind=entry.kind, concluded_on=str(entry.year) if entry.year else None,
                valid_until=str(entry.until) if entry.until else None, is_known_to_all=False,
                **_titled(entry.listed_as[:300], self.programme),
            )
            for entry in wanted.values()
            if entry.key not in instruments
        ]  # fmt: skip
        instruments |= {row.key: row for row in self.record.bulk_create(BasisAgreement, new)}
        rows: list[BasisListing] = []
        places: dict[int | None, int] = {}
        for entry in self.draft.basis:
            places[entry.area] = places.get(entry.area, 0) + 1
            rows.append(
                BasisListing(
                    programme=self.programme, area=self.areas.get(entry.area), instrument=instruments[entry.key],
                    position=places[entry.area], listed_as=entry.listed_as,
                    is_to_be_confirmed=entry.is_to_be_confirmed, passage=self.passages.get(entry.paragraph),
                )
            )  # fmt: skip
        self.record.bulk_create(BasisListing, rows)

    def _notes(self) -> None:
        key = self.programme.reference.lower()
        rows = [
            Note(
                key=f"{key}-text-{self.reading.pk}-{number}", partnership=self.partnership,
                programme=self.programme, area=self.areas.get(note.area),
                commitment_id=self.ids.get(note.commitment), text_en=note.text_en, text_da=note.text_da,
            )
            for number, note in enumerate(self.draft.notes, 1)
        ]  # fmt: skip
        self.record.bulk_create(Note, rows)


def _titled(title: str, programme: Programme) -> dict[str, str]:
    """An instrument's title is in the text's language; English is where a title must be."""
    return {"title_en": title, "title_da": title if programme.language == "da" else ""}
