"""One import from its files on: which plans they are about, who may, and every page in its turn.

The same job makes the preview and, with a writer, applies it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from embassy import clock
from embassy.gc_pause import gc_paused
from embassy.models import User, roles_of
from programmes.intake import child
from programmes.intake.refusal import Refused
from programmes.models import Commitment, Partnership, Programme
from programmes.transfer import files
from programmes.transfer.cells import Cell
from programmes.transfer.examine import Page
from programmes.transfer.faults import Fault
from programmes.transfer.files import FoundPage, Source
from programmes.transfer.lookups import ImportContext, Names
from programmes.transfer.preview import Preview
from programmes.transfer.sheets import IN_ORDER, Commitments, Flat, Programmes
from programmes.transfer.widgets import word
from programmes.transfer.writing import Writer

# Rows that are examined together: as many as a file may have, so that their order makes no difference.
# Beyond that limit, which only a benchmark goes, memory counts more.
BATCH, SMALL_BATCH = files.MAX_ROWS, 1000
PLACE = {sheet: place for place, sheet in enumerate(IN_ORDER)} | {Flat: IN_ORDER.index(Commitments)}


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
            work.sort(key=_place)
            for page, context in work:
                yield from self._take(page, context, writer)

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
        if self.by is not None and not (self.by.is_superuser or roles_of(self.by).administered_mission_ids):
            raise Forbidden(_("Only administrators import."))
        return self.plans.setdefault("", self._new_context())

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

    def _take(self, found_page: FoundPage, context: ImportContext, writer: Writer | None) -> Iterator[int]:
        page = Page(
            found_page.mapping, context, self.preview, file=found_page.file if len(self.sources) > 1 else ""
        )
        for header in found_page.mapping.twice:
            self.preview.error(
                page.sheet,
                Fault(
                    gettext_noop("The column “%(header)s” appears twice. Keep one of them."), header=header
                ),
                row=found_page.mapping.row,
                file=page.file,
            )
        batch = BATCH if self.max_rows <= files.MAX_ROWS else SMALL_BATCH
        for rows in files.in_batches(found_page.rows, batch):
            for sheet, row_changes in page.take(rows):
                if writer and row_changes:
                    yield from writer.write(context, sheet, row_changes)
        self._missing(page, context, writer)

    def _missing(self, page: Page, context: ImportContext, writer: Writer | None) -> None:
        """Rows that the plan has and the file has not: they stay, unless the commitments were to be withdrawn."""
        gone = page.missing_keys()
        standing: set[str] = set()
        if self.withdraw_missing and isinstance(page.sheet, Commitments):
            rows = Commitment.objects.filter(programme=context.programme, withdrawn_on=None)
            standing = set(rows.values_list("number", flat=True))
        withdrawn = []
        for key in gone:
            number, *_rest = key
            is_withdrawn = number in standing
            self.preview.gone(page.sheet, key, is_withdrawn=is_withdrawn)
            if is_withdrawn:
                withdrawn.append(number)
        if writer and withdrawn:
            writer.withdraw(context, withdrawn)


def _place(work: tuple[FoundPage, ImportContext]) -> int:
    """Where a page comes in the order in which sheets refer to each other."""
    page, _context = work
    return PLACE[page.mapping.sheet]


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
    return word(row[index]) if index is not None and index < len(row) and row[index] is not None else ""
