"""When a recurring commitment is to be expected: one period for each time, within the programme's years.

A period is written `2021` (a year), `2021-H1` (a half), `2021-Q3` (a quarter), `2021-04` (a month) or `2021-2022`
(two years).
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from embassy.days import LAST_YEAR
from embassy.partial_dates import PartialDate
from programmes.keys import PERIOD
from programmes.models.commitments import Commitment
from programmes.models.programmes import LONGEST_PROGRAMME_YEARS

Recurrence = Commitment.Recurrence
MONTHS: dict[str, int] = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.SEMIANNUAL: 6,
    Recurrence.ANNUAL: 12,
    Recurrence.BIENNIAL: 24,
}


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole months in which one occurrence is expected."""

    first_on: dt.date
    months: int

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read a period's key. Raises ValueError for anything else."""
        if not PERIOD.fits(key):
            raise ValueError(f"{key!r} is not a period.")
        year, part = int(key[:4]), key[5:]
        if part.startswith("H"):
            return cls(dt.date(year, 6 * int(part[1]) - 5, 1), 6)
        if part.startswith("Q"):
            return cls(dt.date(year, 3 * int(part[1]) - 2, 1), 3)
        if len(part) == 2:
            return cls(dt.date(year, int(part), 1), 1)
        return cls(dt.date(year, 1, 1), 24 if part else 12)

    @property
    def key(self) -> str:
        year, month = self.first_on.year, self.first_on.month
        return {
            1: f"{year}-{month:02}",
            3: f"{year}-Q{(month + 2) // 3}",
            6: f"{year}-H{(month + 5) // 6}",
            12: f"{year}",
            24: f"{year}-{year + 1}",
        }[self.months]

    @property
    def last_on(self) -> dt.date:
        month = self.first_on.month - 1 + self.months - 1
        year, month = self.first_on.year + month // 12, month % 12 + 1
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    def display(self) -> str:
        """In the active language: `2021`, `first half of 2021`, `April 2021`."""
        year, month = self.first_on.year, self.first_on.month
        if self.months == 6:
            half = (
                pgettext("period", "First half of %(year)s")
                if month == 1
                else pgettext("period", "Second half of %(year)s")
            )
            return half % {"year": year}
        if self.months == 3:
            return _("Quarter %(quarter)s of %(year)s") % {"quarter": (month + 2) // 3, "year": year}
        if self.months == 1:
            return PartialDate(year, month).display()
        return self.key.replace("-", "–")


def period_words(key: str) -> str:
    """A stored period as it is shown; one that is none (old history has such) as it was written."""
    try:
        return Period.parse(key).display()
    except ValueError:
        return key


def expected_periods(
    recurrence: str, *, starts_on: PartialDate | None, ends_on: PartialDate | None
) -> list[Period]:
    """The periods in which an occurrence is expected, first to last; none where that cannot be told.

    `starts_on` and `ends_on` are the programme's partial dates. Whole calendar periods are counted; one that the
    programme's period only touches counts too, except that two-year periods begin with the programme's first year
    and the last may be cut short. The ambiguous `biannual` waits for a person's answer, and `other` says nothing.
    Of a programme that is longer than any may be, no more is told.
    """
    months = MONTHS.get(recurrence)
    if months is None or starts_on is None or ends_on is None:
        return []
    first = starts_on.earliest.replace(day=1)
    last = min(ends_on.latest, dt.date(min(first.year + LONGEST_PROGRAMME_YEARS, LAST_YEAR), 12, 31))
    aligned = (
        first.replace(month=1)
        if months == 24
        else first.replace(month=(first.month - 1) // months * months + 1)
    )
    periods = []
    while aligned <= last:
        periods.append(Period(aligned, months))
        total = aligned.month - 1 + months
        aligned = dt.date(aligned.year + total // 12, total % 12 + 1, 1)
    return periods
