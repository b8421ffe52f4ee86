"""Every day of every history: pages show what a fold over the events says, told by a reader of the book alone."""

import datetime as dt
import re
from collections import defaultdict
from itertools import pairwise

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from embassy import clock
from embassy.models import ChangeSet
from programmes.models import Commitment, StatusReport
from tests import factories
from tests.actions.histories import BEGINNING, COMMITMENTS, History, in_one_world, played, steps

PROGRAMME = "/en/south-korea/2021-2024/"
LATER = dt.timedelta(days=70)  # when every embargo of a history is over


TAKEN_OFF_AND_BACK = [
    ("report", 1, 0, "fulfilled", None, 0, "danish"),
    ("publish", 60 * 24 * 3, COMMITMENTS, False),
    ("publish", 60 * 24 * 9, COMMITMENTS, True),
    ("publish", 60, 0, False),
    ("undo_publishing", 60 * 24 * 4),
]
WITHHELD_THEN_PUBLIC = [
    ("set_visibility", 1, 0, "withheld"),
    ("report", 1, 0, "fulfilled", None, 0, "danish"),
    ("set_visibility", 60 * 24 * 5, 0, "public"),
    ("publish", 5, 1, False),
]


class Told(History):
    """A history that keeps its own book of what happened, for the reader of the book to know what each day showed."""

    def __init__(self, plan, by):
        super().__init__(plan, by)
        self.events = []
        self.needs_clearance = self.team.needs_clearance

    def _note(self, *event):
        self.events.append((self.at, *event))

    def _report(self, which, value, embargo, days_back, side):
        commitment = super()._report(which, value, embargo, days_back, side)
        report = StatusReport.objects.latest("pk").pk
        self._note(
            "reported", report, commitment, value, side, clock.public_day(self.at) - days_back * clock.ONE_DAY
        )
        if not self.needs_clearance:
            self._note("cleared", report, self._until(embargo))
        return commitment

    def _clear(self, pick, embargo):
        report = self._one_in(StatusReport.State.SUBMITTED, pick)
        if report:
            self._note("cleared", report.pk, self._until(embargo))
        return super()._clear(pick, embargo)

    def _withdraw(self, pick):
        report = self._one_in(StatusReport.State.CLEARED, pick)
        if report:
            self._note("withdrawn", report.pk)
        return super()._withdraw(pick)

    def _set_visibility(self, which, value):
        self._note("visibility", self.commitments[which].pk, value)
        return super()._set_visibility(which, value)

    def _ask_for_clearance(self, needs):
        self.needs_clearance = needs
        return super()._ask_for_clearance(needs)

    def _reword(self, which, days):
        changed = super()._reword(which, days)
        if changed is not None:
            self._note("reworded", changed, clock.public_day(self.at) + days * clock.ONE_DAY)
        return changed

    def _withdraw_commitment(self, which, is_withdrawn):
        self._note("withdrawn_from_programme", self.commitments[which].pk, is_withdrawn)
        return super()._withdraw_commitment(which, is_withdrawn)

    def _publish(self, which, value):
        before = len(self.published)
        written = super()._publish(which, value)
        if len(self.published) > before:
            self._note("published", self._row(which).pk, which == COMMITMENTS, value)
        return written

    def _undo_publishing(self):
        which = self.published[-1][1] if self.published else None
        written = super()._undo_publishing()
        if which is not None:
            row = self._row(which)
            self._note("published", row.pk, which == COMMITMENTS, row.is_published)
        return written

    def fold(self):
        """The book read from its beginning to its end."""
        return Book(self.events, [commitment.pk for commitment in self.commitments])


def midnight_after(day):
    return dt.datetime.combine(day + clock.ONE_DAY, dt.time.min, tzinfo=clock.COPENHAGEN)


class Book:
    """What the events say of any day: public reports with the moment they began to be so, less those withdrawn; and
    how it stood with what was published and withheld when the day ended, of what is public still.
    """

    def __init__(self, events, commitments):
        self.said, self.public_from = {}, {}
        self.hidden, self.withheld = (
            defaultdict(list),
            defaultdict(list),
        )  # what became so or no longer so, and when
        self.words = {commitment: [] for commitment in commitments}
        self.withdrawn_on = {}
        self.commitments = commitments
        for at, name, *details in events:
            getattr(self, name)(at, *details)

    def reported(self, _at, report, commitment, value, side, as_of_on):
        if side == "danish":
            self.said[report] = (commitment, value, as_of_on)

    def cleared(self, at, report, until):
        self.public_from[report] = max(at, until or at)

    def withdrawn(self, _at, report):
        self.public_from.pop(report, None)

    def withdrawn_from_programme(self, at, commitment, is_withdrawn):
        """A fact of the agreement: it holds from its day, whenever it was written."""
        self.withdrawn_on[commitment] = clock.public_day(at) if is_withdrawn else None

    def is_withdrawn(self, commitment, day):
        since = self.withdrawn_on.get(commitment)
        return since is not None and since <= day

    def visibility(self, at, commitment, value):
        self.withheld[commitment].append((at, value != "public"))

    def published(self, at, row, is_programme, value):
        self.hidden["programme" if is_programme else row].append((at, not value))

    @staticmethod
    def was(turns, day):
        """Whether something was so when a day ended, or is now."""
        then = [value for at, value in turns if at < midnight_after(day)]
        return bool(turns) and (turns[-1][1] or (bool(then) and then[-1]))

    def programme_is_shown(self, day):
        return not self.was(self.hidden["programme"], day)

    def is_shown(self, commitment, day):
        return self.programme_is_shown(day) and not self.was(self.hidden[commitment], day)

    def is_public(self):
        """Whether the programme's page is there today."""
        turns = self.hidden["programme"]
        return not turns or not turns[-1][1]

    def reworded(self, _at, commitment, day):
        self.words[commitment].append(day)

    def status_on(self, commitment, day):
        if self.was(self.withheld[commitment], day):
            return "withheld"
        midnight = midnight_after(day)
        public = [
            (as_of_on, self.public_from[report], report, value)
            for report, (about, value, as_of_on) in self.said.items()
            if about == commitment and report in self.public_from and self.public_from[report] < midnight
        ]
        return max(public)[-1] if public else "not_reported"

    def wording_on(self, commitment, day):
        """The beginning of the words that held: the latest new wording that had begun, or the first of all."""
        begun = [first for first in self.words[commitment] if first <= day]
        return f"From {max(begun)}" if begun else "Annual ministerial meetings"


