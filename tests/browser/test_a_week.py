"""A whole week of a sector team: by keyboard alone, and once more without JavaScript.

A member, the lead and the mission's administrator work one after another, each from “My team”. After every step the
database is asked what became of it, and the public page what it shows.
"""

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import expect

from embassy import clock
from embassy.models import ChangeSet
from programmes.actions import current
from programmes.models import Activity, Commitment, Occurrence, ReminderSettings, ReportingRound, StatusReport
from tests import factories
from tests.browser.conftest import sign_in
from tests.browser.hands import Keyboard, Pointing, says

State = StatusReport.State
UNDER_WAY = "Cooperation under way"
WHAT_HAPPENED, STANDS = "What happened? (will be public)", "What is the status?"


@pytest.fixture
def week(transactional_db):
    """A plan in force of six commitments, one that has ended, and the people of one team, which clears its reports."""
    return Week()


class Week:
    def __init__(self):
        self.team = factories.team(needs_clearance=True)
        self.people = factories.cast(self.team)
        for who in ("member", "lead", "administrator"):
            person = getattr(self.people, who)
            person.first_name, person.last_name = who.capitalize(), "Jensen"
            person.save()
        self.year = clock.today().year
        self.plan = factories.plan(6, starts_on=str(self.year - 1), ends_on=str(self.year + 1))
        self.plan.commitments.update(owner=self.people.member)
        self.plan.commitments.filter(number="1.1.2").update(kind="recurring", recurrence="annual")
        self.plan.commitments.filter(number="1.1.5").update(due_on=clock.today() + dt.timedelta(days=3))
        self.ended = factories.plan(1, starts_on="2019", ends_on="2020")
        current.rebuild(at=clock.now())

    @property
    def reference(self):
        return self.plan.reference

    def commitment(self, number):
        return self.plan.commitments.get(number=number)

    def report(self, number):
        """The latest report on a commitment."""
        return StatusReport.objects.filter(commitment__programme=self.plan, commitment__number=number).latest(
            "pk"
        )

    def public(self, number):
        return Client().get(f"/en/south-korea/{self.plan.slug}/{number}/").content.decode()


class Desk:
    """A person signed in, with hands, who begins each errand at “My team”."""

    def __init__(self, make, who, *, hands, **options):
        self.page = make(**options)
        sign_in(self.page, who)
        self.hands = hands(self.page)

    def start(self):
        self.page.goto("/en/work/")
        return self.hands

    def to_commitment(self, week, number):
        """By the address bar, which is a keyboard's way too."""
        self.page.goto(f"/en/work/{week.reference}/{number}/")
        return self.hands


def member_reports(desk, week):
    do = desk.start()
    do.follow("Report: 1.1.1")
    do.choose(UNDER_WAY)
    do.write(WHAT_HAPPENED, "Experts compared plans for plastic waste.")
    do.press("Submit")
    says(desk.page, "1.1.1")
    report = week.report("1.1.1")
    assert (report.state, report.status) == (State.SUBMITTED, "under_way")
    assert report.submitted_by == week.people.member
    assert "plastic waste" not in week.public("1.1.1")


def member_reports_several_at_once(desk, week):
    do = desk.start()
    do.follow("Several at once")
    for number in ("1.1.3", "1.1.4"):
        do.pick(f"{STANDS} ({number})", UNDER_WAY)
        do.write(f"{WHAT_HAPPENED} ({number})", f"News of {number}.")
    do.press("Save the rows")
    says(desk.page, "2 rows are saved. 2 wait for clearance.")
    change = ChangeSet.objects.first()
    assert (change.by, change.channel) == (week.people.member, "page")
    assert change.entries.filter(model="programmes.statusreport").count() == 2
    assert week.report("1.1.3").summary == "News of 1.1.3."


