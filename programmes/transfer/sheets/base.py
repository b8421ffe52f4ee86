"""What a sheet is: the rows of one table that belong to a plan, as columns that people can read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_noop
from import_export.resources import Resource

from embassy import bulk
from embassy.bulk_history import through
from programmes.transfer.cells import RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.lookups import ImportContext
from programmes.transfer.references import One
from programmes.transfer.widgets import YesNo

CHUNK = 1000
T = TypeVar("T")


def batched(items: Iterable[T], size: int, *, first: int = 0) -> Iterator[list[T]]:
    """Lists of at most `size` items (itertools has it from Python 3.12); a smaller `first` one is there sooner."""
    items = iter(items)
    yield from filter(None, [list(islice(items, first))])
    while batch := list(islice(items, size)):
        yield batch


def grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """{first: [second, …]}."""
    groups: dict[Any, list[Any]] = {}
    for first, second in pairs:
        groups.setdefault(first, []).append(second)
    return groups


@dataclass(slots=True)
class CurrentRow:
    """A row as the database has it: plain values by column name."""

    pk: int
    version: int
    values: Values


@dataclass(slots=True)
class RowChange:
    """What a row of a file would do: add a row (`pk` is None), or change the columns named in `old`."""

    sheet: "Sheet"
    row: int
    key: RowKey
    new: Values
    pk: int | None = None
    version: int = 0
    old: Values = field(default_factory=dict)
    current: Values = field(default_factory=dict)
    is_public: bool = False

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def existing_pk(self) -> int:
        """The id of a row that is there already. Raises TypeError for a new one."""
        if self.pk is None:
            raise TypeError("The row is new.")
        return self.pk

    def value(self, name: str) -> Any:
        """What the column holds afterwards."""
        return self.new[name] if name in self.new else self.current.get(name, "")


class Sheet(Resource):
    """One kind of row. Subclasses declare Columns and say which rows belong to the plan.

    `known_by` are the columns that a row is known by; `feeds` is the list of known keys that its rows belong to; `once`
    are names that it had before: files with them are still read. Rows of one that `spans_plans` may come
    with every plan.
    """

    code = en = da = ""
    once: tuple[str, ...] = ()
    model: Any = None
    known_by: tuple[str, ...] = ()
    feeds: str | None = None
    missing_matters = True
    is_shared = False
    refers_to_itself = False
    is_part_of_programme = False
    spans_plans = False
    about = ""

    def __init__(self, context: ImportContext) -> None:
        super().__init__()
        self.context = context
        for name, column in self.fields.items():
            column.name = name
            column.widget.context = context
        self.columns = list(self.fields.values())
        self.references = [column for column in self.columns if isinstance(column.widget, One)]
        self.never_empty = {column.name for column in self.columns if self._is_never_empty(column)}
        self.read_only = [column for column in self.columns if column.read_only]
        # What a new row holds where a file says nothing.
        self.empty_row = {column.name: column.empty for column in self.columns if not column.read_only}
        self.defaults = {name: empty for name, empty in self.empty_row.items() if empty not in ("", ())}
        self.has_version = any(field.name == "version" for field in self.model._meta.concrete_fields)

    def _is_never_empty(self, column: Column) -> bool:
        """Whether the database holds a value in every row, so that there is no emptying it."""
        if isinstance(column.widget, YesNo) or column.read_only or not column.store:
            return False
        return not self.model._meta.get_field(column.store).blank

    def heading(self, language: str) -> str:
        return {"en": self.en, "da": self.da}[language]

    # --- out of the database

    def rows(self) -> QuerySet[Any]:
        """The plan's rows in the order in which they are exported."""
        raise NotImplementedError

    def exported_columns(self, *, with_internal: bool) -> list[Column]:
        return [column for column in self.columns if with_internal or not column.internal]

    def gather(self, column: Column, ids: list[int]) -> dict[int, list[Any]]:
        """{id: value} of a column that is no path, for some rows. Many-to-many lists by themselves."""
        table, own, other = through(self.model, column.list_of_links)
        return grouped(bulk.pairs(table, own, other, ids))

    def current_rows(
        self, rows: QuerySet[Any], columns: list[Column] | None = None, *, first: int = 0
    ) -> Iterator[CurrentRow]:
        """Yield a CurrentRow for every row of a queryset, a chunk at a time; the first chunk may be a smaller one."""
        columns = self.columns if columns is None else columns
        simple = [column for column in columns if column.path]
        others = [column for column in columns if not column.path]
        version = ["version"] if self.has_version else []
        names = [(column.name, column.widget.plain) for column in simple]
        own = 1 + len(version)
        for pks in batched(rows.values_list("pk", flat=True), CHUNK, first=first):
            gathered = [(column.name, column.widget.plain, self.gather(column, pks)) for column in others]
            fetched = self.with_values(pks).values_list(
                "pk", *version, *(str(column.path) for column in simple)
            )
            by_pk = {row[0]: row for row in fetched}
            for pk in pks:
                row = by_pk[pk]
                values = {name: plain(value) for (name, plain), value in zip(names, row[own:], strict=True)}
                for name, plain, by_row in gathered:
                    values[name] = plain(by_row.get(pk, ()))
                yield CurrentRow(pk, row[1] if version else 0, values)

    def with_values(self, pks: list[int] | QuerySet[Any]) -> QuerySet[Any]:
        """The rows with these ids, with everything that the columns' paths name."""
        return cast(QuerySet[Any], self.model._base_manager.filter(pk__in=pks))

    def fetch(self, keys: Iterable[RowKey]) -> dict[RowKey, CurrentRow]:
        """{key: CurrentRow} of those keys that the plan holds."""
        first = self.fields[self.known_by[0]]
        rows = {}
        for chunk in batched(sorted({key[0] for key in keys}, key=str), CHUNK):
            sought = {f"{first.path}__in": self.sought(first, chunk)}
            for row in self.current_rows(self.fetch_rows().filter(**sought)):
                rows[self.key_of(row.values)] = row
        return rows

    def fetch_rows(self) -> QuerySet[Any]:
        """The rows among which one of a file may be found; more than are exported where the two differ."""
        return self.rows()

    def sought(self, column: Column, plains: Iterable[Any]) -> list[Any]:
        """Plain values of the first key column as the database's filter takes them."""
        return [stored for plain in plains if (stored := column.widget.stored(plain)) is not None]

    def all_keys(self) -> Iterator[RowKey]:
        columns = [self.fields[name] for name in self.known_by]
        for row in self.rows().values_list(*(column.path for column in columns)).iterator():
            plains = (column.widget.plain(value) for column, value in zip(columns, row, strict=True))
            yield self.key_of(dict(zip(self.known_by, plains, strict=True)))

    # --- a row of a file

    def key_of(self, values: Values) -> RowKey:
        if len(self.known_by) == 1:
            return (values.get(self.known_by[0], ""),)
        return tuple(values.get(name, "") for name in self.known_by)

    def key_text(self, key: RowKey) -> str:
        """The key as it is known to others: `1.2` for the second track of the first area."""
        return str(key[0]) if len(key) == 1 else ".".join(map(str, key))

    def label(self, key: RowKey) -> str:
        """How a row is spoken of in the preview."""
        return self.key_text(key)

    def audit_key(self, values: Values) -> str:
        """The row's readable key in history, as the model's `natural_key` has it."""
        own = [str(values[name]) for name in self.known_by]
        return ":".join([self.context.reference, *own] if self.is_part_of_programme else own)

    def spoken(self, values: Values) -> str:
        """A few words on what a new row is."""
        for name in (
            "plain_title_en",
            "plain_title_da",
            "title_en",
            "title_da",
            "title",
            "name_en",
            "wording",
            "text",
        ):
            if values.get(name):
                return str(values[name])[:160]
        return ""

    def names(self, values: Values) -> Iterable[str]:
        """Other names under which a new row is known at once."""
        return ()

    def complete(self, values: Values, faults: list[tuple[Column, Any, Fault]]) -> None:
        """Fill in what follows from other cells of the row, its key above all. Raises Fault."""

    def fill(self, values: Values) -> None:
        """Fill in what a new row leaves open and is not simply empty."""

    def waits_for_a_person(self, name: str, plain: Any, standing: Any = "") -> str:
        """The notice of a value that a file may say and only a person can make so; empty for all others."""
        return ""

    def stored(self, row_change: RowChange) -> Any:
        """Columns of the table that follow from more than one cell, or from the plan."""
        return {}

    def is_locked(self, row_change: RowChange) -> bool:
        """Whether the signed words of this row stand for good."""
        return self.context.is_locked

    def may_write(self, row_change: RowChange) -> bool:
        """Whether the person may write this row. What is the plan's own was asked before the file was read."""
        return True

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        """Yield (column name, Fault) for what the row as a whole gets wrong."""
        return ()

    def is_read_by_public(self, values: Values) -> bool:
        """Whether the public reads this row now."""
        return False

    def leaves_out(self, row_change: RowChange) -> bool:
        """Whether a new row is passed over, with a notice."""
        return False

    def missing_fault(self, column: Column) -> Fault:
        return Fault(gettext_noop("%(column)s is missing. Fill it in."), column=column.name)
