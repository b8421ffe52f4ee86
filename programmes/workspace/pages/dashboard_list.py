"""The list behind a number of the dashboard: the commitments that it counts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from embassy.models import SectorTeam, User
from embassy.types import StrOrPromise
from programmes.models import Commitment, Programme
from programmes.words.day_words import last_reported
from programmes.workspace.pages.freshness import Freshness, Narrowed, followed_by
from programmes.workspace.pages.tasks import Task, plans_of, programme_name, task_of, task_rows

ON_A_PAGE = 50


@dataclass(slots=True)
class Listed:
    """A commitment with its team and how long ago it was reported, in words."""

    task: Task
    team: str
    reported: str


@dataclass
class Choices:
    """What the list can be narrowed to, as (value, words)."""

    programmes: list[tuple[str, str]]
    teams: list[tuple[int, str]]
    areas: list[tuple[int, str]]
    freshness: Sequence[tuple[str, StrOrPromise]]


@dataclass
class DashboardList:
    rows: list[Listed]
    page: Page[int]
    total: int
    choices: Choices
    is_demonstration: bool


def dashboard_list(user: User, *, at: dt.datetime, narrowed: Narrowed, page: str | None) -> DashboardList:
    """A page of what fits, in a fixed number of queries."""
    today, own = user.day(at), followed_by(user)
    commitments = narrowed.commitments(own, at=at)
    keys = commitments.order_by("programme__reference", "position", "pk").values_list("pk", flat=True)
    shown = Paginator(keys, ON_A_PAGE).get_page(page)
    rows = task_rows(Commitment.objects.filter(pk__in=list(shown)), user, at=at)
    plans = plans_of({row["programme_id"] for row in rows}, on=today)
    teams = SectorTeam.objects.select_related("mission").in_bulk({row["owner_team_id"] for row in rows})
    return DashboardList(
        rows=[
            Listed(
                task=task_of(row, plans[row["programme_id"]], today),
                team=str(teams[row["owner_team_id"]]) if row["owner_team_id"] else "",
                reported=last_reported(row["seen_reported_at"], today),
            )
            for row in rows
        ],
        page=shown,
        total=shown.paginator.count,
        choices=_choices(own),
        is_demonstration=user.is_demo or any(team.is_demo for team in teams.values()),
    )


def _choices(own: QuerySet[Commitment]) -> Choices:
    own = own.order_by()
    programmes = Programme.objects.filter(pk__in=own.values("programme")).order_by("reference")
    teams = SectorTeam.objects.filter(pk__in=own.values("owner_team")).select_related("mission")
    areas = sorted({number for number in own.values_list("area__number", flat=True).distinct() if number})
    return Choices(
        programmes=[
            (one.reference, programme_name(one)) for one in programmes.select_related("partnership__country")
        ],
        teams=[(one.pk, str(one)) for one in teams],
        areas=[(number, str(number)) for number in areas],
        freshness=Freshness.choices,
    )
