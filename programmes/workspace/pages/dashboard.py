"""The dashboard of leads and administrators: what is reported and what is not, by team and by area.

Every number leads to the list of what it counts.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import SectorTeam
from programmes.models import PriorityArea, Programme, ReportingRound, StatusReport
from programmes.rules.final import with_final_status
from programmes.words.bars import Chart, chart_of, legend_of
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
    def words(self):
        return f"{self.count}: {self.label}"


@dataclass(slots=True)
class Line:
    """A team's or an area's numbers: all, and of these by freshness; and the reports that wait for clearance."""

    name: str
    total: Number
    numbers: list
    waiting: Number

    @property
    def cells(self):
        return [self.total, *self.numbers, self.waiting]


@dataclass(slots=True)
class Block:
    """A programme's numbers by team or by area, as a table and as bars."""

    heading: str
    what: str
    lines: list
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
    blocks: list
    rounds: list
    ended: str
    closing_url: str
    overview_url: str


@dataclass
class Dashboard:
    total: Line
    sections: list
    legend: list
    is_demonstration: bool

    @property
    def headings(self):
        return [cell.label for cell in self.total.cells]


@dataclass(slots=True)
class _Facts:
    """What was asked of the database: counts by (programme, area, team), and the names of these."""

    counts: dict
    programmes: list
    areas: dict
    teams: dict
    rounds: dict
    final: dict
    edited: set
    today: object


def dashboard_of(user, *, at):
    """Everything the page shows, in a fixed number of queries."""
    facts = _facts(user, at)
    sections = [_section(programme, facts) for programme in facts.programmes]
    return Dashboard(
        total=_line(_("All programmes"), facts.counts.values(), Narrowed()),
        sections=sorted(sections, key=lambda section: bool(section.ended)),
        legend=legend_of(Freshness.choices),
        is_demonstration=user.is_demo or any(team.is_demo for team in facts.teams.values()),
    )


def _facts(user, at):
    today, own = clock.public_day(at), followed_by(user)
    counts = _counts(user, own, at)
    programmes = list(
        Programme.objects.filter(pk__in={key[0] for key in counts})
        .select_related("partnership__country")
        .with_successor_flag()
        .order_by("-starts_on")
    )
    programmes.sort(key=lambda one: alphabetical(one.partnership.country.name))
    rounds = defaultdict(list)
    for one in ReportingRound.objects.open().filter(programme__in=programmes).order_by("cut_off_on"):
        rounds[one.programme_id].append(one)
    final = with_final_status(own).order_by().values("programme").annotate(count=Count("*"))
    return _Facts(
        counts=counts,
        programmes=programmes,
        areas=PriorityArea.objects.in_bulk({key[1] for key in counts if key[1]}),
        teams=SectorTeam.objects.select_related("mission").in_bulk({key[2] for key in counts if key[2]}),
        rounds=rounds,
        final=dict(final.values_list("programme", "count")),
        edited=set(Programme.objects.editable_by(user).values_list("pk", flat=True)),
        today=today,
    )


def _counts(user, own, at):
    """By (programme, area, team): commitments by freshness, and reports that wait."""
    counts = defaultdict(lambda: dict.fromkeys((*KINDS, WAITING), 0))
    fresh = {kind: Count("pk", filter=is_fresh(Freshness(kind), at=at)) for kind in KINDS}
    place = ("programme", "area", "owner_team")
    for *key, reported, old, never in (
        own.order_by().values(*place).annotate(**fresh).values_list(*place, *KINDS)
    ):
        counts[tuple(key)] |= dict(zip(KINDS, (reported, old, never), strict=True))
    waiting = StatusReport.objects.filter(state=StatusReport.State.SUBMITTED).clearable_by(user).order_by()
    place = tuple(f"commitment__{name}" for name in place)
    for *key, count in waiting.values(*place).annotate(count=Count("*")).values_list(*place, "count"):
        counts[tuple(key)][WAITING] += count
    return counts


def _section(programme, facts):
    counts = {key: value for key, value in facts.counts.items() if key[0] == programme.pk}
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
        closing_url=reverse("workspace:closing", args=[programme.reference]),
        overview_url=(
            reverse("workspace:programme", args=[programme.reference]) if programme.pk in facts.edited else ""
        ),
    )


def _by_team(programme, counts, facts):
    teams = sorted({key[2] for key in counts if key[2]}, key=lambda pk: alphabetical(facts.teams[pk].name))
    missions = {facts.teams[pk].mission_id for pk in teams}
    rows = []
    for pk in [*teams, *([None] if any(key[2] is None for key in counts) else [])]:
        team = facts.teams.get(pk)
        name = escape(str(team.name if len(missions) < 2 else team)) if team else _("No team yet")
        narrowed = Narrowed(programme=programme.reference, team=pk or 0)
        rows.append(_line(name, [value for key, value in counts.items() if key[2] == pk], narrowed))
    return _block(_("By team"), _("Team"), rows)


def _by_area(programme, counts, facts):
    areas = sorted({key[1] for key in counts if key[1]}, key=lambda pk: facts.areas[pk].number)
    rows = []
    for pk in [*areas, *([None] if any(key[1] is None for key in counts) else [])]:
        area = facts.areas.get(pk)
        narrowed = Narrowed(programme=programme.reference, area=area.number if area else 0)
        rows.append(
            _line(_area_name(area), [value for key, value in counts.items() if key[1] == pk], narrowed)
        )
    return _block(_("By priority area"), _("Priority area"), rows)


def _area_name(area):
    """Its number and title as HTML."""
    if area is None:
        return _("Outside the areas")
    return joined([f"{area.number}.", marked_pick(area.title_da, area.title_en) or escape(area.title)], " ")


def _block(heading, what, lines):
    chart = chart_of(
        [(line.name, [(kind, number.count) for kind, number in zip(KINDS, line.numbers, strict=True)])
         for line in lines]
    )  # fmt: skip
    return Block(heading, what, lines, chart)


def _line(name, counts, narrowed):
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


def _round(one, today):
    return Round(
        title=one.title,
        words=_("report by %(day)s") % {"day": short_day(one.cut_off_on, today)},
        url=reverse("workspace:round", args=[one.pk]),
    )
