"""A value that stands elsewhere, or that the file does not hold, is not an empty cell: nothing is emptied by it."""

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from programmes.intake.refusal import Refused
from programmes.transfer import messages
from programmes.transfer.reading import worksheet_xml
from tests import factories
from tests.transfer.plans import examined, exported, shared_lists
from tests.transfer.workbooks import book, books, rewritten, saved

pytestmark = pytest.mark.django_db
TITLE = "Plain title (English)"


def sentences(preview):
    return [
        f"{messages.error_place(error, 'en', is_one_table=True)}: {messages.error_sentence(error, 'en')}"
        for error in preview["errors"]
    ]


def notices(preview):
    return [messages.notice(notice, "en") for notice in preview["notices"]]


def preview_of(data):
    return examined("list.xlsx", data, reference="KR-2021")


def changed(preview):
    """{(number, column): (old, new)}"""
    return {
        (row["key"].removeprefix("KR-2021-"), column): (old, new)
        for row in preview["changed"]
        for column, old, new in row["fields"]
    }


# --- merged cells


def merged(*ranges):
    def merge(sheet):
        for cells in ranges:
            sheet.merge_cells(cells)

    return merge


def test_cells_merged_down_a_column_carry_the_value_in_every_row(plan):
    deadline = dt.date(2027, 5, 6)
    rows = [["Number", "Deadline"], ["1.1.1", deadline], ["1.1.2"], ["1.1.3"], ["1.1.4", dt.date(2028, 1, 2)]]
    preview = preview_of(book(*rows, change=merged("B2:B4")))
    assert preview["errors"] == []
    assert {key: new for key, (_old, new) in changed(preview).items()} == {
        ("1.1.1", "due_on"): "2027-05-06",
        ("1.1.2", "due_on"): "2027-05-06",
        ("1.1.3", "due_on"): "2027-05-06",
        ("1.1.4", "due_on"): "2028-01-02",
    }


def test_cells_merged_over_columns_are_an_error_that_names_the_range(plan):
    rows = [
        ["Number", TITLE, "Plain title (Danish)", "Remark"],
        ["1.1.1", "Wind", None, None],
        ["1.1.2", "x", "y"],
    ]
    preview = preview_of(book(*rows, change=merged("B2:D2")))
    assert sentences(preview) == [
        "Row 2, Plain title (Danish): Cell C2 is covered by the merged cells B2:D2. "
        "Unmerge them, and fill in each cell."
    ]


def test_a_block_of_merged_cells_is_unread_in_every_cell_but_its_first(plan):
    rows = [
        ["Number", TITLE, "Plain title (Danish)"],
        ["1.1.1", "Wind", None],
        ["1.1.2"],
        ["1.1.3", "x", "y"],
    ]
    preview = preview_of(book(*rows, change=merged("B2:C3")))
    assert [error["params"]["cell"] for error in preview["errors"]] == ["C2", "B3", "C3"]


def test_merged_titles_and_headers_above_the_rows_are_nothing_to_them(plan):
    rows = [["Plan 2021", None, None], ["Number", TITLE, None], [None, None, None], ["1.1.1", "Wind", None]]
    preview = preview_of(book(*rows, change=merged("A1:C1", "A2:A3", "B2:B3")))
    assert preview["errors"] == []
    assert changed(preview) == {("1.1.1", "plain_title_en"): ("Annual ministerial meetings 1", "Wind")}


@pytest.mark.parametrize(
    ("cells", "unread"),
    [("C1:C3", ["C2", "C3"]), ("B1:B2", ["B2"]), ("B1:C2", ["B2"]), ("A1:A2", ["A2"])],
)
def test_a_header_merged_down_over_its_column_empties_nothing(plan, cells, unread):
    rows = [["Number", TITLE, "Deadline"], ["1.1.1", "Wind", "2027-01-02"], ["1.1.2", "Sun", "2027-01-02"]]
    preview = preview_of(book(*rows, change=merged(cells)))
    assert [(error["params"]["cell"], error["params"]["range"]) for error in preview["errors"]] == [
        (cell, cells) for cell in unread
    ]


