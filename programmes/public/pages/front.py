"""The front page: the partnerships, alphabetical in the page's language, each in a few ready lines."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from embassy import clock
from programmes.models import Partnership, PartnershipLevel, Programme
from programmes.models.partnerships import PartnershipQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.country import ProgrammeCard, programme_cards
from programmes.public.pages.programme import published_programmes
from programmes.public.pages.programme_life import matters_now
from programmes.words.strings import alphabetical


@dataclass(slots=True)
class PartnershipLine:
    """A country, the level of the partnership and since when, and the programme that matters now."""

    name: str
    url: str
    level: str
    card: ProgrammeCard | None


@dataclass
class FrontPage:
    lines: list[PartnershipLine]
    is_demonstration: bool
    as_of: AsOf | None = None


def front_page(*, at: dt.datetime, as_of: AsOf | None = None) -> FrontPage:
    """Everything the page shows, now or as of an earlier day."""
    at = as_of.at if as_of else at
    day = clock.public_day(at)
    published = Partnership.objects.published_on(day) if as_of else Partnership.objects.published()
    programmes = published_programmes(on=day if as_of else None)
    by_partnership: dict[int, list[Programme]] = defaultdict(list)
    for programme in programmes:
        by_partnership[programme.partnership_id].append(programme)
    main = {key: matters_now(theirs, on=day) for key, theirs in by_partnership.items()}
    cards = programme_cards([programme for programme in main.values() if programme], at=at, as_of=as_of)
    levels = _latest_levels(published, day)
    lines = [
        PartnershipLine(
            name=partnership.country.name,
            url=keep_day(partnership.get_absolute_url(), as_of),
            level=levels.get(partnership.pk, ""),
            card=cards[current.pk] if (current := main.get(partnership.pk)) else None,
        )
        for partnership in published.select_related("country")
    ]
    lines.sort(key=lambda line: alphabetical(line.name))
    return FrontPage(lines, any(card.is_demonstration for card in cards.values()), as_of)


def _latest_levels(partnerships: PartnershipQuerySet, day: dt.date) -> dict[int, str]:
    """The level that each partnership has reached by a day, with its year, by the partnership's id."""
    levels = {}
    reached = PartnershipLevel.objects.filter(partnership__in=partnerships.values("pk"), agreed_on__lte=day)
    for level in reached.order_by("agreed_on"):
        levels[level.partnership_id] = _("%(level)s since %(year)s") % {
            "level": level.title,
            "year": level.agreed_on.year,
        }
    return levels
