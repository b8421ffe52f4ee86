"""My team: who needs what now, for each of a person's teams, and what waits on an administrator's desk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.models import SectorTeam, User, roles_of
from programmes.models import Commitment, Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet
from programmes.rules.due import Reason, basis_endings, due
from programmes.words.strings import date_words, why_taken_back
from programmes.workspace.pages.clearance import may_see_clearance
from programmes.workspace.pages.decisions import Decision, Desk, desk_of, waiting_proposals, waiting_reports
from programmes.workspace.pages.tasks import (
    COMING,
    DRAFTS,
    OpenReport,
    Plan,
    Task,
    final_sentence,
    plans_of,
    programme_name,
    task_of,
    task_rows,
)

GROUPS: dict[str, Callable[[], str]] = {
    Reason.RETURNED.value: partial(str, Reason.RETURNED.label),
    DRAFTS: lambda: _("Your drafts"),
    **{reason.value: partial(str, reason.label) for reason in Reason if reason != Reason.RETURNED},
    COMING: lambda: _("Due this month"),
}
SHOWN_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty is all."""

    reason: str = ""
    programme: str = ""
    area: int | None = None
    is_mine: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.reason or self.programme or self.area is not None or self.is_mine)


@dataclass
class Group:
    """Tasks with the same most urgent reason. Few are shown at once; the others are folded, as lean rows."""

    heading: str
    tasks: list[Task] = field(default_factory=list)

    @property
    def first(self) -> list[Task]:
        return self.tasks[:SHOWN_AT_ONCE]

    @property
    def more(self) -> list[Task]:
        return self.tasks[SHOWN_AT_ONCE:]


@dataclass
class EndedPlan:
    """A programme that has ended, as one banner: how many final statuses are given, and where to go on."""

    sentence: str
    start_url: str
    closing_url: str
    is_begun: bool
    tasks: list[Task]


class TableLink(NamedTuple):
    """A programme whose commitments can be reported on in one table."""

    programme: str
    url: str


class BasisNotice(NamedTuple):
    """What is to be said of a programme's basis agreements: those that end before it."""

    programme: str
    sentences: list[str]


@dataclass
class TeamBlock:
    """One team's work: what needs somebody now, in groups; ended programmes, each as one; and the rest."""

    name: str
    groups: list[Group]
    ended: list[EndedPlan]
    done: list[EndedPlan]
    rest: list[Task]
    waiting: list[Decision]
    proposals: list[Decision]
    tables: list[TableLink]
    is_demo: bool
    shows_programme: bool

    @property
    def needs(self) -> int:
        """How much needs somebody: each row counts one, and so does each ended programme that is not done with."""
        rows = sum(len(group.tasks) for group in self.groups)
        return rows + len(self.ended) + len(self.waiting) + len(self.proposals)

    @property
    def heading(self) -> str:
        return needs_words(self.name, self.needs)

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.done or self.rest)


@dataclass
class MyTeam:
    teams: list[TeamBlock]
    desk: Desk | None
    may_clear: bool
    basis: list[BasisNotice]
    is_demonstration: bool

    @property
    def needs(self) -> int:
        return sum(team.needs for team in self.teams) + (self.desk.needs if self.desk else 0)

    @property
    def heading(self) -> str:
        """`Energy: 6 need you`; without the name where there are several teams, or none."""
        if len(self.teams) == 1 and not (self.desk and self.desk.needs):
            return self.teams[0].heading
        return needs_words("", self.needs)


def needs_words(name: str, count: int) -> str:
    if not count:
        return _("You have nothing to do right now")
    if not name:
        return ngettext(
            "%(count)d item needs your attention", "%(count)d items need your attention", count
        ) % {"count": count}
    words = ngettext(
        "%(team)s: %(count)d item needs attention", "%(team)s: %(count)d items need attention", count
    )
    return words % {"team": name, "count": count}


def my_team(user: User, *, at: dt.datetime, wanted: Wanted = Wanted()) -> MyTeam:
    """Everything the page shows, in a fixed number of queries."""
    today = user.day(at)
    roles = roles_of(user)
    teams = list(
        SectorTeam.objects.filter(pk__in=roles.team_ids).select_related("mission").order_by("mission", "slug")
    )
    waiting, proposals = waiting_reports(user, today=today), waiting_proposals(user, today=today)
    led = roles.led_team_ids
    blocks = _blocks(user, teams, at, wanted) if teams else []
    for team, block in zip(teams, blocks, strict=True):
        if team.pk in led:
            block.waiting = [decision for decision in waiting if decision.team_id == team.pk]
            block.proposals = [decision for decision in proposals if decision.team_id == team.pk]
    desk = desk_of(
        user,
        waiting=[decision for decision in waiting if decision.team_id not in led],
        proposals=[decision for decision in proposals if decision.team_id not in led],
    )
    is_demonstration = any(team.is_demo for team in teams) or any(d.is_demo for d in waiting + proposals)
    return MyTeam(
        blocks, desk, may_see_clearance(user), _basis(user, today), is_demonstration or user.is_demo
    )


