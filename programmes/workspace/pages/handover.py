"""A handover sheet: what a team or a person has open, what comes next, whom to talk to, and what to know."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import ngettext

from embassy import clock
from embassy.models import Membership, Mission, SectorTeam, User
from programmes.models import Commitment, HandoverNote, Organisation
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.shared import Side
from programmes.rules.due import Due, Reason, due
from programmes.rules.responsible import responsible_on
from programmes.statuses import CLOSED_STATUSES
from programmes.words.due_words import due_words
from programmes.words.month import Entry, Span, entries_in
from programmes.words.strings import marked
from programmes.workspace.pages.tasks import Task, plans_of, task_of, task_rows

AHEAD = dt.timedelta(days=120)
MOST_ORGANISATIONS, MOST_REASONS = 20, 3


@dataclass(slots=True)
class Item:
    """An open commitment: its row, and why it needs somebody."""

    task: Task
    reasons: list[str]


@dataclass(slots=True)
class Group:
    heading: str
    items: list[Item]


@dataclass(slots=True)
class Contact:
    name: str
    role: str
    email: str


class ResponsibleFor(NamedTuple):
    """An organisation: its side in words, its name, and how many of the commitments it is responsible for."""

    side: str
    name: str
    commitments: int


@dataclass
class Sheet:
    """`groups` are the open items by their most urgent reason; `others` are open and need nothing now."""

    title: str
    teams: list[SectorTeam]
    missions: list[Mission]
    groups: list[Group]
    others: list[Task]
    closed: int
    dates: list[Entry]
    mates: list[Contact]
    organisations: list[ResponsibleFor]
    notes: list[HandoverNote]
    made_on: dt.date
    is_demonstration: bool

    @property
    def total(self) -> int:
        return sum(len(group.items) for group in self.groups) + len(self.others)


def team_sheet(team: SectorTeam, user: User, *, at: dt.datetime) -> Sheet:
    commitments = Commitment.objects.visible_to(user).filter(owner_team=team, withdrawn_on=None)
    return _sheet(str(team), commitments, [team], user, at=at, shows=lambda entry, keys: True, team=team)


def person_sheet(person: User, user: User, *, at: dt.datetime) -> Sheet:
    """The commitments that a person follows."""
    commitments = Commitment.objects.visible_to(user).filter(owner=person, withdrawn_on=None)
    memberships = Membership.objects.on(clock.public_day(at)).filter(user=person, team__isnull=False)
    teams = [one.team for one in memberships.select_related("team__mission") if one.team]
    return _sheet(str(person), commitments, teams, user, at=at, shows=_is_among)


def _is_among(entry: Entry, keys: Collection[str]) -> bool:
    return entry.kind in {"deadline", "expected"} and entry.key.partition("-")[0] in keys


def _sheet(
    title: str,
    commitments: CommitmentQuerySet,
    teams: list[SectorTeam],
    user: User,
    *,
    at: dt.datetime,
    shows: Callable[[Entry, Collection[str]], bool],
    team: SectorTeam | None = None,
) -> Sheet:
    today = user.day(at)
    rows = task_rows(commitments, user, at=at)
    plans = plans_of({row["programme_id"] for row in rows}, on=today)
    reasons = due(commitments.reports_readable_by(user), at=at, zone=user.zone)
    tasks = {row["pk"]: task_of(row, plans[row["programme_id"]], today) for row in rows}
    closed = {
        row["pk"]
        for row in rows
        if row["pk"] not in reasons
        and (row["seen_status"] in CLOSED_STATUSES or plans[row["programme_id"]].is_over)
    }
    entries = entries_in(user, Span(today, today + AHEAD), team=team)
    keys = {str(row["pk"]) for row in rows}
    return Sheet(
        title=title,
        teams=teams,
        missions=list({one.mission_id: one.mission for one in teams}.values()),
        groups=_groups(tasks, reasons, today),
        others=[task for pk, task in tasks.items() if pk not in reasons and pk not in closed],
        closed=len(closed),
        dates=sorted((entry for entry in entries if shows(entry, keys)), key=lambda entry: entry.on),
        mates=_mates(teams, on=clock.public_day(at)),
        organisations=_organisations([row["pk"] for row in rows], on=today),
        notes=list(HandoverNote.objects.visible_to(user).filter(team__in=teams).exclude(text="")),
        made_on=today,
        is_demonstration=any(one.is_demo for one in teams),
    )


def _groups(tasks: dict[int, Task], reasons: dict[int, list[Due]], today: dt.date) -> list[Group]:
    by_reason: dict[Reason, list[Item]] = {}
    for pk, due_reasons in reasons.items():
        if pk in tasks:
            reason = due_reasons[0].reason
            lines = [due_words(one, today) for one in due_reasons]
            sentences = [line for line in lines if line != str(reason.label)]
            if len(sentences) > MOST_REASONS:
                more = len(sentences) - MOST_REASONS
                sentences = [
                    *sentences[:MOST_REASONS],
                    ngettext("%(more)d more", "%(more)d more", more) % {"more": more},
                ]
            by_reason.setdefault(reason, []).append(Item(tasks[pk], sentences))
    return [Group(str(one.label), by_reason[one]) for one in Reason if one in by_reason]


def _mates(teams: list[SectorTeam], *, on: dt.date) -> list[Contact]:
    """Members and leads of the teams, leads first."""
    memberships = (
        Membership.objects.on(on)
        .filter(team__in=teams, user__is_active=True)
        .select_related("user")
        .order_by("role", "user__first_name", "user__last_name")
    )
    return [Contact(str(one.user), one.get_role_display(), one.user.email) for one in memberships]


def _organisations(ids: Iterable[int], *, on: dt.date) -> list[ResponsibleFor]:
    """The Danish side first, and of each side those that are responsible for the most."""
    count: Counter[tuple[str, int]] = Counter()
    organisations: dict[tuple[str, int], Organisation] = {}
    for part in responsible_on(on, ids).select_related("organisation"):
        key = (part.side, part.organisation_id)
        count[key] += 1
        organisations[key] = part.organisation
    rows = [
        ResponsibleFor(str(Side(side).label), _name(organisations[side, pk]), number)
        for (side, pk), number in count.most_common()
    ]
    return sorted(rows, key=lambda row: (row.side != str(Side.DANISH.label), -row.commitments))[
        :MOST_ORGANISATIONS
    ]


def _name(organisation: Organisation) -> str:
    name = marked(organisation.name)
    return format_html("{} ({})", name, organisation.acronym) if organisation.acronym else name


class Follower(NamedTuple):
    """A person, how many commitments they follow, and whether they are in the team today."""

    person: User
    commitments: int
    is_current: bool


@dataclass(slots=True)
class Pick:
    """A team that a sheet can be made of, with its people and how many commitments each follows."""

    team: SectorTeam
    commitments: int
    people: list[Follower]


def sheets_to_pick(teams: list[SectorTeam], user: User, *, on: dt.date) -> list[Pick]:
    """What the first page offers: each team, and the people in it whom this reader may look up."""
    counts = Counter(
        Commitment.objects.visible_to(user)
        .filter(owner_team__in=teams, withdrawn_on=None)
        .values_list("owner_team", flat=True)
    )
    followed = Counter(
        Commitment.objects.visible_to(user)
        .filter(owner_team__in=teams, owner__isnull=False, withdrawn_on=None)
        .values_list("owner", flat=True)
    )
    people = User.objects.visible_to(user).values("pk")
    memberships = Membership.objects.filter(team__in=teams, user__in=people).select_related("user")
    here: dict[int | None, dict[int, Follower]] = {}
    for one in memberships.order_by("user__first_name", "user__last_name", "pk"):
        is_current = one.from_on <= on and (one.until_on is None or one.until_on >= on)
        if is_current or followed[one.user_id]:
            here.setdefault(one.team_id, {})[one.user_id] = Follower(
                one.user, followed[one.user_id], is_current
            )
    return [Pick(team, counts[team.pk], list(here.get(team.pk, {}).values())) for team in teams]
