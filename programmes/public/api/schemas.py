"""What the answers hold. These classes are the documentation: OpenAPI is made from them, and answers are held to it."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db.models import Choices
from ninja import Schema
from pydantic import AnyHttpUrl, Field, GetCoreSchemaHandler, StringConstraints, create_model
from pydantic_core import CoreSchema

from programmes.models import Organisation, Programme, Responsibility, Track, Wording
from programmes.models.programmes import Life
from programmes.models.shared import Side, TextLanguage
from programmes.models.wordings import NEVER_PUBLIC
from programmes.statuses import PublicStatus, Status
from programmes.words.commitment_fields import FIELD, told_by_api


class CheckedAs:
    """Has answers checked and documented as a type that only the running product knows."""

    def __init__(self, known_type: Any) -> None:
        self.known_type = known_type

    def __get_pydantic_core_schema__(self, _declared: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.known_type)


def codes(choices: type[Choices]) -> CheckedAs:
    """One of the codes of some choices."""
    return CheckedAs(Literal[tuple(str(value) for value in choices.values)])


PartialDay = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    Field(description="A day, a month or a year: no finer than it is known.", examples=["2021-04"]),
]
LanguageCode = Annotated[str, codes(TextLanguage)]
SideCode = Annotated[str, codes(Side)]


PUBLIC_PROVENANCES = tuple(code for code in Wording.Provenance.values if code not in NEVER_PUBLIC)


class BothLanguages(Schema):
    """A text in Danish and English; null where there is no translation."""

    da: str | None
    en: str | None


class Pages(Schema):
    """The page that people read, in both languages."""

    da: str
    en: str


class Licence(Schema):
    name: str
    url: AnyHttpUrl


class Level(Schema):
    """A step that a partnership took."""

    title: BothLanguages
    agreed_on: PartialDay


class Partnership(Schema):
    """Denmark's strategic partnership with one country."""

    country: str = Field(
        description="The country's name in addresses; it stays for good.", examples=["south-korea"]
    )
    iso2: str = Field(description="ISO 3166-1 alpha-2")
    name: BothLanguages
    levels: list[Level]
    programmes: list[str] = Field(description="References of its programmes.")
    pages: Pages


class Area(Schema):
    """A priority area of a programme."""

    number: int
    title_signed: str
    title: BothLanguages
    sdgs: list[int] = Field(description="The Sustainable Development Goals that its text promotes.")


class ProgrammeOut(Schema):
    """One dated programme under a partnership."""

    reference: str = Field(description="It stays for good.", examples=["KR-2021"])
    country: str
    kind: Annotated[str, codes(Programme.Kind)]
    title: BothLanguages
    title_signed: str | None
    language: LanguageCode = Field(description="The language of its text (ISO 639-1).")
    concluded_on: PartialDay | None
    conclusion: Annotated[str, codes(Programme.Conclusion)] | None = Field(
        description="What was done on that day, by the source."
    )
    starts_on: PartialDay | None
    ends_on: PartialDay | None
    end_is_certain: bool
    life: Annotated[str, codes(Life)] | None = Field(description="Its status today, computed from its dates.")
    predecessor: str | None
    is_complete: bool = Field(
        description="False: what is listed is not all that was agreed; draw no totals from it."
    )
    text_url: str | None
    party_publication: str | None = Field(description="Where one of the parties has published the text.")
    legal_character: Annotated[str, codes(Programme.LegalCharacter)] = Field(
        description="What the programme is in law, only as the source that is given states it."
    )
    legal_character_source: Annotated[str, codes(Programme.LegalSource)] | None
    areas: list[Area]
    pages: Pages


class TrackOut(Schema):
    """The cooperation track in which a commitment stands."""

    title_signed: str
    kind: Annotated[str, codes(Track.Kind)]


class WordingOut(Schema):
    """The words of a commitment. Only those of provenance `signed` are official."""

    text: str
    language: LanguageCode
    provenance: Annotated[str, CheckedAs(Literal[PUBLIC_PROVENANCES])]


class DatedWording(WordingOut):
    valid_from: dt.date | None
    valid_until: dt.date | None


class Part(Schema):
    """An organisation's part in a commitment today."""

    organisation: str
    role: Annotated[str, codes(Responsibility.Role)]
    side: SideCode | None
    as_named: str | None = Field(description="As the text names it, to the letter.")