def lead_clears_with_an_embargo(desk, week):
    day = clock.today() + dt.timedelta(days=2)
    do = desk.start()
    do.follow("Clearance")
    do.follow("Embargo or return (1.1.1)")
    do.choose("From a moment that I set (embargo)")
    do.unfold("The moment of an embargo")
    do.write_day("Day", day)
    do.write_time("Time", dt.time(9, 30))
    do.press("Clear")
    says(desk.page, "1.1.1 is cleared, and public from")
    report = week.report("1.1.1")
    assert (report.state, report.cleared_by) == (State.CLEARED, week.people.lead)
    assert report.effective_at == dt.datetime.combine(day, dt.time(9, 30), clock.COPENHAGEN)
    assert "plastic waste" not in week.public("1.1.1")


def lead_returns_one_and_clears_another(desk, week):
    do = desk.start()
    do.follow("Clearance")
    do.follow("Embargo or return (1.1.3)")
    do.write("What is missing?", "Say who met.")
    do.press("Return with this note")
    says(desk.page, "1.1.3 is returned to its team.")
    report = week.report("1.1.3")
    assert (report.state, report.return_note) == (State.RETURNED, "Say who met.")
    do = desk.start()
    do.follow("Clearance")
    do.press("Clear now (1.1.4)")
    says(desk.page, "1.1.4 is cleared and public.")
    assert week.report("1.1.4").state == State.CLEARED
    assert "News of 1.1.4." in week.public("1.1.4")


def member_corrects(desk, week):
    do = desk.start()
    expect(desk.page.get_by_text("Say who met.").first).to_be_visible()
    do.follow("Continue: 1.1.3")
    do.write(WHAT_HAPPENED, "The two energy agencies met.")
    do.press("Submit")
    says(desk.page, "1.1.3")
    report = week.report("1.1.3")
    assert (report.state, report.summary) == (State.SUBMITTED, "The two energy agencies met.")


def member_records_an_activity(desk, week):
    do = desk.start()
    do.follow("Activities")
    do.follow("Record an activity")
    do.write("Title in English", "Workshop on heat pumps")
    do.write("Date", str(week.year - 1))
    do.tick(f"{week.reference}-1.1.1")
    do.tick(f"{week.reference}-1.1.4")
    do.press("Save")
    says(desk.page, "is recorded")
    activity = Activity.objects.get(title_en="Workshop on heat pumps")
    assert {row.number for row in activity.commitments.all()} == {"1.1.1", "1.1.4"}
    assert str(activity.takes_place_on) == str(week.year - 1)


def member_records_a_meeting(desk, week):
    do = desk.to_commitment(week, "1.1.2")
    do.follow(f"Record {week.year - 1}")
    do.choose("Held")
    do.write("Date", f"{week.year - 1}-05-12")
    do.write("Place", "Seoul")
    do.press("Save")
    held = Occurrence.objects.get(commitment=week.commitment("1.1.2"))
    assert (held.period, held.state, held.activity.place) == (str(week.year - 1), "held", "Seoul")


def lead_moves_a_deadline(desk, week):
    day = clock.today() + dt.timedelta(days=60)
    do = desk.to_commitment(week, "1.1.5")
    do.follow("Move the deadline")
    do.write_day("Deadline", day)
    do.press("Save")
    expect(desk.page.get_by_role("alert")).to_contain_text("Say why")
    do.write("Why?", "The ministers meet in spring.")
    do.press("Save")
    says(desk.page, "1.1.5 has its new deadline.")
    assert week.commitment("1.1.5").due_on == day
    assert ChangeSet.objects.first().reason == "The ministers meet in spring."


def lead_hands_over(desk, week):
    do = desk.start()
    do.unfold("Lead Jensen")
    do.follow("Handover")
    do.follow("Member Jensen")
    do.follow("Reassign all commitments")
    do.pick(f"{week.team} (6) go to", "Lead Jensen")
    do.write("Why?", "Member Jensen moves to Hanoi.")
    do.press("Reassign")
    assert set(week.plan.commitments.values_list("owner", flat=True)) == {week.people.lead.pk}
    assert ChangeSet.objects.first().entries.count() == 6


