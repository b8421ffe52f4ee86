"""How each list that cells may name is read: one query or two, whatever its length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from embassy.models import Country, Mission, SectorTeam, User
from programmes.models import (
    SDG,
    Activity,
    BasisAgreement,
    Commitment,
    Document,
    FormerSlug,
    Organisation,
    OrganisationAlias,
    Passage,
    PriorityArea,
    Programme,
    Sector,
    StatusReport,
    Track,
)
from programmes.models.former_slugs import COLUMNS

if TYPE_CHECKING:  # which imports this module
    from programmes.transfer.lookups import ImportContext


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its key, its id, and the names it goes by, the best first."""

    key: str
    id: Any
    names: tuple[str, ...] = ()
    is_closed: bool = False


def countries(_context: ImportContext) -> Iterator[Row]:
    for country in Country.objects.order_by("iso2"):
        yield Row(country.iso2, country.pk, (country.iso2, country.iso3, country.name_en, country.name_da))


def missions(context: ImportContext) -> Iterator[Row]:
    administered = (
        None if context.by is None or context.is_operator else context.by.roles.administered_mission_ids
    )
    for mission in Mission.objects.order_by("slug"):
        is_closed = administered is not None and mission.pk not in administered
        names = (mission.slug, mission.city_en, mission.city_da)
        yield Row(mission.slug, mission.pk, names, is_closed)


def _former_slugs(model: type[Organisation | Sector | BasisAgreement]) -> dict[int, list[str]]:
    """The slugs of rows that were merged into others, by those: older files name them still."""
    slugs: dict[int, list[str]] = defaultdict(list)
    rows = FormerSlug.objects.of(model).order_by("slug", "pk")
    for pk, slug in rows.values_list(COLUMNS[model], "slug"):
        slugs[pk].append(slug)
    return slugs


def organisations(context: ImportContext) -> Iterator[Row]:
    """Those that the person may know of: by the name of another one, nobody learns that it is there."""
    aliases = defaultdict(list, _former_slugs(Organisation))
    for organisation_id, name in OrganisationAlias.objects.order_by("name").values_list(
        "organisation_id", "name"
    ):
        aliases[organisation_id].append(name)
    rows = context.seen(Organisation).order_by("slug")
    for slug, pk, acronym, name_en, name_da in rows.values_list(
        "slug", "pk", "acronym", "name_en", "name_da"
    ):
        names = [name for name in (acronym, name_en, name_da) if name]
        yield Row(slug, pk, (*names, *aliases[pk]))


def teams(context: ImportContext) -> Iterator[Row]:
    """Those of the plan's missions that the person sees can be chosen; the others are known only where they stand."""
    rows = SectorTeam.objects.order_by("mission__slug", "slug")
    seen = rows if context.by is None else rows.visible_to(context.by)
    seen_ids = set(seen.values_list("pk", flat=True))
    for pk, slug, mission, mission_id, name_en, name_da in rows.values_list(
        "pk", "slug", "mission__slug", "mission_id", "name_en", "name_da"
    ):
        is_closed = mission_id not in context.mission_ids or pk not in seen_ids
        yield Row(f"{mission}/{slug}", pk, (f"{mission}/{slug}", name_en, name_da, slug), is_closed)


def people(context: ImportContext) -> Iterator[Row]:
    seen = (
        User.objects.all()
        if context.by is None or context.is_operator
        else User.objects.visible_to(context.by)
    )
    open_ids = set(seen.filter(is_active=True).values_list("pk", flat=True))
    for pk, username in User.objects.order_by("username").values_list("pk", "username"):
        yield Row(username, pk, (), pk not in open_ids)


def sectors(_context: ImportContext) -> Iterator[Row]:
    former = _former_slugs(Sector)
    for slug, pk, name_en, name_da in Sector.objects.values_list("slug", "pk", "name_en", "name_da"):
        yield Row(slug, pk, (slug, name_en, name_da, *former.get(pk, ())))


def sdgs(_context: ImportContext) -> Iterator[Row]:
    for number, name_en, name_da in SDG.objects.values_list("number", "name_en", "name_da"):
        yield Row(f"{number:02}", number, (str(number), name_en, name_da))


def agreements(context: ImportContext) -> Iterator[Row]:
    former = _former_slugs(BasisAgreement)
    for key, pk in context.seen(BasisAgreement).order_by("key").values_list("key", "pk"):
        yield Row(key, pk, (key, *former.get(pk, ())))


def programmes(context: ImportContext) -> Iterator[Row]:
    for reference, pk in context.seen(Programme).order_by("reference").values_list("reference", "pk"):
        yield Row(reference, pk)


def documents(context: ImportContext) -> Iterator[Row]:
    seen = context.seen(Document).filter(partnership_id=context.partnership_id)
    for key, pk in seen.order_by("key").values_list("key", "pk"):
        yield Row(key, pk)


def passages(context: ImportContext) -> Iterator[Row]:
    seen = context.seen(Document).filter(partnership_id=context.partnership_id)
    rows = Passage.objects.filter(document__in=seen.values("pk"))
    for pk, key, paragraph in rows.order_by("document__key", "paragraph").values_list(
        "pk", "document__key", "paragraph"
    ):
        yield Row(f"{key}#{paragraph}", pk)


def areas(context: ImportContext) -> Iterator[Row]:
    for number, pk in PriorityArea.objects.filter(programme=context.programme).values_list("number", "pk"):
        yield Row(str(number), pk)


def tracks(context: ImportContext) -> Iterator[Row]:
    rows = Track.objects.filter(area__programme=context.programme)
    for pk, number, position in rows.values_list("pk", "area__number", "position"):
        yield Row(f"{number}.{position}", pk)


def commitments(context: ImportContext) -> Iterator[Row]:
    rows = context.seen(Commitment).filter(programme=context.programme).order_by("position", "number")
    for number, pk in rows.values_list("number", "pk").iterator():
        yield Row(number, pk)


def activities(context: ImportContext) -> Iterator[Row]:
    rows = context.seen(Activity).filter(commitments__programme=context.programme).distinct()
    for key, pk in rows.values_list("key", "pk"):
        yield Row(key, pk)


def reports(context: ImportContext) -> Iterator[Row]:
    rows = StatusReport.objects.filter(commitment__in=context.seen_commitments())
    if context.by is not None:
        rows = rows.visible_to(context.by, at=context.at)
    for key, pk in rows.values_list("submission_key", "pk"):
        yield Row(str(key), pk)


LOADERS = {
    loader.__name__: loader
    for loader in (
        countries, missions, organisations, teams, people, sectors, sdgs, agreements, programmes, documents, passages,
        areas, tracks, commitments, activities, reports,
    )
}  # fmt: skip
SHARED = frozenset({"countries", "missions", "organisations", "sectors", "sdgs", "agreements", "programmes"})
