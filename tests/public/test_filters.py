"""The filters of a programme, all in the address."""

import pytest

from embassy import clock
from programmes.actions import current
from programmes.models import SDG, Commitment, Responsibility, Sector
from programmes.search import entries
from tests import factories

ADDRESS = "/en/south-korea/2021-2024/"


@pytest.fixture
def marked_plan(plan):
    """The second commitment stands alone in everything that can be filtered by."""
    area = factories.area(plan, 2, title_en="Health")
    track = factories.track(area, kind="science", title="Science")
    second = plan.commitments.get(number="1.1.2")
    second.area, second.track, second.kind = area, track, Commitment.Kind.DELIVERABLE
    second.plain_title_en = "Offshore wind: a study by Økonomiministeriet"
    second.save()
    second.sectors.add(Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy"))
    second.sdgs.add(
        SDG.objects.get_or_create(number=7, defaults={"name_da": "Energi", "name_en": "Energy"})[0]
    )
    agency = factories.organisation("Danish Energy Agency", acronym="DEA")
    Responsibility.objects.create(commitment=second, organisation=agency, side="danish")
    factories.report(second, status="fulfilled")
    current.refresh([second], at=clock.now())
    entries.rebuild()
    return plan


@pytest.mark.parametrize(
    "query",
    [
        "area=2",
        "status=fulfilled",
        "organisation=danish-energy-agency",
        "track_kind=science",
        "sdg=7",
        "sector=energy",
        "kind=deliverable",
        "q=offshore",
        "q=OKONOMIMINISTERIET",
        "q=økonomi+wind",
        "q=DEA",
        "area=2&status=fulfilled&kind=deliverable",
    ],
)
def test_each_filter_leaves_the_one_it_names(read, marked_plan, query):
    page = read(f"{ADDRESS}?{query}")
    assert "1 of 3 commitments" in page
    assert f"{ADDRESS}1.1.2/" in page
    assert f'href="{ADDRESS}1.1.1/"' not in page
    assert "Clear all" in page


@pytest.mark.parametrize(
    "query", ["area=1&area=2", "status=fulfilled&status=not_reported", "kind=deliverable&kind=continuing"]
)
def test_several_values_of_one_filter_add_up(read, marked_plan, query):
    assert "3 of 3 commitments" in read(f"{ADDRESS}?{query}")


def test_the_counts_of_the_programme_stay_when_the_list_is_filtered(read, marked_plan):
    assert "1 of 3 commitments has a published status; 2 do not." in read(f"{ADDRESS}?area=1")


def test_a_chosen_value_is_ticked(read, marked_plan):
    assert 'name="status" value="fulfilled" checked' in read(f"{ADDRESS}?status=fulfilled")


def test_only_values_that_occur_are_offered(read, marked_plan):
    page = read(ADDRESS)
    assert 'name="status" value="fulfilled"' in page
    assert 'name="status" value="not_pursued"' not in page
    assert 'name="sdg" value="13"' not in page


def test_when_nothing_matches_the_page_says_what_to_do(read, marked_plan):
    page = read(f"{ADDRESS}?q=submarine")
    assert "No commitment matches" in page
    assert "Try fewer words or another filter." in page
    assert "0 of 3 commitments" in page


@pytest.mark.parametrize(
    "query",
    ["status=brilliant", "area=99", "area=x", "sdg=18", "sector=alchemy", "kind=odd", "organisation=x"],
)
def test_a_value_that_is_no_choice_is_said_so_and_the_full_list_is_shown(refused, marked_plan, query):
    page = refused(f"{ADDRESS}?{query}")
    assert "The filters could not be used, so all commitments are shown." in page
    assert "is not a choice here." in page
    assert f"{ADDRESS}1.1.1/" in page


def test_what_was_asked_for_is_not_run_as_html(refused, marked_plan):
    page = refused(f"{ADDRESS}?q=%3Cscript%3Ealert(1)%3C/script%3E&status=%3Cb%3E")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "“<b>”" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 422),
        (f"q={'x' * 5000}", 422),
        ("q=%25", 200),
        ("area=1%27--", 422),
        ("area=%D9%A1", 422),
        ("q=a&q=b", 422),
    ],
)
def test_odd_input_is_found_or_refused(reader, marked_plan, query, status):
    assert reader.get(f"{ADDRESS}?{query}").status_code == status


def test_a_value_that_there_is_and_that_no_row_has_leaves_nothing_and_can_be_taken_back(read, marked_plan):
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    factories.plan(1, iso2="CN").commitments.get().sectors.add(water)
    page = read(f"{ADDRESS}?sector=water&kind=exploratory")
    assert "0 of 3 commitments" in page
    assert 'name="sector" value="water" checked' in page
    assert 'name="kind" value="exploratory" checked' in page


def test_the_language_switch_keeps_the_filters(read, marked_plan):
    assert 'href="/da/south-korea/2021-2024/?status=fulfilled&amp;q=wind"' in read(
        f"{ADDRESS}?status=fulfilled&q=wind"
    )
