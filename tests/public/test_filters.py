"""The filters of a programme, all in the address."""

import pytest

from embassy import clock
from programmes.actions import current
from programmes.models import SDG, Commitment, Responsibility, Sector
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
def test_a_value_that_is_no_choice_is_said_so_and_the_full_list_is_shown(read, marked_plan, query):
    page = read(f"{ADDRESS}?{query}")
    assert "The filters could not be used, so all commitments are shown." in page
    assert "is not a choice here." in page
    assert f"{ADDRESS}1.1.1/" in page


def test_what_was_asked_for_is_not_run_as_html(read, marked_plan):
    page = read(f"{ADDRESS}?q=%3Cscript%3Ealert(1)%3C/script%3E&status=%3Cb%3E")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "“<b>”" not in page


@pytest.mark.parametrize(
    "query", ["q=%00", f"q={'x' * 5000}", "q=%25", "area=1%27--", "page=9999999999999999999"]
)
def test_odd_input_is_no_error(reader, marked_plan, query):
    assert reader.get(f"{ADDRESS}?{query}").status_code == 200


def test_the_language_switch_keeps_the_filters(read, marked_plan):
    assert 'href="/da/south-korea/2021-2024/?status=fulfilled&amp;q=wind"' in read(
        f"{ADDRESS}?status=fulfilled&q=wind"
    )
