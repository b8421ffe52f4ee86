"""The plan itself, who signed it, and its priority areas and tracks."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from embassy.invisible import without_invisible
from embassy.partial_dates import PartialDate
from programmes.keys import REFERENCE
from programmes.models import PriorityArea, Programme, Signatory, Track
from programmes.models.programmes import LONGEST_PROGRAMME_YEARS, NEEDS_LEAVE, RUNS_TOO_LONG, runs_too_long
from programmes.models.shared import Side, TextLanguage
from programmes.transfer.cells import RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.references import Many, One
from programmes.transfer.sheets.base import CurrentRow, RowChange, Sheet
from programmes.transfer.widgets import Address, Choice, Date, Key, Partial, Place, Text, YesNo

STAYS = gettext_noop("This never changes once it is published: links and texts cite it.")
WHO_STATES_IT = gettext_noop(
    "Say who states the legal character: the text or the legal department. Where nobody does, it is not stated."
)
WHOLE_FIRST = gettext_noop(
    "Only the existence of this programme is public, so its full text is not part of it yet. Publish it whole first."
)


class Programmes(Sheet):
    """The programme: one row."""

    code, en, da = "programme", "Programme", "Program"
    model = Programme
    known_by = ("reference",)
    feeds = "programmes"
    missing_matters = False

    reference = Column("Reference", "Reference", Key(20, REFERENCE), path="reference", required=True,
                       about=_("KR-2021: country and first year. It never changes."))  # fmt: skip
    partnership = Column("Country", "Land", One("countries"), path="partnership__country_id", required=True,
                         about=_("ISO code, as in KR."))  # fmt: skip
    slug = Column(
        "Name in addresses",
        "Navn i webadressen",
        Key(40),
        path="slug",
        required=True,
        about=_("2021-2024"),
        once=("Navn i adresser",),
    )
    kind = Column("Kind", "Type", Choice(Programme.Kind), path="kind", required=True)
    title_en = Column("Title (English)", "Titel (engelsk)", Text(200), path="title_en", required=True)
    title_da = Column("Title (Danish)", "Titel (dansk)", Text(200), path="title_da", required=True)
    title_signed = Column(
        "Official title",
        "Officiel titel",
        Text(250),
        path="title_signed",
        locked=True,
        once=("Title as signed", "Titel som underskrevet"),
    )
    language = Column("Language", "Sprog", Choice(TextLanguage), path="language", default="en")
    missions = Column("Missions", "Repræsentationer", Many("missions"), links="missions", default=())
    announced_on = Column("Announced on", "Bebudet", Partial(), path="announced_on")
    preparation_noted_on = Column("In preparation, noted on", "Under forberedelse, noteret", Partial(),
                                  path="preparation_noted_on")  # fmt: skip
    signed_on = Column("Signed on", "Underskrevet", Partial(), path="signed_on")
    conclusion = Column("On that date it was", "Den dato blev det", Choice(Programme.Conclusion), path="conclusion",
                        default=Programme.Conclusion.SIGNED, once=("Den dato blev den",))  # fmt: skip
    starts_on = Column("Starts on", "Begynder", Partial(), path="starts_on")
    ends_on = Column("Ends on", "Slutter", Partial(), path="ends_on")
    end_is_certain = Column(
        "The end is certain",
        "Slutdatoen er sikker",
        YesNo(),
        path="end_is_certain",
        default=True,
        once=("Slutningen er sikker",),
    )
    standfirst_en = Column(
        "Standfirst (English)",
        "Manchet (engelsk)",
        Text(),
        path="standfirst_en",
        once=("Indledning (engelsk)",),
    )
    standfirst_da = Column(
        "Standfirst (Danish)", "Manchet (dansk)", Text(), path="standfirst_da", once=("Indledning (dansk)",)
    )
    signing_note_en = Column(
        "Signing note (English)",
        "Note om underskrivelsen (engelsk)",
        Text(),
        path="signing_note_en",
        once=("Note om underskrift (engelsk)",),
    )
    signing_note_da = Column(
        "Signing note (Danish)",
        "Note om underskrivelsen (dansk)",
        Text(),
        path="signing_note_da",
        once=("Note om underskrift (dansk)",),
    )
    period_note_en = Column(
        "Period note (English)",
        "Note om perioden (engelsk)",
        Text(),
        path="period_note_en",
        once=("Note om periode (engelsk)",),
    )
    period_note_da = Column(
        "Period note (Danish)",
        "Note om perioden (dansk)",
        Text(),
        path="period_note_da",
        once=("Note om periode (dansk)",),
    )
    predecessor = Column("Predecessor", "Forgænger", One("programmes"), path="predecessor_id")
    text = Column(
        "Text", "Tekst", One("documents"), path="text_id", about=_("The short name of the document.")
    )
    checked_on = Column("Checked on", "Undersøgt den", Date(), path="checked_on", once=("Tjekket",))
    is_complete = Column(
        "We have the full text",
        "Vi har hele teksten",
        YesNo(),
        path="is_complete",
        default=False,
        once=("The full text is held", "Hele teksten findes her", "Hele teksten haves"),
    )
    party_publication = Column(
        "Published by a party at", "Offentliggjort af en part på", Address(500), path="party_publication"
    )
    legal_character = Column("Legal character", "Retlig karakter", Choice(Programme.LegalCharacter),
                             path="legal_character", default=Programme.LegalCharacter.NOT_STATED)  # fmt: skip
    legal_character_source = Column("Who states the legal character", "Hvem angiver den retlige karakter",
                                    Choice(Programme.LegalSource), path="legal_character_source")  # fmt: skip
    is_published = Column(
        "Published", "Offentliggjort", YesNo(), path="is_published", default=False, read_only=True
    )

    def rows(self) -> QuerySet[Any]:
        reference = self.context.programme.reference if self.context.programme else ""
        return Programme.objects.filter(reference=reference)

    def is_locked(self, row_change: RowChange) -> bool:
        return self.context.is_locked

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if not row_change.is_new:
            for name in ("slug", "partnership"):
                if name in row_change.old and row_change.current["is_published"]:
                    yield name, Fault(STAYS)
        closed = {
            key for key in row_change.old.get("missions", ()) if not self.context["missions"].may_choose(key)
        }
        if closed - set(row_change.value("missions")):
            yield "missions", Fault(gettext_noop("Only their own administrators can remove these: %(known)s."),
                                    known=", ".join(sorted(closed)))  # fmt: skip
        starts, ends = row_change.value("starts_on"), row_change.value("ends_on")
        if starts and ends and runs_too_long(PartialDate.parse(starts), PartialDate.parse(ends)):
            yield "ends_on", Fault(RUNS_TOO_LONG, years=LONGEST_PROGRAMME_YEARS)
        if starts and ends and ends < starts[:4]:
            yield "ends_on", Fault(gettext_noop("A programme cannot end before it starts."))
        is_stated = row_change.value("legal_character") not in {"", Programme.LegalCharacter.NOT_STATED}
        if is_stated != bool(row_change.value("legal_character_source")):
            yield "legal_character_source", Fault(WHO_STATES_IT)
        programme = self.context.programme
        if programme and programme.is_named_only and row_change.value("is_complete"):
            yield "is_complete", Fault(WHOLE_FIRST)
        if (
            programme
            and programme.is_published
            and not programme.is_named_only
            and row_change.old.get("party_publication")
            and not row_change.value("party_publication")
            and not programme.partner_consented_on
        ):
            yield "party_publication", Fault(NEEDS_LEAVE)
        if row_change.value("predecessor") == row_change.value("reference"):
            yield "predecessor", Fault(gettext_noop("A programme cannot be its own predecessor."))
        if row_change.is_new and not self.context.is_operator and not row_change.value("missions"):
            yield "missions", Fault(gettext_noop("%(column)s is missing. Fill it in."), column="missions")

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public

    def stored(self, row_change: RowChange) -> Any:
        return {"partnership_id": self.context.partnership_id}


class Signatories(Sheet):
    """Who signed, by the text."""

    code, en, da = "signatories", "Signatories", "Underskrivere"
    model = Signatory
    known_by = ("side", "name")
    is_part_of_programme = True

    side = Column("Side", "Side", Choice(Side), path="side", required=True, locked=True)
    name = Column("Name", "Navn", Text(120), path="name", required=True, locked=True)
    title_en = Column("Title (English)", "Titel (engelsk)", Text(160), path="title_en")
    title_da = Column("Title (Danish)", "Titel (dansk)", Text(160), path="title_da")
    signed_on = Column("Signed on", "Underskrevet", Partial(), path="signed_on")

    def rows(self) -> QuerySet[Any]:
        return Signatory.objects.filter(programme=self.context.programme).order_by("side", "name")

    def fetch(self, keys: Iterable[RowKey]) -> dict[RowKey, CurrentRow]:
        """All of them: the list is short, and names are compared as they are seen."""
        return {self.key_of(row.values): row for row in self.current_rows(self.rows())}

    def key_of(self, values: Values) -> RowKey:
        side, name = super().key_of(values)
        return side, without_invisible(name)

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public

    def stored(self, row_change: RowChange) -> Any:
        return {"programme_id": self.context.programme_id}


class Areas(Sheet):
    """The numbered chapters of the plan."""

    code, en, da = "areas", "Areas", "Indsatsområder"
    model = PriorityArea
    known_by = ("number",)
    is_part_of_programme = True
    feeds = "areas"

    number = Column("Number", "Nummer", Place(), path="number", required=True)
    title = Column(
        "Official title",
        "Officiel titel",
        Text(200),
        path="title",
        required=True,
        locked=True,
        once=("Title as signed", "Titel som underskrevet"),
    )
    title_en = Column("Plain title (English)", "Kort titel (engelsk)", Text(200), path="title_en")
    title_da = Column("Plain title (Danish)", "Kort titel (dansk)", Text(200), path="title_da")
    sdgs = Column("SDGs", "Verdensmål", Many("sdgs"), links="sdgs", default=())
    introduction = Column("Introduction", "Indledning", Many("passages"), links="introduction", default=(),
                          about=_("Passages, as in document#7; document#8"))  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        return PriorityArea.objects.filter(programme=self.context.programme).order_by("number")

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public

    def stored(self, row_change: RowChange) -> Any:
        return {"programme_id": self.context.programme_id}


class Tracks(Sheet):
    """The cooperation tracks inside the areas."""

    code, en, da = "tracks", "Tracks", "Samarbejdsspor"
    model = Track
    known_by = ("area", "position")
    is_part_of_programme = True
    feeds = "tracks"

    area = Column("Area", "Indsatsområde", Place(), path="area__number", required=True)
    position = Column(
        "Track", "Samarbejdsspor", Place(), path="position", required=True, about=_("Its place: 1, 2, 3")
    )
    title = Column(
        "Official title",
        "Officiel titel",
        Text(200),
        path="title",
        required=True,
        locked=True,
        once=("Title as signed", "Titel som underskrevet"),
    )
    title_da = Column("Plain title (Danish)", "Kort titel (dansk)", Text(200), path="title_da")
    kind = Column("Kind", "Type", Choice(Track.Kind), path="kind", required=True)

    def rows(self) -> QuerySet[Any]:
        return Track.objects.filter(area__programme=self.context.programme).order_by(
            "area__number", "position"
        )

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if str(row_change.value("area")) not in self.context["areas"]:
            yield "area", no_such_area(row_change.value("area"))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public

    def stored(self, row_change: RowChange) -> Any:
        return {"area_id": self.context["areas"].id(str(row_change.value("area")))}


def no_such_area(number: Any) -> Fault:
    return Fault(
        gettext_noop("There is no area %(number)s. Add it to the file with its title."), number=number
    )
