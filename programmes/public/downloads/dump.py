"""Everything that is public as tables: which rows, which columns, and what each column means.

What columns mean is what the models say of their fields, in both languages.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.models import Mission
from embassy.partial_dates import PartialDateField
from programmes.models import (
    SDG,
    Activity,
    BasisAgreement,
    BasisListing,
    Commitment,
    Document,
    Event,
    EventProgramme,
    Note,
    OrganisationAlias,
    Partnership,
    PartnershipLevel,
    Passage,
    PriorityArea,
    Programme,
    Sector,
    Signatory,
    StatusReport,
    Track,
    Wording,
)
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.programmes import ProgrammeQuerySet
from programmes.models.wordings import NEVER_PUBLIC
from programmes.rules.responsible import organisations_in, parts_begun_by
from programmes.words.commitment_fields import NAMES

REFERENCE = Concat("programme__reference", Value("-"), "number", output_field=CharField())
OF_COMMITMENT = Concat(
    "commitment__programme__reference", Value("-"), "commitment__number", output_field=CharField()
)
OF_NOTE = Case(When(commitment=None, then=Value("")), default=OF_COMMITMENT)
KINDS = {PartialDateField: "day, month or year", BooleanField: "true or false", DateTimeField: "moment",
         DateField: "day", IntegerField: "number"}  # fmt: skip
# What no field of a model says.
OWN_WORDS = {
    "activity": _("the activity's short name"),
    "area": _("the number of the priority area in its programme"),
    "basis_agreement": _("the basis agreement's short name"),
    "commitment": _("the commitment's reference, as in KR-2021-1.1.3"),
    "country": _("the country's name in addresses, as in south-korea"),
    "document": _("the document's short name"),
    "event": _("the event's short name"),
    "iso2": _("the country's code, ISO 3166-1 alpha-2"),
    "note": _("the note's short name"),
    "organisation": _("the organisation's short name"),
    "predecessor": _("the reference of the programme before it"),
    "programme": _("the programme's reference, as in KR-2021"),
    "sdg": _("the number of the Sustainable Development Goal"),
    "sector": _("the sector's short name"),
    "track": _("the place of the cooperation track in its area"),
    "status": _("the public status; withdrawn commitments have none"),
    "published_at": _("the moment from which the report is public (UTC)"),
    "withdrawn_on": _("the day of the withdrawal"),
}


Source: TypeAlias = str | Concat | Case  # the path, or expression, that values come from
Column: TypeAlias = tuple[str, Source]  # its name first
Cell: TypeAlias = str | int


class OfWhole(str):
    """The path of a programme's column that is empty where only its existence is public."""


@dataclass(frozen=True)
class Table:
    """A table of the dump."""

    name: str
    rows: QuerySet[Any]
    columns: tuple[Column, ...]

    @property
    def headers(self) -> list[str]:
        return [name for name, _source in self.columns]

    def values(self) -> list[list[Cell]]:
        """The rows in an order of their own, so that the same data is the same file."""
        sources = {f"out_{place}": _expression(source) for place, (_name, source) in enumerate(self.columns)}
        rows = self.rows.order_by().annotate(**sources).values_list(*sources)
        return sorted(([_plain(value) for value in row] for row in rows), key=_in_order)


def _in_order(row: Iterable[Cell]) -> list[tuple[bool, Cell]]:
    """Databases sort texts each in their own way."""
    return [(isinstance(cell, str), cell) for cell in row]


def _expression(source: Source) -> Expression | F:
    if isinstance(source, OfWhole):
        return Case(When(is_named_only=True, then=Value("")), default=F(source), output_field=CharField())
    return F(source) if isinstance(source, str) else source