@pytest.fixture
def small_plan(db):
    return factories.plan(COMMITMENTS)


@pytest.fixture
def person(db):
    return factories.user("chronicler")


def days_of(history):
    """Every day from before the first event until all embargoes are over."""
    first, last = clock.public_day(BEGINNING) - clock.ONE_DAY, clock.public_day(history.at + LATER)
    return [first + number * clock.ONE_DAY for number in range((last - first).days + 1)]


@pytest.mark.trials
@in_one_world
@given(told=steps)
@example(told=TAKEN_OFF_AND_BACK)
@example(told=WITHHELD_THEN_PUBLIC)
def test_for_every_day_of_every_history_what_is_shown_is_what_a_fold_over_the_events_says(
    small_plan, person, told, tried
):
    with played(Told(small_plan, person), told) as history:
        book, days = history.fold(), days_of(history)
        for day in days:
            shown = dict(Commitment.objects.shown_on(day).with_status_on(day).values_list("pk", "status_now"))
            expected = {pk: book.status_on(pk, day) for pk in book.commitments if book.is_shown(pk, day)}
            assert shown == expected, day
        tried("days of random histories compared with a fold over the events", len(days))


@pytest.mark.trials
@in_one_world
@given(told=steps, data=st.data())
def test_the_pages_of_a_day_show_what_a_fold_over_the_events_says(small_plan, person, reader, told, data):
    with (
        played(Told(small_plan, person), told) as history,
        time_machine.travel(history.at + LATER + clock.ONE_DAY),
    ):
        book, first = history.fold(), ChangeSet.objects.order_by("pk").first()
        begins = clock.public_day(first.at) if first else clock.today()
        for day in data.draw(st.lists(st.sampled_from(days_of(history)), min_size=1, max_size=2)):
            response = reader.get(f"{PROGRAMME}?on={day}")
            assert (response.status_code == 200) == book.programme_is_shown(day), day
            assert ("was not published here" in response.content.decode()) == (
                book.is_public() and not book.programme_is_shown(day)
            )
            status = {pk: book.status_on(pk, day) if day >= begins else "" for pk in book.commitments}
            shown = re.findall(
                r'<div class="row-status">(?:<span class="status status-(\w+)">)?', response.content.decode()
            )
            marks = {pk: "withdrawn" if book.is_withdrawn(pk, day) else status[pk] for pk in book.commitments}
            assert shown == [marks[pk] for pk in book.commitments if book.is_shown(pk, day)], day
            for number, pk in enumerate(book.commitments, 1):
                response = reader.get(f"{PROGRAMME}1.1.{number}/?on={day}")
                assert (response.status_code == 200) == book.is_shown(pk, day), day
                if response.status_code == 200:
                    page = response.content.decode()
                    large = re.findall(r'status-large"><span class="status status-(\w+)"', page)
                    assert large == ([status[pk]] if status[pk] else []), day
                    words = re.search(r'<figure class="wording">.*?<p>(.*?)</p>', page, re.DOTALL)[1]
                    assert words.startswith(book.wording_on(pk, day)), day


def test_a_view_that_forgot_midnight_or_withdrawals_would_be_found_out(small_plan, person):
    """That these tests can fail: a day on which the status differs from the next, and from the caches'."""
    told = [("report", 1, 0, "fulfilled", 60 * 24 * 3, 0, "danish"), ("withdraw", 60 * 24 * 9, 0)]
    with played(Told(small_plan, person), told[:1]) as history:
        days = [history.fold().status_on(history.commitments[0].pk, day) for day in days_of(history)]
        assert any(before != after for before, after in pairwise(days))
    with played(Told(small_plan, person), told) as history:
        assert {history.fold().status_on(history.commitments[0].pk, day) for day in days_of(history)} == {
            "not_reported"
        }
