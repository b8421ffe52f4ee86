"""Days and moments as staff speak of them: how long ago, and at what time in both places."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.models import Mission


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months from a day to a later one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def short_day(day: dt.date, today: dt.date) -> str:
    """`12 March`, with its year when that is not this year's."""
    return formats.date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def last_reported(at: dt.datetime | None, today: dt.date) -> str:
    """`Never reported`, `Last reported 12 March`, `Last reported 14 months ago`."""
    return last_reported_on(None if at is None else clock.public_day(at), today)


def last_reported_on(day: dt.date | None, today: dt.date) -> str:
    """The same of a day."""
    if day is None:
        return _("Never reported")
    months = months_between(day, today)
    if not months:
        return _("Last reported %(day)s") % {"day": short_day(day, today)}
    words = ngettext("Last reported %(count)d month ago", "Last reported %(count)d months ago", months)
    return words % {"count": months}


def deadline(due_on: dt.date, today: dt.date) -> str:
    """`Deadline 28 March`, `Deadline today`, `Deadline passed 3 March`."""
    if due_on == today:
        return _("Deadline today")
    words = _("Deadline passed %(day)s") if due_on < today else _("Deadline %(day)s")
    return words % {"day": short_day(due_on, today)}


def clock_time(at: dt.datetime, zone: dt.tzinfo) -> str:
    return formats.date_format(at.astimezone(zone), "DATETIME_FORMAT")


def in_both_places(at: dt.datetime, mission: Mission | None) -> str:
    """A moment in Copenhagen's time and in the mission's: an embargo is kept by people in both."""
    here = _("%(time)s in Copenhagen") % {"time": clock_time(at, clock.COPENHAGEN)}
    if mission is None:
        return here
    there = _("%(time)s in %(city)s") % {
        "time": clock_time(at, mission.zone),
        "city": mission.city,
    }
    return f"{here}, {there}"
