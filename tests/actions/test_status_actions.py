"""Reporting, clearing, returning and withdrawing."""

import datetime as dt
import uuid

import pytest

from embassy import clock
from embassy.audit import Channel
from embassy.models import ChangeSet, SectorTeam
from programmes.actions import status
from programmes.models import Commitment, StatusReport
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return factories.commitment(owner_team=factories.team())


@pytest.fixture
def member(commitment):
    return factories.member(commitment.owner_team)


@pytest.fixture
def careful_team(commitment):
    """The commitment's team, when it wants its reports cleared."""
    SectorTeam.objects.update(needs_clearance=True)


def now_of(commitment):
    commitment.refresh_from_db()
    return commitment.public_status


def test_report_is_public_at_once_where_no_clearance_is_needed(commitment, member):
    report = status.report_status(
        commitment, status.ReportContent(status="under_way", summary="The sides met."), by=member
    ).row
    assert report.state == StatusReport.State.CLEARED
    assert report.cleared_by == report.submitted_by == member
    assert now_of(commitment) == "under_way"


def test_report_is_one_change_set_by_its_writer(commitment, member):
    status.report_status(commitment, status.ReportContent(status="under_way"), by=member)
    change = ChangeSet.objects.get()
    assert (change.by, change.channel, change.entries.count()) == (member, Channel.PAGE, 1)
    assert (change.event, change.reason) == ("report_submitted", "")
    assert change.parameters["reference"] == commitment.reference


@pytest.mark.usefixtures("careful_team")
def test_report_waits_for_clearance_where_the_team_wants_it(commitment, member):
    report = status.report_status(commitment, status.ReportContent(status="under_way"), by=member).row
    assert report.state == StatusReport.State.SUBMITTED
    assert now_of(commitment) == "not_reported"
    assert commitment.latest_status == "under_way"
    lead = factories.lead(commitment.owner_team)
    status.clear(report, by=lead)
    assert now_of(commitment) == "under_way"
    assert StatusReport.objects.get().cleared_by == lead


@pytest.mark.usefixtures("careful_team")
def test_embargoed_report_becomes_public_by_itself(commitment, member):
    report = status.report_status(commitment, status.ReportContent(status="under_way"), by=member).row
    later = clock.now() + dt.timedelta(hours=2)
    status.clear(report, by=factories.lead(commitment.owner_team), embargo_until=later)
    assert now_of(commitment) == "not_reported"
    before, after = (Commitment.objects.with_status_at(at).get() for at in (clock.now(), later))
    assert (before.status_now, after.status_now) == ("not_reported", "under_way")
    assert after.report_now == report.pk


@pytest.mark.usefixtures("careful_team")
def test_returned_report_is_written_again_and_stays_one_report(commitment, member):
    report = status.report_status(commitment, status.ReportContent(status="under_way"), by=member).row
    status.send_back(report, note="When was it held?", by=factories.lead(commitment.owner_team))
    commitment.refresh_from_db()
    assert commitment.latest_status == ""
    status.report_status(
        commitment, status.ReportContent(status="under_way", summary="Held in May."), report=report, by=member
    )
    held = StatusReport.objects.get()
    assert (held.state, held.summary) == (StatusReport.State.SUBMITTED, "Held in May.")


def test_withdrawn_report_gives_way_to_the_one_before(commitment, member):
    status.report_status(commitment, status.ReportContent(status="under_way"), by=member)
    report = status.report_status(commitment, status.ReportContent(status="fulfilled"), by=member).row
    assert now_of(commitment) == "fulfilled"
    status.withdraw(report, by=member, reason="Wrong meeting.")
    assert now_of(commitment) == "under_way"
    assert StatusReport.objects.withdrawn_from_public().get() == report


def test_only_a_cleared_report_is_withdrawn_and_only_a_submitted_one_cleared(commitment, member):
    report = status.report_status(commitment, status.ReportContent(status="under_way"), by=member).row
    status.withdraw(report, by=member, reason="Wrong.")
    with pytest.raises(status.WrongState):
        status.withdraw(report, by=member, reason="Wrong again.")
    with pytest.raises(status.WrongState):
        status.clear(report, by=member)
    with pytest.raises(status.WrongState):
        status.report_status(commitment, status.ReportContent(status="fulfilled"), report=report, by=member)


def test_withheld_status_is_not_published(commitment, member):
    Commitment.objects.update(status_visibility="withheld")
    status.report_status(commitment, status.ReportContent(status="under_way"), by=member)
    assert now_of(commitment) == "withheld"
    assert commitment.latest_status == "under_way"


