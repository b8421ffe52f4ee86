"""A programme's commitments with their internal status, for those who oversee it."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from embassy.models import SectorTeam, User
from programmes.models import Commitment, Programme, StatusReport
from programmes.words.strings import marked
from programmes.workspace.pages.tasks import Plan, Task, plan_of, task_of, task_rows


class OverviewLine(NamedTuple):
    """A commitment, and the name of its team."""

    task: Task
    team: str


@dataclass
class Overview:
    name: str
    title: str
    reference: str
    public_url: str
    plan: Plan
    lines: list[OverviewLine]
    is_demonstration: bool

    @property
    def never(self) -> int:
        return sum(line.task.status == "not_reported" for line in self.lines)


def overview_of(programme: Programme, user: User, *, at: dt.datetime) -> Overview:
    """Everything the page shows; the programme is one that the user oversees."""
    today = user.day(at)
    plan = plan_of(programme, on=today)
    commitments = Commitment.objects.visible_to(user).filter(programme=programme, withdrawn_on=None)
    rows = task_rows(commitments, user, at=at)
    teams = {team.pk: team for team in SectorTeam.objects.filter(commitments__programme=programme).distinct()}
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
        is_demonstration=has_demo or any(team.is_demo for team in teams.values()),
    )
