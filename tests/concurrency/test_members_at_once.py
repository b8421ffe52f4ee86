"""Eight members report and edit at once: every report stands, every edit is applied or refused, nothing is lost."""

import datetime as dt
import uuid
from collections import Counter

import pytest

from embassy import clock
from embassy.audit import StaleVersion
from embassy.models import AuditEntry, ChangeSet
from programmes.actions import current
from programmes.actions.commitments import edit_commitment
from programmes.actions.status import ReportContent, SomeoneReported, latest_standing, report_status
from programmes.models import Commitment, StatusReport
from tests import factories
from tests.concurrency.together import PEOPLE, lost_updates, meet

pytestmark = pytest.mark.django_db(transaction=True)
APPLIED, REFUSED = "applied", "refused"


@pytest.fixture
def commitment():
    return factories.plan(1).commitments.get()


@pytest.fixture
def members(commitment):
    return [factories.member(commitment.owner_team, f"member{number}") for number in range(PEOPLE)]


def report(commitment, by, *, as_of_on=None, **options):
    content = ReportContent(status="under_way", summary=f"As {by.username} saw it.", as_of_on=as_of_on)
    return report_status(commitment, content, by=by, **options).row


def edit(commitment, by, text):
    """Read, and write if nobody wrote meanwhile."""
    seen = Commitment.objects.get(pk=commitment.pk)
    try:
        edit_commitment(seen, values={"plain_title_en": text}, expected_version=seen.version, by=by)
    except StaleVersion:
        return REFUSED
    return APPLIED


def history_of(commitment):
    rows = AuditEntry.objects.filter(model="programmes.commitment", object_id=commitment.pk)
    return rows.order_by("change_set_id", "id").values_list("before", "after")


def check_edits(commitment, meeting, *, attempts):
    outcomes = Counter(meeting.results)
    now = Commitment.objects.get(pk=commitment.pk)
    assert outcomes[APPLIED] + outcomes[REFUSED] == attempts
    assert now.version == commitment.version + outcomes[APPLIED]
    assert history_of(commitment).count() == outcomes[APPLIED]
    assert lost_updates(history_of(commitment)) == []
    return outcomes


def test_all_report_and_edit_at_once_and_nothing_is_lost(commitment, members, rounds, tried):
    turns = rounds(5, trial=100)
    sets_before = ChangeSet.objects.count()

    def take_turns(who, meeting):
        for turn in range(turns):
            made = meeting.inside(who, lambda: report(commitment, members[who]))
            assert made.summary == f"As {members[who].username} saw it."
            meeting.inside(who, lambda turn=turn: edit(commitment, members[who], f"Title {who}.{turn}"))

    meeting = meet(take_turns)
    outcomes = Counter(result for result in meeting.results if result in {APPLIED, REFUSED})
    reports = StatusReport.objects.filter(commitment=commitment)
    tried(
        f"{PEOPLE} people made {reports.count()} reports and {outcomes[APPLIED]} edits, {outcomes[REFUSED]} edits were "
        f"refused as stale; {meeting.overlaps()} of {len(meeting.stays)} writes met another, "
        f"{meeting.most_at_once()} at once."
    )
    assert reports.submitted_or_cleared().count() == PEOPLE * turns
    assert Counter(reports.values_list("submitted_by", flat=True)) == {m.pk: turns for m in members}
    assert outcomes[APPLIED] + outcomes[REFUSED] == PEOPLE * turns
    now = Commitment.objects.get(pk=commitment.pk)
    assert now.version == commitment.version + outcomes[APPLIED]
    assert lost_updates(history_of(commitment)) == []
    assert ChangeSet.objects.count() - sets_before == PEOPLE * turns + outcomes[APPLIED]
    assert current.rebuild(at=clock.now()) == 0
    assert meeting.most_at_once() >= PEOPLE / 2
    assert meeting.overlaps() > len(meeting.stays) / 2


@pytest.mark.trials
def test_contended_edits_are_applied_or_refused_but_never_lost(commitment, members, rounds, tried):
    attempts = rounds(160, trial=10_000)

    def keep_editing(who, meeting):
        for turn in range(attempts // PEOPLE):
            meeting.inside(who, lambda turn=turn: edit(commitment, members[who], f"Title {who}.{turn}"))

    meeting = meet(keep_editing)
    outcomes = check_edits(commitment, meeting, attempts=attempts)
    tried(
        f"{attempts} contended updates: {outcomes[APPLIED]} applied, {outcomes[REFUSED]} refused as stale, none lost; "
        f"{meeting.overlaps()} met another, {meeting.most_at_once()} at once."
    )
    assert outcomes[REFUSED] > 0
    assert meeting.overlaps() > attempts / 2


def test_one_form_sent_eight_times_at_once_makes_one_report(commitment, members):
    key = uuid.uuid4()
    meeting = meet(
        lambda who, meeting: meeting.inside(
            who, lambda: report(commitment, members[0], submission_key=key).pk
        )
    )
    assert meeting.most_at_once() > 1
    assert StatusReport.objects.filter(commitment=commitment).count() == 1
    assert set(meeting.results) == {StatusReport.objects.get().pk}
    assert ChangeSet.objects.count() == 1


def test_who_comes_second_is_shown_the_first_report_and_then_both_stand(commitment, members):
    def look_and_report(who, meeting):
        def write(last_seen=0):
            try:
                return report(commitment, members[who], last_seen_id=last_seen)
            except SomeoneReported as shown:
                return shown

        meeting.inside(who, write)

    meeting = meet(look_and_report)
    shown = [result for result in meeting.results if isinstance(result, SomeoneReported)]
    [first] = [result for result in meeting.results if isinstance(result, StatusReport)]
    assert {refusal.report.pk for refusal in shown} == {first.pk}
    assert len(shown) == PEOPLE - 1
    second = next(member for member in members if member != first.submitted_by)
    added = report(commitment, second, last_seen_id=latest_standing(commitment).pk)
    assert set(StatusReport.objects.submitted_or_cleared()) == {first, added}


def test_the_caches_are_right_after_reports_for_different_days_crossed(commitment, members):
    today = clock.today()

    def report_own_day(who, meeting):
        meeting.inside(who, lambda: report(commitment, members[who], as_of_on=today - dt.timedelta(days=who)))

    meet(report_own_day)
    now = Commitment.objects.get(pk=commitment.pk)
    assert now.latest_report.as_of_on == today
    assert current.rebuild(at=clock.now()) == 0