def test_colleagues_report_is_shown_before_another_is_added(commitment, member):
    colleague = factories.member(commitment.owner_team)
    theirs = status.report_status(commitment, status.ReportContent(status="under_way"), by=colleague).row
    with pytest.raises(status.SomeoneReported) as refusal:
        status.report_status(commitment, status.ReportContent(status="fulfilled"), by=member, last_seen_id=0)
    assert refusal.value.report == theirs
    status.report_status(
        commitment, status.ReportContent(status="fulfilled"), by=member, last_seen_id=theirs.pk
    )
    assert StatusReport.objects.count() == 2


def test_own_earlier_report_needs_no_question(commitment, member):
    status.report_status(commitment, status.ReportContent(status="under_way"), by=member)
    status.report_status(commitment, status.ReportContent(status="fulfilled"), by=member, last_seen_id=0)
    assert now_of(commitment) == "fulfilled"


def test_sent_twice_makes_one_report(commitment, member):
    key = uuid.uuid4()
    first = status.report_status(
        commitment, status.ReportContent(status="under_way"), by=member, submission_key=key
    ).row
    second = status.report_status(
        commitment, status.ReportContent(status="under_way"), by=member, submission_key=key
    ).row
    assert first == second
    assert ChangeSet.objects.count() == 1


def test_a_key_leads_only_to_one_s_own_report_on_the_same_commitment(commitment, member):
    key, other = uuid.uuid4(), factories.commitment(commitment.programme)
    colleague = factories.member(commitment.owner_team, username="colleague")
    draft = status.save_draft(
        commitment, status.ReportContent(status="under_way", summary="Mine"), by=member, submission_key=key
    ).row
    theirs = status.save_draft(
        commitment, status.ReportContent(status="fulfilled"), by=colleague, submission_key=key
    ).row
    elsewhere = status.report_status(
        other, status.ReportContent(status="not_started"), by=member, submission_key=key
    ).row
    assert len({draft.pk, theirs.pk, elsewhere.pk}) == 3
    draft.refresh_from_db()
    assert (draft.summary, draft.submission_key, elsewhere.commitment) == ("Mine", key, other)


def test_draft_is_kept_then_submitted(commitment, member):
    key = uuid.uuid4()
    draft = status.save_draft(
        commitment, status.ReportContent(status="under_way", summary="So far"), by=member, submission_key=key
    ).row
    again = status.save_draft(
        commitment,
        status.ReportContent(status="under_way", summary="So far so good"),
        by=member,
        submission_key=key,
    ).row
    assert draft.pk == again.pk
    assert now_of(commitment) == "not_reported"
    status.report_status(
        commitment, status.ReportContent(status="under_way", summary="Done"), report=again, by=member
    )
    assert now_of(commitment) == "under_way"


def test_no_change_confirms_the_first_report_that_still_holds(commitment, member):
    long_ago = clock.now() - dt.timedelta(days=200)
    first = status.report_status(
        commitment, status.ReportContent(status="under_way", assessment="at_risk"), by=member, at=long_ago
    ).row
    status.report_no_change(commitment, by=member)
    latest = status.report_no_change(commitment, by=member).row
    assert (latest.status, latest.assessment, latest.confirms) == ("under_way", "at_risk", first)
    assert latest.as_of_on == member.today


def test_no_change_needs_a_report(commitment, member):
    with pytest.raises(ValueError, match="Nothing has been reported"):
        status.report_no_change(commitment, by=member)


def test_latest_is_the_one_that_speaks_of_the_latest_day(commitment, member):
    status.report_status(commitment, status.ReportContent(status="fulfilled"), by=member)
    last_year = clock.today() - dt.timedelta(days=400)
    status.report_status(commitment, status.ReportContent(status="under_way", as_of_on=last_year), by=member)
    assert now_of(commitment) == "fulfilled"


def test_the_same_form_with_other_words_is_another_report_and_with_the_same_words_counts_once(
    commitment, member
):
    key = uuid.uuid4()
    said = status.ReportContent(status="under_way", summary="The first words.")
    other = status.ReportContent(status="under_way", summary="What was forgotten.")
    first = status.report_status(commitment, said, by=member, submission_key=key).row
    assert status.report_status(commitment, said, by=member, submission_key=key).row == first
    second = status.report_status(commitment, other, by=member, submission_key=key).row
    assert status.report_status(commitment, other, by=member, submission_key=key).row == second
    assert status.save_draft(commitment, said, by=member, submission_key=key).row == first
    draft = status.save_draft(
        commitment, status.ReportContent(status="fulfilled", summary="Later."), by=member, submission_key=key
    ).row
    summaries = StatusReport.objects.order_by("pk").values_list("summary", flat=True)
    assert list(summaries) == ["The first words.", "What was forgotten.", "Later."]
    assert draft.state == StatusReport.State.DRAFT
