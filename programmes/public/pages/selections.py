"""Commitments picked by what statistics count them by: each number's own list, defined where the number is."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Q, TextChoices
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from embassy import clock
from embassy.models import Country
from programmes.models import SDG, Programme, Sector, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.lists import Listed, list_of
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
    "nobody": gettext_lazy("No organisation named"),
}
EVIDENCE_WORDS = {"yes": gettext_lazy("Evidence named"), "no": gettext_lazy("No evidence")}
NO_AREA = "none"

Asked: TypeAlias = dict[str, str]  # values by the name of the condition
Condition: TypeAlias = Callable[[CommitmentQuerySet, str, dt.date], CommitmentQuerySet]


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or its last where it has no such day."""
    place = day.year * 12 + day.month - 1 - months
    first = dt.date(place // 12, place % 12 + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - clock.ONE_DAY
    return first.replace(day=min(day.day, last.day))


def age_of(as_of_on: dt.date, day: dt.date) -> str:
    """Which of AGES a report of that day is in."""
    return next(age for age, (_from, to) in AGES.items() if to is None or as_of_on > months_before(day, to))


def _by_age(commitments: CommitmentQuerySet, age: str, day: dt.date) -> CommitmentQuerySet:
    first, last = AGES[age]
    reported = commitments.filter(Q(status_now__in=Status.values))
    if last is not None:
        reported = reported.filter(Q(as_of_now__gt=months_before(day, last)))
    return reported if first == 0 else reported.filter(Q(as_of_now__lte=months_before(day, first)))


def _by_side(commitments: CommitmentQuerySet, side: str, _day: dt.date) -> CommitmentQuerySet:
    danish, partner = SIDES[side]
    return commitments.filter(Q(danish_named=danish, partner_named=partner))


def _by_evidence(commitments: CommitmentQuerySet, evidence: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.filter(Q(status_now__in=Status.values, has_evidence=evidence == "yes"))


def _by_area(commitments: CommitmentQuerySet, area: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.filter(area=None) if area == NO_AREA else commitments.filter(area__number=area)


def _by_sdg(commitments: CommitmentQuerySet, number: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.marked_or_promoted([int(number)])


def _by_track_kind(commitments: CommitmentQuerySet, kind: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.filter(track__kind=kind)


def _by_sector(commitments: CommitmentQuerySet, slug: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.in_sectors([slug])


def _by_country(commitments: CommitmentQuerySet, slug: str, _day: dt.date) -> CommitmentQuerySet:
    return commitments.filter(programme__partnership__country__slug=slug)


CONDITIONS: dict[str, Condition] = {
    "status": lambda commitments, status, _day: commitments.filter(Q(status_now=status)),
    "kind": lambda commitments, kind, _day: commitments.filter(kind=kind),
    "side": _by_side,
    "age": _by_age,
    "evidence": _by_evidence,
    "programme": lambda commitments, reference, _day: commitments.filter(programme__reference=reference),
    "area": _by_area,
    "country": _by_country,
    "sdg": _by_sdg,
    "sector": _by_sector,
    "track_kind": _by_track_kind,
}


def list_url(name: str, **asked: Any) -> str:
    """The address of the commitments that a number counts; `name` is that of the list's page."""
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)


def wanted(data: QueryDict) -> tuple[Asked, bool]:
    """What an address asks for by name, and whether any of it is no choice: ({name: value}, is_odd)."""
    asked = {name: value for name in CONDITIONS if (value := data.get(name))}
    known = {name: value for name, value in asked.items() if _is_choice(name, value)}
    return known, len(known) < len(asked)


def _is_choice(name: str, value: str) -> bool:
    fixed: dict[str, Collection[str]] = {
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


def select(commitments: CommitmentQuerySet, asked: Asked, *, at: dt.datetime) -> CommitmentQuerySet:
    """Narrow commitments to those that are asked for."""
    day = clock.public_day(at)
    selected = commitments.with_report_at(at).with_sides_on(day)
    for name, value in asked.items():
        selected = CONDITIONS[name](selected, value, day)
    return selected


@dataclass
class Selection:
    """The commitments that a number counts, a page at a time, with what they were picked by."""

    conditions: list[tuple[str, str]]
    listed: Listed
    following_url: str
    first_url: str
    query: str
    is_odd: bool

    @property
    def count_words(self) -> str:
        total = self.listed.total
        return ngettext("%(count)d commitment", "%(count)d commitments", total) % {"count": total}


def selection_of(commitments: CommitmentQuerySet, data: QueryDict, *, at: dt.datetime, url: str) -> Selection:
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


def in_words(asked: Asked) -> list[tuple[str, str]]:
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


def _in_words(name: str, value: str) -> str:
    labels: dict[str, type[TextChoices]] = {
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
    named: dict[str, Callable[[], Any]] = {
        "programme": lambda: Programme.objects.published().filter(reference=value).first(),
        "sector": lambda: Sector.objects.filter(slug=value).first(),
        "sdg": lambda: SDG.objects.filter(number=value).first(),
        "country": lambda: _country(value),
    }
    row = named[name]() if name in named else None
    return str(row.name if name in {"sector", "country"} and row else row or value)


def _country(slug: str) -> Country | None:
    programmes = Programme.objects.published().filter(partnership__country__slug=slug)
    first = programmes.select_related("partnership__country").first()
    return first.partnership.country if first else None
