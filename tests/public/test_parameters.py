"""One definition of the parameters of lists: the same name, values and rows on pages, in files and in the interface."""

import re

import pytest
from django.test import override_settings

from embassy import clock
from programmes.actions import current
from programmes.actions.merging import merge
from programmes.models import Commitment, Organisation, Responsibility, Sector
from programmes.public.parameters import ACROSS, EVERY, FILTERS, NAMES, OF_PROGRAMME
from programmes.search import entries
from tests import factories
from tests.public.wsgi_client import ask, page_cache, queries

PROGRAMME, NUMBERS = "/en/south-korea/2021-2024/", "/en/statistics/commitments/"
# Two values of each filter: the first leaves some rows of `everything`, both together more.
PAIRS = {
    "country": ("china", "south-korea"),
    "programme": ("CN-2021", "KR-2021"),
    "area": ("2", "none"),
    "status": ("fulfilled", "under_way"),
    "organisation": ("danish-energy-agency", "the-ministry"),
    "track_kind": ("science", "government"),
    "sdg": ("7", "13"),
    "sdg_marked": ("7", "13"),
    "sdg_area": ("9", "13"),
    "sector": ("energy", "water"),
    "kind": ("deliverable", "recurring"),
    "side": ("danish", "partner"),
    "age": ("0-3", "12-"),
    "evidence": ("yes", "no"),
    "full_text": ("yes", "no"),
    "q": ("wind", "wind turbine"),
}
REFERENCE = re.compile(r'<a class="row-title" href="/en/([^"/]+)/([^"/]+)/([^"/]+)/"')


@pytest.fixture
def everything(db):
    """Five commitments with South Korea and two with China, of whose text not all is here: no two alike."""
    korea, china = factories.plan(5), factories.plan(2, iso2="CN", is_complete=False)
    first, second, third, fourth, _fifth = korea.commitments.order_by("position")
    factories.mark_with_everything(first)
    first.plain_title_en, first.kind = "Offshore wind turbines", "deliverable"
    second.plain_title_en, second.kind = "Onshore wind", "recurring"
    second.sectors.add(Sector.objects.create(slug="water", name_da="Vand", name_en="Water"))
    second.sdgs.add(factories.goal(13))
    korea.areas.get().sdgs.add(factories.goal(13))
    health = factories.area(korea, 2, title_en="Health")
    health.sdgs.add(factories.goal(9))
    third.area, third.track = health, factories.track(health, kind="science", title="Science")
    fourth.area = fourth.track = None
    for commitment in (first, second, third, fourth):
        commitment.save()
    ministry = factories.organisation("The Ministry", "KR")
    Responsibility.objects.create(commitment=second, organisation=ministry, side="partner")
    factories.report(first, status="fulfilled", evidence="The minutes.")
    factories.report(second, at=clock.now() - 500 * clock.ONE_DAY)
    factories.mark_with_everything(china.commitments.first())
    current.rebuild(at=clock.now())
    entries.rebuild()
    return korea, china


def rows_of(reader, address):
    """What each way of reading a list gives under one address: {way: {(country, number)}}."""

    def of_page(path):
        response = reader.get(path)
        assert response.status_code == 200, path
        return {
            (country, number) for country, _programme, number in REFERENCE.findall(response.content.decode())
        }

    def of_file(path):
        response = reader.get(path)
        assert response.status_code == 200, path
        rows = response.json()["commitments"]
        return {(row["address"].split("/")[-4], row["number"]) for row in rows}

    path, _, query = address.partition("?")
    return {"page": of_page(address), "file": of_file(f"{path}commitments.json?{query}")}


def of_interface(reader, query):
    response = reader.get(f"/api/commitments?limit=200&{query}")
    assert response.status_code == 200, response.content
    return {(item["country"], item["number"]) for item in response.json()["items"]}


def test_every_filter_is_tried_here():
    assert set(PAIRS) == set(FILTERS) == set(EVERY.names)


