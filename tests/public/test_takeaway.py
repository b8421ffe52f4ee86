"""Lists as files: the rows of the page with its filters, said where from, and safe to open."""

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment, Sector
from programmes.public.downloads.commitment_table import about_words, table_of
from programmes.public.pages.as_of import AsOf
from programmes.search import entries
from programmes.transfer.cells import rearm
from tests import factories

LIST = "/en/south-korea/2021-2024/commitments"
DEMONSTRATION = "Demonstration data. Not a statement by any government."
EVERYWHERE = (
    LIST,
    "/en/sector/energy/commitments",
    "/en/sdg/7/commitments",
    "/en/organisation/danish-energy-agency/commitments",
)


@pytest.fixture
def marked(plan):
    """The second commitment is marked with everything, and reported fulfilled."""
    second = plan.commitments.get(number="1.1.2")
    factories.mark_with_everything(second)
    factories.report(second, status="fulfilled", summary="The study was published.")
    entries.rebuild()
    return plan


def from_csv(response, separator=","):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=separator))


def from_json(response):
    return json.loads(response.content)["commitments"]


def from_xlsx(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    headers, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_list_comes_in_three_formats_with_the_same_rows(reader, marked, address):
    of_csv = [row["Reference"] for row in from_csv(reader.get(f"{address}.csv"))]
    assert "KR-2021-1.1.2" in of_csv
    assert [row["Reference"] for row in from_xlsx(reader.get(f"{address}.xlsx"))] == of_csv
    assert [row["reference"] for row in from_json(reader.get(f"{address}.json"))] == of_csv


@pytest.mark.parametrize("address", EVERYWHERE[1:])
def test_a_list_across_programmes_holds_what_its_page_lists(reader, marked, address):
    assert [row["Reference"] for row in from_csv(reader.get(f"{address}.csv"))] == ["KR-2021-1.1.2"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["1.1.1", "1.1.2", "1.1.3"]),
        ("?status=fulfilled", ["1.1.2"]),
        ("?status=not_reported", ["1.1.1", "1.1.3"]),
        ("?sector=energy&sdg=7", ["1.1.2"]),
        ("?organisation=danish-energy-agency", ["1.1.2"]),
        ("?q=meetings+3", ["1.1.3"]),
    ],
)
def test_a_file_holds_what_the_filters_of_the_page_leave(reader, marked, query, numbers):
    page = reader.get(f"/en/south-korea/2021-2024/{query}").content.decode()
    found = from_json(reader.get(f"{LIST}.json{query}"))
    assert [row["number"] for row in found] == numbers
    assert all(f"/en/south-korea/2021-2024/{number}/" in page for number in numbers)


def test_the_page_leads_to_its_files_with_its_filters(read, marked):
    page = read("/en/south-korea/2021-2024/?status=fulfilled&q=annual+meetings")
    for format in ("csv", "xlsx", "json"):
        assert f'commitments.{format}?status=fulfilled&amp;q=annual+meetings"' in page


def test_a_filter_that_cannot_be_used_is_refused_rather_than_the_whole_list_given(reader, marked):
    response = reader.get(f"{LIST}.csv?area=99")
    assert response.status_code == 422
    assert response.content.decode() == "Area (area): “99” is not a choice here.\n"


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_the_list_behind_a_number_is_a_file_too(reader, read, marked, format):
    page = read("/en/matrix/commitments/?sdg=7")
    assert f'href="/en/matrix/commitments/commitments.{format}?sdg=7"' in page
    rows = {"csv": from_csv, "xlsx": from_xlsx, "json": from_json}[format]
    found = rows(reader.get(f"/en/matrix/commitments/commitments.{format}?sdg=7"))
    assert [row.get("reference", row.get("Reference")) for row in found] == ["KR-2021-1.1.2"]
    counted = rows(reader.get(f"/en/statistics/commitments/commitments.{format}?status=not_reported"))
    assert [row.get("number", row.get("Number")) for row in counted] == ["1.1.1", "1.1.3"]


def test_the_file_behind_a_number_says_what_it_was_picked_by_or_why_there_is_none(reader, marked):
    told = reader.get("/en/matrix/commitments/commitments.json?sdg=7&country=south-korea").json()
    assert told["title"] == "Country: South Korea, Sustainable Development Goal: 7. Energy"
    assert told["source"].endswith("/en/matrix/commitments/?country=south-korea&sdg=7")
    refused = reader.get("/en/statistics/commitments/commitments.csv?status=brilliant")
    assert refused.status_code == 422
    assert refused.content.decode().startswith(
        "Status (status): “brilliant” is not a choice here. The choices"
    )


def test_a_row_says_how_the_commitment_stands_and_where_it_is_found(reader, marked):
    row = from_json(reader.get(f"{LIST}.json?status=fulfilled"))[0]
    assert row["status_code"] == "fulfilled"
    assert row["status"] == "Carried out in the period"
    assert row["summary"] == "The study was published."
    assert row["danish_side"] == ["Danish Energy Agency"]
    assert row["sdgs"] == [7]
    assert row["address"] == "http://testserver/en/south-korea/2021-2024/1.1.2/"


