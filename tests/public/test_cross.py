"""Lists across partnerships: every one with the same filters, a page at a time, and what they count together."""

import datetime as dt
import re
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy.models import Country
from programmes.actions import current
from programmes.models import Commitment, Programme, Responsibility, Sector
from programmes.public.pages import lists
from programmes.search import entries
from tests import factories

NOW = "2026-11-22 12:00:00+00:00"
LISTS = [
    "/en/sector/energy/",
    "/en/sdg/7/",
    "/en/track-kind/government/",
    "/en/organisation/danish-energy-agency/",
]
NUMBER = re.compile(r'<a class="row-title" href="([^"]+)"')
FOLLOWING = re.compile(r'href="([^"]+)">Show the next<')


@pytest.fixture
def two_countries(db):
    """Three commitments with South Korea and three with China, all on everything, one of each side reported."""
    with time_machine.travel(NOW):
        korea, china = factories.plan(3), factories.plan(3, iso2="CN")
        for plan in (korea, china):
            for commitment in plan.commitments.order_by("position"):
                factories.mark_with_everything(commitment)
        first = korea.commitments.get(number="1.1.1")
        first.kind = Commitment.Kind.DELIVERABLE
        first.plain_title_en = "Offshore wind"
        first.save()
        ministry = factories.organisation("The Ministry", "KR")
        Responsibility.objects.create(commitment=first, organisation=ministry, side="partner")
        factories.report(first, at=clock.now() - dt.timedelta(days=500))
        factories.report(china.commitments.get(number="1.1.2"), status="fulfilled")
        current.rebuild(at=clock.now())
        entries.rebuild()
        yield korea, china


def shown(page):
    return [unescape(address) for address in NUMBER.findall(page)]


def all_pages(read, address):
    """The addresses of the rows of every page, and how many pages there were."""
    found, pages = [], 0
    while address:
        page = read(address)
        found += shown(page)
        pages += 1
        following = FOLLOWING.search(page)
        address = unescape(following[1]) if following else ""
    return found, pages


# --- What a list says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", LISTS)
def test_a_list_holds_all_partnerships_in_alphabetical_order(read, two_countries, address):
    page = read(address)
    assert len(shown(page)) == 6
    assert page.index("<h2>China</h2>") < page.index("<h2>South Korea</h2>")


def test_the_alphabet_is_that_of_the_pages_language(read, two_countries):
    Country.objects.filter(iso2="KR").update(name_en="Aland", name_da="Åland")
    assert re.findall(r"<h2>([^<]+)</h2>", read("/en/sector/energy/"))[:2] == ["Aland", "China"]
    assert re.findall(r"<h2>([^<]+)</h2>", read("/da/sector/energy/"))[:2] == ["Kina", "Åland"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_says_how_its_commitments_stand(read, two_countries, address):
    page = read(address)
    assert "2 of 6 commitments have a published status; 4 do not." in page
    assert "1 of these was last reported more than a year ago." in page
    assert f'href="{address}?status=fulfilled"><b>1</b> Fulfilled' in page
    assert f'href="{address}?status=not_reported"><b>4</b> Not reported yet' in page


def test_no_totals_are_drawn_from_a_programme_whose_text_is_not_held(read, two_countries):
    Programme.objects.filter(partnership__country__iso2="CN").update(is_complete=False)
    page = read("/en/sector/energy/")
    assert "1 of 3 commitments has a published status; 2 do not." in page
    assert "Programmes for which we do not have the full text are listed below, but not counted." in page
    assert len(shown(page)) == 6


def test_a_commitment_that_was_withdrawn_is_listed_and_not_counted(read, two_countries):
    Commitment.objects.filter(programme=two_countries[0], number="1.1.3").update(
        withdrawn_on=dt.date(2024, 1, 1)
    )
    page = read("/en/sector/energy/")
    assert "2 of 5 commitments have a published status" in page
    assert len(shown(page)) == 6
    assert len(shown(read("/en/sector/energy/?status=not_reported"))) == 3


def test_a_list_of_one_kind_of_track_is_offered_from_its_commitments(read, two_countries):
    page = read("/en/south-korea/2021-2024/1.1.1/")
    assert 'href="/en/track-kind/government/">Government to government</a>' in page
    assert "Kind of cooperation track" in read("/en/track-kind/government/")


def test_a_goal_lists_what_is_marked_with_it_and_what_stands_in_an_area_that_promotes_it(read, plan):
    goal = factories.goal(7)
    plan.areas.get().sdgs.add(goal)
    page = read("/en/sdg/7/")
    assert len(shown(page)) == 3
    assert "Areas whose text promotes this goal" in page
    assert len(shown(read("/en/south-korea/2021-2024/?sdg=7"))) == 3


def test_a_goal_says_how_many_are_marked_themselves_and_how_many_stand_in_such_an_area(read, plan):
    plan.areas.get().sdgs.add(factories.goal(7))
    plan.commitments.first().sdgs.add(factories.goal(7))
    page = read("/en/sdg/7/")
    heads = re.findall(r"<th scope=\"col\">([^<]+)</th>", page)
    figures = re.findall(r"<td><a [^>]+>(\d+)</a></td>", page)
    assert dict(zip(heads, figures, strict=True)) == {
        "Marked on the commitment itself": "1",
        "Only through the text of its area": "2",
    }
    assert "<td>" not in read("/en/track-kind/government/")


# --- Filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("country=south-korea", 3),
        ("country=south-korea&country=china", 6),
        ("status=under_way", 1),
        ("status=fulfilled&status=under_way", 2),
        ("status=fulfilled&country=south-korea", 0),
        ("kind=deliverable", 1),
        ("track_kind=government", 6),
        ("sector=energy", 6),
        ("sdg=7", 6),
        ("organisation=danish-energy-agency", 6),
        ("q=OFFSHORE", 1),
    ],
)
def test_every_list_has_the_same_filters(read, two_countries, address, query, left):
    page = read(f"{address}?{query}")
    assert f"<b>{left} of 6 commitments</b>" in page
    assert len(shown(page)) == left


