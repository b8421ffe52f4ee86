"""Feeds and calendars, read by programs that know nothing of ours."""

import datetime as dt

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from embassy import clock
from embassy.audit import change_set
from programmes.models import Activity, Event, EventProgramme, Occurrence
from tests import factories

COUNTRY, PLAN = "/en/south-korea/", "/en/south-korea/2021-2024/"
DEMONSTRATION = "Demonstration data. Not a statement by any government."


@pytest.fixture
def told(plan):
    """The first commitment is marked with everything, and its report is public since yesterday."""
    first = plan.commitments.get(number="1.1.1")
    factories.mark_with_everything(first)
    at = clock.now() - clock.ONE_DAY
    return factories.report(first, at=at, summary="Ministers met in <Seoul> & agreed.")


@pytest.fixture
def feed(read):
    return lambda address: feedparser.parse(read(address))


EVERY_FEED = (
    "/en/changes.atom", f"{COUNTRY}changes.atom", f"{PLAN}changes.atom", "/en/sector/energy/changes.atom",
    "/en/sdg/7/changes.atom", "/en/organisation/danish-energy-agency/changes.atom",
)  # fmt: skip


@pytest.mark.parametrize("address", EVERY_FEED)
def test_every_feed_is_well_formed_and_tells_of_the_report(feed, told, address):
    found = feed(address)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    (entry,) = found.entries
    assert entry.title == "Annual ministerial meetings 1: Cooperation under way"
    assert entry.link == f"http://testserver{PLAN}1.1.1/"
    assert "Ministers met in &lt;Seoul&gt; &amp; agreed." in entry.summary
    assert found.feed.rights.startswith("CC BY 4.0")


def test_a_feed_says_the_day_that_a_report_speaks_of_and_not_that_of_its_clearance(feed, plan):
    first = plan.commitments.get(number="1.1.1")
    factories.report(first, at=clock.now() - clock.ONE_DAY, as_of_on=dt.date(2022, 5, 3))
    (entry,) = feed("/en/changes.atom").entries
    assert "as of 3 May 2022." in entry.summary


@pytest.mark.parametrize("address", EVERY_FEED)
def test_a_page_tells_programs_where_its_feed_is(read, told, address):
    page = read(address.removesuffix("changes.atom"))
    assert f'<link rel="alternate" type="application/atom+xml" title="Atom" href="{address}">' in page


def test_ids_and_dates_are_the_reports_own_wherever_the_site_stands(feed, told, settings):
    here = feed("/en/changes.atom")
    settings.SITE_URL = "https://partnerships.example.org"
    there = feed("/en/changes.atom")
    assert there.entries[0].link.startswith("https://partnerships.example.org/en/")
    assert [entry.id for entry in here.entries] == [entry.id for entry in there.entries]
    assert here.feed.id == there.feed.id
    updated = dt.datetime(*here.entries[0].updated_parsed[:6], tzinfo=dt.UTC)
    assert updated == told.effective_at.replace(microsecond=0)
    assert here.feed.updated == here.entries[0].updated


def test_only_cleared_reports_past_their_embargo_are_told(feed, told, plan):
    second = plan.commitments.get(number="1.1.2")
    for state in ("draft", "submitted", "returned"):
        factories.report(second, state=state)
    factories.report(second, effective_at=clock.now() + clock.ONE_DAY)
    factories.report(second, side="partner")
    withheld = plan.commitments.get(number="1.1.3")
    withheld.status_visibility = "withheld"
    withheld.save()
    factories.report(withheld)
    assert [entry.link[-6:] for entry in feed("/en/changes.atom").entries] == ["1.1.1/"]


def test_of_a_withdrawn_report_the_feed_says_only_that_under_the_same_id(feed, told):
    before = feed("/en/changes.atom").entries[0]
    told.state, told.withdrawn_by, told.withdrawn_at = "withdrawn", told.cleared_by, clock.now()
    told.save()
    after = feed("/en/changes.atom").entries[0]
    assert after.id == before.id
    assert after.title == "Annual ministerial meetings 1: a report was withdrawn"
    assert "A report was withdrawn on" in after.summary
    assert "Seoul" not in after.summary
    assert after.updated_parsed > before.updated_parsed


def test_a_report_withdrawn_before_its_embargo_ended_was_never_told(feed, plan):
    first = plan.commitments.get(number="1.1.1")
    later = clock.now() + clock.ONE_DAY
    factories.report(first, state="withdrawn", effective_at=later)
    assert feed("/en/changes.atom").entries == []


