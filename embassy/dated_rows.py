"""Rows that hold from a day until another: asked of the database by `on`, of one row by `holds_on`.

Both days belong to the time. Where one is empty, nothing limits that end. A day that is known only to its month or
year gives the row the benefit of the doubt: it begins with the first day that it may mean and ends with the last.
"""

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from embassy.partial_dates import PartialDate, PartialDateField, latest_day

Row_co = TypeVar("Row_co", bound="DatedRow", covariant=True)


class DatedQuerySet(models.QuerySet[Row_co]):
    """Which rows of a `DatedRow` hold on a day."""

    def on(self, day: dt.date) -> Self:
        """Those that hold on a day."""
        return self.filter(self.begun(day), self.lasting(day))

    def not_over(self, day: dt.date) -> Self:
        """Those that hold on a day or will later."""
        return self.filter(self.lasting(day))

    def begun_by(self, day: dt.date) -> Self:
        """Those that had begun by a day, over since or not."""
        return self.filter(self.begun(day))

    def over_before(self, day: dt.date) -> Self:
        """Those whose last day lies before a day."""
        return self.filter(~self.lasting(day))

    def begun(self, day: dt.date) -> Q:
        """The condition that a row has begun by a day."""
        name = self.model.first_day
        return self._unless_open(name, Q(**{f"{name}__lte": day}))

    def lasting(self, day: dt.date) -> Q:
        """The condition that a row's last day is this one or a later one."""
        name = self.model.last_day
        if self._is_partial(name):
            return self._unless_open(name, Q(GreaterThanOrEqual(latest_day(name), Value(day.isoformat()))))
        return self._unless_open(name, Q(**{f"{name}__gte": day}))

    def _unless_open(self, name: str, condition: Q) -> Q:
        return Q(**{name: None}) | condition if self.model._meta.get_field(name).null else condition

    def _is_partial(self, name: str) -> bool:
        return isinstance(self.model._meta.get_field(name), PartialDateField)


class DatedRow(models.Model):
    """A row that holds from `first_day` until `last_day`, the names of two of its fields."""

    first_day = "from_on"
    last_day = "until_on"

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        return self.has_begun_by(day) and not self.is_over_before(day)

    def has_begun_by(self, day: dt.date) -> bool:
        first_day = getattr(self, self.first_day)
        return first_day is None or _earliest(first_day) <= day

    def is_over_before(self, day: dt.date) -> bool:
        last_day = getattr(self, self.last_day)
        return last_day is not None and _latest(last_day) < day


def _earliest(date: dt.date | PartialDate) -> dt.date:
    return date.earliest if isinstance(date, PartialDate) else date


def _latest(date: dt.date | PartialDate) -> dt.date:
    return date.latest if isinstance(date, PartialDate) else date
