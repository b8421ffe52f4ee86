"""What falls into a month for one's teams: activities, events, deadlines and meetings that are expected."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import models
from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy.models import Country, SectorTeam, roles_of
from embassy.partial_dates import PartialDate
from embassy.types import AnyUser
from programmes.models import Activity, Commitment, Event, Occurrence
from programmes.rules.recurrence import expected_periods
from programmes.words.activities import activity_title, followed_commitments
from programmes.words.strings import marked
from programmes.words.titles import titled

FIRST_YEAR, LAST_YEAR = 1950, 2199
SHOWN_ON_A_DAY, FOLDED, ON_A_PAGE = 5, 20, 100  # what is left of a day is listed by itself, page by page
LOOSE = "month"  # in place of a day: what has none


@dataclass(slots=True)
class Entry:
    """Something from a day until another; `is_loose` when only the month is known.

    `kind` is activity, event, deadline or expected, `key` names the row among those of its kind; `title` is ready HTML,
    `label` says the kind in words.
    """

    kind: str
    key: str
    label: str
    title: str
    url: str
    on: dt.date
    until: dt.date
    is_loose: bool = False
    place: str = ""
    state: str = ""
    is_demonstration: bool = False


@dataclass
class Day:
    on: dt.date
    number: int
    name: str
    is_today: bool
    is_outside: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> list[Entry]:
        return self.entries[:SHOWN_ON_A_DAY]

    @property
    def others(self) -> list[Entry]:
        return self.entries[SHOWN_ON_A_DAY : SHOWN_ON_A_DAY + FOLDED]

    @property
    def others_total(self) -> int:
        return max(0, len(self.entries) - SHOWN_ON_A_DAY)

    @property
    def is_cut(self) -> bool:
        return self.others_total > FOLDED


@dataclass
class Week:
    days: list[Day]

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it belongs to the month: a phone then leaves it out."""
        return not any(day.is_today or day.entries for day in self.days if not day.is_outside)


class Weekday(NamedTuple):
    name: str
    short: str


@dataclass
class Month:
    title: str
    weeks: list[Week]
    weekdays: list[Weekday]
    loose: list[Entry]
    previous: str
    following: str
    this: str
    is_now: bool
    teams: list[SectorTeam]
    team: SectorTeam | None
    is_demonstration: bool

    @property
    def first_loose(self) -> list[Entry]:
        return self.loose[:FOLDED]

    @property
    def has_days(self) -> bool:
        return not all(week.is_empty for week in self.weeks)

    @property
    def is_empty(self) -> bool:
        days = (day for week in self.weeks for day in week.days if not day.is_outside)
        return not self.loose and not any(day.entries for day in days)


@dataclass
class DayPage:
    """A page of what falls on one day, or of what has no day in its month; `month` is where one came from."""

    title: str
    entries: list[Entry]
    page: Page[Entry]
    month: str
    is_demonstration: bool


@dataclass(frozen=True)
class Span:
    """A run of days, from the first to the last."""

    first: dt.date
    last: dt.date

    def holds(self, first: dt.date, last: dt.date | None = None) -> bool:
        return first <= self.last and (last or first) >= self.first


def month_span(year: int, month: int) -> Span:
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def parse_month(text: str | None, *, today: dt.date) -> Span:
    """`2026-11` as a span; this month for anything else."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        first = today
    return month_span(first.year, first.month)


def teams_of(user: AnyUser) -> models.QuerySet[SectorTeam]:
    """The teams whose dates the user may look at: one's own, and those of the missions that one oversees."""
    return SectorTeam.objects.visible_to(user).select_related("mission").order_by("mission", "slug")


def commitments_in_scope(user: AnyUser, team: SectorTeam | None = None) -> models.QuerySet[Commitment]:
    """The commitments whose dates the user's calendar holds, of all one's teams or of one."""
    own = followed_commitments(user).filter(withdrawn_on=None)
    return own.filter(owner_team=team) if team else own


