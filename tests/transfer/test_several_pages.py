"""A plan in several files or sheets is one plan: what is missing is in none of them, what is double is named."""

import io

import openpyxl
import pytest

from embassy import clock
from programmes.models import PriorityArea
from programmes.transfer import files, imports, messages
from tests import factories
from tests.transfer.plans import applied, as_csv, exported, table
from tests.transfer.workbooks import book, books, rewritten, saved

pytestmark = pytest.mark.django_db
TITLE = "Plain title (English)"
FIRST = [["Number", TITLE], ["1.1.1", "A"], ["1.1.2", "B"]]
SECOND = [["Number", TITLE], ["1.1.3", "C"]]


def upload(administrator, *named, **asked):
    return imports.upload([*named], by=administrator, at=clock.now(), reference="KR-2021", **asked)


def sentences(import_):
    return [
        f"{messages.error_place(error, 'en', is_one_table=True)}: {messages.error_sentence(error, 'en')}"
        for error in import_.shown["errors"]
    ]


def withdrawn(plan):
    return list(
        plan.commitments.exclude(withdrawn_on=None).order_by("number").values_list("number", flat=True)
    )


@pytest.mark.parametrize(
    "sent",
    [
        [("a.csv", as_csv(FIRST)), ("b.csv", as_csv(SECOND))],
        [("a.csv", as_csv(FIRST)), ("b.xlsx", book(*SECOND))],
        [("plan.xlsx", books(Tilsagn=FIRST, Commitments=SECOND))],
        [("plan.xlsx", books(Energy=FIRST, Water=SECOND))],
    ],
    ids=["two files", "two formats", "two names of the sheet", "sheets by subject"],
)
def test_what_is_missing_is_in_none_of_the_files_and_sheets(plan, administrator, sent):
    waiting = upload(administrator, *sent, withdraw_missing=True)
    assert [row["key"] for row in waiting.shown["missing"]] == ["KR-2021-1.1.4"]
    imports.apply(waiting, by=administrator, at=clock.now())
    assert withdrawn(plan) == ["1.1.4"]
    assert plan.commitments.get(number="1.1.3").plain_title_en == "C"


def test_the_second_place_of_a_row_names_file_and_row_of_the_first(plan, administrator):
    again = [["Number", TITLE], ["1.1.4", "D"], ["1.1.2", "E"]]
    waiting = upload(administrator, ("a.csv", as_csv(FIRST)), ("b.csv", as_csv(again)))
    assert sentences(waiting) == [
        "b.csv, Row 3, Number: Row 3 of “a.csv” is about the same. Keep one of them."
    ]


def test_the_second_place_in_another_sheet_names_the_sheet(plan, administrator):
    waiting = upload(administrator, ("plan.xlsx", books(Tilsagn=FIRST, Commitments=FIRST)))
    assert sentences(waiting) == [
        f"Commitments, Row {row}, Number: Row {row} of “Tilsagn” is about the same. Keep one of them."
        for row in (2, 3)
    ]


def test_a_new_number_in_two_files_is_an_error_and_not_two_rows(plan, administrator):
    new = as_csv([["Number", "Kind"], ["1.1.9", "continuing"]])
    waiting = upload(administrator, ("a.csv", new), ("b.csv", new))
    assert (waiting.added, waiting.errors) == (1, 1)


def test_a_new_area_that_both_files_name_is_one_area(plan, administrator):
    def rows(number, title, kind="science"):
        headers = ["Number", "Kind", "Area", "Area title", "Track", "Track title", "Kind of track"]
        return as_csv([headers, [number, "continuing", number[0], title, 1, "SCIENCE", kind]])

    waiting = upload(administrator, ("a.csv", rows("2.1.1", "HEALTH")), ("b.csv", rows("2.1.2", "HEALTH")))
    imports.apply(waiting, by=administrator, at=clock.now())
    assert PriorityArea.objects.get(number=2).commitments.count() == 2
    waiting = upload(administrator, ("a.csv", rows("3.1.1", "A", "")), ("b.csv", rows("3.1.2", "B", "trade")))
    assert sentences(waiting) == [
        "b.csv, Row 2, Area title: Row 2 of “a.csv” says “A” here. Make the rows agree."
    ]