def _blocks(user: User, teams: list[SectorTeam], at: dt.datetime, wanted: Wanted) -> list[TeamBlock]:
    today = user.day(at)
    commitments = _narrowed(
        Commitment.objects.visible_to(user).filter(
            owner_team__in=[team.pk for team in teams], withdrawn_on=None
        ),
        user,
        wanted,
    )
    rows, reasons = task_rows(commitments, user, at=at), due(commitments, at=at, zone=user.zone)
    plans = plans_of({row["programme_id"] for row in rows}, on=today)
    opened = _opened(user, teams)
    by_team: dict[int | None, list[Task]] = defaultdict(list)
    for row in rows:
        plan, due_reasons = plans[row["programme_id"]], reasons.get(row["pk"], [])
        is_open = opened.get(row["pk"])
        if is_open and row["seen_reported_at"] and row["seen_reported_at"] > is_open.since:
            is_open = None  # somebody has reported since: the matter is settled
        task = task_of(row, plan, today, opened=is_open, reasons=due_reasons)
        task.is_own = row["owner_id"] == user.pk
        if not wanted.reason or wanted.reason in task.reasons:
            by_team[row["owner_team_id"]].append(task)
    return [_block(team, by_team[team.pk], plans) for team in teams]


def _narrowed(commitments: CommitmentQuerySet, user: User, wanted: Wanted) -> CommitmentQuerySet:
    if wanted.programme:
        commitments = commitments.filter(programme__reference=wanted.programme)
    if wanted.area is not None:
        commitments = commitments.filter(area__number=wanted.area)
    if wanted.is_mine:
        commitments = commitments.filter(owner=user)
    return commitments


def choices_of(user: User) -> tuple[list[str], list[int]]:
    """The programmes and areas that one's teams have commitments in: (references, numbers)."""
    commitments = Commitment.objects.visible_to(user).filter(
        owner_team__in=roles_of(user).team_ids, withdrawn_on=None
    )
    pairs = set(commitments.order_by().values_list("programme__reference", "area__number").distinct())
    return sorted({reference for reference, _area in pairs}), sorted(
        {area for _reference, area in pairs if area}
    )


def _basis(user: User, today: dt.date) -> list[BasisNotice]:
    """Basis agreements that end before their programme, by programme, for those who lead or oversee it."""
    roles = roles_of(user)
    led = Commitment.objects.filter(owner_team__in=roles.led_team_ids).values("programme")
    overseen = Programme.objects.overseen_by(user).values("pk")
    sentences: dict[str, list[str]] = defaultdict(list)
    for ending in basis_endings(Programme.objects.filter(Q(pk__in=led) | Q(pk__in=overseen))):
        if not ending.programme.is_over_before(today):
            day = date_words(ending.listing.instrument.valid_until)
            words = _("“%(agreement)s” ends %(date)s, before the programme.")
            sentences[programme_name(ending.programme)].append(
                words % {"agreement": ending.listing.listed_as, "date": day}
            )
    return [BasisNotice(programme, lines) for programme, lines in sentences.items()]


def _opened(user: User, teams: list[SectorTeam]) -> dict[int, OpenReport]:
    """Drafts of one's own and returned reports that can still be sent, by commitment; returned ones come first."""
    reports = StatusReport.objects.filter(
        commitment__owner_team__in=[team.pk for team in teams], commitment__programme__closed_at=None
    ).filter(Q(state=StatusReport.State.RETURNED) | Q(state=StatusReport.State.DRAFT, drafted_by=user))
    opened: dict[int, OpenReport] = {}
    columns = ("pk", "commitment", "state", "drafted_at", "returned_at", "return_note", "undone_in")
    for pk, commitment, state, drafted_at, returned_at, note, undone_in in reports.order_by(
        "state", "pk"
    ).values_list(*columns):  # "draft" sorts before "returned", which so stays
        words = why_taken_back(note, is_undone=bool(undone_in))
        opened[commitment] = OpenReport(pk, state, returned_at or drafted_at, words)
    return opened


def _block(team: SectorTeam, tasks: list[Task], plans: dict[int, Plan]) -> TeamBlock:
    groups = {key: Group(heading()) for key, heading in GROUPS.items()}
    over: dict[int, list[Task]] = defaultdict(list)
    rest: list[Task] = []
    places = {task.pk: place for place, task in enumerate(tasks)}
    for task in sorted(tasks, key=lambda task: (not task.is_own, task.order)):
        if task.group:
            groups[task.group].tasks.append(task)
        if plans[task.programme_id].is_over:
            over[task.programme_id].append(task)
        elif not task.group:
            rest.append(task)
    for part in (rest, *over.values()):
        part.sort(key=lambda task: places[task.pk])
    ended = [_ended(plans[programme_id], tasks_of_plan) for programme_id, tasks_of_plan in over.items()]
    return TeamBlock(
        name=str(team.name),
        groups=[group for group in groups.values() if group.tasks],
        ended=[plan for plan in ended if plan.start_url],
        done=[plan for plan in ended if not plan.start_url],
        rest=rest,
        waiting=[],
        proposals=[],
        tables=[
            TableLink(plans[pk].name, reverse("workspace:table", args=[plans[pk].programme.reference]))
            for pk in dict.fromkeys(task.programme_id for task in tasks)
            if not plans[pk].is_over
        ],
        is_demo=team.is_demo,
        shows_programme=len({task.programme_id for task in tasks}) > 1,
    )


def _ended(plan: Plan, tasks: list[Task]) -> EndedPlan:
    final = sum(task.is_final for task in tasks)
    first = next((task for task in tasks if not task.is_final), None)
    return EndedPlan(
        sentence=final_sentence(plan.name, final, len(tasks)),
        start_url=_step_url(plan, first) if first else "",
        closing_url=reverse("workspace:closing", args=[plan.programme.reference]),
        is_begun=final > 0,
        tasks=tasks,
    )


def _step_url(plan: Plan, task: Task) -> str:
    """Where a final status is given."""
    return reverse("workspace:closing-step", args=[plan.programme.reference, task.number])
