"""Several at once, activities and occurrences, deadlines, closing, rounds, calendar links."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from embassy import clock
from embassy.models import AuditEntry, ChangeSet, SectorTeam
from programmes.actions import activities, bulk, calendars, closing, commitments, status
from programmes.actions.undo import undo
from programmes.models import Activity, CalendarLink, Commitment, Occurrence, Programme, StatusReport
from programmes.rules.final import without_final_status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.plan(3)


@pytest.fixture
def team():
    return factories.team()


@pytest.fixture
def member(team):
    return factories.member(team)


def rows(plan):
    return list(plan.commitments.order_by("position"))


class TestSeveralAtOnce:
    def test_is_one_change_set_and_undone_as_one(self, plan, member):
        first, second, _third = rows(plan)
        done = bulk.report_many(
            [
                bulk.RowToReport(first, status.ReportContent(status="under_way")),
                bulk.RowToReport(second, status.ReportContent(status="fulfilled")),
            ],
            by=member,
        ).row
        assert [outcome.is_saved for outcome in done] == [True, True]
        change = ChangeSet.objects.get()
        undo(change, by=member)
        assert set(StatusReport.objects.values_list("state", flat=True)) == {"withdrawn"}
        assert set(plan.commitments.values_list("public_status", flat=True)) == {"not_reported"}

    def test_row_with_an_unseen_report_waits_and_the_others_are_saved(self, plan, member, team):
        first, second, _third = rows(plan)
        theirs = status.report_status(
            second, status.ReportContent(status="under_way"), by=factories.member(team)
        ).row
        done = bulk.report_many(
            [
                bulk.RowToReport(row, status.ReportContent(status="fulfilled"), last_seen_id=0)
                for row in (first, second)
            ],
            by=member,
        ).row
        assert done[0].is_saved
        assert (done[1].is_saved, done[1].refused_by) == (False, theirs)

    def test_no_change_leaves_what_was_never_reported(self, plan, member):
        first, second, _third = rows(plan)
        status.report_status(first, status.ReportContent(status="under_way"), by=member)
        done = bulk.confirm_many([(first, None), (second, None)], by=member).row
        assert [outcome.is_saved for outcome in done] == [True, False]
        assert done[1].never_reported

    def test_reassigning_is_one_step_and_undone_as_one(self, plan, member, team):
        assert commitments.reassign(rows(plan), owner=member, by=member).row == 3
        assert plan.commitments.filter(owner=member).count() == 3
        assert ChangeSet.objects.count() == 1
        undo(ChangeSet.objects.get(), by=member)
        assert not plan.commitments.filter(owner=member).exists()


class TestClearance:
    def test_four_eyes_see_a_report_before_the_public_does(self, plan, member, team):
        SectorTeam.objects.update(needs_clearance=True, needs_four_eyes=True)
        lead = factories.lead(team)
        report = status.report_status(rows(plan)[0], status.ReportContent(status="under_way"), by=lead).row
        with pytest.raises(status.FourEyes):
            status.clear(report, by=lead)
        assert status.clear(report, by=factories.lead(team)).row.state == StatusReport.State.CLEARED

    def test_four_eyes_go_with_clearance(self, team):
        with pytest.raises(IntegrityError), transaction.atomic():
            SectorTeam.objects.filter(pk=team.pk).update(needs_four_eyes=True, needs_clearance=False)


class TestActivities:
    def test_carries_out_several_commitments_with_a_document(self, plan, member, team):
        first, second, _third = rows(plan)
        paper = activities.link_document(
            title="Minutes", language="en", url="https://example.org/m", authenticity="", is_public=False,
            commitment=first, team=team,
        )  # fmt: skip
        meeting = activities.save_activity(
            Activity(kind="meeting", title_en="Talks", state="held", takes_place_on="2023-05"),
            commitments=[first, second],
            new_document=paper,
            by=member,
        ).row
        assert set(meeting.commitments.all()) == {first, second}
        assert meeting.documents.get().title_en == "Minutes"
        assert ChangeSet.objects.count() == 1

    def test_held_meeting_is_an_activity_of_its_commitment(self, plan, member):
        row = rows(plan)[0]
        Commitment.objects.filter(pk=row.pk).update(recurrence="annual")
        row.refresh_from_db()
        meeting = Activity(kind="meeting", title_en="Ministerial", state="held", takes_place_on="2022-06-01")
        held = activities.hold_occurrence(
            row, activities.MeetingAnswer(period="2022"), activity=meeting, by=member
        ).row
        assert held.activity.commitments.get() == row
        activities.miss_occurrence(row, activities.MeetingAnswer(period="2023"), by=member)
        activities.miss_occurrence(row, activities.MeetingAnswer(period="2023"), is_postponed=True, by=member)
        assert list(Occurrence.objects.values_list("period", "state")) == [
            ("2022", "held"),
            ("2023", "postponed"),
        ]

    def test_nothing_is_expected_outside_the_programme_or_without_recurrence(self, plan, member):
        row = rows(plan)[0]
        with pytest.raises(activities.NotExpected):
            activities.miss_occurrence(row, activities.MeetingAnswer(period="2022"), by=member)
        row.recurrence = "annual"
        with pytest.raises(activities.NotExpected):
            activities.miss_occurrence(row, activities.MeetingAnswer(period="2025"), by=member)

    def test_ambiguous_recurrence_is_answered_once(self, plan, member):
        row = rows(plan)[0]
        Commitment.objects.filter(pk=row.pk).update(recurrence="biannual")
        row.refresh_from_db()
        with pytest.raises(ValueError, match="bi-annual"):
            activities.answer_recurrence(row, recurrence="annual", by=member)
        activities.answer_recurrence(row, recurrence="semiannual", by=member)
        assert len(activities.expected(row)) == 8
        with pytest.raises(ValueError, match="bi-annual"):
            activities.answer_recurrence(row, recurrence="biennial", by=member)


class TestDeadlines:
    def test_moves_with_a_reason_that_history_keeps(self, plan, member):
        row = rows(plan)[0]
        commitments.move_deadline(row, due_on=dt.date(2024, 6, 1), reason="Talks were moved", by=member)
        entry = AuditEntry.objects.get()
        assert entry.after == {"due_on": "2024-06-01"}
        assert entry.change_set.reason == "Talks were moved"

    def test_does_not_move_without_a_reason(self, plan, member):
        with pytest.raises(ValueError, match="reason"):
            commitments.move_deadline(rows(plan)[0], due_on=dt.date(2024, 6, 1), reason=" ", by=member)
        assert not ChangeSet.objects.exists()


class TestClosing:
    def test_closes_only_when_every_commitment_has_its_final_status(self, plan, member):
        first, *others = rows(plan)
        for row in others:
            status.report_status(row, status.ReportContent(status="fulfilled", is_final=True), by=member)
        with pytest.raises(closing.CannotClose) as refusal:
            closing.close_programme(plan, by=member)
        assert len(refusal.value.left) == 1
        assert list(without_final_status(plan)) == [first]
        status.report_status(first, status.ReportContent(status="not_pursued", is_final=True), by=member)
        closing.close_programme(plan, by=member)
        assert closing.final_status_of(plan) == closing.FinalStatus(given=3, total=3)
        assert not Commitment.objects.reportable_by(member).exists()
        closing.reopen_programme(Programme.objects.get(), reason="One was wrong", by=member)
        assert Commitment.objects.reportable_by(member).count() == 3

    def test_does_not_close_what_still_runs(self, member):
        running = factories.plan(1, starts_on="2020", ends_on="2090")
        with pytest.raises(closing.CannotClose, match="not ended"):
            closing.close_programme(running, by=member)

    def test_withdrawn_commitment_needs_no_final_status(self, plan, member):
        plan.commitments.update(withdrawn_on=dt.date(2023, 1, 1))
        assert closing.final_status_of(plan) == closing.FinalStatus(given=0, total=0)

    def test_round_is_closed_once_and_opened_again(self, plan, member):
        one = closing.open_round(
            plan,
            title="Spring",
            opens_on=clock.today() - dt.timedelta(days=10),
            cut_off_on=clock.today() + dt.timedelta(days=10),
            by=member,
        ).row
        closed = closing.close_round(one, by=member).row
        assert closed.closed_by == member
        assert not type(one).objects.open().exists()
        with pytest.raises(closing.CannotClose, match="closed already"):
            closing.close_round(one, by=member)
        assert closing.reopen_round(closed, by=member).row.closed_at is None
        assert type(one).objects.open().get() == one


class TestCalendarLinks:
    def test_only_the_latest_secret_opens(self, member):
        first = calendars.make_calendar_link(user=member).row
        second = calendars.make_calendar_link(user=member).row
        assert not CalendarLink.objects.for_token(first).exists()
        assert CalendarLink.objects.for_token(second).get().user == member
        calendars.revoke_calendar_link(user=member)
        assert not CalendarLink.objects.for_token(second).exists()

    def test_secret_is_kept_nowhere(self, member):
        secret = calendars.make_calendar_link(user=member).row
        held = str(list(AuditEntry.objects.values("before", "after"))) + str(
            list(CalendarLink.objects.values())
        )
        assert CalendarLink.digest(secret) in held
        assert secret not in held
        assert CalendarLink.digest(secret) not in str(list(AuditEntry.objects.values("after")))

    def test_disabled_persons_link_is_dead(self, member):
        secret = calendars.make_calendar_link(user=member).row
        assert CalendarLink.objects.for_token(secret).get().user == member
        member.is_active = False
        member.save()
        assert not CalendarLink.objects.for_token(secret).exists()


def test_a_group_of_nothing_is_handed_over_as_none(plan, team, member):
    """The count is of what changed."""
    row = plan.commitments.first()
    to = factories.member(team, "successor")
    type(row).objects.filter(pk=row.pk).update(owner=member)
    row.refresh_from_db()
    done = commitments.hand_over([([], None), ([row], to)], whose=member, by=factories.lead(team))
    assert done.row == 1
    assert done.change_set.parameters["name"] == str(member)
