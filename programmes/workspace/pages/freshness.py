"""How fresh the word on commitments is: reported, not for six months, or never. Every commitment is one of these.

One that was reported fulfilled or not pursued needs no news, however long ago that was. The same questions make the
numbers of the dashboard and the lists behind them, so that a number is always as long as its list.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from embassy.models import User
from programmes.models import Commitment
from programmes.models.commitments import CommitmentQuerySet
from programmes.rules.due import STALE_AFTER
from programmes.statuses import CLOSED_STATUSES

# Commitments, or what hangs on them.
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class Freshness(models.TextChoices):
    REPORTED = "reported", _("Reported")
    OLD = "old", _("Not for six months")
    NEVER = "never", _("Never reported")


def is_fresh(freshness: Freshness, *, at: dt.datetime) -> Q:
    """The commitments of this freshness at a moment, as a condition."""
    never = Q(latest_reported_at=None)
    old = Q(latest_reported_at__lt=at - STALE_AFTER) & ~Q(latest_status__in=CLOSED_STATUSES)
    return {Freshness.NEVER: never, Freshness.OLD: old, Freshness.REPORTED: ~never & ~old}[freshness]


def followed_by(user: User) -> CommitmentQuerySet:
    """The commitments that the user answers for or oversees: of teams that they lead, and of missions' programmes.

    Those of a programme that is known from a summary alone are not among them: no totals are drawn from a part.
    """
    return Commitment.objects.overseen_by(user).filter(withdrawn_on=None, programme__is_complete=True)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list or a number is narrowed to: a programme by its reference, an area by its number, a team by its key.

    0 as an area or a team is “without”; None and empty are all.
    """

    programme: str = ""
    area: int | None = None
    team: int | None = None
    freshness: str = ""

    @property
    def is_set(self) -> bool:
        return self != Narrowed()

    def only(self, freshness: str) -> Self:
        return replace(self, freshness=freshness)

    def narrow(self, rows: Rows, *, path: str = "") -> Rows:
        """The rows that fit; `path` leads from a row to its commitment, as in `commitment__`."""
        if self.programme:
            rows = rows.filter(**{f"{path}programme__reference": self.programme})
        if self.area is not None:
            rows = rows.filter(**{f"{path}area__number": self.area} if self.area else {f"{path}area": None})
        if self.team is not None:
            rows = rows.filter(**{f"{path}owner_team": self.team or None})
        return rows

    def commitments(self, rows: CommitmentQuerySet, *, at: dt.datetime) -> CommitmentQuerySet:
        """The commitments that fit, by their freshness as well."""
        rows = self.narrow(rows)
        return rows.filter(is_fresh(Freshness(self.freshness), at=at)) if self.freshness else rows

    @property
    def query(self) -> str:
        """As it stands in an address: `?programme=KR-2021&team=3`; empty for everything."""
        named = {
            "programme": self.programme or None,
            "area": self.area,
            "team": self.team,
            "freshness": self.freshness or None,
        }
        words = urlencode({name: value for name, value in named.items() if value is not None})
        return f"?{words}" if words else ""
