"""The preview says exactly what would happen, and what to put right."""

import io
import json

import openpyxl
import pytest

from embassy.models import ChangeSet
from programmes.models import Import, Programme
from programmes.transfer import messages
from tests import factories
from tests.transfer.plans import as_csv, edited, examined, exported, rich_plan, shared_lists, state, table

pytestmark = pytest.mark.django_db


def sentences(preview):
    return [
        f"{messages.error_place(error, 'en', is_one_table=True)}: {messages.error_sentence(error, 'en')}"
        for error in preview["errors"]
    ]


def first_sentence(plan, number, header, text):
    preview = examined("plan.csv", edited(plan, {(number, header): text}))
    assert preview["counts"]["errors"] == 1, sentences(preview)
    return sentences(preview)[0]


def flat(headers, *rows):
    return as_csv([headers, *rows])


def test_the_headline_counts_what_would_happen_and_nothing_is_written(plan):
    rows = table(
        edited(plan, {("1.1.1", "Plain title (English)"): "Wind", ("1.1.2", "Deadline"): "2025-01-31"})
    )
    number, order = rows[0].index("Number"), rows[0].index("Order")
    new = list(rows[1])
    new[rows[0].index("Reference")], new[number], new[order] = "", "1.1.9", ""
    before = state()
    preview = examined("plan.csv", as_csv([*rows, new]))
    assert messages.verdict(preview["counts"]) == (
        "Nothing has changed yet. Applying will add 1, change 2, leave 2."
    )
    assert messages.public_effect(preview) == "New items stay unpublished. 2 changes alter public pages."
    assert state() == before
    assert not ChangeSet.objects.exists()
    assert not Import.objects.exists()


def test_a_change_is_told_field_by_field_old_beside_new(plan):
    preview = examined("plan.csv", edited(plan, {("1.1.2", "Deadline"): "31-01-2025"}))
    (change,) = preview["changed"]
    assert change["key"] == "KR-2021-1.1.2"
    assert change["fields"] == [["due_on", "2024-06-30", "2025-01-31"]]


def test_an_unknown_word_suggests_the_one_that_was_meant(plan):
    said = first_sentence(plan, "1.1.3", "Kind", "delivrable")
    assert said == "Row 4, Kind: “delivrable” is unknown. Did you mean “deliverable”?"


@pytest.mark.parametrize(
    ("header", "text", "remedy"),
    [
        ("Deadline", "next spring", "Write 2021-04-18 or 18-04-2021"),
        ("Sectors", "watr", "Did you mean “water”?"),
        ("Danish organisations", "DAE", "Did you mean “DEA”?"),
        ("SDGs", "18", "is unknown"),
        ("Plain title (English)", "x" * 161, "has 161 characters; there is room for 160"),
        ("Owner", "nobody", "is unknown"),
        ("Recurrence, in words", "now and then", "go with the choice “other”"),
        ("Official wording", "", "Record an amendment"),
        ("Reference", "CN-2023-1.1.3", "A file holds one programme"),
        ("Number", "1.1.4", "Number says 1.1.4 and Reference KR-2021-1.1.3"),
    ],
)
def test_every_error_says_where_and_what_to_do(plan, header, text, remedy):
    said = first_sentence(plan, "1.1.3", header, text)
    assert said.startswith("Row 4, ")
    assert remedy in said


@pytest.mark.parametrize(
    ("header", "remedy"), [("Area", "There is no area 9. Add it"), ("Track", "Area 1 has no track 9. Add it")]
)
def test_an_area_or_track_that_nobody_names_is_an_error(plan, header, remedy):
    preview = examined("plan.csv", flat(["Reference", header], ["KR-2021-1.1.3", "9"]))
    assert remedy in sentences(preview)[0]


def test_all_errors_are_told_at_once(plan):
    changes = {(f"1.1.{n}", "Kind"): "wrong" for n in range(1, 5)}
    assert examined("plan.csv", edited(plan, changes))["counts"]["errors"] == 4


def test_a_row_that_stands_twice_is_told_with_both_places(plan):
    rows = table(exported(plan)[1])
    preview = examined("plan.csv", as_csv([*rows, rows[1]]))
    assert sentences(preview) == ["Row 6, Number: Row 2 is about the same. Keep one of them."]


def test_rows_missing_from_the_file_stay_and_are_withdrawn_only_if_asked(plan):
    rows = table(exported(plan)[1])
    shorter = as_csv(rows[:-2])
    kept = examined("plan.csv", shorter)
    assert messages.missing(kept["counts"]) == "2 are missing from the file: they stay."
    assert kept["counts"]["changed"] == 0
    withdrawn = examined("plan.csv", shorter, withdraw_missing=True)
    assert withdrawn["counts"]["changed"] == 2
    assert [gone["withdrawn"] for gone in withdrawn["missing"]] == [True, True]


