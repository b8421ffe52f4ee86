"""The expected meetings of a recurring commitment: each held, postponed, missed or without a record."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes.models import Commitment, Occurrence, Programme
from programmes.rules.recurrence import Period, expected_periods
from programmes.words.activities import activity_title
from programmes.words.strings import date_words, joined

NO_RECORD, TO_COME = "no_record", "to_come"
Recurrence = Commitment.Recurrence


@dataclass(slots=True)
class Meeting:
    """One expected period, with what is recorded of it; `state` is an occurrence's, `no_record` or `to_come`."""

    period: str
    words: str
    state: str
    state_words: str
    about: str = ""
    title: str = ""
    url: str = ""
    note: str = ""
    record_url: str = ""


@dataclass
class Meetings:
    """`asks` says that nobody has answered yet what the ambiguous recurrence means."""

    rows: list[Meeting]
    asks: bool
    is_demonstration: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.rows or self.asks)


def meetings_of(commitment: Commitment, *, today: dt.date, may_record: bool) -> Meetings:
    """All expected periods of a commitment, in two queries at the most; for colleagues who read its notes."""
    asks = commitment.recurrence == Recurrence.BIANNUAL
    if not commitment.recurrence or asks:
        return Meetings([], asks, is_demonstration=False)
    programme = commitment.programme
    periods = expected_periods(
        commitment.recurrence, starts_on=programme.starts_on, ends_on=programme.ends_on
    )
    occurrences = Occurrence.objects.filter(commitment=commitment).select_related("activity")
    answered = {row.period: row for row in occurrences}
    rows = [_meeting(commitment, period, answered.get(period.key), today, may_record) for period in periods]
    return Meetings(rows, asks, is_demonstration=any(row.is_demo for row in answered.values()))


def _meeting(
    commitment: Commitment, period: Period, answer: Occurrence | None, today: dt.date, may_record: bool
) -> Meeting:
    place = [commitment.programme.reference, commitment.number, period.key]
    meeting = Meeting(
        period=period.key,
        words=period.display(),
        state=NO_RECORD if period.last_on < today else TO_COME,
        state_words=_("No record") if period.last_on < today else pgettext("meeting", "Expected"),
        record_url=reverse("workspace:meeting", args=place) if may_record and _can_be(period, today) else "",
    )
    if answer is None:
        return meeting
    meeting.state, meeting.state_words = answer.state, capfirst(answer.get_state_display())
    meeting.note = answer.note
    if answer.activity:
        meeting.title = activity_title(answer.activity)
        meeting.url = reverse("workspace:activity", args=[answer.activity_id])
        meeting.about = joined(
            [date_words(answer.activity.takes_place_on), escape(answer.activity.place)], ", "
        )
    return meeting


def _can_be(period: Period, today: dt.date) -> bool:
    """Whether it can be recorded yet: nobody answers for a period that has not begun."""
    return period.first_on <= today


@dataclass
class PublicMeetings:
    """What anyone may know of expected meetings: `not_held` in words (`2022: not held`), and the periods of which
    nothing is published, held or not.
    """

    not_held: list[str]
    unknown: list[str]


def public_meetings(commitment: Commitment, programme: Programme, *, on: dt.date) -> PublicMeetings:
    """The expected meetings of a commitment for the public, in one query at the most.

    What colleagues alone may know changes nothing here: such a period is one of which nothing is published.
    """
    periods = expected_periods(
        commitment.recurrence, starts_on=programme.starts_on, ends_on=programme.ends_on
    )
    if not periods or commitment.is_withheld:
        return PublicMeetings([], [])
    public = {row.period: row for row in Occurrence.objects.public().filter(commitment=commitment)}
    not_held = [
        f"{period.display()}: {answer.get_state_display()}"
        for period in periods
        if (answer := public.get(period.key)) and answer.state != Occurrence.State.HELD
    ]
    over = [] if commitment.withdrawn_on else [period for period in periods if period.last_on < on]
    return PublicMeetings(not_held, [period.display() for period in over if period.key not in public])
