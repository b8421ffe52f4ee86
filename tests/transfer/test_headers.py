"""Files speak as the screens do, in both languages, so that nobody has to learn a second word for the same thing."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from programmes.models import Wording
from programmes.transfer import sheets
from programmes.transfer.headers import recognise
from tests import factories
from tests.transfer.plans import examined, exported, rich_plan

EVERY_SHEET = (*sheets.WORKBOOK, sheets.Sectors, sheets.Flat)


def label_of(sheet, column):
    """What the admin calls the field, in both languages, or None when the column is no field of its own."""
    model, path = sheet.model, (column.path or column.links or "").removesuffix("_id")
    if path.startswith("wording_"):  # as `with_wording_on` adds them
        model, path = Wording, path.removeprefix("wording_")
    if not path or "__" in path:
        return None
    field, told = model._meta.get_field(path), {}
    for language in ("en", "da"):
        with translation.override(language):
            told[language] = str(field.verbose_name).casefold()
    return told


@pytest.mark.parametrize("sheet", EVERY_SHEET, ids=lambda sheet: sheet.__name__)
def test_a_column_that_has_the_admins_english_word_has_its_danish_word_too(sheet):
    for column in sheet.fields.values():
        label = label_of(sheet, column)
        if label and label["en"] == column.labels["en"].casefold():
            assert column.labels["da"].casefold() == label["da"]


@pytest.mark.parametrize("sheet", EVERY_SHEET, ids=lambda sheet: sheet.__name__)
def test_no_two_columns_of_a_sheet_share_a_header(sheet):
    for language in ("en", "da"):
        told = [column.labels[language].casefold() for column in sheet.fields.values()]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("page", "header", "name"),
    [
        ("Program", "Undersøgt den", "checked_on"),
        ("Program", "Tjekket", "checked_on"),
        ("Program", "Slutdatoen er sikker", "end_is_certain"),
        ("Program", "Slutningen er sikker", "end_is_certain"),
        ("Program", "Vi har hele teksten", "is_complete"),
        ("Program", "Hele teksten findes her", "is_complete"),
        ("Program", "Hele teksten haves", "is_complete"),
        ("Programme", "is_complete", "is_complete"),
    ],
)
def test_a_header_is_known_by_its_word_of_today_and_by_the_one_before(page, header, name):
    mapping = recognise(page, [[1, ["Reference", header]]])
    assert mapping.columns == [(0, "reference"), (1, name)]
    assert mapping.extra == []


# What sheets and columns of a Danish or an English workbook were called before: people still have such files.
SHEETS_BEFORE = {"Aftalepunkter": "Tilsagn"}
HEADERS_BEFORE = {
    "Aftalepunkter": "Tilsagn",
    "Aftalepunkt": "Tilsagn",
    "Navn i webadressen": "Navn i adresser",
    "Resultat": "Udbytte",
    "Status pr.": "Pr.",
    "Manchet (dansk)": "Indledning (dansk)",
    "Manchet (engelsk)": "Indledning (engelsk)",
    "Officiel titel": "Titel som underskrevet",
    "Vi har hele teksten": "Hele teksten findes her",
    "Official title": "Title as signed",
    "We have the full text": "The full text is held",
}


def renamed_as_before(data):
    """A workbook with the words of before, and the words of today that it no longer has."""
    book, gone = load_workbook(io.BytesIO(data)), set()
    for sheet in book.worksheets:
        for cell in sheet[1]:
            if cell.value in HEADERS_BEFORE:
                gone.add(cell.value)
                cell.value = HEADERS_BEFORE[cell.value]
        sheet.title = SHEETS_BEFORE.get(sheet.title, sheet.title)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), gone


@pytest.mark.django_db
def test_a_workbook_exported_before_the_words_changed_still_comes_in_whole():
    plan, by = rich_plan(), factories.superuser()
    renamed = set()
    for language in ("da", "en"):
        name, data = exported(plan, "xlsx", language=language)
        before, gone = renamed_as_before(data)
        preview = examined(name, before, by=by)
        assert {kind: preview["counts"][kind] for kind in ("added", "changed", "missing", "errors")} == {
            "added": 0, "changed": 0, "missing": 0, "errors": 0,
        }  # fmt: skip
        assert preview["notices"] == [], "a sheet or column of before is not recognised"
        assert preview["unchanged"] == examined(name, data, by=by)["unchanged"], "rows of before are left out"
        renamed |= gone
    assert renamed == set(HEADERS_BEFORE)