def test_a_feed_without_entries_is_valid_and_the_same_bytes_all_day(reader, plan):
    first = reader.get("/en/changes.atom")
    assert not feedparser.parse(first.content).bozo
    assert reader.get("/en/changes.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_feed_says_what_is_for_demonstration(feed, told, plan):
    assert DEMONSTRATION not in feed("/en/changes.atom").feed.subtitle
    factories.report(plan.commitments.get(number="1.1.2"), is_demo=True)
    found = feed("/en/changes.atom")
    assert DEMONSTRATION in found.feed.subtitle
    assert [DEMONSTRATION in entry.summary for entry in found.entries] == [True, False]


def test_characters_that_xml_cannot_hold_do_not_break_a_feed(feed, plan):
    factories.report(plan.commitments.get(number="1.1.1"), summary="Met\x0b in\x1f Seoul")
    found = feed("/en/changes.atom")
    assert not found.bozo
    assert "Met in Seoul" in found.entries[0].summary


def test_a_danish_feed_is_danish(feed, told):
    found = feed("/da/south-korea/changes.atom")
    assert found.feed.language == "da"
    assert found.entries[0].title.startswith("Årlige ministermøder 1: ")


# --- Calendars ----------------------------------------------------------------------------------------------------


@pytest.fixture
def dates(read):
    """The dates of a calendar by their summary."""
    return lambda address: {
        str(event["SUMMARY"]): event for event in Calendar.from_ical(read(address)).walk("VEVENT")
    }


@pytest.fixture
def visit(plan):
    event = Event.objects.create(
        key="visit", partnership=plan.partnership, kind="visit", title_da="Besøg", title_en="State visit; Seoul",
        starts_on="2023-08-18", ends_on="2023-08-20", place_da="Seoul", place_en="Seoul", is_public=True,
    )  # fmt: skip
    EventProgramme.objects.create(event=event, programme=plan, relation="reviewed")
    return event


@pytest.mark.parametrize("address", [f"{COUNTRY}calendar.ics", f"{PLAN}calendar.ics"])
def test_a_public_event_stands_on_its_days(dates, visit, address):
    event = dates(address)["State visit; Seoul (Visit)"]
    assert event["DTSTART"].dt == dt.date(2023, 8, 18)
    assert event["DTEND"].dt == dt.date(2023, 8, 21)
    assert str(event["LOCATION"]) == "Seoul"
    assert str(event["URL"]) == f"http://testserver{COUNTRY}"
    assert str(event["UID"]) == f"event-{visit.pk}@strategic-partnerships"


def test_an_event_known_to_the_month_says_so_and_one_known_to_the_year_is_left_out(dates, visit):
    visit.starts_on, visit.ends_on = "2023-08", None
    visit.save()
    assert list(dates(f"{COUNTRY}calendar.ics")) == ["State visit; Seoul (Visit, day not set)"]
    visit.starts_on = "2023"
    visit.save()
    assert dates(f"{COUNTRY}calendar.ics") == {}


def test_what_is_not_public_is_in_no_calendar(dates, plan, visit):
    visit.is_public = False
    visit.save()
    first, second = plan.commitments.filter(number__in=["1.1.1", "1.1.2"])
    hidden = Activity.objects.create(kind="meeting", title_en="Quiet talks", takes_place_on="2024-05-02")
    hidden.commitments.add(second)
    first.status_visibility, first.recurrence, first.kind = "withheld", "annual", "recurring"
    first.save()
    of_withheld = Activity.objects.create(
        kind="meeting", title_en="Quieter", takes_place_on="2024-05-03", is_public=True
    )
    of_withheld.commitments.add(first)
    assert dates(f"{COUNTRY}calendar.ics") == {} == dates(f"{PLAN}calendar.ics")


@pytest.fixture
def yearly(plan, time_machine):
    """A commitment to meet every year, on a day in its third year of four."""
    time_machine.move_to(dt.datetime(2023, 5, 2, 12, tzinfo=dt.UTC))
    first = plan.commitments.get(number="1.1.1")
    first.kind, first.recurrence = "recurring", "annual"
    first.save()
    return first


EXPECTED = "Annual ministerial meetings 1 (Expected in {})"


def test_meetings_are_expected_from_now_to_the_programmes_end(dates, yearly):
    found = dates(f"{PLAN}calendar.ics")
    assert list(found) == [EXPECTED.format(2023), EXPECTED.format(2024)]
    assert found[EXPECTED.format(2023)]["DTSTART"].dt == dt.date(2023, 12, 31)


def test_a_meeting_is_expected_on_the_last_day_of_its_period_and_not_after(dates, yearly, time_machine):
    time_machine.move_to(dt.datetime(2023, 12, 31, 12, tzinfo=dt.UTC))
    assert list(dates(f"{PLAN}calendar.ics")) == [EXPECTED.format(2023), EXPECTED.format(2024)]
    time_machine.move_to(dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC))
    assert list(dates(f"{PLAN}calendar.ics")) == [EXPECTED.format(2024)]