def test_a_title_merged_down_through_the_headers_empties_nothing(plan):
    rows = [["Plan"], ["Number", TITLE, "Deadline"], ["1.1.1", "Wind", "2027-01-02"]]
    data = rewritten(
        book(*rows), (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B1:B3"/></mergeCells>')
    )
    assert [error["params"]["cell"] for error in preview_of(data)["errors"]] == ["B3"]


def test_what_stands_below_a_merged_cell_that_shows_nothing_is_not_taken_in_unseen(plan):
    rows = [["Number", TITLE], ["1.1.1", None], ["1.1.2", "Unseen"], ["1.1.3", None]]
    data = rewritten(
        book(*rows), (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2:B4"/></mergeCells>')
    )
    (error,) = preview_of(data)["errors"]
    assert (error["params"]["cell"], error["params"]["range"]) == ("B3", "B2:B4")


def test_merged_cells_without_a_value_are_empty(plan):
    rows = [["Number", TITLE], ["1.1.1", None], ["1.1.2", None]]
    preview = preview_of(book(*rows, change=merged("B2:B3")))
    assert preview["errors"] == []
    assert {new for _old, new in changed(preview).values()} == {""}


def test_a_number_merged_over_two_rows_stands_twice(plan):
    rows = [["Number", TITLE], ["1.1.1", "Wind"], [None, "Sun"]]
    preview = preview_of(book(*rows, change=merged("A2:A3")))
    assert sentences(preview) == ["Row 3, Number: Row 2 is about the same. Keep one of them."]


# --- formulas


WITH_FORMULA = [
    ["Number", TITLE, "Deadline"],
    ["1.1.1", '=A2&" wind"', "=DATE(2027,1,2)"],
    ["1.1.2", "Sun", None],
]


def test_a_formula_without_a_result_is_an_error_that_names_cell_and_remedy(plan):
    preview = preview_of(book(*WITH_FORMULA))
    assert [error["params"]["cell"] for error in preview["errors"]] == ["B2", "C2"]
    assert sentences(preview)[0] == (
        f"Row 2, {TITLE}: Cell B2 holds a formula, and its result is not in the file. "
        "Open the file in Excel, save it, and send it again."
    )


def test_a_formula_with_its_result_is_that_result(plan):
    data = rewritten(
        book(*WITH_FORMULA),
        (b'<c r="B2"><f>A2&amp;" wind"</f><v>', b'<c r="B2" t="str"><f>A2&amp;" wind"</f><v>1.1.1 wind'),
        (b"<f>DATE(2027,1,2)</f><v>", b"<f>DATE(2027,1,2)</f><v>46389"),
    )
    preview = preview_of(data)
    assert preview["errors"] == []
    assert changed(preview)["1.1.1", "plain_title_en"][1] == "1.1.1 wind"
    assert changed(preview)["1.1.1", "due_on"][1] == "2027-01-02"


@pytest.mark.parametrize(
    ("result", "is_read"),
    [
        (b'<c r="B2" t="str"><f>""</f><v></v></c>', True),  # an empty text is a result
        (b'<c r="B2" t="str"><f>""</f><v/></c>', True),
        (b'<c t="str" r="B2"><f aca="false">""</f></c>', False),
        (b"<c r='B2'><f/></c>", False),
        (b'<c r="B2"><f>1+1</f><v>0</v></c>', False),  # what a program writes that cannot calculate
        (b'<c r="B2" s="0"><f t="shared" si="0"/></c>', False),
    ],
)
def test_what_counts_as_a_result(plan, result, is_read):
    data = rewritten(book(["Number", TITLE], ["1.1.1", "=1+1"]), (b'<c r="B2"><f>1+1</f><v></v></c>', result))
    preview = preview_of(data)
    assert (preview["errors"] == []) is is_read
    if not is_read:
        assert preview["errors"][0]["params"]["cell"] == "B2"


def test_a_formula_that_fills_a_range_leaves_none_of_its_cells_empty(plan):
    data = rewritten(
        book(["Number", TITLE], ["1.1.1", "=1+1"], ["1.1.2", None], ["1.1.3", "Sun"]),
        (b"<f>1+1</f>", b'<f t="array" ref="B2:B3">UPPER(A2:A3)</f>'),
    )
    assert [error["params"]["cell"] for error in preview_of(data)["errors"]] == ["B2", "B3"]


def test_cells_that_do_not_say_where_they_stand_are_named_all_the_same():
    xml = (
        b'<x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row><!-- <x:c r="Z9"><x:f/></x:c> -->'
        b'<x:row r="4"><x:c r="C4"><x:v>1</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row>'
        b'<x:row hidden="1"><x:c t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    facts = worksheet_xml.facts_of(xml)
    assert {(row, column) for row, marks in facts.unread.items() for column in marks} == {(4, 3), (5, 0)}
    assert facts.hidden_rows == [(5, 5)]


def test_what_cannot_be_read_in_a_column_that_is_not_ours_is_no_error(plan):
    rows = [["Number", TITLE, "Our count"], ["1.1.1", "Wind", "=1+1"], ["1.1.2", "Sun", "#N/A"]]
    preview = preview_of(book(*rows))
    assert preview["errors"] == []
    assert len(changed(preview)) == 2


# --- hidden


def test_changes_in_hidden_rows_and_columns_are_noticed(plan):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = sheet.row_dimensions[5].hidden = (
            True
        )
        sheet.column_dimensions["C"].hidden = True

    old = plan.commitments.get(number="1.1.4").plain_title_en
    rows = [["Number", TITLE, "Deadline"], ["1.1.1", "Wind", dt.date(2027, 1, 2)], ["1.1.2", "Sun", "2024-06-30"],
            ["1.1.3", "Sea"], ["1.1.4", old]]  # fmt: skip
    told = notices(preview_of(book(*rows, change=hide)))
    assert told == [
        "Column C, “Deadline”, is hidden in the file and changes something in 1 row.",
        "Rows that are hidden in the file change something: 3–4.",
    ]


def test_hidden_rows_that_change_nothing_are_not_worth_a_word(plan):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["A"].hidden = True

    title = plan.commitments.get(number="1.1.2").plain_title_en
    preview = preview_of(book(["Number", TITLE], ["1.1.1", "Wind"], ["1.1.2", title], change=hide))
    assert preview["notices"] == []
    assert preview["counts"]["changed"] == 1


def without_size(row, columns, sheet_format=b""):
    """A workbook that hides its second row or third column by their size, as openpyxl itself never would."""
    rows = [["Number", TITLE, "Deadline"], ["1.1.1", "Wind", "2024-06-30"], ["1.1.2", "Sun", "2024-07-31"]]
    data = book(*rows)
    return rewritten(
        data,
        (b'<row r="2">', b'<row r="2" %s>' % row),
        (b'<sheetFormatPr baseColWidth="8" defaultRowHeight="15"/>', sheet_format + columns),
    )


@pytest.mark.parametrize(
    "row",
    [
        b'ht="0" customHeight="1"',
        b"customHeight='1' ht='0.0'",
        b'ht="0.75" customHeight="1"',
        b'ht="1E-2" customHeight="1"',
        b'hidden="true"',
        b'ht = "0"',
    ],
)
def test_rows_too_low_to_be_seen_are_hidden(plan, row):
    assert notices(preview_of(without_size(row, b""))) == [
        "Rows that are hidden in the file change something: 2."
    ]


@pytest.mark.parametrize(
    ("sheet_format", "columns"),
    [
        (b"", b'<cols><col min="3" max="5" width="0" customWidth="1"/></cols>'),
        (b"", b'<cols><col customWidth="1" width="0.08333" max="3" min="3"/></cols>'),
        (b"", b'<cols><col min="3" max="3" width="9" hidden="1"/></cols>'),
        (b'<sheetFormatPr defaultColWidth="0"/>', b'<cols><col min="1" max="2" width="9"/></cols>'),
        (b'<sheetFormatPr defaultColWidth="0"/>', b'<cols><col min="4" max="5" width="9"/></cols>'),
    ],
)
def test_columns_too_narrow_to_be_seen_are_hidden(plan, sheet_format, columns):
    assert "Column C, “Deadline”, is hidden in the file and changes something in 2 rows." in notices(
        preview_of(without_size(b"", columns, sheet_format))
    )


def test_low_rows_and_narrow_columns_that_can_be_seen_are_not_hidden(plan):
    columns = (
        b'<cols><col min="1" max="1" width="0" /><col min="3" max="3" width="1.5" customWidth="1"/></cols>'
    )
    told = notices(preview_of(without_size(b'ht="5.5" customHeight="1"', columns)))
    assert told == []


def test_where_rows_have_no_height_unless_they_say_one_the_others_are_hidden(plan):
    data = without_size(b'ht="15"', b"", b'<sheetFormatPr defaultRowHeight="0" customHeight="1"/>')
    assert notices(preview_of(data)) == ["Rows that are hidden in the file change something: 3."]


def hidden(data, *names):
    for name in names:
        place = b'name="%s" sheetId="' % name.encode()
        data = rewritten(data, *((place + number + b'" state="visible"', place + number + b'" state="veryHidden"')
                                 for number in (b"1", b"2", b"3") if place + number in _workbook(data)),
                         part="xl/workbook.xml")  # fmt: skip
    return data


def _workbook(data):
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")


TABLE = [["Number", TITLE], ["1.1.1", "Wind"]]


@pytest.mark.parametrize(
    ("sheets", "unseen"),
    [
        ({"Front": [], "Tilsagn": TABLE}, ["Tilsagn"]),
        ({"Front": [["Korea", "2026"]], "Tilsagn": TABLE}, ["Tilsagn"]),
        ({"Front": [["Korea", "2026"]], "Read me": [["Words"]], "Plan": TABLE}, ["Plan"]),
        ({"Plan": TABLE, "Tilsagn": TABLE}, ["Plan", "Tilsagn"]),
        ({"Front": [], "Lists": TABLE, "Plan": TABLE}, ["Lists", "Plan"]),
    ],
)
def test_a_table_on_a_hidden_sheet_is_not_said_to_be_missing(plan, sheets, unseen):
    with pytest.raises(Refused) as refusal:
        preview_of(hidden(books(**sheets), *unseen))
    named = ", ".join(unseen)
    assert str(refusal.value) == (
        f"No table was found on the sheets that can be seen in “list.xlsx”. Hidden, and so not read: {named}. "
        "Unhide the sheet with the table, and send the file again."
    )


def test_a_file_without_a_table_and_without_hidden_sheets_has_none(plan):
    with pytest.raises(Refused, match="no table in it"):
        preview_of(hidden(books(Front=[], Lists=[["commitments.kind"], ["other"]]), "Lists"))


# --- days from 1904


@pytest.mark.parametrize("is_date", [True, False])
def test_a_workbook_that_counts_days_from_1904_means_the_same_days(plan, is_date):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["Number", "Deadline"])
    day = dt.date(2021, 11, 7)
    made.active.append(["1.1.1", day if is_date else (day - dt.date(1904, 1, 1)).days])
    assert changed(preview_of(saved(made))) == {("1.1.1", "due_on"): ("", "2021-11-07")}


# --- cells that are full


@pytest.fixture
def draft():
    shared_lists()
    return factories.plan(
        2, starts_on="2040", ends_on="2044", is_published=False, signed_on=None, announced_on="2026"
    )


LONG = "".join(f"Sentence {number} of a long text. 𝄞 " for number in range(3000))


@pytest.mark.parametrize("format", ["flat-xlsx", "xlsx"])
def test_a_text_longer_than_a_cell_of_excel_comes_back_whole(draft, format):
    wording = draft.commitments.get(number="1.1.1").current_wording
    wording.text = LONG
    wording.save()
    name, data = exported(draft, format)
    book = openpyxl.load_workbook(io.BytesIO(data))
    lengths = [
        len(cell.value.encode("utf-16-le")) // 2
        for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)
    ]  # fmt: skip
    assert 30_000 < max(lengths) <= 32_767
    counts = examined(name, data)["counts"]
    assert (counts["added"], counts["changed"], counts["errors"]) == (0, 0, 0)


def test_a_text_that_excel_has_cut_off_does_not_replace_the_whole(draft):
    wording = draft.commitments.get(number="1.1.1").current_wording
    wording.text = "w" * 40_000
    wording.save()
    reference = draft.reference
    cut = book(["Number", "Official wording"], ["1.1.1", "w" * 32_767])
    (error,) = examined("list.xlsx", cut, reference=reference)["errors"]
    assert "The text stops where a cell of Excel's is full" in messages.error_sentence(error, "en")
    other = book(["Number", "Official wording"], ["1.1.2", "v" * 32_767])
    preview = examined("list.xlsx", other, reference=reference)
    assert "its end may be missing. Check the rows 2." in notices(preview)[0]


def test_a_long_text_without_one_of_its_further_columns_is_not_taken(draft):
    wording = draft.commitments.get(number="1.1.1").current_wording
    wording.text = "w" * 70_000
    wording.save()
    made = openpyxl.load_workbook(io.BytesIO(exported(draft, "flat-xlsx")[1]))
    sheet = made.worksheets[0]
    place = next(cell.column for cell in sheet[1] if cell.value == "Official wording (2)")
    sheet.delete_cols(place)
    errors = examined("list.xlsx", saved(made))["errors"]
    assert "next part of “Official wording” is missing" in messages.error_sentence(errors[0], "en")


# --- what nobody sees, and what could not be calculated


@pytest.mark.parametrize("sign", ["\u200b", "\u3164", "\u180e", "\ufeff\u200d", "\ufe0f"])
def test_a_cell_of_signs_that_nobody_sees_empties_nothing(plan, sign):
    data = f"Number;{TITLE};Deadline\n1.1.1;{sign};{sign}\n".encode()
    preview = examined("list.csv", data, reference="KR-2021")
    assert changed(preview) == {}
    assert len(preview["errors"]) == 2
    assert all("only characters that nobody sees" in sentence for sentence in sentences(preview))


@pytest.mark.parametrize(
    "word",
    ["#REF!", "#N/A", "#I/T", " #value! ", "#DIVISION/0!", "#NAVN?", "########", "##", "#NV", "#WERT!", "#FELT!",
     "#BUSY!", "#¡VALOR!", "#¿NOMBRE?", "#ДЕЛ/0!", "#N/D", "Err:502", "Fejl:504", "Erreur :508"],
)  # fmt: skip
def test_the_word_of_an_error_is_no_text(plan, word):
    preview = examined("list.csv", f"Number;{TITLE}\n1.1.1;{word}\n".encode(), reference="KR-2021")
    assert changed(preview) == {}
    (sentence,) = sentences(preview)
    assert "shows an error" in sentence


@pytest.mark.parametrize(
    "text", ["#1 of the list", "#GreenGrowth", "#Wind!", "Err: 502 homes", "# # #", "Fel:5023"]
)
def test_what_only_resembles_the_word_of_an_error_is_a_text(plan, text):
    kept = examined("list.csv", f"Number;{TITLE}\n1.1.1;{text}\n".encode(), reference="KR-2021")
    assert kept["errors"] == []
    assert changed(kept)["1.1.1", "plain_title_en"][1] == text


@pytest.mark.parametrize("format", ["csv", "flat-xlsx", "json"])
@pytest.mark.parametrize("text", ["#N/A", "########", "Err:502", "\u3164"])
def test_what_stands_is_accepted_where_it_stands_be_it_the_word_of_an_error(plan, text, format):
    plan.commitments.filter(number="1.1.1").update(plain_title_en=text)
    name, data = exported(plan, format)
    counts = examined(name, data)["counts"]
    assert (counts["added"], counts["changed"], counts["errors"]) == (0, 0, 0)


@pytest.mark.parametrize("value", [True, False, ["a", "b"], ["a"], []])
def test_what_json_says_of_a_text_is_a_text(plan, value):
    name, data = exported(plan, "json")
    told = json.loads(data)
    told["commitments"][0]["plain_title_en"] = value
    told["commitments"][1]["sdgs"] = ["7", 13]
    preview = examined(name, json.dumps(told).encode())
    assert [(error["column"], error["row"]) for error in preview["errors"]] == [("plain_title_en", 1)]
    assert [column for _key, column in changed(preview)] == ["sdgs"]


def test_true_in_a_cell_of_excel_is_no_text(plan):
    (sentence,) = sentences(preview_of(book(["Number", TITLE], ["1.1.1", True])))
    assert sentence == f"Row 2, {TITLE}: This is the value true or false, and no text. Write a text here."
