"""CSV as people have it: titles above the table, any separator, letters of old programs, rows that are cut off."""

import pytest

from programmes.intake.refusal import Refused
from programmes.transfer import messages
from programmes.transfer.reading.encodings import decode
from tests import factories
from tests.transfer.plans import as_csv, edited, examined, shared_lists

pytestmark = pytest.mark.django_db
HEADERS = ["Nummer", "Type", "Kort titel (dansk)"]


def preview_of(data):
    return examined("list.csv", data, reference="KR-2021")


def titles(preview):
    return [
        new for row in preview["changed"] for column, _old, new in row["fields"] if column == "plain_title_da"
    ]


def notices(preview):
    return [messages.notice(notice, "en") for notice in preview["notices"]]


@pytest.mark.parametrize(
    "above",
    [
        "Fælles handlingsplan, Korea, 2021-2024\n\n",
        "Sol; vind; vand; varme; is\nSendt, den 1. maj, af, mig, selv, her\n",
        "Type, Nummer og navn; m.m.\n",
        "",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_row_of_headers_says_what_divides_cells_not_the_first_line(plan, above, separator):
    rows = [HEADERS, ["1.1.1", "løbende", "Sol, vind; og\tvand"]]
    preview = preview_of(above.encode() + as_csv(rows, delimiter=separator))
    assert preview["errors"] == []
    assert titles(preview) == ["Sol, vind; og\tvand"]


def test_headers_with_more_commas_than_there_are_separators_are_still_headers(plan):
    headers = [*HEADERS, "a, b, c", "d, e"]
    data = ";".join(headers) + "\n1.1.1;løbende;Sol;;\n"
    assert titles(preview_of(data.encode())) == ["Sol"]


# --- letters


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "MS-DOS")]
)
def test_letters_of_old_programs_are_read_rightly_and_with_a_notice(plan, encoding, name):
    rows = [
        HEADERS,
        ["1.1.1", "løbende", "Søfart på Ærø, blå ål og Å"],
        ["1.1.2", "løbende", "Café i Tórshavn"],
    ]
    preview = preview_of(as_csv(rows, delimiter=";", encoding=encoding))
    assert titles(preview) == ["Søfart på Ærø, blå ål og Å", "Café i Tórshavn"]
    (told,) = notices(preview)
    assert name in told
    assert "“list.csv”" in told


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_pasted_from_a_file_with_other_letters_are_read_rightly_and_named(plan, mark):
    ours = as_csv([HEADERS, ["1.1.1", "løbende", "Søfart\npå Færøerne"]], delimiter=";")
    theirs = as_csv([["1.1.2", "løbende", "Søfart på Ærø"]], delimiter=";", encoding="cp1252")
    last = as_csv([["1.1.3", "løbende", "Vind på “havet”"]], delimiter=";")
    preview = preview_of(mark + ours + theirs + last)
    assert titles(preview) == ["Søfart\npå Færøerne", "Søfart på Ærø", "Vind på “havet”"]
    assert notices(preview) == [
        "The letters in these rows are written in another way than the rest. Check them: list.csv: 3."
    ]


def test_one_line_may_hold_letters_of_both_kinds():
    line = "På ".encode() + "Ærø".encode("cp1252")
    assert decode(line).text == "På Ærø"


def test_words_in_old_letters_that_could_be_others_in_unicode_stay_what_they_are():
    assert decode("»CAFÉ« og ”BLÅ”, à la São".encode("cp1252")).text == "»CAFÉ« og ”BLÅ”, à la São"


@pytest.mark.parametrize(
    ("encoding", "words", "name"),
    [
        ("gb18030", "海运合作", "GB18030"),
        ("gb18030", "与丹麦的合作路线，以及", "GB18030"),
        ("gbk", "能源效率", "GB18030"),
        ("big5", "海運合作協議與能源效率", "Big5"),
        ("cp949", "해운 협력", "EUC-KR"),
        ("cp932", "海運協力について", "Shift JIS"),
        ("cp932", "エネルギー", "Shift JIS"),
        ("euc-kr", "덴마크와의 협력을 강화한다.", "EUC-KR"),
        ("cp1251", "Сотрудничество", ""),
        ("cp1253", "Συνεργασία", ""),
    ],
)
@pytest.mark.parametrize("above", ["", "Søfart", "S\u00e6t \u201csammen\u201d"])
def test_letters_of_another_script_are_not_taken_for_ours(plan, encoding, words, name, above):
    rows = [HEADERS, ["1.1.1", "løbende", words]]
    assert titles(preview_of(as_csv(rows, delimiter=";"))) == [words]
    head = as_csv([HEADERS, ["1.1.2", "deliverable", above]], delimiter=";")
    theirs = head + as_csv([["1.1.1", "deliverable", words]], delimiter=";", encoding=encoding)
    with pytest.raises(Refused, match=f"Line 3 .* {name}.*Save the file as “CSV UTF-8”"):
        preview_of(theirs)


@pytest.mark.parametrize(
    "words",
    [
        "Bogstaverne æøåÆØÅ og ÄÖÜäöü",
        "–––– • … \u00a0\u00a0\u00a0\u00a0Søfart på Ærø",
        "»”Åøen”«",
        "±½°C – 5 m²",
    ],
)
def test_signs_of_ours_that_stand_together_are_no_other_script(plan, words):
    data = as_csv([HEADERS, ["1.1.1", "løbende", words]], delimiter=";", encoding="cp1252")
    assert words in decode(data).text