@pytest.mark.parametrize("name", PAIRS)
def test_a_filter_leaves_the_same_rows_wherever_it_is_asked(reader, everything, name):
    one, other = PAIRS[name]
    queries = [f"{name}={one}", f"{name}={other}", f"{name}={one}&{name}={other}"]
    sizes = []
    for query in queries[: 3 if FILTERS[name].is_repeatable else 2]:
        expected = of_interface(reader, query)
        ways = rows_of(reader, f"/en/matrix/commitments/?{query}")
        assert ways == {"page": expected, "file": expected}
        if name in OF_PROGRAMME:
            in_korea = {row for row in expected if row[0] == "south-korea"}
            assert rows_of(reader, f"{PROGRAMME}?{query}") == {"page": in_korea, "file": in_korea}
        if name in ACROSS:
            energy = of_interface(reader, f"{query}&sector=energy") if name != "sector" else None
            if energy is not None:
                ways = rows_of(reader, f"/en/sector/energy/?{query}")
                assert ways == {"page": energy, "file": energy}
        sizes.append(len(expected))
    assert 0 < sizes[0] < 7
    if len(sizes) == 3:
        assert max(sizes[:2]) < sizes[2] <= sizes[0] + sizes[1]


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "q"])
def test_a_value_that_there_is_not_is_refused_by_name_wherever_it_is_asked(reader, everything, name):
    lists = ["/en/matrix/commitments/", NUMBERS]
    lists += [PROGRAMME] if name in OF_PROGRAMME else []
    lists += ["/en/sector/energy/"] if name in ACROSS else []
    query = f"{name}={PAIRS[name][0]}&{name}=Atlantis"
    for address in lists:
        ways = [address, *(f"{address}commitments.{format}" for format in ("csv", "xlsx", "json"))]
        for way in ways:
            response = reader.get(f"{way}?{query}")
            assert response.status_code == 422, way
            assert "Atlantis" in response.content.decode()
        assert name in response.content.decode()
        assert f"({name})" in reader.get(f"{ways[1]}?{query}").content.decode()
    (problem,) = reader.get(f"/api/commitments?{query}").json()["detail"]
    assert (problem["loc"], problem["input"]) == (["query", name], "Atlantis")


@pytest.mark.parametrize("name", ["organisation", "programme", "country", "area", "sector"])
def test_what_is_not_public_is_no_value(reader, everything, name):
    """Else whoever tries names would learn which of them there are."""
    quiet = factories.plan(1, iso2="VN", is_published=False)
    factories.area(quiet, 7, title_en="Quiet")
    quiet.partnership.is_published = False
    quiet.partnership.save()
    factories.mark_with_everything(quiet.commitments.get())
    hidden = factories.organisation("Quiet agency")
    Responsibility.objects.create(commitment=quiet.commitments.get(), organisation=hidden, side="danish")
    values = {
        "organisation": hidden.slug, "programme": quiet.reference, "country": quiet.partnership.country.slug,
        "area": "7", "sector": "quiet",
    }  # fmt: skip
    for value in (values[name], "nothing-of-the-kind"):
        answer = reader.get(f"/api/commitments?{name}={value}")
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["msg"] == f"“{value}” is not a choice here."


def merged(kept):
    """A row of the same list, that the public knew as `once` until it was merged."""
    values = {"name_da": "Før", "name_en": "Before"}
    gone = type(kept).objects.create(slug="once", **values)
    commitment = Commitment.objects.get(programme__reference="KR-2021", number="1.1.5")
    if isinstance(kept, Sector):
        commitment.sectors.add(gone)
    else:
        Responsibility.objects.create(commitment=commitment, organisation=gone, side="danish")
    merge(gone, kept, by=factories.headquarters("keeper"))


