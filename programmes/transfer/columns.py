"""A column of a sheet: a field of django-import-export that knows its headers and what may be done with it."""

from contextlib import suppress
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Any

from django_stubs_ext import StrOrPromise
from import_export.fields import Field

from programmes.transfer.cells import MISSING_CELL, UNREAD, Cell
from programmes.transfer.faults import Fault

# How many cells of a column are remembered, and how long they may be.
REMEMBERED, LONG = 20_000, 240


@dataclass(eq=False, repr=False)
class Column(Field):
    """One column. `en` and `da` are its headers: part of the file format, so they do not change with a translation.

    path        where the value stands, from the row of the sheet's model (as in `.values_list()`)
    store       the column of the table that it is written to, the path's own unless said; "" for none
    links       the many-to-many that holds it
    required    a new row needs it
    read_only   shown for information: what a file says here is not taken in (reported when it differs)
    locked      part of the signed text: not changed by import once the programme is in force
    internal    only for those who may read internal notes; never public
    default     what a new row holds where a file says nothing
    about       what the lead sheet says of it
    once        headers that it had before: files with them are still read
    """

    en: str
    da: str
    widget: Any
    _: KW_ONLY
    path: str | None = None
    store: str | None = None
    links: str | None = None
    required: bool = False
    read_only: bool = False
    locked: bool = False
    internal: bool = False
    default: InitVar[Any] = ""
    about: StrOrPromise = ""
    once: tuple[str, ...] = ()
    labels: dict[str, str] = field(init=False)
    empty: Any = field(init=False)
    # Plain values of cells that are texts: cells repeat.
    remembered: dict[Cell, Any] = field(init=False, default_factory=dict)
    _faults: dict[str, Fault] = field(init=False, default_factory=dict)
    _blank: Any = field(init=False, default=None)

    def __post_init__(self, default: Any) -> None:
        super().__init__(
            attribute=self.path, column_name=self.en, widget=self.widget, readonly=self.read_only
        )
        self.labels = {"en": self.en, "da": self.da}
        self.empty = default
        if self.store is None and self.path and "__" not in self.path:
            self.store = self.path
        self.store = self.store or None

    def header(self, language: str) -> str:
        return self.labels[language]

    @property
    def list_of_links(self) -> str:
        """The many-to-many of a column that has one. Raises TypeError for the others."""
        if self.links is None:
            raise TypeError(f"{self.column_name} is no many-to-many.")
        return self.links

    def recalled(self, cells: list[Cell]) -> list[Any]:
        """The plain values of many cells as far as they are remembered, None for the rest."""
        if not self.widget.repeats:
            return [None] * len(cells)
        texts = {
            cell
            for cell in set(cells)
            if type(cell) is str and len(cell) <= LONG and not cell.startswith((MISSING_CELL, UNREAD))
        }
        for cell in texts - self.remembered.keys():
            with suppress(Fault):
                self.cleaned(cell)
        return [*map(self.remembered.get, cells)]

    def cleaned(self, cell: Any) -> Any:
        """The plain value of a cell. Raises Fault."""
        if cell is None:
            if self._blank is None:
                self._blank = self.widget.clean(None)
            return self._blank
        # 1, 1.0 and True are one key to a dictionary, and three different cells: only texts are remembered.
        if type(cell) is not str or not self.widget.repeats or len(cell) > LONG:
            return self.widget.clean(cell)
        if cell in self._faults:
            raise self._faults[cell].with_traceback(None)
        try:
            plain = self.widget.clean(cell)
        except Fault as fault:
            self._faults[cell] = fault
            raise
        if len(self.remembered) > REMEMBERED:
            self.remembered.clear()
        self.remembered[cell] = plain
        return plain

    def text(self, plain: Any, language: str) -> str:
        """What is written into a cell."""
        return self.widget.render(plain, language=language)
