"""Putting on and taking off the triggers that keep the counts: whoever writes a row, by whatever way, counts it.

They are put back after every migrate, as those of the record are, and taken off before one: SQLite refuses to rename a
table that a trigger elsewhere names. `programmes.counting.kept.rebuild` counts what was written meanwhile.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from programmes.counting import postgresql, sqlite
from programmes.counting.keys import COMMITMENTS, COUNTS, GOALS, REPORTS, RESPONSIBILITIES, SECTORS

TABLES = {COUNTS, COMMITMENTS, SECTORS, GOALS, RESPONSIBILITIES, REPORTS}


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    return sqlite.triggers() if connection.vendor == "sqlite" else postgresql.triggers()


def install(connection: BaseDatabaseWrapper) -> bool:
    """Put the triggers on, anew where they are there. Says whether all the tables are there that they need."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= TABLES:
            return False
        for statement in () if is_sqlite else postgresql.functions():
            cursor.execute(statement)
        for name, table, rest in _triggers(connection):
            if is_sqlite:
                cursor.execute(_drop(connection, name, table))
            cursor.execute(f"CREATE {'' if is_sqlite else 'OR REPLACE '}TRIGGER {name} {rest}")
    return True


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off, as far as their tables are there."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for name, table, _rest in _triggers(connection):
            if table in present:
                cursor.execute(_drop(connection, name, table))


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that should be there and are not."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= TABLES:
            return []
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name, _table, _rest in _triggers(connection) if name not in present]


@checks.register(checks.Tags.database)
def counts_are_kept(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Nothing of what keeps the counts is missing. A warning and no error, as for the index of the search."""
    return [
        checks.Warning(
            f"The trigger {name} is missing: public totals could be wrong.",
            hint="Run “manage.py migrate”, which puts it back.",
            id="programmes.W002",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]