def test_of_a_withheld_or_withdrawn_commitment_no_status_goes_out(reader, marked):
    withheld, withdrawn = marked.commitments.get(number="1.1.1"), marked.commitments.get(number="1.1.2")
    factories.report(withheld, summary="Quiet talks.")
    withheld.status_visibility, withdrawn.withdrawn_on = "withheld", "2023-05-01"
    for commitment in (withheld, withdrawn):
        commitment.save()
    current.refresh([withheld, withdrawn], at=clock.now())
    rows = {row["number"]: row for row in from_json(reader.get(f"{LIST}.json"))}
    assert rows["1.1.1"]["status_code"] == "withheld"
    assert rows["1.1.2"]["status_code"] is None
    assert rows["1.1.2"]["withdrawn_on"] == "2023-05-01"
    assert {rows[number]["summary"] for number in ("1.1.1", "1.1.2")} == {None}


def test_a_report_comes_out_with_the_end_of_its_embargo_and_goes_with_its_withdrawal(
    reader, plan, time_machine
):
    first = plan.commitments.get(number="1.1.1")
    now = clock.now()
    report = factories.report(first, summary="Signed.", effective_at=now + clock.ONE_DAY)
    assert from_json(reader.get(f"{LIST}.json"))[0]["summary"] is None
    time_machine.move_to(now + 2 * clock.ONE_DAY)
    assert from_json(reader.get(f"{LIST}.json"))[0]["summary"] == "Signed."
    report.state, report.withdrawn_by, report.withdrawn_at = "withdrawn", report.cleared_by, clock.now()
    report.save()
    current.refresh([first], at=clock.now())
    assert from_json(reader.get(f"{LIST}.json"))[0]["summary"] is None


@pytest.mark.parametrize("text", ["=1+1", "+45", "-1", "@SUM(A1)", "\t=1", 'x;=HYPERLINK("http://x")'])
def test_no_cell_of_a_file_is_run_by_a_spreadsheet(reader, plan, text):
    first = plan.commitments.get(number="1.1.1")
    first.plain_title_en = text
    first.save()
    cell = from_csv(reader.get(f"{LIST}.csv"))[0]["Plain title"]
    assert not cell.startswith(tuple("=+-@\t"))
    assert rearm(cell) == text
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"{LIST}.xlsx").content))
    found = next(cell for cell in book.worksheets[0][2] if cell.value == text)
    assert found.data_type != "f"


def test_a_file_says_its_licence_and_its_source(reader, plan):
    response = reader.get(f"{LIST}.csv")
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert from_csv(response)[0]["Licence"] == "CC BY 4.0"
    told = json.loads(reader.get(f"{LIST}.json?area=1").content)
    assert told["licence"]["name"] == "CC BY 4.0"
    assert told["source"] == "http://testserver/en/south-korea/2021-2024/?area=1"
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"{LIST}.xlsx").content))
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["Source"] == "http://testserver/en/south-korea/2021-2024/"
    assert about["Licence"].startswith("CC BY 4.0")


def test_a_file_with_demonstration_data_says_so_and_only_then(reader, plan):
    for ending in ("csv", "json"):
        assert DEMONSTRATION not in reader.get(f"{LIST}.{ending}").content.decode()
    factories.report(plan.commitments.get(number="1.1.1"), is_demo=True)
    for ending in ("csv", "json"):
        assert DEMONSTRATION in reader.get(f"{LIST}.{ending}").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"{LIST}.xlsx").content))
    assert any(cell.value == DEMONSTRATION for row in book.worksheets[1].iter_rows() for cell in row)


def test_danish_files_are_danish_throughout(reader, marked):
    rows = from_csv(reader.get("/da/south-korea/2021-2024/commitments.csv?status=fulfilled"), separator=";")
    assert rows[0]["Ordlyd"].startswith("Annual ministerial meetings")
    assert rows[0]["Sektorer"] == "Energi"


def test_the_same_list_is_the_same_bytes_and_answers_304(reader, plan):
    for ending in ("csv", "xlsx", "json"):
        first = reader.get(f"{LIST}.{ending}")
        assert first["Cache-Control"].startswith("public, no-cache")
        assert not first.cookies
        again = reader.get(f"{LIST}.{ending}", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "address", [f"{LIST}.csv", f"{LIST}.csv?status=fulfilled", "/en/sector/energy/commitments.json"]
)
def test_a_file_costs_as_many_queries_however_long_it_is(reader, marked, address):
    few = queries(reader, address)
    area, energy = marked.areas.get(), Sector.objects.get()
    for position in range(4, 30):
        more = factories.commitment(marked, area=area, number=f"1.1.{position}", position=position)
        more.sectors.add(energy)
        factories.report(more, status="fulfilled")
    assert queries(reader, address) == few


def queries(reader, address):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)


def test_a_table_knows_that_it_tells_of_demonstrations_in_whatever_language_it_is_described(plan):
    def table():
        commitments = Commitment.objects.published().filter(programme=plan)
        return table_of(commitments, at=clock.now(), site="https://example.org", licence="CC BY 4.0")

    first = plan.commitments.get(number="1.1.1")
    factories.report(plan.commitments.get(number="1.1.2"))
    assert not table().is_demonstration
    report = factories.report(first, is_demo=True)
    with translation.override("da"):
        in_danish = table()
    with translation.override("en"):
        assert DEMONSTRATION in about_words(in_danish)
    assert in_danish.is_demonstration
    assert [row["reference"] for row in in_danish.rows if row["note"]] == [first.reference]
    before = AsOf(day=clock.public_day(report.effective_at) - clock.ONE_DAY, began_on=dt.date(2020, 1, 1))
    assert not table_of(
        Commitment.objects.published().filter(programme=plan),
        at=clock.now(), site="", licence="", as_of=before,
    ).is_demonstration  # fmt: skip
