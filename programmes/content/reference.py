"""The lists that every partnership shares: countries, missions, goals, sectors, organisations."""

from collections.abc import Iterator

from embassy.models import Country, Mission
from programmes.content.files import Table
from programmes.content.rows import Content
from programmes.models import SDG, Organisation, OrganisationAlias, Sector, WithholdingWord


def add_reference(content: Content) -> None:
    """Add the rows of `reference/`."""
    _add_countries(content)
    _add_missions(content)
    _add_lists(content)
    _add_organisations(content)


def _each(content: Content, name: str, table_name: str, *, label: str) -> Iterator[Table]:
    file = content.file(f"reference/{name}.toml")
    for table in file.tables(table_name, label=label):
        yield table
        table.done()
    file.done()


def _add_countries(content: Content) -> None:
    for table in _each(content, "countries", "country", label="iso2"):
        values = table.columns(
            Country, "iso2 iso3 slug name_en name_da is_partner", "official_name_en official_name_da"
        )
        content.add(table, Country, values.get("iso2"), values)


def _add_missions(content: Content) -> None:
    for table in _each(content, "missions", "mission", label="slug"):
        values = table.columns(
            Mission, "slug kind city_en city_da time_zone", "website proposed_website email phone address"
        )
        country = content.ref(table, Country, table.get("country"), "country")
        content.add(table, Mission, values.get("slug"), values, refs={"country": country})


def _add_lists(content: Content) -> None:
    for table in _each(content, "sdgs", "sdg", label="number"):
        values = table.columns(SDG, "number name_en name_da")
        content.add(table, SDG, values.get("number"), values)
    for table in _each(content, "sectors", "sector", label="slug"):
        values = table.columns(Sector, "slug name_en name_da position")
        content.add(table, Sector, values.get("slug"), values)
    for table in _each(content, "withholding_words", "word", label="text"):
        values = table.columns(WithholdingWord, "text", "unless")
        content.add(table, WithholdingWord, values.get("text"), values)


def _add_organisations(content: Content) -> None:
    for table in _each(content, "organisations", "organisation", label="slug"):
        values = table.columns(
            Organisation,
            "slug name_en kind",
            "name_da acronym succeeded_on succession_source_da succession_source_en succession_source_url"
            " succession_source_on",
        )
        slug = values.get("slug")
        place = table.get("place", required=False)
        if table.get("is_international", bool, required=False) and place:
            table.complain("place", "an international body has none. Take out one of the two.")
        successor = table.get("successor", required=False)
        if successor and successor not in content.rows.get(Organisation, {}):
            table.complain(
                "successor", f"“{successor}” must be described above. Move it up, or correct the name."
            )
        refs = {
            "country": content.ref(table, Country, place, "place"),
            "successor": content.ref(table, Organisation, successor, "successor"),
        }
        content.add(table, Organisation, slug, values, refs=refs)
        for name in table.get("aliases", list, required=False, default=[]):
            organisation = content.ref(table, Organisation, slug, "slug")
            content.add(
                table,
                OrganisationAlias,
                f"{slug}:{name}",
                {"name": name},
                refs={"organisation": organisation},
            )
