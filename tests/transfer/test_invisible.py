"""Characters that nobody sees make no difference, wherever they stand."""

import json

import pytest

from embassy.invisible import without_invisible
from programmes.models import Commitment, OrganisationAlias, Signatory
from programmes.transfer import messages
from programmes.transfer.export import FORMATS
from tests import factories
from tests.transfer.plans import as_csv, edited, examined, exported, table
from tests.transfer.workbooks import book

pytestmark = pytest.mark.django_db
SOME = [
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\u2060",
    "\u200e",
    "\u202a",
    "\u2066",
    "\u200d",
    "\u3164",
    "\U000e0041",
]


@pytest.mark.parametrize("sign", SOME)
def test_a_text_without_them_is_as_it_is_seen(sign):
    assert without_invisible(f"{sign}1.1{sign}.3{sign}") == "1.1.3"


@pytest.mark.parametrize("text", ["क्‍ष", "👩‍🔬", "❤️", "می‌خواهم", "Årø\u00a0på", "1️⃣"[:1]])
def test_those_that_mean_something_stay(text):
    assert without_invisible(text) == text


@pytest.mark.parametrize("sign", SOME)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_keys_headers_names_dates_and_choices_are_read_as_they_are_seen(plan, sign, kind):
    rows = [
        [f"Number{sign}", f"{sign}Kind", "Dead\u00adline", f"Danish{sign} organisations", "Owning team"],
        [f"{sign}1.1.3", f"continu{sign}ing", f"2027-0{sign}1-02", f"DEA{sign}", f"{sign}energy"],
        [sign, "", "", "", ""],
    ]
    data = as_csv(rows) if kind == "csv" else book(*rows)
    preview = examined(f"list.{kind}", data, reference="KR-2021")
    assert preview["errors"] == []
    assert preview["notices"] == []
    assert preview["changed"][0]["fields"] == [["due_on", "", "2027-01-02"], ["danish", "", "DEA"]]


def test_texts_lose_them_with_a_notice_that_names_the_rows(plan):
    data = edited(
        plan, {(f"1.1.{n}", "Plain title (English)"): "Energy\u00adeffi\u200bciency" for n in (2, 3)}
    )
    preview = examined("plan.csv", data)
    assert [row["fields"][0][2] for row in preview["changed"]] == ["Energyefficiency"] * 2
    assert [messages.notice(notice, "en") for notice in preview["notices"]] == [
        "“Plain title (English)”: invisible characters were left out in the rows 3–4."
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_those_that_stand_in_our_own_texts_already_make_no_change(plan, format):
    Commitment.objects.filter(number="1.1.1").update(plain_title_en="Energy\u00adefficiency")
    OrganisationAlias.objects.create(organisation=factories.organisation("Soft"), name="So\u00adft")
    Signatory.objects.update(name="Jeppe\u200b Kofod")
    plan.commitments.get(number="1.1.1").current_wording.__class__.objects.update(text="As\u00ad signed.")
    preview = examined(*exported(plan, format), by=factories.superuser())
    counts = preview["counts"]
    assert (counts["added"], counts["changed"], counts["missing"], counts["errors"]) == (0, 0, 0, 0), preview
    assert preview["notices"] == []


def test_a_reference_of_one_row_is_found_with_them(plan):
    rows = table(exported(plan)[1])
    rows = [[cell.replace("KR-2021-", "KR-\u200b2021-") for cell in row] for row in rows]
    assert examined("plan.csv", as_csv(rows))["counts"]["unchanged"] == 4


def test_they_are_taken_out_of_json_as_well(plan):
    content = json.loads(exported(plan, "json")[1])
    content["commitments"][0]["plain_title_en"] = "Wi\u200bnd"
    (change,) = examined("plan.json", json.dumps(content).encode())["changed"]
    assert change["fields"] == [["plain_title_en", "Annual ministerial meetings 1", "Wind"]]
