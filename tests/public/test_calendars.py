"""Public calendars, read by a library that has no part in writing them: Home Assistant's, strict about RFC 5545.

icalendar, which writes them, may read its own mistakes as it meant them; what a calendar tells is in test_feeds.py.
"""

import datetime as dt

import hypothesis
import pytest
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from programmes.content.load import load_content
from programmes.models import Event, Programme

# What a form lets a person save in one line or several: no control characters, no halves of characters.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=120)


@pytest.fixture
def visit(plan):
    return Event.objects.create(
        key="visit",
        partnership=plan.partnership,
        kind="visit",
        title_en="State visit",
        starts_on="2023-08-18",
        is_public=True,
    )


def events(text):
    """What another library makes of a calendar."""
    return IcsCalendarStream.calendar_from_ics(text).events


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_calendar_of_the_real_partnerships_reads_the_same(read, db, settings, language):
    load_content(settings.BASE_DIR / "fixtures")
    told = 0
    for country, plan in Programme.objects.published().values_list("partnership__country__slug", "slug"):
        for place in (country, f"{country}/{plan}"):
            text = read(f"/{language}/{place}/calendar.ics")
            found = {
                (event.uid, event.summary, event.dtstart, event.dtend, event.location, event.url)
                for event in events(text)
            }
            assert found == {by_its_writer(event) for event in Calendar.from_ical(text).walk("VEVENT")}
            told += len(found)
    assert told > 10


def by_its_writer(event):
    return (
        str(event["UID"]),
        str(event["SUMMARY"]),
        event["DTSTART"].dt,
        event["DTEND"].dt,
        str(event["LOCATION"]) if "LOCATION" in event else None,
        str(event["URL"]),
    )


@pytest.mark.trials
@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(place=WORDS)
@hypothesis.example(place=r"A, B; C:\North")
def test_whatever_is_written_is_read_as_it_was_written(read, visit, place):
    """Commas, semicolons, backslashes, and lines too long for a calendar, to be broken between two characters."""
    visit.place_en = place
    visit.save()
    (found,) = events(read("/en/south-korea/calendar.ics"))
    assert (found.location or "") == place
    assert found.dtstart == dt.date(2023, 8, 18)


def test_a_calendars_name_is_escaped_as_its_words_are(read, plan):
    plan.title_en = "Growth, energy; and more"
    plan.save()
    assert r"X-WR-CALNAME:South Korea: Growth\, energy\; and more" in read(
        "/en/south-korea/2021-2024/calendar.ics"
    )