def test_only_the_organisation_asked_for_is_left(read, two_countries):
    assert shown(read("/en/sector/energy/?organisation=the-ministry")) == ["/en/south-korea/2021-2024/1.1.1/"]


@pytest.mark.parametrize("query", ["status=brilliant", "country=atlantis", "sector=alchemy", "sdg=18"])
def test_a_value_that_is_no_choice_is_said_so_and_everything_is_shown(refused, two_countries, query):
    page = refused(f"/en/sdg/7/?{query}")
    assert "The filters could not be used, so all commitments are shown." in page
    assert len(shown(page)) == 6


def test_when_nothing_matches_the_page_says_what_to_do(read, two_countries):
    page = read("/en/sdg/7/?q=submarine")
    assert "No commitment matches" in page
    assert 'href="/en/sdg/7/">Show all commitments' in page


def test_what_every_row_has_is_not_offered_as_a_filter(read, two_countries):
    page = read("/en/sector/energy/")
    assert 'name="sector" value="energy"' not in page
    assert 'name="sdg" value="7"' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        f"q={'x' * 5000}",
        "page=%00-1",
        "page=99999999999999999999",
        "page=XX-2021:1:1",
        "page=KR-2021:1",
        "page=1%2c1",
        "sdg=1%27--",
    ],
)
def test_odd_input_is_refused_by_name(refused, two_countries, query):
    page = refused(f"/en/sector/energy/?{query}")
    assert len(shown(page)) == 6
    assert "The filters could not be used, so all commitments are shown." in page


# --- Pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(lists, "ON_A_PAGE", 4)


