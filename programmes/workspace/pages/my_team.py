"""My team: who needs what now, for each of a person's teams, and what waits on an administrator's desk.

However much a team follows, the page shows the beginning of each part of it and says how much there is; all of a part
are listed page by page (`?team=…&part=…`). Words are made only of what is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.models import SectorTeam, User, roles_of
from programmes.models import Commitment, PriorityArea, Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet
from programmes.rules.due import Reason, basis_endings, due
from programmes.words.strings import date_words, why_taken_back
from programmes.workspace.pages.clearance import may_see_clearance
from programmes.workspace.pages.decisions import (
    DESK,
    PROPOSALS,
    Decision,
    Decisions,
    Desk,
    desk_of,
    proposal_words,
    proposals_of,
    waiting_proposals,
    waiting_reports,
)
from programmes.workspace.pages.tasks import (
    COMING,
    DRAFTS,
    LEAST_URGENT,
    OpenReport,
    Plan,
    Standing,
    Task,
    final_sentence,
    group_of,
    plans_of,
    programme_name,
    standings,
    task_of,
    task_rows,
)

Choice = tuple[str, str]  # a value and what it is called
GROUPS: dict[str, Callable[[], str]] = {
    Reason.RETURNED.value: partial(str, Reason.RETURNED.label),
    DRAFTS: lambda: _("Your drafts"),
    **{reason.value: partial(str, reason.label) for reason in Reason if reason != Reason.RETURNED},
    COMING: lambda: _("Due this month"),
}
SHOWN_AT_ONCE, SHOWN_IN_ALL, ON_A_PAGE = 12, 100, 50
REST = "rest"
LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty is all. `part` of `team` is shown by itself, page by page."""

    reason: str = ""
    programme: str = ""
    area: int | None = None
    is_mine: bool = False
    part: str = ""
    team: int | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.reason or self.programme or self.area is not None or self.is_mine)

    @property
    def area_value(self) -> str:
        return "" if self.area is None else str(self.area)

    def address_of(self, part: str, team: int) -> str:
        """The address of a part of the list, narrowed alike."""
        named = {
            "reason": self.reason,
            "programme": self.programme,
            "area": self.area,
            "owner": "me" if self.is_mine else "",
            "part": part,
            "team": team,
        }
        asked = {name: value for name, value in named.items() if value not in {"", None}}
        return f"{reverse('workspace:my-team')}?{urlencode(asked)}"


@dataclass
class Part:
    """The beginning of a part of the list, and how many tasks it has. Few are shown at once, others are folded."""

    heading: str
    total: int
    tasks: list[Task]
    url: str

    @property
    def first(self) -> list[Task]:
        return self.tasks[:SHOWN_AT_ONCE]

    @property
    def more(self) -> list[Task]:
        return self.tasks[SHOWN_AT_ONCE:]

    @property
    def more_total(self) -> int:
        return max(0, self.total - SHOWN_AT_ONCE)

    @property
    def is_cut(self) -> bool:
        return len(self.tasks) < self.total


@dataclass
class EndedPlan:
    """A programme that has ended, as one banner: how many final statuses are given, and where to go on."""

    sentence: str
    start_url: str
    closing_url: str
    is_begun: bool
    part: Part


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
    groups: list[Part]
    ended: list[EndedPlan]
    done: list[EndedPlan]
    rest: Part
    waiting: Decisions
    proposals: Decisions
    tables: list[TableLink]
    is_demo: bool
    shows_programme: bool

    @property
    def needs(self) -> int:
        """How much needs somebody: each row counts one, and so does each ended programme that is not done with."""
        rows = sum(group.total for group in self.groups)
        return rows + len(self.ended) + self.waiting.total + self.proposals.total

    @property
    def heading(self) -> str:
        return needs_words(self.name, self.needs)

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.done or self.rest.total)


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
    blocks = _blocks(user, teams, at, wanted) if teams else []
    for team, block in zip(teams, blocks, strict=True):
        if team.pk in roles.led_team_ids:
            block.waiting = waiting.get(team.pk, Decisions())
            block.proposals = proposals.get(team.pk, Decisions())
    desk = desk_of(
        user,
        waiting=waiting.get(DESK, Decisions()),
        proposals=proposals.get(DESK, Decisions()),
    )
    shown = [one for of_place in (*waiting.values(), *proposals.values()) for one in of_place.first]
    is_demonstration = any(team.is_demo for team in teams) or any(one.is_demo for one in shown)
    return MyTeam(
        blocks, desk, may_see_clearance(user), _basis(user, today), is_demonstration or user.is_demo
    )


