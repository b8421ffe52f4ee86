"""Closing a programme: how many final statuses are given, what is left to walk through, and what came after."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from embassy import clock
from embassy.models import User
from programmes.models import Commitment, Programme, StatusReport
from programmes.rules.final import with_final_status, without_final_status
from programmes.words.strings import date_words, marked
from programmes.workspace.pages.table import title_words
from programmes.workspace.pages.tasks import programme_name


@dataclass(slots=True)
class Left:
    """A commitment without its final status: `url` leads to giving it, for those who may."""

    number: str
    title: str
    team: str
    url: str


class Successor(NamedTuple):
    """A programme that followed: `url` where the public sees it, and the day it was signed in words."""

    title: str
    url: str
    signed_on: str


@dataclass
class Closing:
    """The page of a programme's end. `own_left` counts what this user can give; `start_url` is where they begin."""

    name: str
    given: int
    total: int
    left: list[Left]
    start_url: str
    own_left: int
    has_ended: bool
    ended_on: str
    closed_on: str
    closed_by: str
    successors: list[Successor]
    is_demonstration: bool

    @property
    def may_be_closed(self) -> bool:
        return self.has_ended and not self.closed_on and self.given == self.total


def closing_of(programme: Programme, user: User, *, at: dt.datetime) -> Closing:
    """Everything the page shows, in a fixed number of queries."""
    commitments = programme.commitments.filter(withdrawn_on=None)
    open_ones = list(
        without_final_status(programme)
        .with_wording_on(clock.public_day(at))
        .select_related("programme", "owner_team")
    )
    reportable = set(
        Commitment.objects.reportable_by(user).filter(programme=programme).values_list("pk", flat=True)
    )
    left = [_left(one, is_own=one.pk in reportable) for one in open_ones]
    total = commitments.count()
    has_demo = StatusReport.objects.filter(commitment__programme=programme, is_demo=True).exists()
    return Closing(
        name=programme_name(programme),
        given=total - len(left),
        total=total,
        left=left,
        start_url=next((one.url for one in left if one.url), ""),
        own_left=sum(bool(one.url) for one in left),
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


def _left(commitment: Commitment, *, is_own: bool) -> Left:
    place = [commitment.programme.reference, commitment.number]
    return Left(
        number=commitment.number,
        title=title_words(commitment, commitment.wording_text, commitment.wording_language),
        team=str(commitment.owner_team.name) if commitment.owner_team else "",
        url=reverse("workspace:closing-step", args=place) if is_own else "",
    )


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
    final = set(with_final_status(own).values_list("pk", flat=True))
    walk = list(
        own.filter(Q(pk=commitment.pk) | ~Q(pk__in=final)).order_by("position").values_list("pk", "number")
    )
    place = [pk for pk, _number in walk].index(commitment.pk)
    numbers = [number for _pk, number in walk]
    return Step(
        place=place + 1,
        count=len(walk),
        previous=numbers[place - 1] if place else "",
        following=numbers[place + 1] if place + 1 < len(numbers) else "",
    )