def test_extra_columns_are_kept_out_and_reported(plan):
    rows = [[*row, "remark"] for row in table(exported(plan)[1])]
    rows[0][-1] = "Our own remarks"
    preview = examined("plan.csv", as_csv(rows))
    assert preview["counts"]["errors"] == 0
    assert "Our own remarks" in messages.notice(preview["notices"][0], "en")


def test_a_column_that_is_missing_leaves_things_as_they_are(plan):
    preview = examined("plan.csv", flat(["Reference", "Kind"], ["KR-2021-1.1.1", "continuing"]))
    assert preview["counts"]["changed"] == 0
    assert preview["unchanged"] == {"commitments": 1}


def test_official_wording_in_force_is_refused_with_the_way_to_change_it(plan):
    said = first_sentence(plan, "1.1.1", "Official wording", "Something else entirely.")
    assert "Record an amendment of the programme" in said


def test_official_wording_in_preparation_may_be_put_right():
    shared_lists()
    plan = factories.plan(
        1, starts_on="2040", ends_on="2044", is_published=False, signed_on=None, announced_on="2026"
    )
    preview = examined("plan.csv", edited(plan, {("1.1.1", "Official wording"): "The corrected words."}))
    assert preview["counts"] == {"added": 0, "changed": 1, "unchanged": 0, "missing": 0, "errors": 0}


def test_a_list_with_nothing_but_numbers_and_titles_is_enough(plan):
    rows = [["My list of 2026"], [], ["Number", "Plain title (Danish)", "Kind"], ["1.1.8", "Nyt", "løbende"]]
    preview = examined("list.csv", as_csv(rows, delimiter=";", encoding="cp1252"), reference="KR-2021")
    assert preview["added"][0]["key"] == "KR-2021-1.1.8"
    assert preview["added"][0]["row"] == 4


def test_a_file_that_does_not_say_its_programme_is_refused(plan):
    from programmes.intake.refusal import Refused

    with pytest.raises(Refused, match="Choose the programme"):
        examined("list.csv", flat(["Number", "Kind"], ["1.1.8", "continuing"]))


def test_new_areas_and_tracks_come_with_the_rows_that_name_them(plan):
    headers = ["Number", "Kind", "Area", "Area title", "Track", "Track title", "Kind of track"]
    rows = [["2.1.1", "continuing", 2, "HEALTH", 1, "Science Cooperation", "science"],
            ["2.1.2", "continuing", 2, "HEALTH", 1, "Science Cooperation", "science"]]  # fmt: skip
    preview = examined("list.csv", flat(headers, *rows), reference="KR-2021")
    assert [row["sheet"] for row in preview["added"]] == ["areas", "tracks", "commitments", "commitments"]


@pytest.mark.parametrize("header", ["Area", "Track"])
def test_a_title_whose_number_is_empty_is_an_error_and_empties_nothing(plan, header):
    assert first_sentence(plan, "1.1.3", header, "") == f"Row 4, {header}: {header} is missing. Fill it in."


def test_rows_that_disagree_about_an_area_are_told(plan):
    headers = ["Number", "Kind", "Area", "Area title"]
    rows = [["2.1", "continuing", 2, "HEALTH"], ["2.2", "continuing", 2, "WELFARE"]]
    preview = examined("list.csv", flat(headers, *rows), reference="KR-2021")
    assert "Row 2 says “HEALTH” here. Make the rows agree." in sentences(preview)[0]


# --- what Excel does to cells


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def test_a_number_that_excel_shortened_names_the_remedy(plan):
    data = workbook(["Number", "Kind"], [1.1, "continuing"])
    preview = examined("list.xlsx", data, reference="KR-2021")
    assert "it may have been 1.1 or 1.10. Format the column as Text" in sentences(preview)[0]


def test_a_number_that_excel_made_a_date_of_names_the_remedy(plan):
    import datetime as dt

    data = workbook(["Number", "Kind"], [dt.date(2003, 1, 1), "continuing"])
    preview = examined("list.xlsx", data, reference="KR-2021")
    assert "Excel has turned this number into a date (2003-01-01)" in sentences(preview)[0]


def test_the_reference_decides_what_excel_spoiled(plan):
    data = workbook(["Reference", "Number", "Kind"], ["KR-2021-1.10", 1.1, "continuing"])
    preview = examined("list.xlsx", data)
    assert preview["counts"]["errors"] == 0
    assert preview["added"][0]["key"] == "KR-2021-1.10"


def test_excels_own_dates_are_dates(plan):
    import datetime as dt

    data = workbook(["Reference", "Deadline"], ["KR-2021-1.1.1", dt.date(2027, 5, 6)])
    (change,) = examined("list.xlsx", data)["changed"]
    assert change["fields"] == [["due_on", "", "2027-05-06"]]


