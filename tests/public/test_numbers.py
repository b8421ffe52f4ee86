"""Every number of a page leads to its own list, which holds just as many: on the page, in its pages and in its file."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment
from tests import factories

NOW = "2026-11-22 12:00:00+00:00"
LISTS = [
    "/en/sector/energy/",
    "/en/sdg/7/",
    "/en/track-kind/government/",
    "/en/organisation/danish-energy-agency/",
]
PAGES = ["/en/statistics/", "/en/matrix/", "/en/south-korea/2021-2024/", *LISTS]
# A link whose words begin with a number: a cell of a table, an entry of a legend, the sentence about silence.
COUNTED = re.compile(
    r'<td(?: class="number")?><a href="([^"]+)">(\d+)</a>|<a class="status[^"]*" href="([^"]+)"><b>(\d+)</b>'
    r'|<p class="legend-note"><a href="([^"]+)">(\d+) '
)
ROW = re.compile(r'<span class="row-number">')


@pytest.fixture
def two_countries(db):
    """Korea's text is here, China's is not; of either some are reported, silent, withheld and withdrawn."""
    with time_machine.travel(NOW):
        for iso2, is_complete in (("KR", True), ("CN", False)):
            plan = factories.plan(9, iso2=iso2, is_complete=is_complete)
            rows = list(plan.commitments.order_by("position"))
            for row in rows:
                factories.mark_with_everything(row)
            for row, status in zip(
                rows, ("fulfilled", "under_way", "not_started", "not_pursued"), strict=False
            ):
                factories.report(row, status=status, at=clock.now() - dt.timedelta(days=500))
            factories.report(rows[4])
            Commitment.objects.filter(pk=rows[5].pk).update(status_visibility="withheld")
            Commitment.objects.filter(pk=rows[6].pk).update(withdrawn_on=dt.date(2023, 1, 1))
            Commitment.objects.filter(pk=rows[7].pk).update(withdrawn_on=dt.date(2027, 1, 1))
        current.rebuild(at=clock.now())
        yield


def numbers_of(page):
    """[(address, number)] of all that is counted on a page."""
    return [
        (unescape(next(filter(None, found[::2]))), int(next(filter(None, found[1::2]))))
        for found in COUNTED.findall(page)
    ]


@pytest.mark.parametrize("address", PAGES)
def test_each_number_leads_to_as_many_rows(reader, read, two_countries, address):
    numbers = numbers_of(read(address))
    assert len(numbers) >= 3
    for url, count in numbers:
        assert len(ROW.findall(read(url))) == count, url
        path, _, query = url.partition("?")
        assert len(reader.get(f"{path}commitments.json?{query}").json()["commitments"]) == count, url


@pytest.mark.parametrize("address", PAGES[2:])
def test_so_it_does_of_an_earlier_day(read, two_countries, address):
    numbers = numbers_of(read(f"{address}?on=2026-01-01"))
    assert len(numbers) >= 2
    for url, count in numbers:
        assert "on=2026-01-01" in url
        assert len(ROW.findall(read(url))) == count, url


def test_the_form_keeps_what_a_number_was_counted_by(read, two_countries):
    page = read("/en/sector/energy/?status=fulfilled&full_text=yes")
    assert '<input type="hidden" name="full_text" value="yes">' in page
    assert "1 of 18 commitments" in page


def test_those_long_silent_are_listed(read, two_countries):
    page = read("/en/sector/energy/")
    url = next(url for url, _count in numbers_of(page) if "age=" in url)
    assert url == "/en/statistics/commitments/?sector=energy&status=not_started&status=under_way&age=12-"
    assert "2 of these were last reported more than a year ago." in page
