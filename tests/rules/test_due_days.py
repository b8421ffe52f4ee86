"""On which day each reason begins and ends: the day before, the day itself, and the day after."""

import datetime as dt

import pytest

from embassy import clock
from embassy.partial_dates import PartialDate
from programmes.actions import closing
from programmes.models import BasisAgreement, BasisListing, Commitment, Occurrence, Programme, StatusReport
from programmes.rules.due import Reason, basis_endings, due
from programmes.rules.recurrence import Period, expected_periods
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2023, 6, 15, 12, tzinfo=dt.UTC)
DAY = clock.ONE_DAY
MOMENT = dt.timedelta(microseconds=1)
NINETY_DAYS, HALF_A_YEAR = dt.timedelta(days=90), dt.timedelta(weeks=26)


@pytest.fixture
def row():
    """A commitment reported on lately, in a programme that runs from 2021 to 2024."""
    row = factories.commitment(owner_team=factories.team())
    factories.report(row, at=NOON - dt.timedelta(days=40))
    return row


def ask(row, at=NOON):
    return due(Commitment.objects.filter(pk=row.pk), at=at).get(row.pk, [])


def has(reason, row, at):
    return reason in [one.reason for one in ask(row, at)]


def around(reason, row, at=NOON):
    """Whether it is a reason a day before, on the day, and a day after."""
    return [has(reason, row, at + shift) for shift in (-DAY, 0 * DAY, DAY)]


def test_a_deadline_has_passed_after_its_day(row):
    Commitment.objects.update(due_on=NOON.date())
    assert around(Reason.DEADLINE_PASSED, row) == [False, False, True]
    [one] = ask(row, NOON + DAY)
    assert (one.since_on, one.day, one.occasion) == (NOON.date(), NOON.date(), "2023-06-15")


def test_a_report_is_old_when_more_than_its_time_has_passed(row):
    reported_at = StatusReport.objects.get().submitted_at
    at = reported_at + HALF_A_YEAR
    assert [has(Reason.STALE, row, at + shift) for shift in (-MOMENT, 0 * MOMENT, MOMENT)] == [
        False,
        False,
        True,
    ]
    [one] = ask(row, at + MOMENT)
    assert (one.since_on, one.day) == (clock.public_day(at), clock.public_day(reported_at))


def test_a_round_asks_from_its_first_day_and_a_report_of_that_day_answers_it(row):
    lead = factories.lead(row.owner_team)
    one = closing.open_round(
        row.programme, title="Spring", opens_on=NOON.date(), cut_off_on=NOON.date() + 9 * DAY, by=lead
    ).row
    assert around(Reason.ROUND, row) == [False, True, True]
    [asked] = ask(row)
    assert (asked.since_on, asked.day, asked.round_title) == (one.opens_on, one.cut_off_on, "Spring")
    report = factories.report(row, at=NOON - DAY)
    assert has(Reason.ROUND, row, NOON), "that was for the time before"
    StatusReport.objects.filter(pk=report.pk).update(submitted_at=clock.start_of_day(NOON.date()))
    Commitment.objects.update(latest_reported_at=clock.start_of_day(NOON.date()))
    assert not has(Reason.ROUND, row, NOON)
    Commitment.objects.update(latest_reported_at=None)
    assert has(Reason.ROUND, row, NOON)
    closing.close_round(one, by=lead)
    assert not has(Reason.ROUND, row, NOON)


def test_a_programme_ends_soon_from_ninety_days_before_to_its_last_day(row):
    first = dt.date(2023, 8, 31) - NINETY_DAYS
    at = dt.datetime.combine(first, NOON.timetz())
    Programme.objects.update(ends_on="2023-08")
    assert around(Reason.PROGRAMME_ENDS, row, at) == [False, True, True]
    [one] = ask(row, at)
    assert (one.since_on, one.day) == (first, dt.date(2023, 8, 31))
    last = dt.datetime(2023, 8, 31, 12, tzinfo=dt.UTC)
    assert around(Reason.PROGRAMME_ENDS, row, last) == [True, True, False]


def test_the_final_status_is_asked_for_after_the_last_day_of_the_programme(row):
    last = dt.datetime(2024, 12, 31, 12, tzinfo=dt.UTC)
    assert around(Reason.FINAL_STATUS, row, last) == [False, False, True]
    [one] = ask(row, last + DAY)
    assert one.since_on == last.date()