def test_a_cell_with_an_error_is_not_taken_for_an_empty_one(plan):
    data = workbook(["Reference", "Deadline"], ["KR-2021-1.1.1", "#N/A"])
    assert sentences(examined("list.xlsx", data)) == [
        "Row 2, Deadline: Cell B2 shows an error (such as #N/A). Correct it, and send it again."
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding_that_excel_writes_is_read(plan, delimiter, encoding):
    rows = [["Reference", "Plain title (Danish)"], ["KR-2021-1.1.1", "Møde på Færøerne"]]
    data = as_csv(rows, delimiter=delimiter, encoding=encoding)
    (change,) = examined("list.csv", data)["changed"]
    assert change["fields"][0][2] == "Møde på Færøerne"


def test_the_separator_that_excels_own_first_line_names_decides(plan):
    rows = [["Reference", "Plain title (Danish)"], ["KR-2021-1.1.1", "Møde, og mere"]]
    data = b"sep=;\r\n" + as_csv(rows, delimiter=";")
    (change,) = examined("list.csv", data)["changed"]
    assert change["fields"][0][2] == "Møde, og mere"


@pytest.mark.parametrize("text", ["KR-2021-2-1.1.1", "KR-2021", "CN-2021-1.1.1"])
def test_a_reference_of_another_programme_is_told(plan, text):
    (error,) = examined("list.csv", flat(["Reference", "Kind"], [text, "recurring"]), reference="KR-2021")[
        "errors"
    ]
    assert error["message"].startswith("“%(value)s” does not belong to %(programme)s")


def test_cells_that_are_blank_or_repeat_are_each_told_at_their_own_row(plan):
    rows = [["Number", "Kind", "SDGs"], ["1.1.1", "odd", ""], ["1.1.2"], ["1.1.3", "odd", "99"]]
    preview = examined("list.csv", as_csv(rows), reference="KR-2021")
    assert sorted((error["row"], error["column"]) for error in preview["errors"]) == [
        (2, "kind"), (3, "kind"), (4, "kind"), (4, "sdgs"),
    ]  # fmt: skip


def test_headers_may_be_danish_and_in_any_order(plan):
    rows = table(exported(plan, language="da")[1], ";")
    turned = [list(reversed(row)) for row in rows]
    preview = examined("plan.csv", as_csv(turned, delimiter=";"))
    assert preview["counts"] == {"added": 0, "changed": 0, "unchanged": 4, "missing": 0, "errors": 0}


def test_headers_of_older_files_are_still_read(plan):
    rows = table(exported(plan, language="da")[1], ";")
    place = rows[0].index("Trukket tilbage den")
    rows[0][place], rows[1][place] = "Trukket tilbage", "2030-01-31"
    preview = examined("plan.csv", as_csv(rows, delimiter=";"))
    assert preview["notices"] == []
    assert preview["changed"][0]["fields"] == [["withdrawn_on", "", "2030-01-31"]]


# --- several files, and lists


def test_organisations_come_as_a_list_of_their_own_and_a_plan_may_name_them_at_once(plan):
    from embassy import clock
    from programmes.transfer import files, imports

    organisations = flat(
        ["Short name", "Acronym", "Name (English)", "Kind"],
        ["veks", "VEKS", "VEKS district heating", "company"],
    )
    commitments = edited(plan, {("1.1.4", "Danish organisations"): "VEKS"})
    sources = [files.guard("plan.csv", commitments), files.guard("organisations.csv", organisations)]
    preview = imports.examine(sources, by=None, at=clock.now()).preview.data()
    assert preview["errors"] == []
    assert [row["sheet"] for row in preview["added"]] == ["organisations"]
    assert preview["changed"][0]["fields"] == [["danish", "", "VEKS"]]


def test_an_acronym_of_two_organisations_asks_which(plan):
    factories.organisation("Danish Emergency Agency", acronym="DEA")
    said = first_sentence(plan, "1.1.4", "Danish organisations", "DEA")
    assert "danish-emergency-agency, danish-energy-agency" in said


def test_an_alias_means_its_organisation(plan):
    data = edited(plan, {("1.1.4", "Partner organisations"): '"Korean Ministry of Science; and ICT"'})
    (change,) = examined("plan.csv", data)["changed"]
    assert change["fields"] == [["partner", "", "MSIT"]]


def test_a_file_for_a_programme_that_is_not_here_says_how_to_add_it(plan):
    from programmes.intake.refusal import Refused

    with pytest.raises(Refused, match="send a workbook"):
        examined("plan.csv", flat(["Reference", "Kind"], ["KR-2050-1", "continuing"]))
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"succeeded_on": "2022"}, {"source_en": "An act"}, {"source_on": "2022-06"}]
)
def test_what_is_said_of_a_succession_needs_the_successor(given):
    plan = json.loads(exported(rich_plan(), "json")[1])
    plan["organisations"][0] |= given
    (error,) = examined("plan.json", json.dumps(plan).encode(), by=factories.superuser())["errors"]
    assert (error["sheet"], error["column"]) == ("organisations", "successor")