def test_a_new_area_in_its_own_sheet_and_in_the_list_is_one_area(plan, administrator):
    areas = [["Number", "Official title"], [2, "HEALTH"]]
    listed = [["Number", "Kind", "Area", "Area title"], ["2.1", "continuing", 2, "HEALTH"]]
    waiting = upload(administrator, ("plan.xlsx", books(Areas=areas, Commitments=listed)))
    assert waiting.added == 2
    imports.apply(waiting, by=administrator, at=clock.now())
    areas[1][:], listed[1][:] = [3, "WATER"], ["3.1", "continuing", 3, "WELFARE"]
    waiting = upload(administrator, ("plan.xlsx", books(Areas=areas, Commitments=listed)))
    assert sentences(waiting) == [
        "Row 2, Area title: Row 2 of “Areas” says “WATER” here. Make the rows agree."
    ]


def test_what_the_commitments_own_row_says_is_not_said_again_on_another_sheet(plan, administrator):
    factories.organisation("VEKS")
    listed = [["Number", "Kind", "Official wording", "Partner organisations"],
              ["1.1.8", "continuing", "Words.", ""], ["1.1.9", "continuing", "Words.", "veks"]]  # fmt: skip
    wordings = [["Number", "Language", "Provenance", "Wording"], ["1.1.8", "en", "signed", "Words."],
                ["1.1.8", "da", "courtesy_translation", "Ord."]]  # fmt: skip
    parts = [["Number", "Organisation", "Side", "Part"], ["1.1.9", "veks", "partner", "responsible"],
             ["1.1.9", "DEA", "danish", "responsible"]]  # fmt: skip
    sheets = {"Commitments": listed, "Other wordings": wordings, "Responsibilities": parts}
    assert sentences(upload(administrator, ("plan.xlsx", books(**sheets)))) == [
        f"Row 2, Number: Row {row} of “Commitments” is about the same. Keep one of them." for row in (2, 3)
    ]
    del wordings[1], parts[1]
    imports.apply(upload(administrator, ("plan.xlsx", books(**sheets))), by=administrator, at=clock.now())
    assert plan.commitments.get(number="1.1.9").responsibilities.count() == 2


def test_two_plans_may_come_with_the_same_organisations_and_must_agree_on_them(plan):
    by = factories.superuser()
    factories.plan(1, starts_on="2031", ends_on="2034")
    columns = ["Short name", "Name (English)", "Kind"]

    def workbook(reference, name):
        commitments = [["Reference", TITLE], [f"{reference}-1.1.1", "Wind"]]
        return books(Organisations=[columns, ["veks", name, "company"]], Commitments=commitments)

    def sent(*names):
        sources = [
            (f"{reference}.xlsx", workbook(reference, name))
            for reference, name in zip(("KR-2021", "KR-2031"), names, strict=True)
        ]
        return imports.upload(sources, by=by, at=clock.now())

    differing = sent("VEKS heating", "VEKS heat")
    assert sentences(differing) == [
        "KR-2031.xlsx, Row 2, Name (English): Row 2 of “KR-2021.xlsx, Organisations” says “VEKS heating” here. "
        "Make the rows agree."
    ]
    waiting = sent("VEKS heating", "VEKS heating")
    assert (waiting.added, waiting.changed, waiting.errors) == (1, 2, 0)
    imports.apply(waiting, by=by, at=clock.now())


def test_two_files_may_write_the_reference_in_other_letters(plan, administrator):
    named = [
        (f"{number}.csv", as_csv([["Reference", TITLE], [f"{reference}-{number}", "Wind"]]))
        for reference, number in (("kr-2021", "1.1.1"), ("KR-2021", "1.1.2"))
    ]
    waiting = imports.upload(named, by=administrator, at=clock.now(), withdraw_missing=True)
    assert waiting.errors == 0
    assert [row["key"] for row in waiting.shown["missing"]] == ["KR-2021-1.1.3", "KR-2021-1.1.4"]


HIDDEN = rewritten(
    books(Commitments=FIRST, Tilsagn=SECOND),
    (b'name="Tilsagn" sheetId="2" state="visible"', b'name="Tilsagn" sheetId="2" state="hidden"'),
    part="xl/workbook.xml",
)
COPIED = books(**{"Commitments": FIRST, "Commitments (2)": SECOND})


