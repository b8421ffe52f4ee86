"""What statistics count commitments by, and the address of the list behind each number."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from embassy import clock
from programmes.statuses import CLOSED_STATUSES, Status

# How old the latest public report is, in months: from, to.
AGES = {"0-3": (0, 3), "3-6": (3, 6), "6-12": (6, 12), "12-": (12, None)}
AGE_WORDS = {
    "0-3": gettext_lazy("Less than three months old"),
    "3-6": gettext_lazy("Three to six months old"),
    "6-12": gettext_lazy("Six to twelve months old"),
    "12-": gettext_lazy("A year old or more"),
}
SIDES = {
    "both": (True, True),
    "danish": (True, False),
    "partner": (False, True),
    "nobody": (False, False),
}  # whether somebody is named on the Danish side, and on the partner's
SIDE_WORDS = {
    "both": gettext_lazy("Somebody on both sides"),
    "danish": gettext_lazy("The Danish side alone"),
    "partner": gettext_lazy("The partner side alone"),
    "nobody": gettext_lazy("No organisation named"),
}
EVIDENCE_WORDS = {"yes": gettext_lazy("Evidence named"), "no": gettext_lazy("No evidence")}
FULL_TEXT_WORDS = {"yes": gettext_lazy("We have it"), "no": gettext_lazy("We do not have it")}
NO_AREA = "none"


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or its last where it has no such day."""
    place = day.year * 12 + day.month - 1 - months
    first = dt.date(place // 12, place % 12 + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - clock.ONE_DAY
    return first.replace(day=min(day.day, last.day))


def age_of(as_of_on: dt.date, day: dt.date) -> str:
    """Which of AGES a report of that day is in."""
    return next(age for age, (_from, to) in AGES.items() if to is None or as_of_on > months_before(day, to))


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and its list; a dash where nothing can be counted."""

    count: int | None
    url: str = ""


def list_url(name: str, **asked: Any) -> str:
    """The address of the commitments that a number counts; `name` is that of the list's page."""
    return f"{reverse(name)}?{urlencode(asked, doseq=True)}" if asked else reverse(name)


def long_silent_url(**asked: Any) -> str:
    """The address of those that are counted, still open, and were last reported a year ago or more."""
    silent = [status for status in Status.values if status not in CLOSED_STATUSES]
    return list_url("public:statistics-list", **asked, status=silent, age="12-")
