"""The programming interface: what its own description says, held against every answer."""

import json
import re
from urllib.parse import unquote

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embassy import clock
from programmes.actions import current
from programmes.models import OrganisationAlias, PartnershipLevel, Responsibility, Sector
from programmes.search import entries
from tests import factories
from tests.public.api_paths import PATHS

DEMONSTRATION = "Demonstration data. Not a statement by any government."
ONES = {
    "country": "south-korea",
    "/api/programmes/{reference}": "KR-2021",
    "/api/commitments/{reference}": "KR-2021-1.1.2",
    "slug": "danish-energy-agency",
}


@pytest.fixture
def marked(plan):
    """The second commitment is marked with everything, and reported fulfilled."""
    second = plan.commitments.get(number="1.1.2")
    agency = factories.mark_with_everything(second, country="DK")
    OrganisationAlias.objects.create(organisation=agency, name="ENS")
    PartnershipLevel.objects.create(
        partnership=plan.partnership, title_da="Strategisk", title_en="Strategic", agreed_on="2011-10"
    )
    factories.report(second, status="fulfilled", evidence_url="https://example.org/study")
    entries.rebuild()
    return plan


@pytest.fixture
def ask(reader):
    """The answer under an address, and its status."""

    def answer(address, status=200):
        response = reader.get(address)
        assert response.status_code == status, response.content
        return json.loads(response.content)

    return answer


@pytest.fixture
def described(ask, db):
    return ask("/api/openapi.json")


def hold(described, path, response):
    """An answer to what is written about it: the status is declared, and the body is of its schema."""
    declared = described["paths"][path]["get"]["responses"]
    assert str(response.status_code) in declared, f"{path} answered {response.status_code}"
    schema = declared[str(response.status_code)]["content"]["application/json"]["schema"]
    whole = {"components": described["components"], **schema}
    jsonschema.Draft202012Validator(whole).validate(json.loads(response.content))


def address_of(path):
    """The address of something that is there, for a path with a place in it."""
    name = re.search(r"{(\w+)}", path)
    return path.replace(name[0], ONES.get(path) or ONES[name[1]]) if name else path


def test_every_address_answers_as_it_is_described(reader, marked, described):
    for path in described["paths"]:
        response = reader.get(address_of(path))
        assert response.status_code == 200, path
        hold(described, path, response)


def test_what_is_not_there_is_described_too(reader, marked, described):
    for path in described["paths"]:
        if "{" in path:
            response = reader.get(re.sub(r"{\w+}", "nothing-of-the-kind", path))
            assert response.status_code == 404
            hold(described, path, response)


NUMBERS = st.one_of(st.integers(), st.sampled_from([0, 1, 17, 200, 2**31, 2**63, 10**30, -1])).map(str)
VALUES = st.one_of(
    st.text(max_size=40), NUMBERS, st.sampled_from(["fulfilled", "KR-2021", "energy", "KR-2021:1:1"])
)
NAMES = ("limit", "after", "country", "programme", "area", "track_kind", "sector", "sdg", "organisation", "status",
         "kind", "q", "nonsense")  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    path=st.sampled_from(PATHS),
    asked=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5),
    place=VALUES,
)
def test_whatever_is_asked_the_answer_is_one_of_those_described(
    reader, marked, described, path, asked, place
):
    response = reader.get(re.sub(r"{\w+}", lambda _match: place.replace("/", "") or "x", path), asked)
    if response["Content-Type"].startswith("application/json"):
        hold(described, path, response)
    else:  # the address was none of the interface's
        assert response.status_code == 404


def test_a_status_filter_leaves_out_what_is_withdrawn_and_other_filters_do_not(ask, marked):
    def numbers(query):
        return [item["number"] for item in ask(f"/api/commitments?{query}")["items"]]

    assert numbers("status=fulfilled") == ["1.1.2"]
    marked.commitments.filter(number__in=["1.1.1", "1.1.2"]).update(withdrawn_on=clock.today())
    assert numbers("status=fulfilled") == []
    assert numbers("status=not_reported") == ["1.1.3"]
    assert numbers("sector=energy") == ["1.1.2"]