@pytest.mark.parametrize(("name", "model"), [("organisation", Organisation), ("sector", Sector)])
def test_a_name_from_before_a_merge_finds_the_row_that_stays(reader, everything, name, model):
    present = PAIRS[name][0]
    merged(model.objects.get(slug=present))
    expected = of_interface(reader, f"{name}={present}")
    assert ("south-korea", "1.1.5") in expected
    assert of_interface(reader, f"{name}=once") == expected
    assert of_interface(reader, f"{name}=once&{name}={present}") == expected
    lists = ["/en/matrix/commitments/", NUMBERS, PROGRAMME, "/en/sdg/7/"]
    for address in lists:
        asked = f"kind=continuing&kind=deliverable&{name}={{}}&q=x"
        page = reader.get(f"{address}?{asked.format('once')}")
        assert (page.status_code, page["Location"]) == (302, f"{address}?{asked.format(present)}"), address
        for format in ("csv", "json"):
            before, after = (
                reader.get(f"{address}commitments.{format}?{name}={slug}") for slug in ("once", present)
            )
            assert before.status_code == 200
            assert before.content == after.content
    twice = reader.get(f"{PROGRAMME}?{name}={present}&{name}=once&{name}=once")
    assert twice["Location"] == f"{PROGRAMME}?{name}={present}"


def test_a_name_from_before_a_merge_that_nobody_knew_is_no_value(reader, everything):
    hidden = factories.plan(1, iso2="VN", is_published=False).commitments.get()
    kept = Organisation.objects.get(slug="danish-energy-agency")
    gone = factories.organisation("Quiet agency")
    Responsibility.objects.create(commitment=hidden, organisation=gone, side="danish")
    merge(gone, kept, by=factories.headquarters("keeper"))
    for address in ("/api/commitments", PROGRAMME, f"{PROGRAMME}commitments.csv"):
        assert reader.get(f"{address}?organisation=quiet-agency").status_code == 422


def test_a_merge_is_not_told_of_once_the_row_that_stays_is_no_longer_public(reader, everything):
    """Its present name may be a word of a plan in preparation."""
    kept = Sector.objects.create(slug="hydrogen", name_da="Brint", name_en="Hydrogen")
    merged(kept)
    assert reader.get("/en/sector/once/")["Location"] == "/en/sector/hydrogen/"
    kept.commitments.clear()
    assert reader.get("/en/sector/once/").status_code == 404
    for address in ("/api/commitments", PROGRAMME, f"{PROGRAMME}commitments.csv"):
        assert reader.get(f"{address}?sector=once").status_code == 422


def test_what_can_be_given_once_is_refused_twice(reader, everything):
    for address in (PROGRAMME, f"{PROGRAMME}commitments.csv", "/en/search/", "/api/commitments"):
        response = reader.get(f"{address}?q=a&q=b")
        assert response.status_code == 422
        assert "is given more than once" in response.content.decode()
    assert reader.get(f"{PROGRAMME}?q=wind&q=wind").status_code == 200


def test_a_page_refuses_in_the_readers_language(reader, everything):
    page = reader.get("/da/south-korea/2021-2024/?status=brilliant")
    assert page.status_code == 422
    assert "”brilliant” kan ikke vælges her." in page.content.decode()


def test_before_any_report_no_status_can_be_asked_for(reader, everything):
    for address in (PROGRAMME, f"{PROGRAMME}commitments.csv"):
        response = reader.get(f"{address}?on=2021-12-01&status=fulfilled")
        assert response.status_code == 422
        assert "fulfilled" in response.content.decode()


@pytest.mark.django_db(transaction=True)
@override_settings(ALLOWED_HOSTS=["localhost"])
def test_readers_with_made_up_parameters_make_no_page_and_no_entry():
    factories.plan(1)
    kept = page_cache()
    ask(kept, "/en/")
    for number in range(12):
        for address in ("/en/", PROGRAMME, f"{PROGRAMME}publication.pdf", "/en/search/", NUMBERS):
            assert queries(kept, f"{address}?x={number}") == 0
            assert ask(kept, f"{address}?x={number}").status == (422 if address.endswith("pdf") else 302)
    assert len(kept._generation.pages) == 1
    assert len(kept._generation.queries) == 0


def test_the_page_cache_knows_every_parameter_that_a_list_has():
    assert {*EVERY.names, *OF_PROGRAMME.names, *ACROSS.names, "page", "on"} == NAMES
