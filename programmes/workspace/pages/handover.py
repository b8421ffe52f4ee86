"""A handover sheet: what a team or a person has open, what comes next, whom to talk to, and what to know."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.translation import gettext as _
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
from programmes.words.strings import marked, with_acronym
from programmes.workspace.pages.tasks import Task, plans_of, standings, task_of, task_rows

AHEAD = dt.timedelta(days=120)
MOST_ORGANISATIONS, MOST_REASONS, MOST_DATES, ON_A_PAGE = 20, 3, 100, 200


@dataclass(slots=True)
class Item:
    """An open commitment: its row, and why it needs somebody."""

    task: Task
    reasons: list[str]


@dataclass(slots=True)
class Group:
    """Those of a page that have the same most urgent reason, and how many there are in all."""

    heading: str
    total: int
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
    """`groups` are the open items by their most urgent reason, the last of them those that need nothing now; they take
    `page` of several where there are many. `dates` are the first of all.
    """

    title: str
    teams: list[SectorTeam]
    missions: list[Mission]
    groups: list[Group]
    page: Page[int]
    closed: int
    dates: list[Entry]
    more_dates: int
    mates: list[Contact]
    organisations: list[ResponsibleFor]
    notes: list[HandoverNote]
    made_on: dt.date
    is_demonstration: bool

    @property
    def total(self) -> int:
        return self.page.paginator.count


def team_sheet(team: SectorTeam, user: User, *, at: dt.datetime, page: str | None = None) -> Sheet:
    commitments = Commitment.objects.visible_to(user).filter(owner_team=team, withdrawn_on=None)
    return _sheet(
        str(team), commitments, [team], user, at=at, page=page, shows=lambda entry, keys: True, team=team
    )


def person_sheet(person: User, user: User, *, at: dt.datetime, page: str | None = None) -> Sheet:
    """The commitments that a person follows."""
    commitments = Commitment.objects.visible_to(user).filter(owner=person, withdrawn_on=None)
    memberships = Membership.objects.on(clock.public_day(at)).filter(user=person, team__isnull=False)
    teams = [one.team for one in memberships.select_related("team__mission") if one.team]
    return _sheet(str(person), commitments, teams, user, at=at, page=page, shows=_is_among)


def _is_among(entry: Entry, keys: Collection[str]) -> bool:
    return entry.kind in {"deadline", "expected"} and entry.key.partition("-")[0] in keys


def _sheet(
    title: str,
    commitments: CommitmentQuerySet,
    teams: list[SectorTeam],
    user: User,
    *,
    at: dt.datetime,
    page: str | None,
    shows: Callable[[Entry, Collection[str]], bool],
    team: SectorTeam | None = None,
) -> Sheet:
    today = user.day(at)
    every = standings(commitments, user, at=at)
    plans = plans_of({one.programme_id for one in every}, on=today)
    reasons = due(commitments.reports_readable_by(user), at=at, zone=user.zone)
    keys = {str(one.pk) for one in every}
    by_reason: dict[Reason | None, list[int]] = {reason: [] for reason in (*Reason, None)}
    closed = 0
    for one in every:
        if one.pk in reasons:
            by_reason[reasons[one.pk][0].reason].append(one.pk)
        elif one.seen_status in CLOSED_STATUSES or plans[one.programme_id].is_over:
            closed += 1
        else:
            by_reason[None].append(one.pk)
    shown = Paginator([pk for of_reason in by_reason.values() for pk in of_reason], ON_A_PAGE).get_page(page)
    tasks = {
        row["pk"]: task_of(row, plans[row["programme_id"]], today)
        for row in task_rows(Commitment.objects.filter(pk__in=list(shown)), user, at=at)
    }
    entries = [
        entry for entry in entries_in(user, Span(today, today + AHEAD), team=team) if shows(entry, keys)
    ]
    dates = sorted(entries, key=lambda entry: entry.on)
    return Sheet(
        title=title,
        teams=teams,
        missions=list({one.mission_id: one.mission for one in teams}.values()),
        groups=_groups(by_reason, tasks, reasons, today),
        page=shown,
        closed=closed,
        dates=dates[:MOST_DATES],
        more_dates=max(0, len(dates) - MOST_DATES),
        mates=_mates(teams, on=clock.public_day(at)),
        organisations=_organisations(commitments, on=today),
        notes=list(HandoverNote.objects.visible_to(user).filter(team__in=teams).exclude(text="")),
        made_on=today,
        is_demonstration=any(one.is_demo for one in teams),
    )


def _groups(
    by_reason: Mapping[Reason | None, list[int]],
    tasks: Mapping[int, Task],
    reasons: Mapping[int, list[Due]],
    today: dt.date,
) -> list[Group]:
    """The groups that have something on the page."""
    groups = [
        Group(
            str(reason.label) if reason else _("No action needed"),
            len(keys),
            [Item(tasks[pk], _sentences(reasons.get(pk, []), today)) for pk in keys if pk in tasks],
        )
        for reason, keys in by_reason.items()
    ]
    return [group for group in groups if group.items]


def _sentences(reasons: list[Due], today: dt.date) -> list[str]:
    """Why a commitment needs somebody, beyond the heading that it stands under."""
    heading = str(reasons[0].reason.label) if reasons else ""
    sentences = [line for one in reasons if (line := due_words(one, today)) != heading]
    more = len(sentences) - MOST_REASONS
    if more <= 0:
        return sentences
    return [*sentences[:MOST_REASONS], ngettext("%(more)d more", "%(more)d more", more) % {"more": more}]


def _mates(teams: list[SectorTeam], *, on: dt.date) -> list[Contact]:
    """Members and leads of the teams, leads first."""
    memberships = (
        Membership.objects.on(on)
        .filter(team__in=teams, user__is_active=True)
        .select_related("user")
        .order_by("role", "user__first_name", "user__last_name")
    )
    return [Contact(str(one.user), one.get_role_display(), one.user.email) for one in memberships]


def _organisations(commitments: CommitmentQuerySet, *, on: dt.date) -> list[ResponsibleFor]:
    """The Danish side first, and of each side those that are responsible for the most."""
    parts = responsible_on(on, commitments.order_by().values("pk"))
    counts = parts.order_by().values_list("side", "organisation").annotate(count=Count("*"))
    most = sorted(counts, key=lambda row: (row[0] != Side.DANISH, -row[2], row[1]))[:MOST_ORGANISATIONS]
    organisations = Organisation.objects.in_bulk({pk for _side, pk, _count in most})
    return [
        ResponsibleFor(str(Side(side).label), _name(organisations[pk]), count) for side, pk, count in most
    ]


def _name(organisation: Organisation) -> str:
    return with_acronym(marked(organisation.name), organisation.acronym)


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
