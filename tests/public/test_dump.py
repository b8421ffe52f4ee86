"""Everything public in one file: whole, explained, and the same bytes until something changes."""

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.models import Activity, Event, Responsibility, Sector
from tests import factories

DEMONSTRATION = "Demonstration data. Not a statement by any government."


@pytest.fixture
def dump(reader):
    """The tables of the dump by name, as lists of rows; the text of the README under its own name."""

    def read():
        with zipfile.ZipFile(io.BytesIO(reader.get("/api/dump.zip").content)) as archive:
            texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text)))
            if name.endswith("csv")
            else text
            for name, text in texts.items()
        }

    return read


def test_the_dump_holds_what_is_public(dump, plan):
    second = plan.commitments.get(number="1.1.2")
    second.sectors.add(Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy"))
    agency = factories.organisation("Danish Energy Agency", "DK")
    Responsibility.objects.create(commitment=second, organisation=agency, side="danish")
    factories.report(second, status="fulfilled", summary="=1+1")
    found = dump()
    assert [row["reference"] for row in found["programmes"]] == ["KR-2021"]
    assert [row["commitment"] for row in found["commitments"]] == [f"KR-2021-1.1.{n}" for n in (1, 2, 3)]
    assert found["statuses"][1] == {"commitment": "KR-2021-1.1.2", "status": "fulfilled"}
    assert found["commitment_sectors"] == [{"commitment": "KR-2021-1.1.2", "sector": "energy"}]
    assert found["organisations"][0]["slug"] == found["responsibilities"][0]["organisation"]
    assert found["reports"][0]["summary"] == "'=1+1", "a formula would be run when the file is opened"


def test_the_dump_holds_nothing_else(dump, plan):
    first = plan.commitments.get(number="1.1.1")
    hidden = factories.commitment(plan, number="9", is_published=False)
    quiet = factories.organisation("Quiet agency")
    Responsibility.objects.create(commitment=hidden, organisation=quiet, side="danish")
    for state in ("draft", "submitted", "returned"):
        factories.report(first, state=state)
    factories.report(first, effective_at=clock.now() + clock.ONE_DAY)
    factories.plan(1, starts_on="2031", ends_on="2034", is_published=False)
    Event.objects.create(key="secret", partnership=plan.partnership, kind="visit", starts_on="2026")
    Activity.objects.create(kind="meeting", title_en="Quiet talks").commitments.add(first)
    found = dump()
    assert [row["reference"] for row in found["programmes"]] == ["KR-2021"]
    assert "KR-2021-9" not in [row["commitment"] for row in found["commitments"]]
    for table in ("organisations", "reports", "events", "activities"):
        assert found[table] == [], table


def test_of_a_withdrawn_report_the_day_alone_is_told(dump, plan):
    factories.report(plan.commitments.get(number="1.1.1"), state="withdrawn", summary="A slip of the pen.")
    found = dump()
    assert found["reports"] == []
    assert found["withdrawn_reports"] == [
        {"commitment": "KR-2021-1.1.1", "withdrawn_on": clock.today().isoformat()}
    ]


def test_the_dictionary_says_of_every_column_what_it_means_in_both_languages(dump, plan):
    found = dump()
    told = {(row["table"], row["column"]): row for row in found.pop("data-dictionary")}
    found.pop("README.txt")
    assert all(row["meaning_en"] and row["meaning_da"] for row in told.values())
    assert told["programmes", "starts_on"]["kind"] == "day, month or year"
    assert "deliverable" in told["commitments", "kind"]["codes"].split()
    for table, rows in found.items():
        for row in rows[:1]:
            assert {(table, column) for column in row} <= set(told)


def test_the_readme_says_licence_source_and_what_is_for_demonstration(dump, plan):
    about = dump()["README.txt"]
    assert "CC BY 4.0" in about
    assert "http://testserver" in about
    assert DEMONSTRATION not in about
    factories.report(plan.commitments.get(number="1.1.1"), is_demo=True)
    assert DEMONSTRATION in dump()["README.txt"]


def test_the_dump_is_the_same_bytes_until_something_changes(reader, plan, time_machine):
    now = clock.now()
    first = reader.get("/api/dump.zip")
    time_machine.move_to(now + clock.ONE_DAY)
    assert reader.get("/api/dump.zip", headers={"Accept-Language": "en"}).content == first.content
    assert reader.get("/api/dump.zip", headers={"If-None-Match": first["ETag"]}).status_code == 304
    factories.report(plan.commitments.get(number="1.1.1"))
    assert reader.get("/api/dump.zip")["ETag"] != first["ETag"]


def test_the_dump_costs_as_many_queries_however_much_it_holds(reader, plan):
    few = queries(reader)
    for number in range(4, 20):
        factories.report(factories.commitment(plan, area=plan.areas.get(), number=f"1.1.{number}"))
    assert queries(reader) == few


def queries(reader):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get("/api/dump.zip").status_code == 200
    return len(captured)
