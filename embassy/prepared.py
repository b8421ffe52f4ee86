"""Queries whose SQL is written once for each connection and asked often.

Django writes the SQL of a query anew each time: without this a cold programme page costs two and a half times as much.
Only two names here are not of Django's public interface, `Query.get_compiler` and the compiler's `as_sql`, both in
django/db/models/sql.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler

# Kept on the connection under this name, since Django's compilers hold on to the one that they are made for.
STATEMENTS = "prepared_statements"


class Parameter(models.Expression):
    """The place of a value in a query; the value comes when the query is asked."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _Statement(NamedTuple):
    """A QuerySet with the compiler that has written its SQL, which Django then runs and reads as it always does."""

    queryset: models.QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, queryset: models.QuerySet[Any]) -> "_Statement":
        compiler = queryset.query.get_compiler(using=queryset.db)
        # A QuerySet's copies take this along.
        queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]  # of this one
        return cls(queryset, compiler, *compiler.as_sql())

    def rows(self, values: dict[str, Any]) -> list[Any]:
        params = tuple(values[it.name] if isinstance(it, Parameter) else it for it in self.params)
        self.compiler.as_sql = lambda *_, **__: (self.sql, params)  # type: ignore[method-assign]  # of this one
        return list(self.queryset.all())


def prepared(
    **fields: models.Field,
) -> Callable[[Callable[..., models.QuerySet[Any]]], Callable[..., list[Any]]]:
    """Make a function that builds a QuerySet into one that asks the database and returns the list of rows.

    `fields` names its parameters, all by keyword, with the kind of value that each takes. They may stand wherever the
    ORM takes an expression: `filter(programme=programme)` can be prepared, `filter(pk__in=keys)` and None cannot.
    """

    def decorate(build: Callable[..., models.QuerySet[Any]]) -> Callable[..., list[Any]]:
        @wraps(build)
        def ask(**values: Any) -> list[Any]:
            connection = connections[DEFAULT_DB_ALIAS]
            statements: dict[Any, _Statement] = vars(connection).setdefault(STATEMENTS, {})
            if ask not in statements:
                statements[ask] = _Statement.of(
                    build(**{name: Parameter(name, field) for name, field in fields.items()})
                )
            return statements[ask].rows(
                {
                    name: field.get_db_prep_value(values[name], connection, prepared=True)
                    for name, field in fields.items()
                }
            )

        return ask

    return decorate