@pytest.mark.parametrize(("data", "name"), [(HIDDEN, "Tilsagn"), (COPIED, "Commitments (2)")])
def test_nothing_is_withdrawn_while_commitments_may_stand_on_a_sheet_that_is_not_read(
    plan, administrator, data, name
):
    told = [
        messages.notice(notice, "en") for notice in upload(administrator, ("p.xlsx", data)).shown["notices"]
    ]
    assert any(f"“{name}”" in notice for notice in told)
    waiting = upload(administrator, ("p.xlsx", data), withdraw_missing=True)
    assert waiting.shown["missing"] == []
    assert f"Commitments may stand on the sheet “{name}”, which is not read" in sentences(waiting)[0]


OTHERS = [["No.", "English title", "Due"], ["1.1.3", "C", "2030"]]


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Area 2", SECOND),
        ("Area 2", [["Some line"]] * 12 + SECOND),
        ("Area 2", OTHERS),
        ("Area 2", [["C"]]),
        ("Lists", SECOND),
        ("Lists", OTHERS),
        ("Read me", [["How to use this file"], *OTHERS]),
        ("Lister", [["commitments.kind", "Title"], ["other", "C"]]),
    ],
)
def test_no_name_and_no_headers_of_a_sheet_that_is_not_read_let_its_rows_be_withdrawn(
    plan, administrator, name, rows, is_hidden
):
    data = books(Commitments=FIRST, **{name: rows})
    if is_hidden:
        sheet = b'name="%s" sheetId="2" state="' % name.encode()
        data = rewritten(data, (sheet + b"visible", sheet + b"hidden"), part="xl/workbook.xml")
    waiting = upload(administrator, ("p.xlsx", data), withdraw_missing=True)
    assert waiting.shown["missing"] == []
    assert any(
        f"Commitments may stand on the sheet “{name}”, which is not read" in it for it in sentences(waiting)
    )
    assert any(f"“{name}”" in messages.notice(notice, "en") for notice in waiting.shown["notices"])


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("format", ["xlsx", "flat-xlsx"])
def test_sheets_of_ours_that_explain_or_feed_drop_downs_may_be_called_anything_and_hold_no_commitments(
    plan, administrator, format, language
):
    made = openpyxl.load_workbook(io.BytesIO(exported(plan, format, language=language)[1]))
    made.worksheets[-1].sheet_state = "visible"
    made.worksheets[-1].title = "Words"
    if format == "xlsx":
        made.worksheets[0].title = "Help"
    (sheet,) = (sheet for sheet in made if sheet.title in {"Commitments", "Aftalepunkter", "Tilsagn"})
    sheet.delete_rows(sheet.max_row)
    waiting = upload(administrator, ("p.xlsx", saved(made)), withdraw_missing=True)
    assert [row["key"] for row in waiting.shown["missing"]][:1] == ["KR-2021-1.1.4"]
    assert waiting.shown["notices"] == []


def test_a_file_without_any_row_withdraws_nothing(plan, administrator):
    rows = table(exported(plan)[1])[:1]
    waiting = upload(administrator, ("plan.csv", as_csv(rows)), withdraw_missing=True)
    assert waiting.shown["missing"] == []
    assert "nothing is withdrawn as missing" in sentences(waiting)[0]


def test_preview_and_apply_agree_for_a_plan_in_two_halves(plan, administrator):
    headers, *rows = table(exported(plan)[1])
    for row in rows:
        row[headers.index(TITLE)] = "New"
    sent = [("a.csv", as_csv([headers, *rows[:2]])), ("b.csv", as_csv([headers, *rows[2:]]))]
    sources = [files.guard(*named) for named in sent]
    job, import_ = imports.apply_at_once(sources, by=administrator, at=clock.now(), withdraw_missing=True)
    assert job.preview.counts == {"added": 0, "changed": 4, "unchanged": 0, "missing": 0, "errors": 0}
    assert import_.state == "applied"
    assert applied("plan.csv", as_csv([headers, *rows]), by=administrator).change_set is None