def lead_gives_the_final_status(desk, week):
    do = desk.start()
    do.follow("Start")
    do.choose("Was carried out in the period")
    do.press("Give the final status")
    expect(desk.page.locator("h1")).to_have_text("Final status given: 1 of 1")
    assert StatusReport.objects.get(commitment__programme=week.ended).is_final


def administrator_closes_the_programme(desk, week):
    do = desk.start()
    do.follow("Dashboard")
    do.follow("Final statuses")
    do.follow("Annual ministerial meetings 1")  # its final status waits for clearance
    do.press("Clear")
    do = desk.start()
    do.follow("Dashboard")
    do.follow("Final statuses")
    do.press("Close the programme")
    says(desk.page, "is closed")
    week.ended.refresh_from_db()
    assert week.ended.closed_by == week.people.administrator


def administrator_sets_reminders(desk, week):
    do = desk.start()
    do.unfold("Administrator Jensen")
    do.follow("Reminders")
    do.follow("Change (Seoul)")
    do.write("Weeks until a report counts as old", "13")
    do.press("Save")
    says(desk.page, "The reminders of Seoul are set.")
    assert ReminderSettings.objects.get().stale_after_weeks == 13


def administrator_reads_the_dashboard_and_opens_a_round(desk, week):
    do = desk.start()
    do.follow("Dashboard")
    do.follow("3: Never reported")
    expect(desk.page.locator("h1")).to_have_text("3 commitments")
    do = desk.start()
    do.follow("Dashboard")
    do.follow("Reporting rounds")
    do.follow("Open a round")
    do.write("What is it called?", "Spring review")
    do.pick("Programme", f"South Korea {week.year - 1}–{week.year + 1}")
    do.write_day("Cut-off date", clock.today() + dt.timedelta(days=30))
    do.press("Open the round")
    says(desk.page, "“Spring review” is open.")
    made = ReportingRound.objects.get()
    assert (made.programme, made.opens_on) == (week.plan, week.people.administrator.today)
    assert made.cut_off_on == clock.today() + dt.timedelta(days=30)


def whole_week(new_page, week, **options):
    member = Desk(new_page, "member", **options)
    member_reports(member, week)
    member_reports_several_at_once(member, week)
    lead = Desk(new_page, "lead", **options)
    lead_clears_with_an_embargo(lead, week)
    lead_returns_one_and_clears_another(lead, week)
    member_corrects(member, week)
    member_records_an_activity(member, week)
    member_records_a_meeting(member, week)
    lead_moves_a_deadline(lead, week)
    lead_hands_over(lead, week)
    lead_gives_the_final_status(lead, week)
    administrator = Desk(new_page, "administrator", **options)
    administrator_closes_the_programme(administrator, week)
    administrator_sets_reminders(administrator, week)
    administrator_reads_the_dashboard_and_opens_a_round(administrator, week)
    member.page.goto("/en/work/")
    expect(member.page.get_by_text("Spring review: report by").first).to_be_visible()
    assert current.rebuild(at=clock.now()) == 0
    return member, lead, administrator


def test_by_keyboard_alone(new_page, week, time_machine, tried):
    desks = whole_week(new_page, week, hands=Keyboard)
    tried("stops of the Tab key in a week by keyboard alone", sum(desk.hands.stops for desk in desks))
    time_machine.move_to(week.report("1.1.1").effective_at - dt.timedelta(seconds=30))
    assert "plastic waste" not in week.public("1.1.1")
    time_machine.move_to(week.report("1.1.1").effective_at)
    assert "plastic waste" in week.public("1.1.1")


def test_without_javascript_on_a_phone(new_page, week):
    whole_week(new_page, week, hands=Pointing, java_script_enabled=False, width=390, height=844)
    assert Commitment.objects.get(programme=week.plan, number="1.1.4").public_status == "under_way"