def _plain(value: Any) -> Cell:
    """A value as it stands in a cell: nothing is empty, yes and no are true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    return value if isinstance(value, int | str) else value.isoformat()


def same(names: str) -> tuple[Column, ...]:
    """Columns named as their fields."""
    return tuple((name, name) for name in names.split())


def tables(*, at: dt.datetime) -> list[Table]:
    """Every table, as it stands at a moment."""
    day = clock.public_day(at)
    programmes, commitments = Programme.objects.published(), Commitment.objects.published()
    return [
        *_agreements(programmes, commitments),
        *_texts(programmes, commitments),
        *_commitments(commitments, day, at),
        *_happenings(programmes, commitments),
        *_lists(commitments, day),
    ]


def _agreements(programmes: ProgrammeQuerySet, commitments: CommitmentQuerySet) -> Iterator[Table]:
    partnerships = Partnership.objects.published()
    yield Table("partnerships", partnerships, (
        ("country", "country__slug"), ("iso2", "country__iso2"), ("name_da", "country__name_da"),
        ("name_en", "country__name_en"),
    ))  # fmt: skip
    missions = Mission.objects.filter(country__in=partnerships.values("country"))
    yield Table("missions", missions, (
        ("country", "country__slug"), *same("slug kind city_da city_en time_zone website email phone address"),
    ))  # fmt: skip
    levels = PartnershipLevel.objects.filter(partnership__in=partnerships)
    yield Table(
        "levels", levels, (("country", "partnership__country__slug"), *same("title_da title_en agreed_on"))
    )
    yield Table("programmes", programmes, (
        ("country", "partnership__country__slug"),
        *same("reference slug kind title_da title_en title_signed language"),
        *((name, OfWhole(name)) for name in ("standfirst_da", "standfirst_en")),
        *same("announced_on preparation_noted_on signed_on conclusion starts_on ends_on end_is_certain is_complete"),
        *((name, OfWhole(name)) for name in ("party_publication", "legal_character", "legal_character_source")),
    ))  # fmt: skip
    # A predecessor is named only where it is public itself.
    continued = programmes.filter(predecessor__in=programmes.values("pk"))
    yield Table(
        "predecessors", continued, (("programme", "reference"), ("predecessor", "predecessor__reference"))
    )
    areas = PriorityArea.objects.filter(programme__in=programmes.whole().values("pk"))
    yield Table(
        "areas", areas, (("programme", "programme__reference"), *same("number title title_da title_en"))
    )
    goals = PriorityArea.sdgs.through.objects.filter(priorityarea__in=areas.values("pk"))
    yield Table("area_sdgs", goals, (
        ("programme", "priorityarea__programme__reference"), ("area", "priorityarea__number"), ("sdg", "sdg__number"),
    ))  # fmt: skip
    tracks = Track.objects.filter(pk__in=commitments.values("track"))
    yield Table("tracks", tracks, (
        ("programme", "area__programme__reference"), ("area", "area__number"), *same("position title title_da kind"),
    ))  # fmt: skip


def _texts(programmes: ProgrammeQuerySet, commitments: CommitmentQuerySet) -> Iterator[Table]:
    """The signed texts that can be read here, who signed them, what they rest on, and the editors' notes."""
    whole = programmes.whole().values("pk")
    signatories = Signatory.objects.filter(programme__in=whole)
    yield Table("signatories", signatories, (
        ("programme", "programme__reference"), *same("name title_da title_en side signed_on"),
    ))  # fmt: skip
    texts = Document.objects.public().filter(programmes__in=whole)
    passages = Passage.objects.filter(document__in=texts.values("pk"))
    yield Table("passages", passages, (("document", "document__key"), *same("paragraph page style text")))
    listings = BasisListing.objects.filter(programme__in=whole)
    yield Table("basis_listings", listings, (
        ("programme", "programme__reference"), ("area", "area__number"), ("basis_agreement", "instrument__key"),
        *same("position listed_as is_to_be_confirmed"),
    ))  # fmt: skip
    agreements = BasisAgreement.objects.filter(pk__in=listings.values("instrument"))
    yield Table("basis_agreements", agreements, same(
        "key kind title_da title_en concluded_on valid_from valid_until"
    ))  # fmt: skip
    notes = Note.objects.public().filter(Q(commitment=None) | Q(commitment__in=commitments.values("pk")))
    yield Table("notes", notes, (
        ("note", "key"), ("country", "partnership__country__slug"), ("programme", "programme__reference"),
        ("area", "area__number"), ("commitment", OF_NOTE), *same("text_da text_en noted_on"),
    ))  # fmt: skip
    sources = Note.documents.through.objects.filter(
        note__in=notes.values("pk"), document__in=Document.objects.public().values("pk")
    )
    yield Table("note_documents", sources, (("note", "note__key"), ("document", "document__key")))


def _commitments(commitments: CommitmentQuerySet, day: dt.date, at: dt.datetime) -> Iterator[Table]:
    standing = commitments.with_status_at(at).filter(withdrawn_on=None)
    columns: tuple[Column, ...] = (
        ("commitment", REFERENCE), ("programme", "programme__reference"), ("area", "area__number"),
        ("track", "track__position"),
        *((name, name) for name in NAMES),
    )  # fmt: skip
    yield Table("commitments", commitments, columns)
    yield Table("statuses", standing, (("commitment", REFERENCE), ("status", "status_now")))
    wordings = Wording.objects.public().begun_by(day).filter(commitment__in=commitments.values("pk"))
    yield Table("wordings", wordings, (
        ("commitment", OF_COMMITMENT), *same("text language provenance valid_from valid_until"),
    ))  # fmt: skip
    yield Table("responsibilities", parts_begun_by(day, commitments.values("pk")), (
        ("commitment", OF_COMMITMENT), ("organisation", "organisation__slug"),
        *same("role side as_named from_on until_on"),
    ))  # fmt: skip
    sectors = Commitment.sectors.through.objects.filter(commitment__in=commitments.values("pk"))
    yield Table("commitment_sectors", sectors, (("commitment", OF_COMMITMENT), ("sector", "sector__slug")))
    sdgs = Commitment.sdgs.through.objects.filter(commitment__in=commitments.values("pk"))
    yield Table("commitment_sdgs", sdgs, (("commitment", OF_COMMITMENT), ("sdg", "sdg__number")))
    yield Table("reports", StatusReport.objects.public(at=at), (
        ("commitment", OF_COMMITMENT), *same("side status as_of_on"), ("published_at", "effective_at"),
        *same("summary evidence evidence_url summary_language evidence_language is_final is_demo"),
    ))  # fmt: skip
    withdrawn = StatusReport.objects.withdrawn_from_public()
    yield Table(
        "withdrawn_reports",
        withdrawn,
        (("commitment", OF_COMMITMENT), ("withdrawn_on", "withdrawn_at__date")),
    )