def entries_in(user: AnyUser, span: Span, *, team: SectorTeam | None = None) -> list[Entry]:
    """Everything that falls into a span of days, in a fixed number of queries."""
    commitments = commitments_in_scope(user, team)
    return [
        *_activities(user, commitments, span),
        *([] if team else _events(user, span)),
        *_deadlines(commitments, span),
        *_expected(commitments, span),
    ]


def _years(span: Span) -> tuple[str, str]:
    """From which text, and before which, a partial date sorts that may fall into the span."""
    return str(span.first.year), str(span.last.year + 1)


def _activities(user: AnyUser, commitments: models.QuerySet[Commitment], span: Span) -> Iterator[Entry]:
    begin, end = _years(span)
    links = Activity.commitments.through.objects.filter(commitment__in=commitments.values("pk"))
    activities = Activity.objects.visible_to(user).filter(
        pk__in=links.values("activity"), takes_place_on__gte=begin, takes_place_on__lt=end
    )
    for row in activities.order_by("takes_place_on", "pk"):
        if row.takes_place_on is None:
            continue
        yield from _dated(
            row.takes_place_on, None, span, kind="activity", key=str(row.pk), label=row.get_kind_display(),
            title=activity_title(row), url=reverse("workspace:activity", args=[row.pk]), place=row.place,
            state="" if row.state == Activity.State.HELD else row.get_state_display(), is_demonstration=row.is_demo,
        )  # fmt: skip


def _events(user: AnyUser, span: Span) -> Iterator[Entry]:
    """Events between Denmark and the countries where the user works; a long one begins up to a year earlier."""
    countries = Country.objects.filter(missions__in=roles_of(user).mission_ids).values("pk")
    events = Event.objects.visible_to(user).filter(
        starts_on__gte=str(span.first.year - 1), starts_on__lt=str(span.last.year + 1)
    )
    if not roles_of(user).is_superuser:
        events = events.filter(partnership__country__in=countries)
    for row in events.select_related("partnership__country").order_by("starts_on", "key"):
        url = reverse("public:country", args=[row.partnership.country.slug])
        yield from _dated(
            row.starts_on, row.ends_on, span, kind="event", key=str(row.pk), label=row.get_kind_display(),
            title=marked(row.title), url=url if row.partnership.is_published else "", place=str(row.place),
            is_demonstration=row.is_demo,
        )  # fmt: skip


def _dated(
    starts_on: PartialDate, ends_on: PartialDate | None, span: Span, *, kind: str, **entry: Any
) -> Iterator[Entry]:
    """An entry on its days, or loose where the date is a month; a year alone falls into no month."""
    first, last = starts_on.earliest, (ends_on or starts_on).latest
    if starts_on.precision != "year" and span.holds(first, last):
        yield Entry(kind=kind, on=first, until=last, is_loose=not starts_on.day, **entry)


def _deadlines(commitments: models.QuerySet[Commitment], span: Span) -> Iterator[Entry]:
    rows = commitments.filter(due_on__range=(span.first, span.last)).select_related(
        "programme", "current_wording"
    )
    for row in rows.order_by("due_on", "position"):
        if row.due_on is not None:
            yield _of_commitment(row, kind="deadline", label=_("deadline"), on=row.due_on)


def _expected(commitments: models.QuerySet[Commitment], span: Span) -> Iterator[Entry]:
    """Meetings that nobody has recorded, on the last day of the period in which they are expected."""
    rows = list(
        commitments.exclude(recurrence="")
        .filter(programme__closed_at=None)
        .select_related("programme", "owner_team", "current_wording")
        .order_by("programme__reference", "position")
    )
    ids = [row.pk for row in rows]
    answered = set(Occurrence.objects.filter(commitment__in=ids).values_list("commitment_id", "period"))
    for row in rows:
        periods = expected_periods(
            row.recurrence, starts_on=row.programme.starts_on, ends_on=row.programme.ends_on
        )
        for period in periods:
            if span.holds(period.last_on) and (row.pk, period.key) not in answered:
                words = _("expected in %(period)s") % {"period": period.display()}
                yield _of_commitment(row, kind="expected", label=words, on=period.last_on, period=period.key)


