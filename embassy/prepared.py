"""Queries that are written once and asked often.

Django writes the SQL of a query anew each time it is asked, which costs many times more than the answer. A prepared
query is built from QuerySets like any other, but once in a process: then only its values change. Which rows may be
shown is still decided by the QuerySets alone, so a query is written anew as soon as any method of theirs is another.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, wraps
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Columns: TypeAlias = Sequence[Any]  # a row as the database gives it
Build: TypeAlias = Callable[..., models.QuerySet]
Ask: TypeAlias = Callable[..., list[Any]]
Made = TypeVar("Made")


class _Kept(NamedTuple, Generic[Made]):
    """What was made, and of which methods."""

    rules: list[Any]
    made: Made


class Given(models.Expression):
    """The place of a value in a query; the value comes when the query is asked."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, list["Given"]]:  # type: ignore[override]
        return "%s", [self]


def prepared(**fields: models.Field) -> Callable[[Build], Ask]:
    """Make a function that builds a QuerySet into one that asks the database and returns the list of rows.

    `fields` names its parameters, all by keyword, with the kind of value that each takes. They may stand wherever the
    ORM takes an expression: `filter(programme=programme)` can be prepared, `filter(pk__in=keys)` and None cannot.
    """

    def decorate(build: Build) -> Ask:
        kept: _Kept[_Statement] | None = None

        @wraps(build)
        def ask(**values: Any) -> list[Any]:
            nonlocal kept
            rules = _rules()
            if kept is None or kept.rules != rules:
                kept = _Kept(
                    rules, _Statement(build(**{name: Given(name, field) for name, field in fields.items()}))
                )
            return kept.made.rows(
                {
                    name: field.get_db_prep_value(values[name], connection, prepared=True)
                    for name, field in fields.items()
                }
            )

        return ask

    return decorate


def _rules() -> list[Any]:
    """Every method of every QuerySet of ours, as they are now."""
    return list(chain.from_iterable([methods.values() for methods in _methods()]))


@cache
def _querysets() -> list[type[models.QuerySet]]:
    managers = [manager for model in apps.get_models() for manager in model._meta.managers]
    classes = {getattr(manager, "_queryset_class", models.QuerySet) for manager in managers}
    return sorted(classes - {models.QuerySet}, key=lambda rows: rows.__qualname__)


@cache
def _methods() -> list[Mapping[str, Any]]:
    """Views of the QuerySets' namespaces, which show what is in them when they are looked at."""
    return [vars(rows) for rows in _querysets()]


class _Statement:
    """The SQL of a QuerySet, and how a row of its result becomes a tuple or an instance."""

    def __init__(self, queryset: models.QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        select = compiler.select[: compiler.col_count]
        self.converted = [
            (place, column)
            for place, (_, column) in compiler.get_converters([column for column, *_ in select]).items()
        ]
        self.instance = None
        if queryset._iterable_class is ModelIterable:
            self.instance = _instances(queryset, compiler)

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[it.name] if isinstance(it, Given) else it for it in self.params])
            rows = cursor.fetchall()
        rows = self._as_python(rows) if self.converted else rows
        return [self.instance(row) for row in rows] if self.instance else rows

    def _as_python(self, rows: Iterable[Columns]) -> list[Any]:
        """The rows with dates as dates and so on; how is the connection's to say, and each thread has its own."""
        values = list(map(list, rows))
        for place, column in self.converted:
            for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
                for row in values:
                    row[place] = convert(row[place], column, connection)
        return values


def _instances(queryset: models.QuerySet, compiler: SQLCompiler) -> Callable[[Columns], models.Model]:
    """What makes instances of rows, related ones with them, as Django's own iteration does."""
    info = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    # The stubs describe Django 6.1, where it takes one argument more.
    related = get_related_populators(info, compiler.select, queryset.db)  # type: ignore[call-arg]
    annotations = (compiler.annotation_col_map or {}).items()

    def instance(row: Columns) -> models.Model:
        made = info["model"].from_db(queryset.db, names, row[first:last])
        for one in related:
            one.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return instance


def written_once(build: Callable[..., Made]) -> Callable[..., Made]:
    """Keep what a function makes of QuerySets, their SQL above all, until any method of theirs is another."""
    kept: dict[tuple[Hashable, ...], _Kept[Made]] = {}

    @wraps(build)
    def made(*arguments: Hashable) -> Made:
        rules = _rules()
        if arguments not in kept or kept[arguments].rules != rules:
            kept[arguments] = _Kept(rules, build(*arguments))
        return kept[arguments].made

    return made