def _happenings(programmes: ProgrammeQuerySet, commitments: CommitmentQuerySet) -> Iterator[Table]:
    events = Event.objects.public()
    yield Table("events", events, (
        ("country", "partnership__country__slug"),
        *same("key kind title_da title_en starts_on ends_on place_da place_en participants_da participants_en is_demo"),
    ))  # fmt: skip
    links = EventProgramme.objects.filter(
        event__in=events.values("pk"), programme__in=programmes.values("pk")
    )
    yield Table("event_programmes", links, (
        ("event", "event__key"), ("programme", "programme__reference"), ("relation", "relation"),
    ))  # fmt: skip
    activities = Activity.objects.public()
    yield Table("activities", activities, same(
        "key kind state title_da title_en takes_place_on place participants outcome text_language is_demo"
    ))  # fmt: skip
    shown = commitments.with_public_status()
    carrying_out = Activity.commitments.through.objects.filter(
        activity__in=activities.values("pk"), commitment__in=shown.values("pk")
    )
    yield Table(
        "activity_commitments", carrying_out, (("activity", "activity__key"), ("commitment", OF_COMMITMENT))
    )
    yield Table("documents", Document.objects.public(), (
        ("country", "partnership__country__slug"),
        *same("key kind title_da title_en language authenticity url publisher_da publisher_en published_on read_on"
              " is_demo"),
    ))  # fmt: skip


def _lists(commitments: CommitmentQuerySet, day: dt.date) -> Iterator[Table]:
    organisations = organisations_in(parts_begun_by(day, commitments.values("pk")))
    yield Table("organisations", organisations, (
        ("iso2", "country__iso2"), *same("slug name_da name_en acronym kind succeeded_on"),
        *same("succession_source_da succession_source_en succession_source_url succession_source_on"),
    ))  # fmt: skip
    aliases = OrganisationAlias.objects.filter(organisation__in=organisations.values("pk"))
    yield Table("organisation_aliases", aliases, (("organisation", "organisation__slug"), ("name", "name")))
    yield Table("sectors", Sector.objects.public(), same("slug name_da name_en"))
    yield Table("sdgs", SDG.objects.all(), same("number name_da name_en"))


# --- What the columns mean ----------------------------------------------------------------------------------------


def dictionary(public: Iterable[Table]) -> list[list[str]]:
    """A row for each column: its table, name, kind, the codes that it may hold, its meaning in English and Danish."""
    return [
        [
            table.name,
            name,
            _kind(table, source),
            _codes(table, source),
            *(_meaning(table, name, source, code) for code in ("en", "da")),
        ]
        for table in public
        for name, source in table.columns
    ]


def _field(table: Table, source: Source) -> tuple[Any, Any]:
    """The field that a column comes from, or None; and the field that leads there, where it is in another table."""
    if not isinstance(source, str):
        return None, None
    model: type[Model] = table.rows.model
    fields: list[Any] = []
    try:
        for step in source.split("__"):
            fields.append(model._meta.get_field(step))
            model = fields[-1].related_model or model
    except FieldDoesNotExist:
        return None, None
    return fields[-1], fields[0]


def _kind(table: Table, source: Source) -> str:
    field, _first = _field(table, source)
    return next((words for kind, words in KINDS.items() if isinstance(field, kind)), "text")


def _codes(table: Table, source: Source) -> str:
    field, _first = _field(table, source)
    choices = field.choices if field is not None and field.choices else ()
    return " ".join(str(code) for code, _label in choices if code not in NEVER_PUBLIC)


def _meaning(table: Table, name: str, source: Source, language: str) -> str:
    with translation.override(language):
        if name in OWN_WORDS and name != source:
            return str(OWN_WORDS[name])
        field, first = _field(table, source)
        return str(field.verbose_name) if first is field else f"{first.verbose_name}: {field.verbose_name}"
