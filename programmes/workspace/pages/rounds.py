"""Reporting rounds: how far each team has come, and who is left."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import SectorTeam, User
from programmes.models import Commitment, Programme, ReportingRound, StatusReport
from programmes.models.programmes import ProgrammeQuerySet
from programmes.statuses import CLOSED_STATUSES
from programmes.words.bars import Chart, LegendEntry, chart_of, legend_of
from programmes.words.day_words import clock_time
from programmes.words.strings import alphabetical, date_words
from programmes.workspace.pages.table import followed_rows
from programmes.workspace.pages.tasks import (
    Task,
    plan_of,
    programme_name,
    report_url,
    task_of,
    task_rows,
)

ON_A_PAGE = 50
IN_TIME, LATE, LEFT = "reported", "late", "never"  # as the bars of the dashboard look


@dataclass(slots=True)
class RoundLine:
    """A round in the list of rounds; `progress` in words, of what the reader follows, while it is open."""

    title: str
    programme: str
    days: str
    progress: str
    url: str


@dataclass
class Rounds:
    open: list[RoundLine]
    closed: list[RoundLine]
    may_open: bool
    is_demonstration: bool


@dataclass(slots=True)
class TeamProgress:
    """How far a team has come: reported by the cut-off date, after it, and not at all."""

    name: str
    in_time: int
    late: int
    left: int

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.left

    @property
    def cells(self) -> list[tuple[str, int]]:
        counts = (self.total, self.in_time, self.late, self.left)
        return list(zip(headings(), counts, strict=True))


@dataclass(slots=True)
class Left:
    """A commitment that nobody has reported on in the round; `url` is where this reader does."""

    task: Task
    team: str
    url: str


@dataclass
class RoundPage:
    """A round; `left` is one page of what nobody has reported on in it."""

    title: str
    programme: str
    days: str
    is_over: bool
    closed: str
    reach: str
    left_out: int
    whole: TeamProgress
    teams: list[TeamProgress]
    chart: Chart
    left: list[Left]
    page: Page[int]
    programme_url: str
    is_demonstration: bool

    @property
    def headings(self) -> list[str]:
        return headings()

    @property
    def legend(self) -> list[LegendEntry]:
        return legend_of(zip((IN_TIME, LATE, LEFT), headings()[1:], strict=True))

    @property
    def reported(self) -> int:
        return self.whole.in_time + self.whole.late


def headings() -> list[str]:
    return [_("Commitments"), _("Reported in time"), _("Reported late"), _("Still to report")]


class _Row(NamedTuple):
    """A commitment as a round asks about it."""

    programme_id: int
    status: str
    reported_at: dt.datetime | None

    def is_reported_since(self, at: dt.datetime) -> bool:
        return bool(self.reported_at and self.reported_at >= at)


# By team (None is without) and by how they stand in the round.
RoundCounts: TypeAlias = Counter[tuple[int | None, str]]


def rounds_of(user: User) -> Rounds:
    """All rounds that the user may see, in a fixed number of queries."""
    reporting_rounds = list(
        ReportingRound.objects.visible_to(user)
        .select_related("programme__partnership__country")
        .order_by("-cut_off_on", "-pk")
    )
    open_ones = [one for one in reporting_rounds if one.closed_at is None]
    rows = _own_of_many(user, {one.programme_id for one in open_ones})
    return Rounds(
        open=[_line(one, _progress(one, rows)) for one in reversed(open_ones)],
        closed=[_line(one, "") for one in reporting_rounds if one.closed_at],
        may_open=programmes_for_a_round(user).exists(),
        is_demonstration=user.is_demo,
    )


def programmes_for_a_round(user: User) -> ProgrammeQuerySet:
    """Those that the user may open a round for: they take reports, and have something to report on."""
    asked = Commitment.objects.filter(programme=OuterRef("pk"), withdrawn_on=None)
    return Programme.objects.editable_by(user).filter(Exists(asked), closed_at=None)


def reach_words(programme: Programme, *, on: dt.date) -> str:
    """Whom a round does not reach, of a programme that has ended; nothing while it runs."""
    if programme.closed_at:
        return _("The programme is closed. No reports can be made, so the round asks nobody.")
    if programme.is_over_before(on):
        return _(
            "The programme has ended. Its teams are asked for final statuses instead: the round is neither in their "
            "lists nor in their reminders. What they report in its time is counted here."
        )
    return ""


def _own_of_many(user: User, programme_ids: set[int]) -> list[_Row]:
    """What the user follows in several programmes."""
    own = Q(pk__in=Commitment.objects.reportable_by(user).values("pk")) | Q(
        pk__in=Commitment.objects.overseen_by(user).values("pk")
    )
    commitments = Commitment.objects.filter(own, programme__in=programme_ids, withdrawn_on=None).order_by()
    rows = commitments.values_list("programme", "latest_status", "latest_reported_at")
    return [_Row(*row) for row in rows]


def _progress(one: ReportingRound, rows: list[_Row]) -> str:
    since = clock.start_of_day(one.opens_on)
    own = [row for row in rows if row.programme_id == one.programme_id]
    done = sum(row.is_reported_since(since) for row in own)
    left = sum(not row.is_reported_since(since) and row.status not in CLOSED_STATUSES for row in own)
    if not done + left:
        return _("You do not follow any of its commitments.")
    return _("%(count)d of %(total)d reported") % {"count": done, "total": done + left}


def _line(one: ReportingRound, progress: str) -> RoundLine:
    return RoundLine(
        title=one.title,
        programme=programme_name(one.programme),
        days=days_words(one),
        progress=progress,
        url=reverse("workspace:round", args=[one.pk]),
    )


def days_words(one: ReportingRound) -> str:
    return _("%(first)s – %(last)s") % {"first": date_words(one.opens_on), "last": date_words(one.cut_off_on)}


def round_page(one: ReportingRound, user: User, *, at: dt.datetime, page: str | None = None) -> RoundPage:
    """One round as far as the user follows its commitments, in a fixed number of queries.

    What was fulfilled or given up before it opened is not asked about. Of a round that is closed, reports made since
    are left out: it stays as it was.
    """
    today = user.day(at)
    own = followed_rows(user, one.programme)
    first = _first_reports(one, own)
    cut_off = clock.start_of_day(one.cut_off_on + clock.ONE_DAY)
    counts: RoundCounts = Counter()
    left: list[int] = []
    left_out = 0
    for pk, team, status in own.order_by("position", "pk").values_list("pk", "owner_team", "latest_status"):
        if pk in first:
            counts[team, IN_TIME if first[pk] < cut_off else LATE] += 1
        elif status not in CLOSED_STATUSES:
            counts[team, LEFT] += 1
            left.append(pk)
        else:
            left_out += 1
    teams = SectorTeam.objects.in_bulk({team for team, _kind in counts if team})
    lines, shown = _teams(counts, teams), Paginator(left, ON_A_PAGE).get_page(page)
    return RoundPage(
        title=one.title,
        programme=programme_name(one.programme),
        days=days_words(one),
        is_over=one.cut_off_on < today,
        closed=_closed(one),
        reach="" if one.closed_at else reach_words(one.programme, on=today),
        left_out=left_out,
        whole=TeamProgress("", *(sum(counts[team, kind] for team in {team for team, _kind in counts})
                                 for kind in (IN_TIME, LATE, LEFT))),
        teams=lines,
        chart=chart_of(
            [(line.name, [(IN_TIME, line.in_time), (LATE, line.late), (LEFT, line.left)]) for line in lines]
        ),
        left=_left(one, user, list(shown), teams, at=at),
        page=shown,
        programme_url=reverse("workspace:programme", args=[one.programme.reference]),
        is_demonstration=user.is_demo or any(team.is_demo for team in teams.values()),
    )  # fmt: skip


def _first_reports(one: ReportingRound, own: QuerySet[Commitment]) -> dict[int, dt.datetime]:
    """When each commitment was first reported in the round, by its id."""
    reports = (
        StatusReport.objects.danish()
        .submitted_or_cleared()
        .filter(commitment__in=own.order_by().values("pk"))
    )
    reports = reports.filter(submitted_at__gte=clock.start_of_day(one.opens_on))
    if one.closed_at:
        reports = reports.filter(submitted_at__lte=one.closed_at)
    return dict(reports.order_by().values_list("commitment").annotate(first=Min("submitted_at")))


def _teams(counts: RoundCounts, teams: dict[int, SectorTeam]) -> list[TeamProgress]:
    """Each team's progress, by name; what has no team comes last."""
    named = sorted({team for team, _kind in counts if team}, key=lambda pk: alphabetical(teams[pk].name))
    keys = [*named, *([None] if any(team is None for team, _kind in counts) else [])]
    return [
        TeamProgress(
            escape(str(teams[key].name)) if key else _("No team yet"),
            *(counts[key, kind] for kind in (IN_TIME, LATE, LEFT)),
        )
        for key in keys
    ]


def _closed(one: ReportingRound) -> str:
    if not one.closed_at:
        return ""
    words = _("Closed %(time)s by %(name)s.")
    return words % {"time": clock_time(one.closed_at, clock.COPENHAGEN), "name": one.closed_by}


def _left(
    one: ReportingRound, user: User, keys: list[int], teams: dict[int, SectorTeam], *, at: dt.datetime
) -> list[Left]:
    reportable = set(Commitment.objects.reportable_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    today = clock.public_day(at)
    plan = plan_of(one.programme, on=today)
    return [
        Left(
            task=task_of(row, plan, today),
            team=str(teams[row["owner_team_id"]].name) if row["owner_team_id"] else _("No team yet"),
            url=report_url(plan, row["number"]) if row["pk"] in reportable else "",
        )
        for row in task_rows(Commitment.objects.filter(pk__in=keys), user, at=at)
    ]
