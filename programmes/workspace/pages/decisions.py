"""What waits for a lead's or an administrator's decision, and the programmes that an administrator oversees."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import User, roles_of
from programmes.models import Commitment, Programme, Proposal, StatusReport
from programmes.statuses import Kind, Status, phrase
from programmes.words.day_words import short_day
from programmes.words.strings import alphabetical, marked
from programmes.workspace.pages.tasks import programme_name


@dataclass(slots=True)
class Decision:
    """A report or a proposal that waits for somebody's decision."""

    title: str
    number: str
    programme: str
    words: str
    url: str
    team_id: int | None
    is_demo: bool


@dataclass(slots=True)
class ProgrammeLine:
    """A programme on the administrator's desk, with what is and is not reported."""

    name: str
    title: str
    url: str
    is_published: bool
    total: int
    never: int
    waiting: int
    proposals: int


@dataclass
class Desk:
    """What an administrator has on the desk: decisions of all their missions, and the programmes."""

    waiting: list[Decision]
    proposals: list[Decision]
    programmes: list[ProgrammeLine]

    @property
    def needs(self) -> int:
        return len(self.waiting) + len(self.proposals)


class _Count(NamedTuple):
    """A programme's commitments: all, and those that were never reported."""

    total: int = 0
    never: int = 0


def desk_of(user: User, *, waiting: list[Decision], proposals: list[Decision]) -> Desk | None:
    """The desk of an administrator or of headquarters.

    `waiting` and `proposals` are what is left for it after the teams that they lead.
    """
    if not roles_of(user).oversees:
        return None
    return Desk(waiting, proposals, _programmes(user))


def waiting_reports(user: User, *, today: dt.date) -> list[Decision]:
    """Submitted reports that the user may clear or return, the oldest first."""
    reports = (
        StatusReport.objects.waiting_for_clearance()
        .clearable_by(user)
        .select_related("commitment__programme__partnership__country", "submitted_by")
        .order_by("submitted_at")
    )
    return [
        _decision(
            report.commitment,
            _("%(status)s, by %(name)s, %(day)s") % {
                "status": phrase(Kind(report.commitment.kind), Status(report.status)),
                "name": report.submitted_by,
                "day": short_day(clock.public_day(report.submitted_at or report.drafted_at), today),
            },
            reverse("workspace:report-clear", args=[*_place(report.commitment), report.pk]),
            is_demo=report.is_demo,
        )
        for report in reports
    ]  # fmt: skip


def waiting_proposals(user: User, *, today: dt.date) -> list[Decision]:
    """Proposed edits that the user may accept or decline, the oldest first."""
    proposals = (
        Proposal.objects.waiting()
        .decidable_by(user)
        .select_related("commitment__programme__partnership__country", "proposed_by")
        .order_by("proposed_at")
    )
    return [
        _decision(
            proposal.commitment,
            _("Proposed by %(name)s, %(day)s") % {
                "name": proposal.proposed_by,
                "day": short_day(clock.public_day(proposal.proposed_at), today),
            },
            reverse("workspace:proposal", args=[*_place(proposal.commitment), proposal.pk]),
            is_demo=proposal.proposed_by.is_demo,
        )
        for proposal in proposals
    ]  # fmt: skip


def _place(commitment: Commitment) -> list[str]:
    return [commitment.programme.reference, commitment.number]


def _decision(commitment: Commitment, words: str, url: str, *, is_demo: bool) -> Decision:
    return Decision(
        title=marked(commitment.plain_title) or commitment.reference,
        number=commitment.number,
        programme=programme_name(commitment.programme),
        words=words,
        url=url,
        team_id=commitment.owner_team_id,
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
            title=marked(programme.title),
            url=reverse("workspace:programme", args=[programme.reference]),
            is_published=programme.is_published,
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
