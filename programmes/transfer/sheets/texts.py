"""What the plan rests on and cites: documents with their passages, and basis agreements."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programmes.models import BasisAgreement, BasisListing, Document, Passage
from programmes.models.shared import TextLanguage
from programmes.transfer.cells import RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.references import Many, One
from programmes.transfer.sheets.base import CurrentRow, RowChange, Sheet
from programmes.transfer.sheets.shared import SharedSheet
from programmes.transfer.sheets.structure import no_such_area
from programmes.transfer.widgets import Address, Choice, Date, Key, Partial, Place, Text, Whole, YesNo


class Documents(Sheet):
    """Files and links of the partnership that the person may read."""

    code, en, da = "documents", "Documents", "Dokumenter"
    model = Document
    known_by = ("key",)
    feeds = "documents"
    missing_matters = False
    spans_plans = True

    key = Column("Short name", "Kort navn", Key(80), path="key", required=True, about=_("It never changes."))
    kind = Column("Kind", "Type", Choice(Document.Kind), path="kind", required=True)
    title_en = Column("Title (English)", "Titel (engelsk)", Text(250), path="title_en")
    title_da = Column("Title (Danish)", "Titel (dansk)", Text(250), path="title_da")
    language = Column("Language", "Sprog", Choice(TextLanguage), path="language", required=True)
    authenticity = Column("Authenticity", "Autenticitet", Choice(Document.Authenticity), path="authenticity")
    url = Column("Address", "Adresse", Address(500), path="url")
    publisher_en = Column("Publisher (English)", "Udgiver (engelsk)", Text(160), path="publisher_en")
    publisher_da = Column("Publisher (Danish)", "Udgiver (dansk)", Text(160), path="publisher_da")
    published_on = Column("Published on", "Udgivet", Partial(), path="published_on")
    read_on = Column("Read on", "Læst den", Date(), path="read_on", once=("Læst",))
    team = Column("Team", "Team", One("teams"), path="team_id", internal=True)
    is_public = Column("Public", "Offentligt", YesNo(), path="is_public", default=False, read_only=True)

    def rows(self) -> QuerySet[Any]:
        return self.context.seen(Document).filter(partnership=self.context.partnership).order_by("key")

    def is_locked(self, row_change: RowChange) -> bool:
        return False

    def is_read_by_public(self, values: Values) -> bool:
        partnership = self.context.partnership
        return bool(values["is_public"] and partnership and partnership.is_published)

    def stored(self, row_change: RowChange) -> Any:
        return {"partnership_id": self.context.partnership_id}


class Passages(Sheet):
    """The paragraphs of the documents, to the letter: what the text page shows, and what wordings come from."""

    code, en, da = "passages", "Passages", "Passager"
    model = Passage
    known_by = ("document", "paragraph")
    feeds = "passages"
    missing_matters = False
    spans_plans = True

    document = Column("Document", "Dokument", One("documents"), path="document_id", required=True)
    paragraph = Column("Paragraph", "Afsnit", Whole(2_000_000_000), path="paragraph", required=True)
    page = Column("Page", "Side", Whole(2_000_000_000), path="page")
    style = Column("Style", "Typografi", Choice(Passage.Style), path="style", default="text")
    text = Column("Text", "Tekst", Text(), path="text", required=True, locked=True)

    def rows(self) -> QuerySet[Any]:
        documents = Documents(self.context).rows().values("pk")
        return Passage.objects.filter(document__in=documents).order_by("document__key", "paragraph")

    def key_text(self, key: RowKey) -> str:
        document, paragraph = key
        return f"{document}#{paragraph}"

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public


class BasisAgreements(SharedSheet):
    """Memoranda, treaties and statements that plans rest on; each once, however many plans list it."""

    code, en, da = "basis_agreements", "Basis agreements", "Grundlagsaftaler"
    model = BasisAgreement
    known_by = ("key",)
    feeds = "agreements"
    comes_with_plans = True

    key = Column("Short name", "Kort navn", Key(80), path="key", required=True, about=_("It never changes."))
    kind = Column("Kind", "Type", Choice(BasisAgreement.Kind), path="kind", required=True)
    title_en = Column("Title (English)", "Titel (engelsk)", Text(300), path="title_en", required=True)
    title_da = Column("Title (Danish)", "Titel (dansk)", Text(300), path="title_da")
    concluded_on = Column("Concluded on", "Indgået", Partial(), path="concluded_on")
    valid_from = Column("Valid from", "Gælder fra", Partial(), path="valid_from")
    valid_until = Column("Valid until", "Gælder til", Partial(), path="valid_until")
    organisations = Column("Parties", "Parter", Many("organisations"), links="organisations", default=())

    def rows(self) -> QuerySet[Any]:
        rows = self.context.seen(BasisAgreement).order_by("key")
        return (
            rows.filter(listings__programme=self.context.programme).distinct()
            if self.context.programme
            else rows
        )


class BasisEntries(Sheet):
    """The plan's own list of what it rests on, as it stands there."""

    code, en, da = "basis_entries", "Basis entries", "Grundlagslisten"
    model = BasisListing
    known_by = ("area", "position")
    is_part_of_programme = True

    area = Column("Area", "Indsatsområde", Place(), path="area__number")
    position = Column("Order", "Rækkefølge", Whole(), path="position", required=True)
    instrument = Column(
        "Basis agreement", "Grundlagsaftale", One("agreements"), path="instrument_id", required=True
    )
    listed_as = Column("Listed as", "Anført som", Text(), path="listed_as", required=True, locked=True)
    is_to_be_confirmed = Column(
        "To be confirmed", "Skal bekræftes", YesNo(), path="is_to_be_confirmed", default=False
    )
    passage = Column("Passage", "Passage", One("passages"), path="passage_id")

    def rows(self) -> QuerySet[Any]:
        rows = BasisListing.objects.filter(programme=self.context.programme)
        return rows.order_by("area__number", "position", "pk")

    def fetch(self, keys: Iterable[RowKey]) -> dict[RowKey, CurrentRow]:
        """All of them: the list is short, and those outside an area have no first key to look for."""
        return {self.key_of(row.values): row for row in self.current_rows(self.rows())}

    def audit_key(self, values: Values) -> str:
        return f"{self.context.reference}:{values['area'] or 0}:{values['position']}"

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.value("area") != "" and str(row_change.value("area")) not in self.context["areas"]:
            yield "area", no_such_area(row_change.value("area"))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public

    def stored(self, row_change: RowChange) -> Any:
        area = row_change.value("area")
        return {
            "programme_id": self.context.programme_id,
            "area_id": None if area == "" else self.context["areas"].id(str(area)),
        }
