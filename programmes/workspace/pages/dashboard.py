"""The dashboard of leads and administrators: what is reported and what is not, by team and by area.

Every number leads to the list of what it counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy.models import SectorTeam, User
from programmes.models import Commitment, PriorityArea, Programme, ReportingRound, StatusReport
from programmes.rules.final import with_final_status
from programmes.words.bars import Chart, LegendEntry, chart_of, legend_of
from programmes.words.day_words import short_day
from programmes.words.strings import alphabetical, joined, marked, marked_pick
from programmes.workspace.pages.freshness import Freshness, Narrowed, followed_by, is_fresh
from programmes.workspace.pages.tasks import final_sentence, plan_of

WAITING = "waiting"
KINDS = [freshness.value for freshness in Freshness]


@dataclass(frozen=True, slots=True)
class Number:
    """How many of what, and where they are listed; `words` are for those who hear the link alone."""

    count: int
    label: str
    url: str

    @property
    def words(self) -> str:
        return f"{self.count}: {self.label}"


@dataclass(slots=True)
class Line:
    """A team's or an area's numbers: all, and of these by freshness; and the reports that wait for clearance."""

    name: str
    total: Number
    numbers: list[Number]
    waiting: Number

    @property
    def cells(self) -> list[Number]:
        return [self.total, *self.numbers, self.waiting]


@dataclass(slots=True)
class Block:
    """A programme's numbers by team or by area, as a table and as bars."""

    heading: str
    what: str
    lines: list[Line]
    chart: Chart


@dataclass(slots=True)
class Round:
    """An open reporting round of the programme."""

    title: str
    words: str
    url: str


@dataclass(slots=True)
class Section:
    """One programme. `ended` is its sentence on final statuses when its period is over."""

    name: str
    title: str
    reference: str
    total: Line
    blocks: list[Block]
    rounds: list[Round]
    ended: str
    closing_url: str
    overview_url: str


@dataclass
class Dashboard:
    """All that is counted; `is_partly_counted` where some programmes are known from a summary alone."""

    total: Line
    sections: list[Section]
    legend: list[LegendEntry]
    is_partly_counted: bool
    is_demonstration: bool

    @property
    def headings(self) -> list[str]:
        return [cell.label for cell in self.total.cells]


class Place(NamedTuple):
    """Where commitments are counted, by keys."""

    programme: int
    area: int | None
    team: int | None


# Of each place, how many there are of each freshness, and how many reports wait.
Counts: TypeAlias = dict[Place, dict[str, int]]


@dataclass(slots=True)
class _Facts:
    """What was asked of the database: counts by place, and what these places are.

    `rounds` and `final` (how many final statuses are given) are by programme; `overseen` are programmes whose overview
    the user may open, and `kept` those in which they may give final statuses.
    """

    counts: Counts
    programmes: list[Programme]
    areas: dict[int, PriorityArea]
    teams: dict[int, SectorTeam]
    rounds: dict[int, list[ReportingRound]]
    final: dict[int, int]
    overseen: set[int]
    kept: set[int]
    leaves_out_some: bool
    today: dt.date


def dashboard_of(user: User, *, at: dt.datetime) -> Dashboard:
    """Everything the page shows, in a fixed number of queries."""
    facts = _facts(user, at)
    sections = [_section(programme, facts) for programme in facts.programmes]
    return Dashboard(
        total=_line(_("All programmes"), facts.counts.values(), Narrowed()),
        is_partly_counted=facts.leaves_out_some,
        sections=sorted(sections, key=lambda section: bool(section.ended)),
        legend=legend_of([(one.value, str(one.label)) for one in Freshness]),
        is_demonstration=user.is_demo or any(team.is_demo for team in facts.teams.values()),
    )


def _facts(user: User, at: dt.datetime) -> _Facts:
    today, own = user.day(at), followed_by(user)
    counts = _counts(user, own, at)
    programmes = list(
        Programme.objects.filter(pk__in={place.programme for place in counts}, is_complete=True)
        .select_related("partnership__country")
        .with_successor_flag()
        .order_by("-starts_on")
    )
    programmes.sort(key=lambda one: alphabetical(one.partnership.country.name))
    rounds: dict[int, list[ReportingRound]] = defaultdict(list)
    for one in ReportingRound.objects.open().filter(programme__in=programmes).order_by("cut_off_on"):
        rounds[one.programme_id].append(one)
    final = with_final_status(own).order_by().values("programme").annotate(count=Count("*"))
    return _Facts(
        counts=counts,
        programmes=programmes,
        areas=PriorityArea.objects.in_bulk({place.area for place in counts if place.area}),
        teams=SectorTeam.objects.select_related("mission").in_bulk(
            {place.team for place in counts if place.team}
        ),
        rounds=rounds,
        final=dict(final.values_list("programme", "count")),
        overseen=set(Programme.objects.overseen_by(user).values_list("pk", flat=True)),
        kept=set(
            Commitment.objects.editable_by(user).order_by().values_list("programme", flat=True).distinct()
        ),
        leaves_out_some=Commitment.objects.overseen_by(user).filter(programme__is_complete=False).exists(),
        today=today,
    )