def _of_commitment(row: Commitment, *, kind: str, label: str, on: dt.date, period: str = "") -> Entry:
    place = [row.programme.reference, row.number]
    url = reverse("workspace:commitment", args=place)
    if period:
        url = reverse("workspace:meeting", args=[*place, period])
    return Entry(
        kind=kind, key=f"{row.pk}-{period}" if period else str(row.pk), label=label,
        title=titled(row), url=url, on=on, until=on,
    )  # fmt: skip


def month_of(user: AnyUser, span: Span, *, today: dt.date, team: str | None = None) -> Month:
    """The month as a table of weeks, Monday first, with what has no day beside it."""
    teams, chosen = _teams(user, team)
    weeks = [[_day(on, span, today) for on in week] for week in _weeks(span)]
    by_day = {day.on: day for week in weeks for day in week}
    entries = entries_in(user, Span(weeks[0][0].on, weeks[-1][-1].on), team=chosen)
    loose = [entry for entry in entries if entry.is_loose and span.holds(entry.on)]
    for entry in (entry for entry in entries if not entry.is_loose):
        for on, day in by_day.items():
            if entry.on <= on <= entry.until:
                day.entries.append(entry)
    return Month(
        title=capfirst(formats.date_format(span.first, "YEAR_MONTH_FORMAT")),
        weeks=[Week(days) for days in weeks],
        weekdays=[
            Weekday(formats.date_format(day.on, "l"), formats.date_format(day.on, "D")) for day in weeks[0]
        ],
        loose=loose,
        previous=_key(span.first - dt.timedelta(days=1)),
        following=_key(span.last + dt.timedelta(days=1)),
        this=_key(span.first),
        is_now=span.holds(today),
        teams=teams,
        team=chosen,
        is_demonstration=any(entry.is_demonstration for entry in entries)
        or any(one.is_demo for one in teams),
    )


def day_of(user: AnyUser, span: Span, day: str, *, team: str | None, page: str | None) -> DayPage | None:
    """A day of a month by itself, or LOOSE; None where it is no day of that month."""
    on = next((one for week in _weeks(span) for one in week if one.isoformat() == day), None)
    if on is None and day != LOOSE:
        return None
    teams, chosen = _teams(user, team)
    entries = [
        entry
        for entry in entries_in(user, Span(on, on) if on else span, team=chosen)
        if entry.is_loose == (on is None) and (on or span.holds(entry.on))
    ]
    shown = Paginator(entries, ON_A_PAGE).get_page(page)
    title = formats.date_format(on, "DATE_FORMAT") if on else _("Some time this month")
    return DayPage(
        title=capfirst(title),
        entries=list(shown),
        page=shown,
        month=_key(span.first),
        is_demonstration=any(entry.is_demonstration for entry in shown) or any(one.is_demo for one in teams),
    )


def _teams(user: AnyUser, team: str | None) -> tuple[list[SectorTeam], SectorTeam | None]:
    """The teams to choose from, and the one that is chosen by its key."""
    teams = list(teams_of(user))
    return teams, next((one for one in teams if str(one.pk) == team), None)


def _weeks(span: Span) -> list[list[dt.date]]:
    """The days of a month's table, those of the months beside it included."""
    return calendar.Calendar().monthdatescalendar(span.first.year, span.first.month)


def _key(day: dt.date) -> str:
    return f"{day.year}-{day.month:02}"


def _day(on: dt.date, span: Span, today: dt.date) -> Day:
    return Day(
        on=on,
        number=on.day,
        name=capfirst(f"{formats.date_format(on, 'l')} {formats.date_format(on, 'MONTH_DAY_FORMAT')}"),
        is_today=on == today,
        is_outside=not span.holds(on),
    )
