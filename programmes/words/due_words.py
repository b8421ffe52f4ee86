"""The reasons why something is due, as staff read them."""

import datetime as dt

from django.utils.translation import gettext as _

from programmes.rules.due import Due, Reason
from programmes.words.day_words import deadline, last_reported_on, short_day


def due_words(due: Due, today: dt.date) -> str:
    """One reason as a line: `Returned 12 March`, `Deadline passed 3 March`."""
    day = due.day or due.since_on
    match due.reason:
        case Reason.RETURNED:
            return _("Returned %(day)s") % {"day": short_day(day, today)}
        case Reason.DEADLINE_PASSED:
            return deadline(day, today)
        case Reason.ROUND:
            return _("%(round)s: report by %(day)s") % {
                "round": due.round_title,
                "day": short_day(day, today),
            }
        case Reason.PROGRAMME_ENDS:
            return _("Programme ends %(day)s") % {"day": short_day(day, today)}
        case Reason.MEETING_WITHOUT_RECORD:
            return _("Meeting without a record: %(period)s") % {
                "period": due.period.display() if due.period else ""
            }
        case Reason.ASKED:
            return _("What does “bi-annual” mean here?")
        case Reason.NEVER_REPORTED | Reason.STALE:
            return last_reported_on(due.day, today)
        case Reason.FINAL_STATUS:
            return _("Final status to be given")