def test_the_description_is_complete(described):
    assert set(described["paths"]) == set(PATHS)
    for path, operations in described["paths"].items():
        assert set(operations) == {"get"}
        assert operations["get"]["summary"]
        assert {"200", "422"} <= set(operations["get"]["responses"])
        assert ("404" in operations["get"]["responses"]) == ("{" in path)
        for parameter in operations["get"]["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], parameter


def test_every_page_leads_to_the_next_until_all_are_read(ask, marked):
    found, address = [], "/api/commitments?limit=1&country=south-korea"
    while address:
        page = ask(address)
        found += [item["reference"] for item in page["items"]]
        address = page["next"]
    assert found == ["KR-2021-1.1.1", "KR-2021-1.1.2", "KR-2021-1.1.3"]


def test_a_reader_between_two_pages_misses_and_repeats_nothing_when_rows_come_and_go(ask, marked):
    page = ask("/api/commitments?limit=2")
    marked.commitments.filter(number__in=["1.1.1", "1.1.2"]).update(is_published=False)
    assert [item["number"] for item in ask(page["next"])["items"]] == ["1.1.3"]


@pytest.mark.parametrize("path", ["partnerships", "programmes", "organisations"])
def test_the_other_lists_have_pages_too(ask, marked, path):
    factories.plan(1, iso2="CN", starts_on="2023", ends_on="2026")
    water = factories.organisation("Water agency")
    Responsibility.objects.create(
        commitment=marked.commitments.get(number="1.1.1"), organisation=water, side="danish"
    )
    first = ask(f"/api/{path}?limit=1")
    second = ask(first["next"])
    assert len(first["items"]) == len(second["items"]) == 1
    assert first["items"] != second["items"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("programme=KR-2021", ["1.1.1", "1.1.2", "1.1.3"]),
        ("area=1&track_kind=government&q=meetings+2", ["1.1.2"]),
        ("sector=energy", ["1.1.2"]),
        ("sdg=7&kind=continuing", ["1.1.2"]),
        ("organisation=danish-energy-agency", ["1.1.2"]),
        ("status=fulfilled", ["1.1.2"]),
        ("status=not_reported", ["1.1.1", "1.1.3"]),
    ],
)
def test_filters_leave_what_they_name(ask, marked, query, numbers):
    assert [item["number"] for item in ask(f"/api/commitments?{query}")["items"]] == numbers


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=99999999999999999999", "limit=a", "sdg=18", "area=-1", "status=done", "kind=x",
     "after=x", "after=KR-2021:99999999999:1", "q=%00", "programme=%00", "country=a%2Fb", f"q={'a' * 201}",
     "staus=fulfilled", "on=2023-08-18", "country=korea", "country=china", "programme=kr-2021", "sector=Energy",
     "organisation=nobody", "area=99", "area=01", "sector=energy&sector=alchemy", "limit=1&limit=2"],
)  # fmt: skip
def test_what_cannot_be_used_is_422_and_says_where(ask, marked, query):
    problems = ask(f"/api/commitments?{query}", status=422)["detail"]
    assert len(problems) == 1
    name, _, value = query.rpartition("&")[2].partition("=")
    assert problems[0]["loc"] == ["query", name]
    assert unquote(value)[:40].replace("\0", "\N{REPLACEMENT CHARACTER}") in problems[0]["input"]


def test_repeated_filters_leave_what_has_any_of_their_values(ask, marked):
    def numbers(query):
        return [item["number"] for item in ask(f"/api/commitments?{query}")["items"]]

    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    marked.commitments.get(number="1.1.3").sectors.add(water)
    health = factories.area(marked, 2, title_en="Health")
    marked.commitments.filter(number="1.1.1").update(area=health, track=None)
    assert numbers("sector=energy&sector=water") == ["1.1.2", "1.1.3"]
    assert numbers("status=fulfilled&status=not_reported") == ["1.1.1", "1.1.2", "1.1.3"]
    assert numbers("area=1&area=2") == ["1.1.1", "1.1.2", "1.1.3"]
    assert numbers("area=2&area=2") == ["1.1.1"]
    page = ask("/api/commitments?limit=1&sector=energy&sector=water")
    assert [item["number"] for item in ask(page["next"])["items"]] == ["1.1.3"]


@pytest.mark.parametrize("items", ["partnerships", "programmes", "commitments", "organisations"])
def test_a_misspelt_filter_is_not_taken_for_none(ask, marked, items):
    problems = ask(f"/api/{items}?limit=5&contry=china&sectr=x", status=422)["detail"]
    assert [(problem["loc"], problem["input"]) for problem in problems] == [
        (["query", "contry"], "china"), (["query", "sectr"], "x"),
    ]  # fmt: skip
    assert "Those there are: limit, after" in problems[0]["msg"]


def test_a_commitment_tells_its_reports_and_of_withdrawn_ones_the_day_alone(ask, marked):
    second = marked.commitments.get(number="1.1.2")
    yesterday = clock.now() - clock.ONE_DAY
    factories.report(second, state="withdrawn", at=yesterday, summary="A slip of the pen.")
    factories.report(second, state="submitted", summary="Not cleared yet.")
    factories.report(second, summary="Not yet.", effective_at=clock.now() + clock.ONE_DAY)
    found = ask("/api/commitments/KR-2021-1.1.2")
    assert [report["status"] for report in found["reports"]] == ["fulfilled"]
    assert found["reports_withdrawn_on"] == [clock.public_day(yesterday).isoformat()]
    text = json.dumps(found)
    assert not [words for words in ("slip", "cleared yet", "Not yet") if words in text]