class Said(Schema):
    """A text in one language."""

    text: str
    language: LanguageCode


class Report(Schema):
    """A cleared statement by one side on how a commitment stands."""

    side: SideCode
    status: Annotated[str, codes(Status)]
    as_of_on: dt.date
    published_at: dt.datetime
    summary: Said | None
    evidence: Said | None
    evidence_url: str | None
    is_final: bool
    is_demonstration: bool = Field(
        description="True: made up to show the software; no government's statement."
    )


def own(name: str) -> CheckedAs:
    """As the model and its table of public fields know a field of the commitment itself."""
    field = FIELD[name]
    known_type: Any = dt.date if field.is_date else int if field.is_number else str
    if field.choices:
        known_type = Literal[tuple(code for code, _label in field.choices)]
    return CheckedAs(known_type | None if field.may_be_empty else known_type)


class _CommitmentAsPlaced(Schema):
    reference: str = Field(description="It stays for good.", examples=["KR-2021-1.1.3"])
    number: Annotated[str, own("number")]
    programme: str
    country: str
    area: int | None
    track: TrackOut | None
    kind: Annotated[str, own("kind")]
    recurrence: Annotated[str | None, own("recurrence")]
    recurrence_words: Annotated[str | None, own("recurrence_other")]
    title: BothLanguages = Field(description="The editors' plain title.")
    wording: WordingOut | None
    responsible: list[Part]
    sectors: list[str]
    sdgs: list[int]
    status: Annotated[str, codes(PublicStatus)] | None = Field(
        description="`not_reported`: no report is published, which is not `not_started`. `withheld`: the status is not "
        "made public. Null: withdrawn from the programme."
    )
    report: Report | None = Field(description="The report that the status is from.")
    withdrawn_on: Annotated[dt.date | None, own("withdrawn_on")]
    pages: Pages


# A field that is new in the table comes last. Types are checked as far as fields have a place of their own.
if TYPE_CHECKING:
    CommitmentOut = _CommitmentAsPlaced
else:
    CommitmentOut = create_model(
        "CommitmentOut",
        __base__=_CommitmentAsPlaced,
        __doc__="One undertaking of a programme. Numbers are ours, not the agreement's.",
        **{
            field.api: (Annotated[Any, own(field.name)], ...)
            for field in told_by_api()
            if field.api not in _CommitmentAsPlaced.model_fields
        },
    )


class CommitmentInDepth(CommitmentOut):
    """A commitment with every wording and every public report."""

    wordings: list[DatedWording]
    reports: list[Report] = Field(description="The latest first.")
    reports_withdrawn_on: list[dt.date] = Field(description="Days on which a published report was withdrawn.")


class SuccessionSource(Schema):
    """A source, under its own date: the date of the succession is `succeeded_on`, where it is known."""

    name: BothLanguages
    url: str | None
    on: PartialDay | None


class OrganisationOut(Schema):
    """An organisation that has a part in a published commitment."""

    slug: str = Field(description="It stays for good.", examples=["danish-energy-agency"])
    name: BothLanguages
    acronym: str | None
    kind: Annotated[str, codes(Organisation.Kind)]
    country: str | None = Field(description="ISO 3166-1 alpha-2; null for an international or joint body.")
    aliases: list[str]
    successor: str | None
    succeeded_on: PartialDay | None
    succession_source: SuccessionSource | None = Field(description="What the succession is known from.")
    pages: Pages


class Page(Schema):
    """A page of a list."""

    next: str | None = Field(description="The address of the next page; null on the last.")
    licence: Licence
    demonstration: str | None = Field(description="Said where the page holds demonstration data.")


class PartnershipPage(Page):
    items: list[Partnership]


class ProgrammePage(Page):
    items: list[ProgrammeOut]


class CommitmentPage(Page):
    items: list[CommitmentOut]


class OrganisationPage(Page):
    items: list[OrganisationOut]


class NotFound(Schema):
    """There is nothing public under this address."""

    detail: str


class Problem(Schema):
    """What is wrong with one parameter."""

    type: str
    loc: list[str]
    msg: str
    input: str | None = Field(None, description="The value that was sent.")
    ctx: dict[str, Any] | None = None


class Unprocessable(Schema):
    """A parameter that cannot be used."""

    detail: list[Problem]
