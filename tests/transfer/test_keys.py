"""An import takes no key that could stand in no address, no far day, and no text that cannot be stored."""

import json

import pytest
from jsonschema import Draft202012Validator

from programmes.intake.refusal import Refused
from programmes.models import Programme
from programmes.transfer.formats import document
from tests.transfer.plans import edited, examined, exported

pytestmark = pytest.mark.django_db


def faults(plan):
    return [error.message for error in Draft202012Validator(document.schema()).iter_errors(plan)]


ODD_NUMBERS = [
    "1.1.x", "１.１.７", "01.01.01", "1.01", "abc", "1/2", "1.1.3.4", "1.1.", "9999", "0", "1.1.3\u2024", "1,1,3",
]  # fmt: skip


def complaints(name, data, **asked):
    """(column, sentence) of what is wrong with a file."""
    errors = examined(name, data, **asked)["errors"]
    return {(error["column"], error["message"] % error["params"]) for error in errors}


def with_row(plan, sheet, **values):
    """The whole plan as JSON, with some values of the first row of a sheet."""
    content = json.loads(exported(plan, "json")[1])
    row = content[sheet] if sheet == "programme" else content[sheet][0]
    row |= values
    return json.dumps(content).encode()


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_a_number_is_refused_alone_or_in_a_reference(plan, number):
    alone = complaints("plan.json", with_row(plan, "commitments", number=number, reference=None))
    whole = complaints("plan.json", with_row(plan, "commitments", number=None, reference=f"KR-2021-{number}"))
    assert {column for column, _words in alone} == {"number"}
    assert {column for column, _words in whole} == {"reference"}
    assert all("Numbers look like 1.1.3, 1.3 or 3" in words for _column, words in whole)


@pytest.mark.parametrize("reference", ["kr-2030", "KR 2031", "KR/2031", "KR-2031-æ", "KR-２０３１"])
def test_a_reference_is_refused(plan, reference):
    found = complaints("plan.json", with_row(plan, "programme", reference=reference))
    assert any(column == "reference" and "KR-2021" in words for column, words in found)


@pytest.mark.parametrize("period", ["foo", "2022-H3", "２０２２", "2022-13", "2022-2029", True])
def test_a_period_is_refused(plan, period):
    ((column, words),) = complaints("plan.json", with_row(plan, "occurrences", period=period))
    assert column == "period"
    assert "Write a year (2021), a half (2021-H1)" in words


def test_a_year_that_excel_made_a_number_of_is_a_period(plan):
    assert complaints("plan.json", with_row(plan, "occurrences", period=2022)) == set()


@pytest.mark.parametrize(
    ("sheet", "values"),
    [
        ("areas", {"number": 0}),
        ("areas", {"number": 1000}),
        ("tracks", {"position": 0}),
        ("areas", {"number": "１"}),
    ],
)
def test_areas_and_tracks_count_from_one_to_999(plan, sheet, values):
    found = complaints("plan.json", with_row(plan, sheet, **values))
    assert (next(iter(values)), "Write a whole number from 1 to 999 here.") in found


@pytest.mark.parametrize(
    ("sheet", "values", "words"),
    [
        ("programme", {"ends_on": "9999"}, "The year 9999 is out of bounds: write one from 1700 to 2199."),
        ("programme", {"starts_on": "0021"}, "The year 21 is out of bounds: write one from 1700 to 2199."),
        ("commitments", {"due_on": "9999-12-31"}, "The year 9999 is out of bounds: write one from 1700 to 2199."),
        ("activities", {"takes_place_on": "2999"}, "The year 2999 is out of bounds: write one from 1700 to 2199."),
        ("programme", {"ends_on": "2072"},
         "A programme runs for 50 years at most. Where no end is agreed, leave it out."),
        ("programme", {"ends_on": "２０２４"},
         "“２０２４” is not a date. Write a year (2021), a month (2021-04) or a day (2021-04-18)."),
    ],
)  # fmt: skip
def test_far_days_and_endless_programmes_are_refused_with_the_reason(plan, sheet, values, words):
    assert (next(iter(values)), words) in complaints("plan.json", with_row(plan, sheet, **values))


def test_the_last_year_that_is_known_is_taken(plan):
    Programme.objects.update(starts_on="2160", ends_on="2163", signed_on=None)
    data = with_row(plan, "programme", ends_on="2199-12-31")
    assert complaints("plan.json", data) == set()


@pytest.mark.parametrize(
    ("sheet", "values"),
    [
        ("commitments", {"number": "01.01.01"}),
        ("commitments", {"number": "１.１.７"}),
        ("programme", {"reference": "kr-2021"}),
        ("programme", {"slug": "a/b"}),
        ("occurrences", {"period": "2022-H3"}),
        ("programme", {"ends_on": "soon"}),
        ("areas", {"number": 1000}),
    ],
)
def test_the_published_schema_refuses_the_same(plan, sheet, values):
    assert faults(json.loads(exported(plan, "json")[1])) == []
    assert faults(json.loads(with_row(plan, sheet, **values)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content["programme"].update(title_en="\ud800"),
        lambda content: content["areas"][0].update(title="\udfff x"),
        lambda content: content["commitments"][0].update(sectors=["\ud83c"]),
        lambda content: content["programme"].update({"title\ud800": "x"}),
        lambda content: content.update({"areas\udc00": []}),
        lambda content: content["programme"].update(reference="KR-2021\x00"),
        lambda content: content["programme"].update({"nul\x00": 1}),
    ],
)
def test_half_a_surrogate_pair_and_nul_are_refused_where_json_is_read(plan, spoil):
    content = json.loads(exported(plan, "json")[1])
    spoil(content)
    with pytest.raises(Refused):
        examined("plan.json", json.dumps(content).encode())


def test_a_number_in_a_table_is_refused_too(plan):
    data = edited(plan, {("1.1.1", "Reference"): "", ("1.1.1", "Number"): "１.１.１"})
    ((column, words),) = complaints("plan.csv", data)
    assert column == "number"
    assert words.startswith("“１.１.１” is not a number.")
