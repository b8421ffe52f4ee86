"""The month of one's teams, and the feed for a calendar program under its secret address."""

import datetime as dt

import icalendar
import pytest
from django.test import Client

from embassy.audit import Channel, change_set
from embassy.models import AuditEntry
from programmes.models import Activity, CalendarLink, Commitment, Event, Occurrence
from tests.workspace.conftest import address, answers, as_

MONTH, LINK = "workspace:month", "workspace:calendar-link"


def read(person, query="", language="en"):
    return as_(person).get(address(MONTH, language=language) + query).content.decode()


@pytest.fixture
def dates(people, plan):
    """An activity, one that is known to the month, an event, a deadline and an expected meeting, all in March 2026."""
    first, second, third = plan.commitments.all()
    with change_set(by=people.member, channel=Channel.PAGE, event="row_changed") as record:
        activity = record.create(
            Activity(
                kind="workshop",
                title_en="WORKSHOP",
                takes_place_on="2026-03-18",
                place="Ulsan",
                outcome="SECRET",
            )
        )
        record.set_links(activity, "commitments", [first])
    loose = Activity.objects.create(kind="visit", title_en="VISIT", takes_place_on="2026-03")
    loose.commitments.add(first)
    Event.objects.create(
        key="v", partnership=plan.partnership, kind="visit", title_en="MINISTER", title_da="MINISTER",
        starts_on="2026-03-30", ends_on="2026-04-02", is_public=True,
    )  # fmt: skip
    Commitment.objects.filter(pk=second.pk).update(due_on="2026-03-20", plain_title_en="DEADLINE-ONE")
    Commitment.objects.filter(pk=third.pk).update(recurrence="quarterly", plain_title_en="QUARTERLY-ONE")
    return activity


class TestMonth:
    def test_shows_everything_of_ones_teams_on_its_day(self, people, dates):
        text = read(people.member)
        assert "<h1>March 2026</h1>" in text
        for what in ("WORKSHOP", "VISIT", "MINISTER", "DEADLINE-ONE", "QUARTERLY-ONE"):
            assert what in text
        assert "expected in Quarter 1 of 2026" in text
        assert 'datetime="2026-03-12" aria-current="date"' in text

    def test_what_has_no_title_is_named_by_its_wording(self, people, dates):
        row = Commitment.objects.get(plain_title_en="DEADLINE-ONE")
        Commitment.objects.filter(pk=row.pk).update(plain_title_en="", plain_title_da="")
        assert row.wordings.get().text[:40] in read(people.member)

    def test_what_is_known_to_the_month_stands_apart(self, people, dates):
        text = read(people.member)
        assert text.index("Some time this month") < text.index("VISIT") < text.index("<table")

    def test_something_long_stands_on_each_of_its_days(self, people, dates):
        assert read(people.member).count("MINISTER") == 4  # with the days of April that the page shows
        assert read(people.member, "?month=2026-04").count("MINISTER") == 4

    def test_other_months_by_the_address_and_nonsense_is_this_month(self, people, dates):
        assert "<h1>February 2026</h1>" in read(people.member, "?month=2026-02")
        for query in ("?month=2026-13", "?month=x", "?month=0001-01", "?month=9999-12", "?team=x"):
            assert "<h1>March 2026</h1>" in read(people.member, query)
        assert "<h1>Marts 2026</h1>" in read(people.member, language="da")

    def test_a_recorded_meeting_is_not_expected_any_more(self, people, dates, plan):
        assert "QUARTERLY-ONE" in read(people.member)
        third = plan.commitments.last()
        Occurrence.objects.create(commitment=third, period="2026-Q1", state="missed")
        assert "QUARTERLY-ONE" not in read(people.member)

    def test_other_teams_and_missions_see_their_own(self, people, dates):
        assert "DEADLINE-ONE" in read(people.administrator)
        for who in ("colleague", "elsewhere", "unattached", "other_administrator"):
            text = read(getattr(people, who))
            assert "DEADLINE-ONE" not in text, who
            assert "WORKSHOP" not in text, who
        assert "MINISTER" in read(people.colleague)
        assert "MINISTER" not in read(people.elsewhere)

    def test_all_staff_have_one(self, people, plan):
        found = answers(people, lambda client: client.get(address(MONTH)))
        assert found.pop("anonymous") == 302
        assert set(found.values()) == {200}


