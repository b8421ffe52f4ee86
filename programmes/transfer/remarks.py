"""What a person should look at again in what a page changes: notices, each with its rows."""

import re
from collections import defaultdict
from typing import Any

from programmes.transfer.cells import EXCEL_CELL, Values, column_letters, excel_length
from programmes.transfer.cleaning import Page
from programmes.transfer.page_rows import spans
from programmes.transfer.reading.encodings import SINGLE_BYTE, is_ours
from programmes.transfer.references import Texts
from programmes.transfer.sheets.base import RowChange
from programmes.transfer.widgets import Text

# UTF-8 that was read as Windows-1252 (Ã¸ for ø), and so the Danish letters of a Mac (¿ for ø) and Chinese quotation
# marks (¡° for “).
_ODD_LETTERS = re.compile(
    "[ÂÃ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\u0080-\u00bfŒœŠšŸŽž–—‘’‚“”„˜™]|[^\\W\\d_][¿¾]|[¿¾][^\\W\\d_]+[¿¾]|¡[ª®¯°±]"
)


class Remarks:
    """Gathered row by row while a page is compared; `tell` makes notices of them."""

    def __init__(self, page: Page) -> None:
        self.page, self.notes = page, page.notes
        self._rows: dict[tuple[str, str], set[int]] = defaultdict(set)

    def take(self, row_change: RowChange) -> None:
        """Look at a row that is added or changed."""
        row = row_change.row
        if self.notes.is_hidden_row(row):
            self._rows["hidden_rows", ""].add(row)
        for name in row_change.old or row_change.new:
            index = self.page.index_of.get(name)
            if index is None or (row_change.new[name] in ("", ()) and not row_change.old):
                continue
            if self.notes.hidden_columns and self.notes.is_hidden_column(index):
                self._rows["hidden_column", name].add(row)
            column = row_change.sheet.fields[name]
            if isinstance(column.widget, Text | Texts):
                self._take_text(name, index, row, row_change.new[name])

    def _take_text(self, name: str, index: int, row: int, value: Any) -> None:
        if index in self.notes.altered.get(row, ()):
            self._rows["invisible", name].add(row)
        if not isinstance(value, str):
            return
        if excel_length(value) == EXCEL_CELL:
            self._rows["perhaps_cut", name].add(row)
        if not value.isascii() and (_ODD_LETTERS.search(value) or self._is_guessed(value)):
            self._rows["odd_letters", name].add(row)

    def _is_guessed(self, value: str) -> bool:
        """Whether letters may be others: ones that our languages do not have, in a file whose code was guessed."""
        return self.notes.encoding in SINGLE_BYTE and not all(map(is_ours, value))

    def take_short(self, row: int, standing: Values) -> None:
        """Look at a row that has fewer cells than there are headers: something may stand in those it lacks."""
        if any(standing.get(name, "") not in ("", (), False) for name in self.page.lacking.get(row, ())):
            self._rows["short_row", ""].add(row)

    def tell(self) -> None:
        sheet = self.page.sheet.code
        for (code, name), rows in self._rows.items():
            listed = spans(rows)
            detail = f"{self.page.file}: {listed}" if self.page.file else listed
            if code == "hidden_column":
                detail = column_letters(self.page.index_of[name])
            self.page.preview.notice(code, sheet=sheet, column=name, detail=detail, count=len(rows))
