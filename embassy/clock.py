"""What time it is, in one place: UTC is stored, the public's day is Copenhagen's, a person's is their own."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ONE_DAY = dt.timedelta(days=1)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def public_day(at: dt.datetime) -> dt.date:
    """The calendar day on which `at` falls for the public, in Copenhagen."""
    return at.astimezone(COPENHAGEN).date()


def day_of(at: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """The calendar day on which `at` falls for people in a time zone."""
    return at.astimezone(zone).date()


def today() -> dt.date:
    """Today, as the public sees it."""
    return public_day(now())


def start_of_day(day: dt.date) -> dt.datetime:
    """The moment at which the public's `day` begins, in UTC."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=COPENHAGEN).astimezone(dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last moment of the public's `day`, in UTC."""
    return start_of_day(day + ONE_DAY) - dt.timedelta.resolution
