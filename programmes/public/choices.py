"""What the filters of a list offer: the values that occur in it, each with its label as HTML, in groups."""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, TextChoices
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import active_language
from embassy.prepared import prepared
from programmes.models import SDG, Commitment, PriorityArea, Programme, Sector, Track
from programmes.models.shared import Side
from programmes.public.pages.commitment_rows import SHOWN_ORDER
from programmes.public.pages.programme import ProgrammePage
from programmes.public.pages.topic_lists import Facets
from programmes.rules.responsible import responsible_on
from programmes.statuses import Kind, PublicStatus
from programmes.words.strings import alphabetical, label_of, marked, marked_pick, with_acronym

LONG = 2000  # commitments

Option = tuple[str, str]  # a value and its label, as HTML
Groups = list[tuple[str, list[Option]]]  # options under a legend, which may be empty


def choices_of(page: ProgrammePage) -> dict[str, Groups]:
    """The values that occur among a programme's commitments."""
    rows = page.rows
    statuses, kinds = {row.status for row in rows}, {row.kind for row in rows}
    sectors, sdgs = _sectors_and_sdgs(page)
    areas: list[Option] = [
        (str(area.number), format_html("{} {}", area.number, area.title))
        for area in page.all_areas
        if area.number
    ]
    return {
        "area": [("", areas)],
        "status": [("", _labelled(PublicStatus, SHOWN_ORDER, statuses))],
        "organisation": _organisations(page),
        "track_kind": [("", _labelled(Track.Kind, Track.Kind.values, page.track_kinds))],
        "sdg": [("", sdgs)],
        "sector": [("", sectors)],
        "kind": [("", _labelled(Kind, Kind.values, kinds))],
    }


def choices_across(facets: Facets) -> dict[str, Groups]:
    """The values that occur in a list across programmes, without the one that the whole list is of; four queries.

    In a list longer than LONG it is not looked which sectors, goals and organisations occur: all that occur anywhere
    are offered.
    """
    commitments = facets.commitments if facets.total <= LONG else Commitment.objects.published()
    choices: dict[str, Groups] = {
        "country": [("", _countries(facets.programmes))],
        "status": [("", _labelled(PublicStatus, SHOWN_ORDER, facets.statuses))],
        "organisation": _organisations_across(commitments, on=clock.public_day(facets.at)),
        "track_kind": [("", _labelled(Track.Kind, Track.Kind.values, facets.track_kinds))],
        "sdg": [("", _goals_across(commitments))],
        "sector": [("", _sectors_across(commitments))],
        "kind": [("", _labelled(Kind, Kind.values, facets.kinds))],
    }
    own, value = facets.subject.own
    choices[own] = [
        (legend, [option for option in options if option[0] != value]) for legend, options in choices[own]
    ]
    return choices


def _countries(programmes: Iterable[Programme]) -> list[Option]:
    """In the order that programmes are in, which is the alphabet's."""
    countries = (programme.partnership.country for programme in programmes)
    return list({country.slug: (country.slug, marked(country.name)) for country in countries}.values())


def _organisations_across(commitments: QuerySet[Commitment], *, on: dt.date) -> Groups:
    parts = responsible_on(on, _keys(commitments))
    columns = ("side", "organisation__slug", "organisation__name_da", "organisation__name_en")
    sides: dict[str, tuple[str, list[Option]]] = {
        Side.DANISH: (_("Danish side"), []),
        Side.PARTNER: (_("Partner side"), []),
    }
    for side, slug, da, en in parts.order_by().values_list(*columns).distinct():
        sides[side][1].append((slug, marked_pick(da, en)))
    return [(legend, sorted(options, key=_by_label)) for legend, options in sides.values() if options]


def _goals_across(commitments: QuerySet[Commitment]) -> list[Option]:
    language = active_language()
    return [(str(number), _mark(f"{number} ", da, en, language)) for number, da, en in _goals(commitments)]


def _sectors_across(commitments: QuerySet[Commitment]) -> list[Option]:
    marks = Commitment.sectors.through.objects.filter(
        sector=OuterRef("pk"), commitment__in=_keys(commitments)
    )
    sectors = Sector.objects.public().filter(Exists(marks)).values_list("slug", "name_da", "name_en")
    language = active_language()
    return sorted([(slug, _mark("", da, en, language)) for slug, da, en in sectors], key=_by_label)


def _keys(commitments: QuerySet[Commitment]) -> QuerySet[Commitment, Any]:
    return commitments.order_by().values("pk")


def _labelled(choices: type[TextChoices], order: Iterable[str], used: Collection[str]) -> list[Option]:
    """The codes that are used, in an order, each with its label as HTML."""
    return [(code, label_of(choices(code))) for code in order if code in used]


def _sectors_and_sdgs(page: ProgrammePage) -> tuple[list[Option], list[Option]]:
    """The sectors that the programme's commitments are marked with, and the goals that they or their areas serve."""
    language, key = active_language(), page.programme.pk
    sectors = [(slug, _mark("", da, en, language)) for slug, da, en in _sectors(programme=key)]
    sdgs = [(str(number), _mark(f"{number} ", da, en, language)) for number, da, en in _sdgs(programme=key)]
    return sorted(sectors, key=_by_label), sdgs


@lru_cache(maxsize=512)  # a form has up to 40 of them, the same on every page
def _mark(number: str, da: str, en: str, _language: str) -> str:
    return SafeString(f"{number}{marked_pick(da, en)}")


@prepared(programme=IntegerField())
def _sectors(programme: Any) -> QuerySet[Any, Any]:
    shown = Commitment.objects.published().filter(programme=programme, sectors__isnull=False).order_by()
    return shown.values_list("sectors__slug", "sectors__name_da", "sectors__name_en").distinct()


@prepared(programme=IntegerField())
def _sdgs(programme: Any) -> QuerySet[Any, Any]:
    return _goals(Commitment.objects.published().filter(programme=programme))


def _goals(commitments: QuerySet[Commitment]) -> QuerySet[Any, Any]:
    """The goals that commitments are marked with, and those that the text of their areas promotes."""
    marks = Commitment.sdgs.through.objects.filter(sdg=OuterRef("pk"), commitment__in=_keys(commitments))
    areas = commitments.order_by().values("area")
    promoted = PriorityArea.sdgs.through.objects.filter(sdg=OuterRef("pk"), priorityarea__in=areas)
    goals = SDG.objects.filter(Exists(marks) | Exists(promoted))
    return goals.order_by("number").values_list("number", "name_da", "name_en")


def _by_label(choice: Option) -> str:
    return alphabetical(choice[1])


def _organisations(page: ProgrammePage) -> Groups:
    """Those responsible, by side: Danish first, then the partner's, which is named by its country."""
    sides: dict[str, tuple[str, dict[str, str]]] = {
        Side.DANISH: (_("Danish side"), {}),
        Side.PARTNER: (escape(page.country.name), {}),
    }
    for parts in page.parts.values():
        for part in parts:
            if part.slug in sides[part.side][1]:
                continue
            name = marked(part.name)
            sides[part.side][1][part.slug] = with_acronym(name, "" if part.label == name else part.label)
    return [(legend, sorted(labels.items(), key=_by_label)) for legend, labels in sides.values() if labels]
