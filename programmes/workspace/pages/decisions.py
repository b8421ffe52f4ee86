"""What waits for a lead's or an administrator's decision, and the programmes that an administrator oversees."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import User, roles_of
from programmes.models import Commitment, Programme, Proposal, StatusReport
from programmes.statuses import Kind, Status, phrase
from programmes.words.day_words import short_day
from programmes.words.strings import alphabetical, marked
from programmes.words.titles import titled
from programmes.workspace.pages.tasks import programme_name

DESK = 0  # in place of a team: what belongs to none that the reader leads
PROPOSALS = "proposals"
SHOWN = 20


@dataclass(slots=True)
class Decision:
    """A report or a proposal that waits for somebody's decision."""

    title: str
    number: str
    programme: str
    words: str
    url: str
    is_demo: bool


@dataclass(slots=True)
class ProgrammeLine:
    """A programme on the administrator's desk, with what is and is not reported."""

    name: str
    title: str
    url: str
    is_published: bool
    is_complete: bool
    total: int
    never: int
    waiting: int
    proposals: int


@dataclass
class Decisions:
    """The first of what waits for the same people, how many there are, and where all of them are listed."""

    total: int = 0
    first: list[Decision] = field(default_factory=list)
    url: str = ""

    @property
    def left_out(self) -> int:
        return self.total - len(self.first)


@dataclass
class Desk:
    """What an administrator has on the desk: decisions of all their missions, and the programmes."""

    waiting: Decisions
    proposals: Decisions
    programmes: list[ProgrammeLine]

    @property
    def needs(self) -> int:
        return self.waiting.total + self.proposals.total


class _Count(NamedTuple):
    """A programme's commitments: all, and those that were never reported."""

    total: int = 0
    never: int = 0


def desk_of(user: User, *, waiting: Decisions, proposals: Decisions) -> Desk | None:
    """The desk of an administrator or of headquarters.

    `waiting` and `proposals` are what is left for it after the teams that they lead.
    """
    if not roles_of(user).oversees:
        return None
    return Desk(waiting, proposals, _programmes(user))


def waiting_reports(user: User, *, today: dt.date) -> dict[int, Decisions]:
    """Submitted reports that the user may clear or return, the oldest first: by team that they lead, and the DESK."""
    reports = (
        StatusReport.objects.waiting_for_clearance()
        .clearable_by(user)
        .select_related(
            "commitment__programme__partnership__country", "commitment__current_wording", "submitted_by"
        )
    )
    clearance = reverse("workspace:clearance")
    return _by_place(
        _first_of_each(reports, user, "submitted_at"),
        lambda report: _decision(
            report.commitment,
            _("%(status)s, by %(name)s, %(day)s") % {
                "status": phrase(Kind(report.commitment.kind), Status(report.status)),
                "name": report.submitted_by,
                "day": short_day(clock.public_day(report.submitted_at or report.drafted_at), today),
            },
            reverse("workspace:report-clear", args=[*_place(report.commitment), report.pk]),
            is_demo=report.is_demo,
        ),
        lambda team: f"{clearance}?team={team}" if team else clearance,
    )  # fmt: skip


def waiting_proposals(user: User, *, today: dt.date) -> dict[int, Decisions]:
    """The same of proposed edits that the user may accept or decline."""
    address = reverse("workspace:my-team")
    return _by_place(
        _first_of_each(_proposals(user), user, "proposed_at"),
        lambda proposal: proposal_words(proposal, today),
        lambda team: f"{address}?part={PROPOSALS}&team={team}",
    )


def proposals_of(user: User, *, team: int) -> QuerySet[Proposal]:
    """All proposals of a team that the user leads, or those on the DESK, the oldest first."""
    return _placed(_proposals(user), user).filter(models.Q(team=team)).order_by("proposed_at", "pk")