@pytest.mark.parametrize("gone", ["closed", "withdrawn"])
def test_nothing_is_expected_of_what_is_closed_or_withdrawn(dates, yearly, gone):
    assert EXPECTED.format(2024) in dates(f"{PLAN}calendar.ics")
    if gone == "closed":
        type(yearly.programme).objects.update(closed_at=clock.now(), closed_by=factories.user())
    else:
        type(yearly).objects.filter(pk=yearly.pk).update(withdrawn_on=clock.today())
    assert dates(f"{PLAN}calendar.ics") == {}


def test_the_sequence_of_an_entry_begins_with_nought_and_grows_with_each_change(dates, yearly):
    def sequence():
        return dates(f"{PLAN}calendar.ics")[EXPECTED.format(2024)]["SEQUENCE"]

    assert sequence() == 0
    edit(yearly, recurrence="biennial")
    edit(yearly, recurrence="annual")
    assert sequence() == 2


def test_a_change_of_what_an_entry_does_not_show_makes_no_new_revision_of_it(reader, yearly):
    edit(yearly, plain_title_en="Meetings every year")
    before = reader.get(f"{PLAN}calendar.ics").content
    edit(yearly, owner=factories.user(), due_on=clock.today())
    assert reader.get(f"{PLAN}calendar.ics").content == before


def edit(row, **values):
    with change_set(by=None, channel="command", event="row_changed") as record:
        record.update(type(row).objects.get(pk=row.pk), **values)


def test_a_public_meeting_takes_the_place_of_the_expected_one_and_one_for_colleagues_does_not(dates, yearly):
    held = Activity.objects.create(
        kind="meeting", title_en="Third meeting", takes_place_on="2023-04-01", state="held"
    )
    held.commitments.add(yearly)
    Occurrence.objects.create(commitment=yearly, period="2023", state="held", activity=held)
    assert list(dates(f"{PLAN}calendar.ics")) == [EXPECTED.format(2023), EXPECTED.format(2024)]
    held.is_public = True
    held.save()
    assert list(dates(f"{PLAN}calendar.ics")) == ["Third meeting (Meeting)", EXPECTED.format(2024)]


def test_a_calendar_is_the_same_bytes_until_something_changes(reader, visit):
    first = reader.get(f"{COUNTRY}calendar.ics")
    assert first["Content-Type"].startswith("text/calendar")
    again = reader.get(f"{COUNTRY}calendar.ics", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_calendar_with_demonstration_data_says_so(read, visit):
    assert DEMONSTRATION not in read(f"{COUNTRY}calendar.ics")
    visit.is_demo = True
    visit.save()
    assert str(Calendar.from_ical(read(f"{COUNTRY}calendar.ics"))["X-WR-CALDESC"]) == DEMONSTRATION


@pytest.mark.parametrize(
    "address", ["/en/changes.atom", f"{PLAN}changes.atom", f"{COUNTRY}calendar.ics", f"{PLAN}calendar.ics"]
)
def test_feeds_and_calendars_cost_as_many_queries_however_much_they_tell(reader, plan, address):
    def grow(numbers):
        for number in numbers:
            more = factories.commitment(plan, number=f"9.{number + 1}", kind="recurring", recurrence="annual")
            factories.report(more)
            meeting = Activity.objects.create(
                kind="meeting", title_en=f"Meeting {number}", takes_place_on="2024-05-02", is_public=True
            )
            meeting.commitments.add(more)
            Event.objects.create(
                key=f"visit-{number}", partnership=plan.partnership, kind="visit", title_en="Visit",
                starts_on="2023-08-18", is_public=True,
            )  # fmt: skip

    grow(range(2))
    few = queries(reader, address)
    grow(range(2, 20))
    assert queries(reader, address) == few


def queries(reader, address):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)
