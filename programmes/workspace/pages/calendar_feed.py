"""A person's dates as a calendar program reads them."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from embassy.models import User
from programmes.transfer.formats import ical
from programmes.words.month import Span, entries_in

BEFORE, AFTER = dt.timedelta(days=366), dt.timedelta(days=3 * 366)


def calendar_of(user: User, *, at: dt.datetime, address: Callable[[str], str]) -> bytes:
    """The dates of a year back and three ahead. `address` makes a path into a whole web address.

    It says what, when and where, and nothing else: whoever finds the secret address learns no outcome and no note.
    """
    today = user.day(at)
    entries = entries_in(user, Span(today - BEFORE, today + AFTER))
    return ical.calendar(
        entries,
        name=_("Strategic partnerships"),
        address=address,
        is_demonstration=user.is_demo,
    )