@pytest.mark.parametrize(
    ("values", "is_answered"),
    [
        ({}, True),
        ({"state": "submitted"}, True),
        ({"is_final": False}, False),
        ({"side": "partner"}, False),
        ({"state": "returned"}, False),
        ({"state": "withdrawn"}, False),
    ],
)
def test_which_report_gives_the_final_status(row, values, is_answered):
    at = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    factories.report(row, at=at, **{"is_final": True, **values})
    assert has(Reason.FINAL_STATUS, row, at) is not is_answered


def test_a_meeting_is_without_a_record_after_the_last_day_of_its_period(row):
    Commitment.objects.update(recurrence="quarterly")
    last = dt.datetime(2021, 3, 31, 12, tzinfo=dt.UTC)
    assert around(Reason.MEETING_WITHOUT_RECORD, row, last) == [False, False, True]
    other = factories.commitment(row.programme, recurrence="quarterly")
    Occurrence.objects.create(commitment=other, period="2021-Q1", state="missed")
    assert has(Reason.MEETING_WITHOUT_RECORD, row, last + DAY), "that was another commitment's"
    Occurrence.objects.create(commitment=row, period="2021-Q1", state="missed")
    assert not has(Reason.MEETING_WITHOUT_RECORD, row, last + DAY)


def test_a_returned_report_is_done_with_by_a_later_one(row):
    returned = factories.report(row, state="returned", at=NOON)
    assert around(Reason.RETURNED, row, NOON + DAY) == [True, True, True]
    Commitment.objects.update(latest_reported_at=returned.returned_at)
    assert has(Reason.RETURNED, row, NOON)
    Commitment.objects.update(latest_reported_at=returned.returned_at + MOMENT)
    assert not has(Reason.RETURNED, row, NOON)


def test_silence_counts_only_while_the_programme_runs(row):
    StatusReport.objects.all().delete()
    Commitment.objects.update(latest_reported_at=None, latest_report=None, latest_status="")
    Programme.objects.update(signed_on="2023-06-15", starts_on="2023")
    assert around(Reason.NEVER_REPORTED, row) == [False, True, True]
    [one] = ask(row)
    assert one.since_on == dt.date(2023, 1, 1)


@pytest.mark.parametrize("gone", [{"withdrawn_on": dt.date(2022, 1, 1)}, {"latest_status": "not_pursued"}])
def test_what_is_withdrawn_or_done_is_not_asked_about(row, gone):
    Commitment.objects.update(due_on=NOON.date() - DAY)
    assert ask(row)
    Commitment.objects.update(**gone)
    assert ask(row) == []


def test_a_basis_ends_early_if_its_last_day_is_before_the_programmes(row):
    instrument = BasisAgreement.objects.create(
        key="mou", kind="mou", title_en="MoU", valid_until="2024-12-30"
    )
    BasisListing.objects.create(programme=row.programme, instrument=instrument, position=1, listed_as="MoU")

    def ends_early(until):
        BasisAgreement.objects.update(valid_until=until)
        return len(basis_endings(Programme.objects.all()))

    assert [ends_early(until) for until in ("2024-12-30", "2024-12-31", "2025-01-01", "2024", None)] == [
        1,
        0,
        0,
        0,
        0,
    ]
    BasisAgreement.objects.update(valid_until="2022")
    Programme.objects.update(closed_at=NOON, closed_by=factories.user())
    assert basis_endings(Programme.objects.all()) == []


@pytest.mark.parametrize(
    ("recurrence", "starts_on", "ends_on", "first", "last", "count"),
    [
        ("annual", "2021", "2024", "2021", "2024", 4),
        ("annual", "2021-06", "2021-11", "2021", "2021", 1),
        ("monthly", "2021-06", "2021-08", "2021-06", "2021-08", 3),
        ("monthly", "2021-06-30", "2021-07-01", "2021-06", "2021-07", 2),
        ("quarterly", "2021-03-31", "2021-07-01", "2021-Q1", "2021-Q3", 3),
        ("semiannual", "2021", "2021", "2021-H1", "2021-H2", 2),
        ("biennial", "2021", "2024", "2021-2022", "2023-2024", 2),
    ],
)
def test_the_first_and_the_last_period_are_those_that_the_programme_touches(
    recurrence, starts_on, ends_on, first, last, count
):
    first_day, last_day = PartialDate.parse(starts_on), PartialDate.parse(ends_on)
    periods = expected_periods(recurrence, starts_on=first_day, ends_on=last_day)
    assert (periods[0].key, periods[-1].key, len(periods)) == (first, last, count)
    assert [Period.parse(period.key) for period in periods] == list(periods)