def test_letters_that_our_languages_do_not_have_are_named_where_the_code_was_guessed(plan):
    rows = [
        HEADERS,
        ["1.1.1", "deliverable", "Vind på havet"],
        ["1.1.2", "deliverable", "Współpraca"],
        ["1.1.3", "deliverable", "Sol"],
    ]
    told = notices(preview_of(as_csv(rows, delimiter=";", encoding="cp1250", errors="replace")))
    assert told[1:] == [
        "“Plain title (Danish)”: some letters look as if they were read wrongly. Check the rows 3."
    ]
    quoted = as_csv([HEADERS, ["1.1.2", "deliverable", "A “smart” grid"]], delimiter=";", encoding="gbk")
    assert "Check the rows 2." in notices(preview_of(quoted))[1]
    named = as_csv([HEADERS, ["1.1.2", "deliverable", "Współpraca – “smart”"]], delimiter=";")
    assert notices(preview_of(named)) == []


def test_letters_that_were_read_wrongly_before_are_noticed_where_they_would_be_taken_in(plan):
    rows = [
        HEADERS,
        ["1.1.1", "løbende", "SÃ¸fart"],
        ["1.1.2", "løbende", "S¿fart"],
        ["1.1.3", "løbende", "¿Qué?"],
    ]
    assert "Check the rows 2–3." in notices(preview_of(as_csv(rows, delimiter=";")))[0]


def test_a_letter_that_was_lost_is_not_taken_in(plan):
    (error,) = preview_of(as_csv([HEADERS, ["1.1.1", "løbende", "S\ufffdfart"]]))["errors"]
    assert "a letter that was lost" in messages.error_sentence(error, "en")


# --- rows that do not fit


def test_what_a_short_row_does_not_have_stays_as_it_is(plan):
    before = plan.commitments.get(number="1.1.1").plain_title_da
    rows = [["Nummer", "Type", "Kort titel (engelsk)", "Kort titel (dansk)"], ["1.1.1", "løbende", "Wind"],
            ["1.1.3", "løbende", "Wind", ""]]  # fmt: skip
    preview = preview_of(as_csv(rows))
    assert [[column for column, *_values in row["fields"]] for row in preview["changed"]] == [
        ["plain_title_en"], ["plain_title_en", "plain_title_da"],
    ]  # fmt: skip
    assert before
    assert notices(preview) == [
        "Some rows have fewer cells than there are headers. What they lack stays as it is. Rows: 2."
    ]


def test_a_row_with_more_cells_than_headers_is_not_guessed_at(plan):
    data = b"Number,Kind,Plain title (English)\n1.1.1,continuing,Wind, sun and sea\n1.1.2,continuing,Wind,\n"
    (error,) = preview_of(data)["errors"]
    assert error["row"] == 2
    assert "more cells than there are headers" in messages.error_sentence(error, "en")


@pytest.mark.parametrize("text", ['"Wind\n1.1.2,continuing,Sun\n', '"Wind\n1.1.2,continuing,"Sun"\n'])
def test_a_missing_quotation_mark_does_not_swallow_the_rows_below(plan, text):
    with pytest.raises(Refused, match="Row 2 cannot be read"):
        preview_of(b"Number,Kind,Plain title (English)\n1.1.1,continuing," + text.encode())


@pytest.mark.parametrize(
    ("text", "day"), [("31/12/2032", "2032-12-31"), ("12/31/2032", "2032-12-31"), ("3/3/2032", "2032-03-03")]
)
def test_days_as_excel_writes_them_elsewhere_are_read_where_they_can_mean_one_day(plan, text, day):
    (change,) = preview_of(as_csv([["Nummer", "Frist"], ["1.1.1", text]]))["changed"]
    assert change["fields"] == [["due_on", "", day]]


@pytest.mark.parametrize(("text", "day"), [("31/12/2032", "2032-04-03"), ("12/31/2032", "2032-03-04")])
def test_the_other_days_of_the_file_tell_which_comes_first(plan, text, day):
    preview = preview_of(as_csv([["Nummer", "Frist"], ["1.1.1", "03/04/2032"], ["1.1.3", text]]))
    assert [row["fields"][0][2] for row in preview["changed"]] == [day, "2032-12-31"]
    assert "Days such as 03/04/2032 were read with the " in notices(preview)[0]
    rows = [["Nummer", "Frist"], ["1.1.1", "03/04/2032"], ["1.1.3", text], ["1.1.4", "12/31/2032"]]
    assert preview_of(as_csv([*rows, ["1.1.2", "31/12/2032"]]))["counts"]["errors"] == 1


def test_days_that_could_be_two_are_asked_about(plan):
    (error,) = preview_of(as_csv([["Nummer", "Frist"], ["1.1.1", "03/04/2032"]]))["errors"]
    assert "Write 2021-04-18 or 18-04-2021" in messages.error_sentence(error, "en")


@pytest.mark.parametrize(
    "header", ["Order", "Status is", "Language of the wording", "Provenance of the wording"]
)
def test_what_a_row_always_has_cannot_be_emptied(header):
    shared_lists()
    draft = factories.plan(
        1, starts_on="2040", ends_on="2044", is_published=False, signed_on=None, announced_on="2026"
    )
    (error,) = examined("plan.csv", edited(draft, {("1.1.1", header): ""}))["errors"]
    assert messages.error_sentence(error, "en") == f"{header} is missing. Fill it in."