def _proposals(user: User) -> QuerySet[Proposal]:
    proposals = Proposal.objects.waiting().decidable_by(user)
    return proposals.select_related(
        "commitment__programme__partnership__country", "commitment__current_wording", "proposed_by"
    )


def proposal_words(proposal: Proposal, today: dt.date) -> Decision:
    words = _("Proposed by %(name)s, %(day)s")
    day = short_day(clock.public_day(proposal.proposed_at), today)
    return _decision(
        proposal.commitment,
        words % {"name": proposal.proposed_by, "day": day},
        reverse("workspace:proposal", args=[*_place(proposal.commitment), proposal.pk]),
        is_demo=proposal.proposed_by.is_demo,
    )


def _placed(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Adds `team`: the team that the user leads to which a row belongs, else the DESK."""
    led = When(commitment__owner_team__in=roles_of(user).led_team_ids, then=F("commitment__owner_team"))
    return rows.annotate(team=Case(led, default=Value(DESK), output_field=models.BigIntegerField()))


def _first_of_each(rows: QuerySet[Any], user: User, since: str) -> QuerySet[Any]:
    """Of each place the SHOWN rows that have waited longest, with `total`: how many wait there. One query."""
    placed = _placed(rows, user).annotate(
        total=Window(Count("*"), partition_by=F("team")),
        place=Window(RowNumber(), partition_by=F("team"), order_by=[F(since).asc(), F("pk").asc()]),
    )
    return placed.filter(place__lte=SHOWN).order_by(since, "pk")


def _by_place(
    rows: Iterable[Any], words: Callable[[Any], Decision], address: Callable[[int], str]
) -> dict[int, Decisions]:
    by_place: dict[int, Decisions] = {}
    for row in rows:
        decisions = by_place.setdefault(row.team, Decisions(row.total, url=address(row.team)))
        decisions.first.append(words(row))
    return by_place


def _place(commitment: Commitment) -> list[str]:
    return [commitment.programme.reference, commitment.number]


def _decision(commitment: Commitment, words: str, url: str, *, is_demo: bool) -> Decision:
    return Decision(
        title=titled(commitment),
        number=commitment.number,
        programme=programme_name(commitment.programme),
        words=words,
        url=url,
        is_demo=is_demo,
    )


def _programmes(user: User) -> list[ProgrammeLine]:
    """The programmes that the user oversees, by country, with counts."""
    programmes = list(
        Programme.objects.overseen_by(user).select_related("partnership__country").order_by("-starts_on")
    )
    programmes.sort(key=lambda programme: alphabetical(programme.partnership.country.name))
    counted = Commitment.objects.filter(programme__in=programmes, withdrawn_on=None).values("programme")
    counts = {
        programme: _Count(total, total - reported)
        for programme, total, reported in counted.order_by("programme")
        .annotate(total=Count("*"), reported=Count("latest_report"))
        .values_list("programme", "total", "reported")
    }
    waiting = _by_programme(StatusReport.objects.waiting_for_clearance(), programmes)
    proposals = _by_programme(Proposal.objects.waiting(), programmes)
    return [
        ProgrammeLine(
            name=programme_name(programme),
            title=marked(programme.title) if programme.starts_on else "",  # else it is the name
            url=reverse("workspace:programme", args=[programme.reference]),
            is_published=programme.is_published,
            is_complete=programme.is_complete,
            total=counts.get(programme.pk, _Count()).total,
            never=counts.get(programme.pk, _Count()).never,
            waiting=waiting.get(programme.pk, 0),
            proposals=proposals.get(programme.pk, 0),
        )
        for programme in programmes
    ]


def _by_programme(
    rows: QuerySet[StatusReport] | QuerySet[Proposal], programmes: list[Programme]
) -> dict[int, int]:
    counted = rows.filter(commitment__programme__in=programmes).order_by().values("commitment__programme")
    return dict(counted.annotate(count=Count("*")).values_list("commitment__programme", "count"))
