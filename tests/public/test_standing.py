"""How a commitment stands: unknown is not zero, what is withheld says so, what is withdrawn leaves only its day."""

import datetime as dt

import time_machine

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment
from tests import factories

PROGRAMME = "/en/south-korea/2021-2024/"
FIRST = f"{PROGRAMME}1.1.1/"


def test_the_sentence_counts_published_statuses_and_says_how_many_have_none(read, plan):
    factories.report(plan.commitments.get(number="1.1.1"))
    factories.report(plan.commitments.get(number="1.1.2"), status="fulfilled")
    page = read(PROGRAMME)
    assert "2 of 3 commitments have a published status; 1 does not." in page
    assert "2 of 3 commitments have a published status; 1 does not." in read("/en/south-korea/")
    assert "2 of 3 commitments have a published status; 1 does not." in read("/en/")


def test_not_reported_is_a_category_of_its_own(read, plan):
    page = read(PROGRAMME)
    assert "<b>3</b> Not reported yet" in page
    assert "Not started" not in page
    assert "That does not mean that nothing has happened." in read(FIRST)


def test_a_status_reads_in_the_words_of_its_kind(read, plan):
    meeting = plan.commitments.first()
    meeting.kind = Commitment.Kind.RECURRING
    meeting.save()
    factories.report(meeting, status="fulfilled")
    assert "Held as agreed" in read(PROGRAMME)
    page = read(FIRST)
    assert "Held as agreed" in page
    assert "As many as agreed have been held in the period." in page


def test_the_page_says_since_when_the_status_has_been_so(read, plan):
    for month in (3, 6, 9):
        at = dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC)
        factories.report(plan.commitments.first(), at=at, status="not_started" if month == 3 else "under_way")
    page = read(FIRST)
    assert "Same status since 1 June 2026." in page
    assert "Latest report: 1 September 2026." in page


@time_machine.travel("2026-11-22 12:00:00+00:00")
def test_a_status_that_nobody_has_renewed_for_a_year_says_so(read, plan):
    factories.report(plan.commitments.first(), as_of_on=dt.date(2025, 9, 12))
    page = read(PROGRAMME)
    assert "last reported 14 months ago" in page
    assert "1 of these was last reported more than a year ago." in page


@time_machine.travel("2026-11-22 12:00:00+00:00")
def test_what_is_fulfilled_does_not_grow_old(read, plan):
    factories.report(plan.commitments.first(), as_of_on=dt.date(2025, 9, 12), status="fulfilled")
    page = read(PROGRAMME)
    assert "as of 12 September 2025" in page
    assert "months ago" not in page


def test_a_withheld_status_says_that_it_is_not_published_and_shows_nothing(read, plan):
    withheld = plan.commitments.first()
    factories.report(withheld, summary="Kept for ourselves.")
    withheld.status_visibility = Commitment.Visibility.WITHHELD
    withheld.save()
    current.refresh([withheld], at=clock.now())
    page = read(FIRST)
    assert "Status is not published" in page
    assert "That is not the same as “not reported”." in page
    assert "Kept for ourselves" not in page
    assert "<b>1</b> Status is not published" in read(PROGRAMME)


def test_of_a_withdrawn_report_only_its_day_is_shown(read, plan):
    at = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    factories.report(
        plan.commitments.first(), state="withdrawn", at=at, summary="Taken back.", status="fulfilled"
    )
    page = read(FIRST)
    assert "A report was withdrawn on 4 May 2026" in page
    assert "Taken back" not in page
    assert "Not reported yet" in page
    assert "None of the 3 commitments has a published status." in read(PROGRAMME)


def test_an_embargo_ends_by_itself(read, plan):
    at = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    ends = dt.datetime(2026, 11, 5, 8, tzinfo=dt.UTC)
    with time_machine.travel(at):
        factories.report(plan.commitments.first(), at=at, effective_at=ends, summary="Told in the morning.")
    with time_machine.travel(ends - dt.timedelta(seconds=1)):
        assert "Told in the morning" not in read(FIRST)
        assert "None of the 3 commitments has a published status." in read(PROGRAMME)
        assert "No commitment matches" in read(f"{PROGRAMME}?status=under_way")
    with time_machine.travel(ends + dt.timedelta(seconds=1)):
        assert "Told in the morning" in read(FIRST)
        assert "1 of 3 commitments has a published status; 2 do not." in read(PROGRAMME)
        assert "as of 1 November 2026" in read(PROGRAMME)
        assert "1 of 3 commitments" in read(f"{PROGRAMME}?status=under_way")
        assert "1 of 3 commitments has a published status" in read("/en/south-korea/")


def test_a_commitment_that_was_withdrawn_stays_visible_as_withdrawn(read, plan):
    Commitment.objects.filter(number="1.1.1").update(withdrawn_on=dt.date(2023, 3, 1))
    page = read(PROGRAMME)
    assert "Withdrawn from the programme" in page
    assert "None of the 2 commitments has a published status." in page
    assert "Withdrawn from the programme on 1 March 2023." in read(FIRST)


def test_a_page_with_demonstration_data_says_so_and_others_do_not(read, plan):
    words = "Demonstration data. Not a statement by any government."
    for address in ("/en/", "/en/south-korea/", PROGRAMME, FIRST):
        assert words not in read(address)
    factories.report(plan.commitments.first(), is_demo=True)
    for address in ("/en/", "/en/south-korea/", PROGRAMME, FIRST):
        assert words in read(address)
    assert words not in read(f"{PROGRAMME}1.1.2/")
