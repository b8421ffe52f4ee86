"""Where each row stands in the files of an import. A plan may come in several files and sheets: they are one plan."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from programmes.transfer.cells import RowKey, Values
from programmes.transfer.faults import Fault
from programmes.transfer.files import FoundPage
from programmes.transfer.sheets.base import Sheet


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands first, for which plan, and what it says there (where others may say the same)."""

    page: FoundPage
    row: int
    plan: str
    values: Values | None = None

    def repeated(self, page: FoundPage) -> Fault:
        """What is said of a second row about the same."""
        if self.page is page:
            return Fault(gettext_noop("Row %(row)s is about the same. Keep one of them."), row=self.row)
        return Fault(
            gettext_noop("Row %(row)s of “%(place)s” is about the same. Keep one of them."),
            row=self.row,
            place=self._seen_from(page),
        )

    def contradicted(self, page: FoundPage, value: object) -> Fault:
        """What is said of a row that says something else, beside what this one says."""
        said = str(value)[:80]
        if self.page is page:
            return Fault(
                gettext_noop("Row %(row)s says “%(value)s” here. Make the rows agree."),
                row=self.row,
                value=said,
            )
        return Fault(
            gettext_noop("Row %(row)s of “%(place)s” says “%(value)s” here. Make the rows agree."),
            row=self.row,
            place=self._seen_from(page),
            value=said,
        )

    def _seen_from(self, page: FoundPage) -> str:
        """The other page, by its file, by its name, or by both."""
        file = "" if self.page.source is page.source else self.page.file
        return ", ".join(filter(None, (file, self.page.name)))


class Places:
    """The first place of every row, over all files and sheets."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], dict[RowKey, Place]] = {}

    def of(self, sheet: Sheet) -> dict[RowKey, Place]:
        """Those of a sheet of its plan; of what all plans share, those of every plan."""
        return self.of_plan("" if sheet.spans_plans else sheet.context.reference, sheet.code)

    def of_plan(self, plan: str, code: str) -> dict[RowKey, Place]:
        return self._places.setdefault((plan, code), {})
