"""Which commitments each parameter of a list leaves: any of the values that are asked for."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Q

from embassy import clock
from programmes.models import SearchEntry
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.selections import AGES, NO_AREA, SIDES, months_before
from programmes.rules.responsible import parts_on
from programmes.search.matching import matching
from programmes.statuses import Status

YES = "yes"


@dataclass(frozen=True, slots=True)
class When:
    """The moment that a list is read for: now, or the end of an earlier day."""

    at: dt.datetime
    as_of: AsOf | None = None

    @property
    def day(self) -> dt.date:
        return self.as_of.day if self.as_of else clock.public_day(self.at)


Rows: TypeAlias = CommitmentQuerySet
Condition: TypeAlias = Callable[[Rows, Sequence[str], When], Rows]


def any_of(path: str) -> Condition:
    """Those whose column has one of the values."""
    return lambda rows, values, _when: rows.filter(**{f"{path}__in": values})


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def by_status(rows: Rows, values: Sequence[str], when: When) -> Rows:
    """What has been withdrawn from its programme has no status."""
    if when.as_of:
        shown = rows.standing_on(when.day).with_status_on(when.day)
    else:
        shown = rows.filter(withdrawn_on=None).with_status_at(when.at)
    return shown.filter(Q(status_now__in=values))


def _with_report(rows: Rows, when: When) -> Rows:
    """Those that stood in their programme, with the report that was public."""
    if when.as_of:
        return rows.standing_on(when.day).with_report_on(when.day)
    return rows.filter(withdrawn_on=None).with_report_at(when.at)


def by_age(rows: Rows, values: Sequence[str], when: When) -> Rows:
    def of_age(age: str) -> Q:
        first, last = AGES[age]
        reported = Q(status_now__in=Status.values)
        if last is not None:
            reported &= Q(as_of_now__gt=months_before(when.day, last))
        return reported & Q(as_of_now__lte=months_before(when.day, first)) if first else reported

    return _with_report(rows, when).filter(_any(map(of_age, values)))


def by_evidence(rows: Rows, values: Sequence[str], when: When) -> Rows:
    reported = _with_report(rows, when).filter(Q(status_now__in=Status.values))
    return reported.filter(_any(Q(has_evidence=value == YES) for value in values))


def by_side(rows: Rows, values: Sequence[str], when: When) -> Rows:
    def named(side: str) -> Q:
        danish, partner = SIDES[side]
        return Q(danish_named=danish, partner_named=partner)

    return rows.with_sides_on(when.day).filter(_any(map(named, values)))


def by_area(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    outside = Q(area=None) if NO_AREA in values else Q(pk=None)
    return rows.filter(outside | Q(area__number__in=[value for value in values if value != NO_AREA]))


def by_organisation(rows: Rows, values: Sequence[str], when: When) -> Rows:
    """Those in which one of the organisations has a part, as on the organisation's own page."""
    parts = parts_on(when.day).filter(organisation__slug__in=values)
    return rows.filter(pk__in=parts.values("commitment"))


def by_goal(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    return rows.marked_or_promoted(list(map(int, values)))


def by_mark_of_goal(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    return rows.marked_with(list(map(int, values)))


def by_goal_of_area(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    return rows.only_promoted(list(map(int, values)))


def by_sector(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    return rows.in_sectors(values)


def by_full_text(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    return rows.filter(programme__is_complete__in={value == YES for value in values})


def by_words(rows: Rows, values: Sequence[str], _when: When) -> Rows:
    """Those in which all the words occur."""
    return matching(rows, SearchEntry.Kind.COMMITMENT, " ".join(values))
