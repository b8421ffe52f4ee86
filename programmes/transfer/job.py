"""One import from its files on: which plans they are about, who may, and every page in its turn.

The same job makes the preview and, with a writer, applies it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from embassy import clock
from embassy.gc_pause import gc_paused
from embassy.models import User
from programmes.intake import child
from programmes.intake.refusal import Refused
from programmes.models import Commitment, Partnership, Programme
from programmes.rules.permissions import may_import
from programmes.transfer import files
from programmes.transfer.cells import Cell, FileRow, RowKey, is_unread
from programmes.transfer.cleaning import Page
from programmes.transfer.examine import examine
from programmes.transfer.faults import Fault
from programmes.transfer.files import FoundPage, Source
from programmes.transfer.lookups import ImportContext, Names
from programmes.transfer.places import Places
from programmes.transfer.preview import Preview
from programmes.transfer.sheets import IN_ORDER, Commitments, Flat, Programmes
from programmes.transfer.sheets.base import Sheet
from programmes.transfer.widgets import word
from programmes.transfer.writing import Writer

SMALL_BATCH = 1000
LISTS = ""  # in place of a plan's reference: what is known for files of shared lists alone
PLACE = {sheet: place for place, sheet in enumerate(IN_ORDER)} | {Flat: IN_ORDER.index(Commitments)}

Work = list[tuple[FoundPage, ImportContext]]  # pages, with what is known for each
NOT_READ = gettext_noop(
    "Commitments may stand on the sheet “%(name)s”, which is not read, so nothing can be withdrawn as missing. "
    "Show it and name it as in the template, or delete it."
)
NO_ROWS = gettext_noop("The file has no commitment at all, so nothing is withdrawn as missing.")


class Forbidden(Exception):
    """The person may not import this. str() is a sentence for them."""


@dataclass
class Job:
    """`reference` is the programme that the files are for, when somebody said so; `by` is None for an operator."""

    sources: list[Source]
    by: User | None
    at: dt.datetime
    reference: str = ""
    withdraw_missing: bool = False
    max_rows: int = files.MAX_ROWS
    limits: child.Limits = child.NORMAL
    preview: Preview = field(default_factory=Preview)
    plans: dict[str, ImportContext] = field(default_factory=dict)
    shared: dict[str, Names] = field(default_factory=dict)
    made_from: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    pages: list[FoundPage] = field(default_factory=list)

    def run(self, writer: Writer | None = None) -> Preview:
        """Examine every page, and write when there is a writer. Returns the Preview. Raises Refused and Forbidden."""
        for _done in self.steps(writer):
            pass
        return self.preview

    def steps(self, writer: Writer | None = None) -> Iterator[int]:
        """The same, step by step: yields how many rows have been written so far."""
        self.preview.lists_rows = writer is None
        with gc_paused():
            work = [pair for source in self.sources for pair in self._pages_of(source)]
            self.preview.is_one_table = len(work) == 1
            self.pages = [page for page, _context in work]
            if LISTS in self.plans:
                self.plans[LISTS].is_without_plan = len(self.plans) == 1
            work.sort(key=_place)
            groups = [list(group) for _place_of, group in groupby(work, key=_place)]
            standing = [_standing_keys(group) for group in groups]
            for group in groups:
                yield from self._take(group, writer)
            for group, keys in zip(groups, standing, strict=True):
                self._missing(group, keys, writer)

    def programmes(self) -> dict[str, Programme]:
        """The programmes that it is about, by reference: those that are there already."""
        return {ref: context.programme for ref, context in self.plans.items() if context.programme}

    def _pages_of(self, source: Source) -> list[tuple[FoundPage, ImportContext]]:
        """(page, what is known for it) of every page of a file."""
        pages = files.pages(source, self.preview, max_rows=self.max_rows, limits=self.limits)
        reference, country = self._subject(pages)
        if any(not page.mapping.sheet.is_shared for page in pages):
            context = self._plan(reference, country)
        else:
            context = self._lists()
        return [(page, context) for page in pages]

    def _subject(self, pages: list[FoundPage]) -> tuple[str, str]:
        """(reference, country) of the programme that a file is about, as far as it says."""
        reference, country = self.reference, ""
        for page in pages:
            places = {name: index for index, name in page.mapping.columns}
            if page.mapping.sheet is Programmes:
                page.rows = list(page.rows)
                _number, cells = next(iter(page.rows), (0, []))
                reference = reference or _cell(cells, places.get("reference"))
                country = _cell(cells, places.get("partnership"))
        for page in pages:
            places = {name: index for index, name in page.mapping.columns}
            if not reference and page.mapping.sheet is Flat and "reference" in places:
                reference = _first_reference(page, places["reference"])
        return reference, country

    # --- what is known, and who may

    def _new_context(self, **values: Any) -> ImportContext:
        return ImportContext(
            by=self.by, on=clock.public_day(self.at), at=self.at, shared=self.shared, **values
        )

    def _lists(self) -> ImportContext:
        """Lists that come in a file of their own. Which rows of them the person may write, each row is asked."""
        if self.by is not None and not may_import(self.by):
            raise Forbidden(_("Only administrators import, and those who keep the shared lists."))
        return self.plans.setdefault(LISTS, self._new_context())

    def _plan(self, reference: str, country: str) -> ImportContext:
        if not reference:
            raise Refused(
                _(
                    "The file does not say which programme it is for. Choose the programme, or fill in Reference."
                )
            )
        if reference in self.plans:
            return self.plans[reference]
        everything = Programme.objects.select_related("partnership__country")
        programme = everything.filter(reference__iexact=reference).first()
        seen = self.by is None or (
            programme and Programme.objects.visible_to(self.by).filter(pk=programme.pk).exists()
        )
        if programme is None or not seen:
            partnership = self._partnership_for_new(reference, country)
        elif (
            self.by is not None
            and not Programme.objects.editable_by(self.by).filter(pk=programme.pk).exists()
        ):
            raise Forbidden(_("Only administrators import, each into the programmes of their mission."))
        else:
            partnership, reference = programme.partnership, programme.reference
            if reference in self.plans:  # another file writes it in other letters
                return self.plans[reference]
        context = self._new_context(
            programme=programme,
            partnership=partnership,
            reference=reference,
            mission_ids=self._mission_ids(programme, partnership),
        )
        self.plans[reference] = context
        return context

    def _partnership_for_new(self, reference: str, country: str) -> Partnership:
        """The partnership of a programme that the file itself brings."""
        key = Names(()) if not country else self._new_context()["countries"]
        try:
            iso2 = key.find(country) if country else ""
        except Fault:
            iso2 = ""
        partnership = Partnership.objects.select_related("country").filter(country__iso2=iso2).first()
        if partnership is None:
            raise Refused(
                _(
                    "Programme %(reference)s is not here. To add it, send a workbook with its sheet Programme."
                ),
                reference=reference,
            )
        if Programme.objects.filter(reference__iexact=reference).exists() or (
            self.by is not None
            and not Partnership.objects.editable_by(self.by).filter(pk=partnership.pk).exists()
        ):
            raise Forbidden(_("Only administrators import, each into the programmes of their mission."))
        return partnership

    @staticmethod
    def _mission_ids(programme: Programme | None, partnership: Partnership) -> frozenset[int]:
        """Whose teams may own commitments: the programme's missions, or the country's for a new one."""
        missions = programme.missions if programme else partnership.country.missions
        return frozenset(missions.values_list("pk", flat=True))

    # --- the work

    def _take(self, work: Work, writer: Writer | None) -> Iterator[int]:
        """All pages of one sheet of one plan."""
        pages = [self._page(found, context) for found, context in work]
        for page in pages:
            page.check_headers()
        for batch in self._batches(pages):
            for sheet, row_changes in examine(batch):
                if writer and row_changes:
                    yield from writer.write(pages[0].context, sheet, row_changes)

    def _page(self, found: FoundPage, context: ImportContext) -> Page:
        return Page(found, context, self.preview, self.places, file=self._name_of(found))

    def _name_of(self, found: FoundPage) -> str:
        """What tells a page from others in errors: its file, and its own name where its sheet is there twice."""
        alike = [
            page
            for page in self.pages
            if page.source is found.source and page.mapping.sheet is found.mapping.sheet
        ]
        return ", ".join(
            filter(None, (found.file if len(self.sources) > 1 else "", found.name if len(alike) > 1 else ""))
        )

    def _batches(self, pages: list[Page]) -> Iterator[list[tuple[Page, list[FileRow]]]]:
        """All rows together, so that their order makes no difference.

        Beyond the limit of rows, which only a benchmark goes, memory counts more.
        """
        if self.max_rows <= files.MAX_ROWS:
            yield [(page, list(page.found.rows)) for page in pages]
            return
        for page in pages:
            for rows in files.in_batches(page.found.rows, SMALL_BATCH):
                yield [(page, rows)]

    # --- what is missing

    def _missing(self, work: Work, keys: set[RowKey], writer: Writer | None) -> None:
        """Rows that the plan has and none of the files: they stay, unless the commitments were to be withdrawn."""
        (found, context), *_others = work
        sheet = found.mapping.sheet(context)
        places = self.places.of(sheet)
        withdraws = self.withdraw_missing and isinstance(sheet, Commitments)
        if withdraws and not self._may_withdraw(sheet, found):
            return
        standing: set[str] = set()
        if withdraws:
            rows = Commitment.objects.filter(programme=context.programme, withdrawn_on=None)
            standing = set(rows.values_list("number", flat=True))
        withdrawn = []
        for key in sorted(keys - places.keys(), key=str):
            number, *_rest = key
            is_withdrawn = number in standing
            self.preview.gone(sheet, key, is_withdrawn=is_withdrawn)
            if is_withdrawn:
                withdrawn.append(number)
        if writer and withdrawn:
            writer.withdraw(context, withdrawn)

    def _may_withdraw(self, sheet: Sheet, found: FoundPage) -> bool:
        """Whether the files say clearly what is missing; tells the preview why not."""
        faults = [(file, Fault(NOT_READ, name=name)) for file, name in self.preview.unread_pages]
        if not self.places.of(sheet):
            faults.append((found.file, Fault(NO_ROWS)))
        for file, fault in faults:
            self.preview.error(sheet, fault, file=file if len(self.sources) > 1 else "")
        return not faults


def _place(work: tuple[FoundPage, ImportContext]) -> tuple[int, str]:
    """Where a page comes in the order in which sheets refer to each other; those of a plan stand together."""
    page, context = work
    return PLACE[page.mapping.sheet], context.reference


def _standing_keys(work: Work) -> set[RowKey]:
    """The keys that the plan has of a sheet whose missing rows matter, before anything is written."""
    (found, context), *_others = work
    sheet = found.mapping.sheet(context)
    return {*sheet.all_keys()} if sheet.missing_matters else set()


def _first_reference(page: FoundPage, index: int) -> str:
    """The programme of the first row that names one; the rows looked at stay to be read."""
    looked_at, reference = [], ""
    rows = iter(page.rows)
    for row in rows:
        looked_at.append(row)
        _number, cells = row
        reference, _hyphen, _own_number = _cell(cells, index).rpartition("-")
        if reference:
            break
    page.rows = chain(looked_at, rows)
    return reference


def _cell(row: list[Cell], index: int | None) -> str:
    cell = row[index] if index is not None and index < len(row) else None
    return "" if cell is None or is_unread(cell) else word(cell)
