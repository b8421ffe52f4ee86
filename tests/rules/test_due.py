"""What is due, and why."""

import datetime as dt

import pytest
from django.utils import translation

from embassy import clock
from programmes.actions import closing
from programmes.models import BasisAgreement, BasisListing, Commitment, Occurrence, Programme
from programmes.rules.due import Reason, basis_endings, due
from programmes.words.due_words import due_words
from tests import factories

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2023, 6, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def row():
    """One commitment of a programme that is in force at NOW."""
    return factories.commitment(owner_team=factories.team())


def reasons(row, at=NOW):
    with translation.override("en"):
        return [one.reason for one in due(Commitment.objects.filter(pk=row.pk), at=at).get(row.pk, [])]


def words(row, at=NOW):
    with translation.override("en"):
        return [
            due_words(one, clock.public_day(at))
            for one in due(Commitment.objects.filter(pk=row.pk), at=at).get(row.pk, [])
        ]


def test_never_reported(row):
    assert reasons(row) == [Reason.NEVER_REPORTED]
    assert words(row) == ["Never reported"]


def test_freshly_reported_is_not_due(row):
    factories.report(row, at=NOW - dt.timedelta(days=30))
    assert reasons(row) == []


def test_old_report(row):
    factories.report(row, at=NOW - dt.timedelta(days=300))
    assert reasons(row) == [Reason.STALE]
    assert words(row) == ["Last reported 9 months ago"]


def test_closed_status_is_not_asked_again(row):
    factories.report(row, at=NOW - dt.timedelta(days=300), status="fulfilled")
    assert reasons(row) == []


def test_deadline_passed_comes_before_silence(row):
    Commitment.objects.update(due_on=dt.date(2023, 6, 1))
    assert reasons(row) == [Reason.DEADLINE_PASSED, Reason.NEVER_REPORTED]


def test_returned_comes_first(row):
    factories.report(row, state="returned", at=NOW - dt.timedelta(days=1))
    assert reasons(row)[0] == Reason.RETURNED


def test_meeting_without_record_for_each_period_that_has_passed(row):
    Commitment.objects.update(recurrence="annual")
    factories.report(row, at=NOW - dt.timedelta(days=3))
    assert reasons(row) == [Reason.MEETING_WITHOUT_RECORD] * 2
    Occurrence.objects.create(commitment=row, period="2021", state="missed")
    assert words(row) == ["Meeting without a record: 2022"]


def test_ambiguous_recurrence_is_asked(row):
    Commitment.objects.update(recurrence="biannual")
    factories.report(row, at=NOW - dt.timedelta(days=3))
    assert reasons(row) == [Reason.ASKED]


def test_programme_that_ends_within_ninety_days(row):
    Programme.objects.update(ends_on="2023-08")
    factories.report(row, at=NOW - dt.timedelta(days=3))
    assert reasons(row) == [Reason.PROGRAMME_ENDS]


def test_ended_programme_asks_for_the_final_status_and_no_more(row):
    at = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    assert reasons(row, at) == [Reason.FINAL_STATUS]
    factories.report(row, at=at, is_final=True)
    assert reasons(row, at) == []


def test_open_round_asks_until_it_is_answered(row):
    factories.report(row, at=NOW - dt.timedelta(days=40))
    lead = factories.lead(row.owner_team)
    closing.open_round(
        row.programme, title="Spring", opens_on=dt.date(2023, 6, 1), cut_off_on=dt.date(2023, 6, 30), by=lead
    )
    assert words(row) == ["Spring: report by 30 June"]
    factories.report(row, at=NOW)
    assert reasons(row) == []


def test_closed_programme_asks_nothing(row):
    Programme.objects.update(closed_at=NOW, closed_by=factories.user())
    assert reasons(row) == []


def test_queries_do_not_grow_with_the_rows(django_assert_num_queries):
    factories.plan(2, iso2="CN")
    with django_assert_num_queries(5):
        due(Commitment.objects.all(), at=clock.now())
    plan = factories.plan(12)
    plan.commitments.update(recurrence="annual")
    with django_assert_num_queries(6):
        due(Commitment.objects.all(), at=clock.now())


def test_basis_that_ends_before_its_programme(row):
    early = BasisAgreement.objects.create(
        key="culture", kind="mou", title_en="MoU on Culture", valid_until="2022"
    )
    late = BasisAgreement.objects.create(
        key="energy", kind="mou", title_en="MoU on Energy", valid_until="2024"
    )
    for position, instrument in enumerate([early, late], 1):
        BasisListing.objects.create(
            programme=row.programme, instrument=instrument, position=position, listed_as=instrument.title_en
        )
    found = basis_endings(Programme.objects.all())
    assert [ending.listing.instrument for ending in found] == [early]
