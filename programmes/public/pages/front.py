"""The front page: the partnerships, alphabetical in the page's language, each in a few ready lines."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from embassy import clock
from programmes.models import Partnership, PartnershipLevel, Programme
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


def front_page(*, at: dt.datetime) -> FrontPage:
    day = clock.public_day(at)
    programmes = published_programmes()
    by_partnership: dict[int, list[Programme]] = defaultdict(list)
    for programme in programmes:
        by_partnership[programme.partnership_id].append(programme)
    main = {key: matters_now(theirs, on=day) for key, theirs in by_partnership.items()}
    cards = programme_cards([programme for programme in main.values() if programme], at=at)
    levels = _latest_levels()
    lines = [
        PartnershipLine(
            name=partnership.country.name,
            url=partnership.get_absolute_url(),
            level=levels.get(partnership.pk, ""),
            card=cards[current.pk] if (current := main.get(partnership.pk)) else None,
        )
        for partnership in Partnership.objects.published().select_related("country")
    ]
    lines.sort(key=lambda line: alphabetical(line.name))
    return FrontPage(lines, any(card.is_demonstration for card in cards.values()))


def _latest_levels() -> dict[int, str]:
    """The level that each partnership has reached, with its year, by the partnership's id."""
    levels = {}
    published = Partnership.objects.published().values("pk")
    for level in PartnershipLevel.objects.filter(partnership__in=published).order_by("agreed_on"):
        levels[level.partnership_id] = _("%(level)s since %(year)s") % {
            "level": level.title,
            "year": level.agreed_on.year,
        }
    return levels
