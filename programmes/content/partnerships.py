"""The partnership with one country: levels, documents, programmes, events and notes, from one file each."""

from embassy.models import Country, Mission
from programmes.content.files import Table
from programmes.content.rows import Content, Ref
from programmes.models import (
    Commitment,
    Document,
    Event,
    EventProgramme,
    Note,
    Partnership,
    PartnershipLevel,
    PriorityArea,
    Programme,
    Signatory,
)


def add_partnerships(content: Content) -> None:
    """Add the rows of `partnerships/`."""
    for name in content.names("partnerships/*.toml"):
        _add_partnership(content, content.file(name))


def _add_partnership(content: Content, file: Table) -> None:
    country = file.get("country")
    refs = {"country": content.ref(file, Country, country, "country")}
    content.add(file, Partnership, country, file.columns(Partnership, "is_published"), refs=refs)
    for name, label, add in (
        ("document", "key", _add_document),
        ("level", "title_en", _add_level),
        ("programme", "reference", _add_programme),
        ("event", "key", _add_event),
    ):
        for table in file.tables(name, label=label):
            add(content, table, country)
            table.done()
    for position, table in enumerate(file.tables("note", label="key"), 1):
        _add_note(content, table, country, position)
        table.done()
    file.done()


def _partnership(content: Content, table: Table, country: str | None) -> Ref | None:
    return content.ref(table, Partnership, country, "country")


def _add_document(content: Content, table: Table, country: str | None) -> None:
    values = table.columns(
        Document,
        "key kind title_en title_da language is_public",
        "authenticity url publisher_en publisher_da published_on read_on",
    )
    refs = {"partnership": _partnership(content, table, country)}
    content.add(table, Document, values.get("key"), values, refs=refs)


def _add_level(content: Content, table: Table, country: str | None) -> None:
    values = table.columns(PartnershipLevel, "title_en title_da agreed_on")
    content.add(
        table,
        PartnershipLevel,
        f"{country}:{values.get('title_en')}",
        values,
        refs={"partnership": _partnership(content, table, country)},
        links={"documents": content.refs(table, Document, "documents")},
    )


def _add_programme(content: Content, table: Table, country: str | None) -> None:
    values = table.columns(
        Programme,
        "reference slug kind title_en title_da is_complete is_published",
        "title_signed language announced_on preparation_noted_on signed_on conclusion starts_on ends_on end_is_certain "
        "signing_note_en signing_note_da period_note_en period_note_da standfirst_en standfirst_da checked_on "
        "party_publication partner_consented_on consent_note legal_character legal_character_source",
    )
    reference = values.get("reference")
    predecessor = table.get("predecessor", required=False)
    if predecessor and predecessor not in content.rows.get(Programme, {}):
        table.complain("predecessor", f"“{predecessor}” must be described above. Move it up, or correct it.")
    content.add(
        table,
        Programme,
        reference,
        values,
        refs={
            "partnership": _partnership(content, table, country),
            "predecessor": content.ref(table, Programme, predecessor, "predecessor"),
            "text": content.ref(table, Document, table.get("text", required=False), "text"),
        },
        links={"missions": content.refs(table, Mission, "missions")},
    )
    for signatory in table.tables("signatory", label="name"):
        values = signatory.columns(Signatory, "name side", "title_en title_da signed_on")
        key = f"{reference}:{values.get('side')}:{values.get('name')}"
        refs = {"programme": content.ref(signatory, Programme, reference, "reference")}
        content.add(signatory, Signatory, key, values, refs=refs)
        signatory.done()


def _add_event(content: Content, table: Table, country: str | None) -> None:
    values = table.columns(
        Event,
        "key kind title_en title_da starts_on is_public",
        "ends_on place_en place_da participants_en participants_da",
    )
    key = values.get("key")
    content.add(
        table,
        Event,
        key,
        values,
        refs={"partnership": _partnership(content, table, country)},
        links={"documents": content.refs(table, Document, "documents")},
    )
    for link in table.tables("programme", label="reference"):
        values, reference = link.columns(EventProgramme, "relation"), link.get("reference")
        refs = {
            "event": content.ref(link, Event, key, "key"),
            "programme": content.ref(link, Programme, reference, "reference"),
        }
        content.add(link, EventProgramme, f"{key}:{reference}:{values.get('relation')}", values, refs=refs)
        link.done()


def _add_note(content: Content, table: Table, country: str | None, position: int) -> None:
    """Add a note; its place in the file is its place on the page."""
    values = table.columns(Note, "key audience text_en text_da", "noted_on") | {"position": position}
    programme = table.get("programme", required=False)
    area = table.get("area", int, required=False)
    commitment = table.get("commitment", required=False)
    if programme is None and (area is not None or commitment is not None):
        table.complain("programme", "is missing. An area or a commitment needs its programme.")
    content.add(
        table,
        Note,
        values.get("key"),
        values,
        refs={
            "partnership": _partnership(content, table, country),
            "programme": content.ref(table, Programme, programme, "programme"),
            "area": content.ref(table, PriorityArea, area and f"{programme}:{area}", "area"),
            "commitment": content.ref(
                table, Commitment, commitment and f"{programme}-{commitment}", "commitment"
            ),
        },
        links={"documents": content.refs(table, Document, "documents")},
    )