def _counts(user: User, own: QuerySet[Commitment], at: dt.datetime) -> Counts:
    counts: Counts = defaultdict(lambda: dict.fromkeys((*KINDS, WAITING), 0))
    fresh = {kind: Count("pk", filter=is_fresh(Freshness(kind), at=at)) for kind in KINDS}
    place = ("programme", "area", "owner_team")
    for programme, area, team, reported, old, never in (
        own.order_by().values(*place).annotate(**fresh).values_list(*place, *KINDS)
    ):
        counts[Place(programme, area, team)] |= dict(zip(KINDS, (reported, old, never), strict=True))
    waiting = StatusReport.objects.waiting_for_clearance().overseen_by(user).order_by()
    of_report = [f"commitment__{name}" for name in place]
    for programme, area, team, count in (
        waiting.values(*of_report).annotate(count=Count("*")).values_list(*of_report, "count")
    ):
        counts[Place(programme, area, team)][WAITING] += count
    return counts


def _section(programme: Programme, facts: _Facts) -> Section:
    counts = {place: value for place, value in facts.counts.items() if place.programme == programme.pk}
    plan, whole = plan_of(programme, on=facts.today), Narrowed(programme=programme.reference)
    total = _line(plan.name, counts.values(), whole)
    ended = ""
    if plan.is_over and not programme.closed_at:
        ended = final_sentence(plan.name, facts.final.get(programme.pk, 0), total.total.count)
    elif plan.is_over:
        ended = _("%(programme)s has ended, and its statuses are final.") % {"programme": plan.name}
    return Section(
        name=plan.name,
        title=marked(programme.title),
        reference=programme.reference,
        total=total,
        blocks=[_by_team(programme, counts, facts), _by_area(programme, counts, facts)],
        rounds=[_round(one, facts.today) for one in facts.rounds[programme.pk]],
        ended=ended,
        closing_url=(
            reverse("workspace:closing", args=[programme.reference]) if programme.pk in facts.kept else ""
        ),
        overview_url=(
            reverse("workspace:programme", args=[programme.reference])
            if programme.pk in facts.overseen
            else ""
        ),
    )


def _by_team(programme: Programme, counts: Counts, facts: _Facts) -> Block:
    teams = sorted(
        {place.team for place in counts if place.team}, key=lambda pk: alphabetical(facts.teams[pk].name)
    )
    missions = {facts.teams[pk].mission_id for pk in teams}
    rows = []
    for pk in [*teams, *([None] if any(place.team is None for place in counts) else [])]:
        team = facts.teams[pk] if pk else None
        name = escape(str(team.name if len(missions) < 2 else team)) if team else _("No team yet")
        narrowed = Narrowed(programme=programme.reference, team=pk or 0)
        rows.append(_line(name, [value for place, value in counts.items() if place.team == pk], narrowed))
    return _block(_("By team"), _("Team"), rows)


def _by_area(programme: Programme, counts: Counts, facts: _Facts) -> Block:
    areas = sorted({place.area for place in counts if place.area}, key=lambda pk: facts.areas[pk].number)
    rows = []
    for pk in [*areas, *([None] if any(place.area is None for place in counts) else [])]:
        area = facts.areas[pk] if pk else None
        narrowed = Narrowed(programme=programme.reference, area=area.number if area else 0)
        rows.append(
            _line(_area_name(area), [value for place, value in counts.items() if place.area == pk], narrowed)
        )
    return _block(_("By priority area"), _("Priority area"), rows)


def _area_name(area: PriorityArea | None) -> str:
    if area is None:
        return _("Outside the areas")
    return joined([f"{area.number}.", marked_pick(area.title_da, area.title_en) or escape(area.title)], " ")


def _block(heading: str, what: str, lines: list[Line]) -> Block:
    chart = chart_of(
        [(line.name, [(kind, number.count) for kind, number in zip(KINDS, line.numbers, strict=True)])
         for line in lines]
    )  # fmt: skip
    return Block(heading, what, lines, chart)


def _line(name: str, counts: Iterable[dict[str, int]], narrowed: Narrowed) -> Line:
    counts = list(counts)
    summed = {kind: sum(count[kind] for count in counts) for kind in (*KINDS, WAITING)}
    listed, clearance = reverse("workspace:dashboard-list"), reverse("workspace:clearance")
    return Line(
        name=name,
        total=Number(sum(summed[kind] for kind in KINDS), _("Commitments"), f"{listed}{narrowed.query}"),
        numbers=[
            Number(summed[kind], str(Freshness(kind).label), f"{listed}{narrowed.only(kind).query}")
            for kind in KINDS
        ],
        waiting=Number(summed[WAITING], _("Waiting for clearance"), f"{clearance}{narrowed.query}"),
    )


def _round(one: ReportingRound, today: dt.date) -> Round:
    return Round(
        title=one.title,
        words=_("report by %(day)s") % {"day": short_day(one.cut_off_on, today)},
        url=reverse("workspace:round", args=[one.pk]),
    )