@pytest.mark.parametrize("query", ["", "?status=not_reported", "?country=china"])
def test_pages_hold_every_row_once_in_the_order_of_the_whole(
    read, two_countries, small_pages, monkeypatch, query
):
    for plan in two_countries:
        for position in range(4, 11):
            # Two share a place, as an amendment's may.
            more = factories.commitment(plan, number=f"1.1.{position}", position=position // 2)
            factories.mark_with_everything(more)
    paged, pages = all_pages(read, f"/en/sector/energy/{query}")
    assert pages == (len(paged) + 3) // 4 > 1
    monkeypatch.setattr(lists, "ON_A_PAGE", 100)
    assert paged == shown(read(f"/en/sector/energy/{query}"))
    assert len(set(paged)) == len(paged)


def test_the_next_page_keeps_the_filters_and_leads_back(read, two_countries, small_pages):
    page = read("/en/sector/energy/?sdg=7")
    address = unescape(FOLLOWING.search(page)[1])
    assert unquote(address).startswith("/en/sector/energy/?sdg=7&page=KR-2021:1:")
    following = read(address)
    assert shown(following) == ["/en/south-korea/2021-2024/1.1.2/", "/en/south-korea/2021-2024/1.1.3/"]
    back = 'href="/en/sector/energy/?sdg=7">Back to the first'
    assert following.count(back) == 2  # above the list and below
    assert "The list goes on here after KR-2021-1.1.1." in following
    assert "6 of 6 commitments" in following


def test_a_page_goes_on_after_a_commitment_that_has_left_the_list(read, two_countries, small_pages):
    Sector.objects.get().commitments.remove(two_countries[0].commitments.get(number="1.1.1"))
    following = read("/en/sector/energy/?page=KR-2021-1.1.1")
    assert shown(following) == ["/en/south-korea/2021-2024/1.1.2/", "/en/south-korea/2021-2024/1.1.3/"]


def test_the_list_behind_a_number_comes_in_pages_too(read, two_countries, small_pages):
    paged, pages = all_pages(read, "/en/statistics/commitments/?status=not_reported")
    assert (len(set(paged)), len(paged), pages) == (4, 4, 1)
    paged, pages = all_pages(read, "/en/matrix/commitments/?sector=energy")
    assert (len(set(paged)), len(paged), pages) == (6, 6, 2)


@pytest.mark.parametrize("address", [*LISTS, "/en/sector/energy/?status=not_reported&country=south-korea"])
def test_a_list_costs_the_same_however_long_it_is(reader, two_countries, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    few = cost()
    for position in range(4, 140):
        more = factories.commitment(two_countries[0], number=f"1.1.{position}", position=position)
        more.area, more.track = two_countries[0].areas.get(), two_countries[0].areas.get().tracks.get()
        more.save()
        factories.mark_with_everything(more)
    assert cost() == few <= 15


# --- An earlier day, and files -------------------------------------------------------------------------------------


def test_an_earlier_day_is_filtered_paged_and_counted_as_it_stood(read, two_countries, small_pages):
    before = (clock.today() - dt.timedelta(days=100)).isoformat()
    page = read(f"/en/sector/energy/?on={before}")
    assert "1 of 6 commitments has a published status" in page
    assert f"/en/sector/energy/?on={before}&amp;status=under_way" in page
    assert f"on={before}&amp;page=" in page
    assert shown(read(f"/en/sector/energy/?on={before}&status=fulfilled")) == []
    assert len(shown(read(f"/en/sector/energy/?on={before}&status=under_way"))) == 1


def test_demonstration_data_is_named_on_every_page_that_counts_it(read, two_countries, small_pages):
    words = "Demonstration data. Not a statement by any government."
    assert words not in read("/en/sector/energy/")
    last = two_countries[0].commitments.get(number="1.1.3")
    factories.report(last, is_demo=True)
    current.refresh([last], at=clock.now())
    assert words in read("/en/sector/energy/")


@pytest.mark.parametrize("address", LISTS)
def test_the_file_of_a_list_holds_what_its_filters_leave(reader, read, two_countries, address):
    page = read(f"{address}?status=under_way&country=south-korea")
    assert f'href="{address}commitments.json?country=south-korea&amp;status=under_way"' in page
    file = reader.get(f"{address}commitments.json?country=south-korea&status=under_way").json()
    assert [row["reference"] for row in file["commitments"]] == ["KR-2021-1.1.1"]
    assert file["source"].endswith(f"{address}?country=south-korea&status=under_way")
    assert reader.get(f"{address}commitments.csv?country=atlantis").status_code == 422


def test_a_list_without_a_row_says_what_is_wrong_with_its_address_too(refused, db):
    factories.goal(7)
    assert "“brilliant” is not a choice here." in refused("/en/sdg/7/?status=brilliant")


def test_a_wrong_place_shows_the_whole_list_as_it_says(refused, two_countries):
    page = refused("/en/sector/energy/?country=china&page=x")
    assert "The filters could not be used, so all commitments are shown." in page
    assert len(shown(page)) == 6