@dataclass
class PartPage:
    """A part of the list by itself, one page of it: tasks, or proposals."""

    heading: str
    tasks: list[Task]
    proposals: list[Decision]
    page: Page[Any]
    shows_programme: bool
    is_demonstration: bool


def part_page(user: User, *, at: dt.datetime, wanted: Wanted, page: str | None) -> PartPage | None:
    """The part that is asked for; None where there is no such."""
    if not wanted.part:
        return None
    if wanted.part == PROPOSALS:
        waiting = proposals_of(user, team=wanted.team or DESK)
        shown = Paginator(waiting, ON_A_PAGE).get_page(page)
        proposals = [proposal_words(one, user.day(at)) for one in shown]
        is_demo = user.is_demo or any(one.is_demo for one in proposals)
        return PartPage(_("Proposed changes"), [], proposals, shown, True, is_demo)
    team = SectorTeam.objects.filter(pk__in=roles_of(user).team_ids & {wanted.team}).first()
    if team is None:
        return None
    work = _Work(user, [team], at, wanted)
    found = work.parts_of(team).get(wanted.part)
    if found is None:
        return None
    tasks = Paginator(found.keys, ON_A_PAGE).get_page(page)
    return PartPage(
        heading=f"{team.name}: {found.heading}",
        tasks=work.tasks(tasks),
        proposals=[],
        page=tasks,
        shows_programme=work.shows_programme(team),
        is_demonstration=user.is_demo or team.is_demo,
    )


class _Part(NamedTuple):
    """A part of a team's list: its heading, and its commitments in order."""

    heading: str
    keys: list[int]


class _Work:
    """What some teams follow, as far as is needed to put it in order."""

    def __init__(self, user: User, teams: list[SectorTeam], at: dt.datetime, wanted: Wanted) -> None:
        self.user, self.at, self.wanted, self.today = user, at, wanted, user.day(at)
        own = Commitment.objects.visible_to(user).filter(
            owner_team__in=[team.pk for team in teams], withdrawn_on=None
        )
        commitments = _narrowed(own, user, wanted)
        self.reasons = due(commitments, at=at, zone=user.zone)
        every = standings(commitments, user, at=at)
        self.plans = plans_of({one.programme_id for one in every}, on=self.today)
        self.opened = _opened(user, teams)
        for one in every:
            begun = self.opened.get(one.pk)
            if begun and one.seen_reported_at and one.seen_reported_at > begun.since:
                del self.opened[one.pk]  # somebody has reported since: the matter is settled
        self.of_team: dict[int | None, list[Standing]] = defaultdict(list)
        for one in every:
            if not wanted.reason or wanted.reason in [due.reason for due in self.reasons.get(one.pk, ())]:
                self.of_team[one.team_id].append(one)

    def plans_of(self, team: SectorTeam) -> list[Plan]:
        """The programmes of what a team follows, in the order of the list."""
        return [self.plans[pk] for pk in dict.fromkeys(one.programme_id for one in self.of_team[team.pk])]

    def shows_programme(self, team: SectorTeam) -> bool:
        return len(self.plans_of(team)) > 1

    def is_final(self, one: Standing) -> bool:
        reasons = self.reasons.get(one.pk, ())
        return self.plans[one.programme_id].is_over and all(
            due.reason != Reason.FINAL_STATUS for due in reasons
        )

    def parts_of(self, team: SectorTeam) -> dict[str, _Part]:
        """The parts of a team's list by their names in addresses: groups, ended programmes, and the rest."""
        groups = {key: _Part(heading(), []) for key, heading in GROUPS.items()}
        rest = _Part(_("No action needed"), [])
        over: dict[int, _Part] = {}
        for one in self.of_team[team.pk]:
            plan = self.plans[one.programme_id]
            if plan.is_over:
                over.setdefault(one.programme_id, _Part(plan.name, [])).keys.append(one.pk)
            elif not self._group(one):
                rest.keys.append(one.pk)
        for one in sorted(self.of_team[team.pk], key=self._order):
            group = self._group(one)
            if group:
                groups[group].keys.append(one.pk)
        ended = {self.plans[pk].programme.reference: part for pk, part in over.items()}
        return {key: part for key, part in (groups | ended | {REST: rest}).items() if part.keys}

    def _group(self, one: Standing) -> str:
        return group_of(
            one,
            self.plans[one.programme_id],
            self.today,
            opened=self.opened.get(one.pk),
            reasons=self.reasons.get(one.pk, ()),
        )

    def _order(self, one: Standing) -> tuple[bool, tuple[int, dt.date]]:
        reasons = self.reasons.get(one.pk)
        return one.owner_id != self.user.pk, reasons[0].order if reasons else LEAST_URGENT

    def tasks(self, keys: Iterable[int]) -> list[Task]:
        """Some commitments with their words, in the order of the keys. One query."""
        wanted = list(keys)
        rows = task_rows(Commitment.objects.filter(pk__in=wanted), self.user, at=self.at)
        tasks = {
            row["pk"]: task_of(
                row,
                self.plans[row["programme_id"]],
                self.today,
                opened=self.opened.get(row["pk"]),
                reasons=self.reasons.get(row["pk"], ()),
            )
            for row in rows
        }
        return [tasks[pk] for pk in wanted if pk in tasks]


