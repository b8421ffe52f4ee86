"""The first sheet of a workbook: what the columns mean, which values they take, and the rules of importing."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from programmes.transfer.cells import FileRow
from programmes.transfer.columns import Column
from programmes.transfer.formats import spreadsheet
from programmes.transfer.sheets import WORKBOOK
from programmes.transfer.sheets.base import Sheet

NAMES = {"da": "Læs mig", "en": "Read me"}


def table(parts: list[tuple[Sheet, list[Column]]], language: str) -> spreadsheet.Table:
    """The lead sheet for these (sheet, columns)."""
    with translation.override(language):
        rows = [[line] for line in _rules()] + [[""], _headings()]
        rows += [_about(sheet, column, language) for sheet, columns in parts for column in columns]
    return spreadsheet.Table(NAMES[language], [], ["text"] * 5, [24, 30, 14, 60, 60], rows, is_prose=True)


def is_lead_sheet(rows: list[FileRow]) -> bool:
    """Whether these are the rows of a lead sheet of ours, in either language, and nothing else."""
    return any(
        _is_in(language, [[cell or "" for cell in cells] for _number, cells in rows]) for language in NAMES
    )


def _is_in(language: str, rows: list[list[Any]]) -> bool:
    with translation.override(language):
        title, headings = _rules()[0], _headings()
    if not rows or rows[0] != [title] or headings not in rows:
        return False
    place = rows.index(headings)
    known = {
        ({"en": kind.en, "da": kind.da}[language], column.header(language))
        for kind in WORKBOOK
        for column in kind.fields.values()
    }
    return all(len(cells) == 1 for cells in rows[:place]) and all(
        tuple(cells[:2]) in known for cells in rows[place + 1 :]
    )


def _rules() -> list[str]:
    return [
        _("How to use this file"),
        _(
            "Rows are recognised by their numbers and short names. Change what you like, add rows "
            "below, and send the file back."
        ),
        _("Nothing is changed before you have seen a preview, and either everything is imported or nothing."),
        _(
            "A missing column is left as it is. An empty cell empties the field. A missing row is left as it is."
        ),
        _(
            "The official wording of a programme that is published or running is changed by an amendment, not here."
        ),
        _(
            "What is new stays unpublished until somebody publishes it. Columns that say so are for information only."
        ),
        _(
            "Numbers such as 1.1.10 are texts. Keep their columns formatted as Text, or Excel will change them."
        ),
        _("Several values in one cell are separated by semicolons."),
    ]


def _headings() -> list[str]:
    return [_("Sheet"), _("Column"), _("Must be filled in"), _("Allowed values"), _("About")]


def _about(sheet: Sheet, column: Column, language: str) -> list[str]:
    allowed = column.widget.allowed(language)
    remarks = [str(column.about)] if column.about else []
    if column.read_only:
        remarks.append(_("For information only."))
    if column.locked:
        remarks.append(_("Not changed by import once the programme is published or running."))
    return [
        sheet.heading(language),
        column.header(language),
        _("yes") if column.required else "",
        ", ".join(allowed) if len(allowed) <= 20 else _("see the list in the cell"),
        " ".join(remarks),
    ]