def test_of_a_withheld_or_withdrawn_commitment_no_status_is_told(ask, marked):
    withheld, withdrawn = marked.commitments.get(number="1.1.1"), marked.commitments.get(number="1.1.2")
    factories.report(withheld, summary="Quiet talks.")
    withheld.status_visibility, withdrawn.withdrawn_on = "withheld", "2023-05-01"
    for commitment in (withheld, withdrawn):
        commitment.save()
    current.refresh([withheld, withdrawn], at=clock.now())
    found = {item["number"]: item for item in ask("/api/commitments")["items"]}
    assert (found["1.1.1"]["status"], found["1.1.1"]["report"]) == ("withheld", None)
    assert (found["1.1.2"]["status"], found["1.1.2"]["report"]) == (None, None)
    assert ask("/api/commitments/KR-2021-1.1.1")["reports"] == []


def test_a_reference_with_several_hyphens_leads_to_its_commitment(ask, plan):
    second = factories.programme(reference="KR-2021-2", slug="2021-2024-2")
    factories.commitment(second, number="1")
    assert ask("/api/commitments/KR-2021-2-1")["programme"] == "KR-2021-2"
    ask("/api/commitments/KR-2021-2", status=404)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/programmes/KR%2F2021", 404),
        ("/api/programmes/KR%0A2021", 422),
        ("/api/commitments/%00", 422),
        ("/api/partnerships/south%2Fkorea", 422),
        ("/api/organisations/a%0Ab", 422),
    ],
)
def test_whatever_stands_in_the_place_of_a_name_the_answer_is_the_interfaces_own(ask, db, address, status):
    assert ask(address, status=status)["detail"]


def test_the_description_tells_of_the_validator_and_of_304(described):
    for operations in described["paths"].values():
        for status in ("200", "304"):
            assert operations["get"]["responses"][status]["headers"]["ETag"]["required"]


def test_an_organisation_is_told_of_only_where_a_published_commitment_names_it(ask, marked):
    factories.organisation("Quiet agency")
    assert [item["slug"] for item in ask("/api/organisations")["items"]] == ["danish-energy-agency"]
    ask("/api/organisations/quiet-agency", status=404)


def test_answers_say_their_licence_and_what_is_for_demonstration(ask, marked):
    page = ask("/api/commitments")
    assert page["licence"]["name"] == "CC BY 4.0"
    assert page["demonstration"] is None
    factories.report(marked.commitments.get(number="1.1.1"), is_demo=True)
    assert ask("/api/commitments")["demonstration"] == DEMONSTRATION


@pytest.mark.parametrize(
    "address", ["/api/commitments", "/api/openapi.json", "/api/partnerships/south-korea"]
)
def test_an_answer_has_a_validator_no_cookie_and_is_open_to_scripts_of_any_site(reader, marked, address):
    first = reader.get(address, headers={"Accept-Language": "da"})
    assert first["Cache-Control"].startswith("public, no-cache")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    again = reader.get(address, headers={"If-None-Match": first["ETag"], "Accept-Language": "en"})
    assert again.status_code == 304
    head = reader.head(address)
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")


def test_nothing_can_be_written(reader, marked):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(reader, method)("/api/commitments").status_code == 405


@pytest.mark.parametrize("path", ["commitments", "programmes", "organisations", "partnerships"])
def test_a_list_costs_as_many_queries_however_long_it_is(reader, marked, path):
    few = queries(reader, f"/api/{path}?limit=200")
    area, energy = marked.areas.get(), Sector.objects.get()
    for position in range(4, 24):
        more = factories.commitment(marked, area=area, number=f"1.1.{position}", position=position)
        more.sectors.add(energy)
        factories.report(more, status="fulfilled")
        agency = factories.organisation(f"Agency {position}")
        Responsibility.objects.create(commitment=more, organisation=agency, side="danish")
        factories.plan(1, starts_on=str(1950 + position), ends_on="2030")
    assert queries(reader, f"/api/{path}?limit=200") == few


def queries(reader, address):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)


# --- The page that explains it ------------------------------------------------------------------------------------


def test_the_page_lists_every_address_and_every_filter(read, described):
    page = read("/en/about/data/")
    for path, operations in described["paths"].items():
        assert f"<code>{path}</code>" in page
        for parameter in operations["get"]["parameters"]:
            assert parameter["in"] == "path" or f"<code>{parameter['name']}</code>" in page


def test_the_interface_itself_leads_to_the_page(reader, db):
    assert reader.get("/api/", headers={"Accept-Language": "en"})["Location"] == "/en/about/data/"


def test_the_page_loads_nothing_from_elsewhere(read, db):
    page = read("/en/about/data/")
    assert re.findall(r'href="/static/', page)
    assert not re.findall(r'(?:src|href)="https?://(?!creativecommons|testserver)', page)