def make_link(person):
    """The secret address, read from the page that shows it this once."""
    text = as_(person).post(address(LINK), {"make": "1"}).content.decode()
    return text.split('readonly value="http://testserver')[1].split('"')[0]


def feed(url):
    response = Client().get(url)
    return (
        icalendar.Calendar.from_ical(response.content)
        if response.status_code == 200
        else response.status_code
    )


class TestFeed:
    def test_anyone_with_the_secret_reads_that_persons_dates(self, people, dates):
        found = {str(event["summary"]): event for event in feed(make_link(people.member)).walk("VEVENT")}
        workshop = found["WORKSHOP (Workshop, planned)"]
        assert workshop["dtstart"].dt == dt.date(2026, 3, 18)
        assert workshop["dtend"].dt == dt.date(2026, 3, 19)
        assert str(workshop["location"]) == "Ulsan"
        assert workshop["uid"].endswith("@strategic-partnerships")
        assert str(workshop["url"]) == f"http://testserver/en/work/activities/{dates.pk}/"
        assert any(summary.startswith("VISIT") and "day not set" in summary for summary in found)
        assert any(summary.startswith("MINISTER") for summary in found)
        assert any(summary.startswith("DEADLINE-ONE (Deadline") for summary in found)

    def test_the_stamp_is_the_rows_own(self, people, dates):
        url = make_link(people.member)
        stamp = next(e for e in feed(url).walk("VEVENT") if "WORKSHOP" in e["summary"])["dtstamp"].dt
        assert stamp == dates_changed(dates)
        assert feed(url).to_ical() == feed(url).to_ical()

    def test_no_outcome_and_no_note_leaves_by_it(self, people, dates):
        content = Client().get(make_link(people.member)).content
        assert b"WORKSHOP" in content
        assert b"SECRET" not in content

    def test_it_is_the_persons_own_rights_at_that_moment(self, people, dates):
        url = make_link(people.member)
        assert feed(url).walk("VEVENT")
        people.member.memberships.update(until_on="2020-12-31")
        assert not feed(url).walk("VEVENT")

    def test_a_new_address_ends_the_old_one(self, people, dates):
        old, new = make_link(people.member), make_link(people.member)
        assert feed(old) == 404
        assert feed(new).walk("VEVENT")

    def test_an_ended_one_and_a_disabled_persons_are_404(self, people, dates):
        url = make_link(people.member)
        as_(people.member).post(address(LINK), {"revoke": "1"})
        assert feed(url) == 404
        url = make_link(people.lead)
        people.lead.is_active = False
        people.lead.save()
        assert feed(url) == 404
        assert feed(address("workspace:calendar-feed", "guess")) == 404

    def test_it_is_in_the_language_of_its_address(self, people, dates):
        url = make_link(people.member).replace("/en/", "/da/")
        assert feed(url).walk("VEVENT")

    def test_demonstration_data_says_so(self, people, dates):
        url = make_link(people.member)
        assert b"Demonstration data." not in Client().get(url).content
        Activity.objects.update(is_demo=True)
        assert b"Demonstration data." in Client().get(url).content

    def test_it_only_reads(self, people, dates):
        url = make_link(people.member)
        assert Client().post(url).status_code == 405
        assert Client().get(url)["Cache-Control"].startswith("max-age=0")


def dates_changed(activity):
    entries = AuditEntry.objects.filter(model="programmes.activity", object_id=str(activity.pk))
    return entries.latest("pk").change_set.at.replace(microsecond=0)


class TestTheLinksPage:
    def test_reading_it_makes_nothing(self, people):
        assert as_(people.member).get(address(LINK)).status_code == 200
        assert not CalendarLink.objects.exists()

    def test_the_secret_is_shown_this_once_only(self, people):
        url = make_link(people.member)
        text = as_(people.member).get(address(LINK)).content.decode()
        assert url not in text
        assert url.rstrip("/").rpartition("/")[2] not in text
        assert text.count("<form") > 1, "but that there is one, and how to end it"
        assert Client().get(url).status_code == 200

    def test_everybody_on_the_staff_may_have_one(self, people):
        found = answers(people, lambda client: client.post(address(LINK), {"make": "1"}))
        assert found.pop("anonymous") == 302
        assert set(found.values()) == {200}
        assert CalendarLink.objects.count() == 8
