"""Closing a programme: how many final statuses are given, what is left to walk through, and what came after."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import AuditEntry, User
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Programme, StatusReport
from programmes.rules.final import Lacks, Unsettled, unsettled, with_final_status
from programmes.words.day_words import in_both_places
from programmes.words.strings import date_words, marked
from programmes.words.titles import titled_by
from programmes.workspace.pages.tasks import programme_name

ON_A_PAGE = 50


@dataclass(slots=True)
class Left:
    """A commitment that keeps the programme from being closed.

    `url` leads to giving its final status, or to clearing it, for those who may, and others to the commitment.
    """

    number: str
    title: str
    team: str
    why: str
    url: str
    may_be_left_open: bool


class LeftOpen(NamedTuple):
    """A commitment that the programme was closed without a final status of, and why."""

    number: str
    title: str
    url: str
    reason: str


class Reopening(NamedTuple):
    """That the programme was opened again after it had been closed."""

    day: str
    by: str
    reason: str


class Successor(NamedTuple):
    """A programme that followed: `url` where the public sees it, and the day it was signed in words."""

    title: str
    url: str
    signed_on: str


@dataclass
class Closing:
    """The page of a programme's end, as far as this user follows it.

    `own_left` counts what this user can give; `start_url` is where they begin.
    `given` counts the final statuses that teams have given, cleared or not; `left` is what keeps it from being closed,
    `left_open` what it was closed without: one page of it, `page`.
    """

    name: str
    given: int
    total: int
    left: list[Left]
    left_total: int
    waiting: int
    start_url: str
    own_left: int
    may_be_left_open: int
    left_open: list[LeftOpen]
    page: Page[Any]
    reopenings: list[Reopening]
    has_ended: bool
    ended_on: str
    closed_on: str
    closed_by: str
    successors: list[Successor]
    is_demonstration: bool

    @property
    def may_be_closed(self) -> bool:
        """Whether nothing keeps it from being closed."""
        return self.has_ended and not self.closed_on and not self.left_total


def closing_of(programme: Programme, user: User, *, at: dt.datetime, page: str | None = None) -> Closing:
    """Everything the page shows, in a fixed number of queries.

    It tells of the commitments whose reports the user reads: administrators of all, others of their own team's.
    """
    commitments = programme.commitments.reports_readable_by(user).filter(withdrawn_on=None)
    open_ones = [] if programme.closed_at else unsettled(programme, at=at, among=commitments)
    reportable = set(
        Commitment.objects.reportable_by(user).filter(programme=programme).values_list("pk", flat=True)
    )
    to_give = [
        one.commitment.number
        for one in open_ones
        if one.lacks == Lacks.NOT_GIVEN and one.commitment.pk in reportable
    ]
    left_open = commitments.left_open().order_by("position", "pk")
    every: Any = left_open.values_list("pk", flat=True) if programme.closed_at else open_ones
    shown = Paginator(every, ON_A_PAGE).get_page(page)
    keys = list(shown) if programme.closed_at else [one.commitment.pk for one in shown]
    words = commitments.with_wording_on(clock.public_day(at)).select_related(
        "programme", "owner_team__mission"
    )
    in_words = words.in_bulk(keys)
    has_demo = StatusReport.objects.filter(commitment__programme=programme, is_demo=True).exists()
    return Closing(
        name=programme_name(programme),
        given=with_final_status(commitments).count(),
        total=commitments.count(),
        left=[] if programme.closed_at else _all_left(shown, in_words, reportable, user),
        left_total=len(open_ones),
        waiting=sum(one.lacks == Lacks.NOT_CLEARED for one in open_ones),
        start_url=reverse("workspace:closing-step", args=[programme.reference, to_give[0]])
        if to_give
        else "",
        own_left=len(to_give),
        may_be_left_open=sum(one.may_be_left_open for one in open_ones),
        left_open=[_left_open(in_words[pk]) for pk in keys] if programme.closed_at else [],
        page=shown,
        reopenings=_reopenings(programme),
        has_ended=has_ended(programme, on=user.day(at)),
        ended_on=date_words(programme.ends_on),
        closed_on=date_words(clock.public_day(programme.closed_at)) if programme.closed_at else "",
        closed_by=str(programme.closed_by or ""),
        successors=[
            Successor(
                marked(one.title),
                one.get_absolute_url() if one.is_published else "",
                date_words(one.signed_on),
            )
            for one in Programme.objects.visible_to(user)
            .filter(predecessor=programme)
            .select_related("partnership__country")
        ],
        is_demonstration=user.is_demo or has_demo,
    )


def has_ended(programme: Programme, *, on: dt.date) -> bool:
    """Whether its period is over, on the last day that its end may mean."""
    return programme.is_over_before(on)


def _all_left(
    shown: Sequence[Unsettled], in_words: Mapping[int, Commitment], reportable: set[int], user: User
) -> list[Left]:
    """What is shown of what is left; `in_words` are the commitments with their words."""
    reports = [one.report.pk for one in shown if one.report and one.lacks == Lacks.NOT_CLEARED]
    clearable = set(
        StatusReport.objects.clearable_by(user).filter(pk__in=reports).values_list("pk", flat=True)
    )
    return [_left(one, in_words[one.commitment.pk], reportable, clearable) for one in shown]


def _left(one: Unsettled, commitment: Commitment, reportable: set[int], clearable: set[int]) -> Left:
    """`commitment` is the same with its words."""
    place = [commitment.programme.reference, commitment.number]
    url = reverse("workspace:commitment", args=place)
    if one.lacks == Lacks.NOT_GIVEN and commitment.pk in reportable:
        url = reverse("workspace:closing-step", args=place)
    elif one.lacks == Lacks.NOT_CLEARED and one.report and one.report.pk in clearable:
        url = reverse("workspace:report-clear", args=[*place, one.report.pk])
    return Left(
        number=commitment.number,
        title=titled_by(commitment, commitment.wording_text, commitment.wording_language),
        team=str(commitment.owner_team.name) if commitment.owner_team else "",
        why=_why(one, commitment),
        url=url,
        may_be_left_open=one.may_be_left_open,
    )


def _why(one: Unsettled, commitment: Commitment) -> str:
    if one.lacks == Lacks.NOT_GIVEN:
        return _("Final status to be given")
    if one.lacks == Lacks.NOT_CLEARED:
        return _("Waits for clearance")
    team, report = commitment.owner_team, one.report
    moment = (
        in_both_places(report.effective_at, team.mission if team else None)
        if report and report.effective_at
        else ""
    )
    return _("Cleared, public from %(moment)s") % {"moment": moment}


def _left_open(commitment: Commitment) -> LeftOpen:
    return LeftOpen(
        number=commitment.number,
        title=titled_by(commitment, commitment.wording_text, commitment.wording_language),
        url=reverse("workspace:commitment", args=[commitment.programme.reference, commitment.number]),
        reason=commitment.left_open_because,
    )


def _reopenings(programme: Programme) -> list[Reopening]:
    """Each time that it was opened again, the latest first."""
    entries = AuditEntry.objects.filter(
        model=Programme._meta.label_lower,
        object_id=str(programme.pk),
        change_set__event=ChangeEvent.PROGRAMME_REOPENED,
    )
    return [
        Reopening(
            date_words(clock.public_day(entry.change_set.at)),
            str(entry.change_set.by),
            entry.change_set.reason,
        )
        for entry in entries.select_related("change_set__by").order_by("-pk")
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One commitment of the walk: its place in it, and the ones before and after that this user can go to."""

    place: int
    count: int
    previous: str
    following: str


def step_of(commitment: Commitment, user: User) -> Step:
    """Where a commitment is in the walk through what this user can give a final status to."""
    own = Commitment.objects.reportable_by(user).filter(programme=commitment.programme_id)
    walk = own.filter(Q(pk=commitment.pk) | ~Q(pk__in=with_final_status(own).values("pk")))
    place = Q(position=commitment.position)
    before = walk.filter(Q(position__lt=commitment.position) | place & Q(pk__lt=commitment.pk))
    after = walk.filter(Q(position__gt=commitment.position) | place & Q(pk__gt=commitment.pk))
    number_before = before.order_by("-position", "-pk").values_list("number", flat=True).first()
    number_after = after.order_by("position", "pk").values_list("number", flat=True).first()
    return Step(
        place=before.count() + 1,
        count=walk.count(),
        previous=number_before or "",
        following=number_after or "",
    )
