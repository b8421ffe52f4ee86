"""Files speak as the screens do, in both languages, so that nobody has to learn a second word for the same thing."""

import pytest
from django.utils import translation

from programmes.models import Wording
from programmes.transfer import sheets
from programmes.transfer.headers import recognise

EVERY_SHEET = (*sheets.WORKBOOK, sheets.Sectors, sheets.Flat)


def label_of(sheet, column):
    """What the admin calls the field, in both languages, or None when the column is no field of its own."""
    model, path = sheet.model, (column.path or column.links or "").removesuffix("_id")
    if path.startswith("current_wording__"):
        model, path = Wording, path.removeprefix("current_wording__")
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
        ("Program", "Hele teksten findes her", "is_complete"),
        ("Program", "Hele teksten haves", "is_complete"),
        ("Programme", "is_complete", "is_complete"),
    ],
)
def test_a_header_is_known_by_its_word_of_today_and_by_the_one_before(page, header, name):
    mapping = recognise(page, [[1, ["Reference", header]]])
    assert mapping.columns == [(0, "reference"), (1, name)]
    assert mapping.extra == []
