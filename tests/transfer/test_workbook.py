"""What a person sees who opens an export in a spreadsheet: explained, easy to fill in, and hard to spoil."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from programmes.models import Commitment
from programmes.transfer import export
from tests.transfer.plans import exported, rich_plan

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
]


def opened(data):
    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module", params=["en", "da"])
def language(request):
    return request.param


@pytest.fixture
def book(language):
    return opened(exported(rich_plan(), "xlsx", language=language)[1])


def column(sheet, header):
    """The cells below a header."""
    place = next(cell.column for cell in sheet[1] if cell.value == header)
    return [row[0] for row in sheet.iter_rows(min_row=2, min_col=place, max_col=place)]


def test_the_first_sheet_explains_every_column_of_the_others(book, language):
    lead, *others = [sheet for sheet in book if sheet.sheet_state == "visible"]
    assert lead.title == {"en": "Read me", "da": "Læs mig"}[language]
    told = {(row[0], row[1]) for row in lead.iter_rows(values_only=True)}
    for sheet in others:
        assert {(sheet.title, cell.value) for cell in sheet[1]} <= told


def test_its_sheets_are_those_of_a_whole_programme(language):
    names = opened(b"".join(export.template(format="xlsx", language=language).chunks)).sheetnames
    wanted = {
        "en": ["Programme", "Areas", "Tracks", "Commitments", "Responsibilities", "Activities", "Status reports",
               "Basis agreements", "Organisations", "Documents", "Read me", "Lists"],
        "da": ["Program", "Indsatsområder", "Samarbejdsspor", "Aftalepunkter", "Ansvar", "Aktiviteter",
               "Statusrapporter", "Grundlagsaftaler", "Organisationer", "Dokumenter", "Læs mig", "Lister"],
    }  # fmt: skip
    assert set(wanted[language]) <= set(names)


def test_headers_stay_in_sight_and_columns_are_wide_enough_for_them(book):
    for sheet in book.worksheets[1:-1]:
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1])


def test_what_is_chosen_from_a_list_has_a_drop_down(book, language):
    sheet = book[{"en": "Commitments", "da": "Aftalepunkter"}[language]]
    place = next(cell for cell in sheet[1] if cell.value in {"Kind", "Type"})
    rule = next(
        rule for rule in sheet.data_validations.dataValidation if f"{place.column_letter}2" in rule.sqref
    )
    name, _mark, cells = rule.formula1.partition("!")
    offered = [cell.value for (cell,) in book[name][cells.replace("$", "")]]
    assert len(offered) == len(Commitment.Kind.choices)
    assert book[name].sheet_state == "hidden"


def test_dates_are_dates_and_numbers_of_commitments_are_texts(book, language):
    sheet = book[{"en": "Commitments", "da": "Aftalepunkter"}[language]]
    deadlines = [cell for cell in column(sheet, {"en": "Deadline", "da": "Frist"}[language]) if cell.value]
    assert [cell.value for cell in deadlines] == [dt.datetime(2024, 6, 30)]  # noqa: DTZ001  (Excel knows no zones)
    assert all(cell.is_date for cell in deadlines)
    for header in ({"en": "Number", "da": "Nummer"}[language], "Reference"):
        cells = column(sheet, header)
        assert {cell.data_type for cell in cells} == {"s"}
        assert {cell.number_format for cell in cells} == {"@"}
