"""Commitments picked by what statistics count them by: each number's own list, defined where the number is."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from embassy import clock
from programmes.models import SDG, Programme, Sector, Track
from programmes.public.pages.lists import list_of
from programmes.statuses import Kind, PublicStatus, Status

# How old the latest public report is, in months: from, to.
AGES = {"0-3": (0, 3), "3-6": (3, 6), "6-12": (6, 12), "12-": (12, None)}
AGE_WORDS = {
    "0-3": gettext_lazy("Less than three months old"),
    "3-6": gettext_lazy("Three to six months old"),
    "6-12": gettext_lazy("Six to twelve months old"),
    "12-": gettext_lazy("A year old or more"),
}
SIDES = {
    "both": (True, True),
    "danish": (True, False),
    "partner": (False, True),
    "nobody": (False, False),
}  # whether somebody is named on the Danish side, and on the partner's
SIDE_WORDS = {
    "both": gettext_lazy("Somebody on both sides"),
    "danish": gettext_lazy("The Danish side alone"),
    "partner": gettext_lazy("The partner side alone"),
    "nobody": gettext_lazy("Nobody"),
}
EVIDENCE_WORDS = {"yes": gettext_lazy("Evidence named"), "no": gettext_lazy("No evidence")}
NO_AREA = "none"


def months_before(day, months):
    """The same day of an earlier month, or its last where it has no such day."""
    place = day.year * 12 + day.month - 1 - months
    first = dt.date(place // 12, place % 12 + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - clock.ONE_DAY
    return first.replace(day=min(day.day, last.day))


def age_of(as_of_on, day):
    """Which of AGES a report of that day is in."""
    return next(age for age, (_from, to) in AGES.items() if to is None or as_of_on > months_before(day, to))


def _by_age(commitments, age, day):
    first, last = AGES[age]
    found = commitments.filter(status_now__in=Status.values)
    if last is not None:
        found = found.filter(as_of_now__gt=months_before(day, last))
    return found if first == 0 else found.filter(as_of_now__lte=months_before(day, first))


def _by_side(commitments, side, _day):
    danish, partner = SIDES[side]
    return commitments.filter(danish_named=danish, partner_named=partner)


def _by_evidence(commitments, evidence, _day):
    return commitments.filter(status_now__in=Status.values, has_evidence=evidence == "yes")


def _by_area(commitments, area, _day):
    return commitments.filter(area=None) if area == NO_AREA else commitments.filter(area__number=area)


def _by_sdg(commitments, number, _day):
    return commitments.marked_or_promoted([number])


def _by_track_kind(commitments, kind, _day):
    return commitments.filter(track__kind=kind)


def _by_sector(commitments, slug, _day):
    return commitments.in_sectors([slug])


CONDITIONS = {
    "status": lambda found, status, _day: found.filter(status_now=status),
    "kind": lambda found, kind, _day: found.filter(kind=kind),
    "side": _by_side,
    "age": _by_age,
    "evidence": _by_evidence,
    "programme": lambda found, reference, _day: found.filter(programme__reference=reference),
    "area": _by_area,
    "country": lambda found, slug, _day: found.filter(programme__partnership__country__slug=slug),
    "sdg": _by_sdg,
    "sector": _by_sector,
    "track_kind": _by_track_kind,
}


def list_url(name, **asked):
    """The address of the commitments that a number counts; `name` is that of the list's page."""
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)


def wanted(data):
    """What an address asks for by name, and whether any of it is no choice: ({name: value}, is_odd)."""
    asked = {name: data.get(name) for name in CONDITIONS if data.get(name)}
    known = {name: value for name, value in asked.items() if _is_choice(name, value)}
    return known, len(known) < len(asked)


def _is_choice(name, value):
    fixed = {
        "status": PublicStatus.values,
        "kind": Kind.values,
        "track_kind": Track.Kind.values,
        "side": SIDES,
        "age": AGES,
        "evidence": EVIDENCE_WORDS,
        "sdg": [str(number) for number in range(1, 18)],
    }
    if name in fixed:
        return value in fixed[name]
    if name == "area":
        return value == NO_AREA or (value.isascii() and value.isdigit() and len(value) < 4)
    return len(value) <= 80 and "\0" not in value


def select(commitments, asked, *, at):
    """Narrow commitments to those that are asked for."""
    day = clock.public_day(at)
    found = commitments.with_report_at(at).with_sides_on(day)
    for name, value in asked.items():
        found = CONDITIONS[name](found, value, day)
    return found


@dataclass
class Selection:
    """The commitments that a number counts, a page at a time, with what they were picked by."""

    conditions: list
    listed: object
    following_url: str
    first_url: str
    query: str
    is_odd: bool

    @property
    def count_words(self):
        total = self.listed.total
        return ngettext("%(count)d commitment", "%(count)d commitments", total) % {"count": total}


def selection_of(commitments, data, *, at, url):
    """The list behind a number. `data` are the address's parameters; `page` is the last commitment already seen."""
    asked, is_odd = wanted(data)
    listed = list_of(select(commitments, asked, at=at), after=data.get("page", ""), at=at)
    query = f"?{urlencode(asked)}" if asked else ""
    return Selection(
        conditions=in_words(asked),
        listed=listed,
        following_url=f"{url}?{urlencode({**asked, 'page': listed.following})}" if listed.following else "",
        first_url=f"{url}{query}" if listed.after else "",
        query=query,
        is_odd=is_odd,
    )


def in_words(asked):
    """What a list was picked by, each as a pair of a name and the value in words."""
    return [(str(LABELS[name]), _in_words(name, value)) for name, value in asked.items()]


LABELS = {
    "status": gettext_lazy("Status"),
    "kind": gettext_lazy("Kind of commitment"),
    "side": gettext_lazy("The text names as responsible"),
    "age": gettext_lazy("Latest public report"),
    "evidence": gettext_lazy("Evidence"),
    "programme": gettext_lazy("Programme"),
    "area": gettext_lazy("Area"),
    "country": gettext_lazy("Country"),
    "sdg": gettext_lazy("Sustainable Development Goal"),
    "sector": gettext_lazy("Sector"),
    "track_kind": gettext_lazy("Kind of cooperation track"),
}


def _in_words(name, value):
    labels = {
        "status": PublicStatus,
        "kind": Kind,
        "track_kind": Track.Kind,
    }
    words = {"side": SIDE_WORDS, "age": AGE_WORDS, "evidence": EVIDENCE_WORDS}
    if name in labels:
        return str(labels[name](value).label)
    if name in words:
        return str(words[name][value])
    if name == "area" and value == NO_AREA:
        return _("Outside areas")
    named = {
        "programme": lambda: Programme.objects.published().filter(reference=value).first(),
        "sector": lambda: Sector.objects.filter(slug=value).first(),
        "sdg": lambda: SDG.objects.filter(number=value).first(),
        "country": lambda: _country(value),
    }
    found = named[name]() if name in named else None
    return str(getattr(found, "name", found) if name in {"sector", "country"} and found else found or value)


def _country(slug):
    programme = Programme.objects.published().filter(partnership__country__slug=slug)
    held = programme.select_related("partnership__country").first()
    return held.partnership.country if held else None
