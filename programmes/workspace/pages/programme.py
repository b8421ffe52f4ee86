"""A programme's commitments with their internal status, for those who oversee it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from embassy.models import SectorTeam, User
from programmes.models import Commitment, Programme, StatusReport
from programmes.words.strings import marked
from programmes.workspace.pages.tasks import Plan, Task, plan_of, task_of, task_rows

ON_A_PAGE = 200


class OverviewLine(NamedTuple):
    """A commitment, and the name of its team."""

    task: Task
    team: str


@dataclass
class Overview:
    """A page of a programme's commitments; `total` and `never`, those that nobody has reported on, are of them all."""

    name: str
    title: str
    reference: str
    public_url: str
    plan: Plan
    lines: list[OverviewLine]
    page: Page[int]
    total: int
    never: int
    is_demonstration: bool


def overview_of(programme: Programme, user: User, *, at: dt.datetime, page: str | None = None) -> Overview:
    """What a page of it shows; the programme is one that the user oversees."""
    today = user.day(at)
    plan = plan_of(programme, on=today)
    commitments = Commitment.objects.visible_to(user).filter(programme=programme, withdrawn_on=None)
    keys = commitments.order_by("position", "pk").values_list("pk", flat=True)
    shown = Paginator(keys, ON_A_PAGE).get_page(page)
    rows = task_rows(Commitment.objects.filter(pk__in=list(shown)), user, at=at)
    teams = {team.pk: team for team in SectorTeam.objects.filter(commitments__programme=programme).distinct()}
    seen: QuerySet[Any] = commitments.with_latest_seen_by(user, at=at)
    never = seen.filter(seen_status="")
    unowned = _("No team yet")
    lines = [
        OverviewLine(
            task_of(row, plan, today),
            str(teams[row["owner_team_id"]].name) if row["owner_team_id"] else unowned,
        )
        for row in rows
    ]
    has_demo = StatusReport.objects.filter(commitment__programme=programme, is_demo=True).exists()
    is_public = programme.is_published and programme.partnership.is_published
    return Overview(
        name=plan.name,
        title=marked(programme.title),
        reference=programme.reference,
        public_url=programme.get_absolute_url() if is_public else "",
        plan=plan,
        lines=lines,
        page=shown,
        total=shown.paginator.count,
        never=never.count(),
        is_demonstration=has_demo or any(team.is_demo for team in teams.values()),
    )