def _blocks(user: User, teams: list[SectorTeam], at: dt.datetime, wanted: Wanted) -> list[TeamBlock]:
    work = _Work(user, teams, at, wanted)
    parts = {team.pk: work.parts_of(team) for team in teams}
    keys = [pk for of_team in parts.values() for part in of_team.values() for pk in part.keys[:SHOWN_IN_ALL]]
    tasks = {task.pk: task for task in work.tasks(dict.fromkeys(keys))}
    return [_block(team, parts[team.pk], work, tasks) for team in teams]


def _narrowed(commitments: CommitmentQuerySet, user: User, wanted: Wanted) -> CommitmentQuerySet:
    if wanted.programme:
        commitments = commitments.filter(programme__reference=wanted.programme)
    if wanted.area is not None:
        commitments = commitments.filter(area__number=wanted.area)
    if wanted.is_mine:
        commitments = commitments.filter(owner=user)
    return commitments


def choices_of(user: User) -> tuple[list[Choice], list[Choice]]:
    """The programmes and areas that one's teams have commitments in, with what they are called.

    An area's number may stand for another subject in each programme: all of them are said.
    """
    commitments = Commitment.objects.visible_to(user).filter(
        owner_team__in=roles_of(user).team_ids, withdrawn_on=None
    )
    ids = commitments.order_by().values("programme")
    programmes = Programme.objects.filter(pk__in=ids).select_related("partnership__country")
    areas = PriorityArea.objects.filter(pk__in=commitments.order_by().values("area")).order_by("number", "pk")
    titles: dict[int, dict[str, None]] = defaultdict(dict)
    for area in areas:
        titles[area.number][str(area.plain_title or area.title)] = None
    return (
        [(one.reference, programme_name(one)) for one in programmes.order_by("reference")],
        [(str(number), f"{number} {' / '.join(words)}") for number, words in titles.items()],
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


def _block(team: SectorTeam, parts: dict[str, _Part], work: _Work, tasks: dict[int, Task]) -> TeamBlock:
    def shown(key: str) -> Part:
        part = parts.get(key, _Part("", []))
        url = work.wanted.address_of(key, team.pk)
        beginning = [tasks[pk] for pk in part.keys[:SHOWN_IN_ALL] if pk in tasks]
        return Part(part.heading, len(part.keys), beginning, url)

    plans = work.plans_of(team)
    ended = [_ended(plan, team, work, shown(plan.programme.reference)) for plan in plans if plan.is_over]
    return TeamBlock(
        name=str(team.name),
        groups=[shown(key) for key in GROUPS if key in parts],
        ended=[plan for plan in ended if plan.start_url],
        done=[plan for plan in ended if not plan.start_url],
        rest=shown(REST),
        waiting=Decisions(),
        proposals=Decisions(),
        tables=[
            TableLink(plan.name, reverse("workspace:table", args=[plan.programme.reference]))
            for plan in plans
            if not plan.is_over
        ],
        is_demo=team.is_demo,
        shows_programme=work.shows_programme(team),
    )


def _ended(plan: Plan, team: SectorTeam, work: _Work, part: Part) -> EndedPlan:
    reference = plan.programme.reference
    own = [one for one in work.of_team[team.pk] if one.programme_id == plan.programme.pk]
    left = [one for one in own if not work.is_final(one)]
    return EndedPlan(
        sentence=final_sentence(plan.name, len(own) - len(left), len(own)),
        start_url=reverse("workspace:closing-step", args=[reference, left[0].number]) if left else "",
        closing_url=reverse("workspace:closing", args=[reference]),
        is_begun=len(left) < len(own),
        part=part,
    )
