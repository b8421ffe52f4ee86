"""Triggers that make the record of changes append-only, on SQLite and on PostgreSQL.

They are put back after every migrate: SQLite loses a table's triggers without a word when a migration rebuilds it.
`embassy.checks` says so when one is missing. `rewriting_the_record` is the only way round them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from embassy import clock

REWRITINGS = "embassy_recordrewriting"
RECORD = ("embassy_changeset", "embassy_auditentry")
TABLES = (*RECORD, REWRITINGS)
_WRITE = re.compile(rf"\s*(UPDATE|DELETE\s+FROM)\s+\"?({'|'.join(RECORD)})\b", re.IGNORECASE)
_MESSAGE = "The record of changes is append-only."


def _names(table: str) -> tuple[str, str]:
    return f"{table}_refuses_update", f"{table}_refuses_delete"


def _sqlite(table: str) -> Iterator[str]:
    for event, name in zip(("UPDATE", "DELETE"), _names(table), strict=True):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )


def _postgresql(table: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION embassy_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for event, name in zip(("UPDATE", "DELETE"), _names(table), strict=True):
        events = event if event == "UPDATE" else "DELETE OR TRUNCATE"
        yield (
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {events} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION embassy_refuse_change()"
        )


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every append-only table that exists; those already there stay."""
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present.intersection(TABLES):
            for statement in statements(table):
                cursor.execute(statement)


class RecordNotAsItWas(Exception):
    """A rewriting of the record left rows behind that were not there, took some away, or left it unguarded."""


@dataclass
class Rewriting:
    """What a rewriting has done so far: rows changed and rows removed, counted as the database tells."""

    changed: int = 0
    removed: int = 0

    def count(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Django calls this around each statement (`connection.execute_wrapper`)."""
        result = execute(sql, params, many, context)
        write = _WRITE.match(sql)
        if write:
            rows = max(context["cursor"].rowcount, 0)
            if write[1].upper() == "UPDATE":
                self.changed += rows
            else:
                self.removed += rows
        return result


@contextmanager
def rewriting_the_record(
    connection: BaseDatabaseWrapper,
    *,
    operation: str,
    why: str,
    by_id: int | None = None,
    may_remove: bool = False,
) -> Iterator[Rewriting]:
    """Lift the guard over the record, let the block rewrite it, put the guard back: all of it or nothing.

    Notes itself in the table of rewritings. Raises RecordNotAsItWas, and undoes everything, unless the same rows are
    there afterwards (with `may_remove`, no others) and guarded.
    """
    with transaction.atomic(using=connection.alias):
        before = {table: _ids(connection, table) for table in RECORD}
        _check_waiting_constraints(connection)
        lift(connection, RECORD)
        rewriting = Rewriting()
        with connection.execute_wrapper(rewriting.count):
            yield rewriting
        _check_waiting_constraints(connection)
        install(connection)
        _note(connection, rewriting, operation=operation, why=why, by_id=by_id)
        for table, ids in before.items():
            after = _ids(connection, table)
            if after != ids and not (may_remove and after < ids):
                raise RecordNotAsItWas(f"{operation}: {table} does not hold the rows that it held.")
        if missing(connection):
            raise RecordNotAsItWas(f"{operation}: {', '.join(missing(connection))} not put back.")


def _ids(connection: BaseDatabaseWrapper, table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")  # noqa: S608 - one of our own tables
        return {pk for (pk,) in cursor.fetchall()}


def _check_waiting_constraints(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL leaves a table as it is while rows of it still wait to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _note(
    connection: BaseDatabaseWrapper, rewriting: Rewriting, *, operation: str, why: str, by_id: int | None
) -> None:
    """In plain SQL: a migration rewrites the record while the models may be ahead of its tables."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {REWRITINGS} (at, by_id, operation, why, changed, removed) "  # noqa: S608 - our own table
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [now, by_id, operation, why, rewriting.changed, rewriting.removed],
        )


def lift(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = TABLES) -> None:
    """Take the triggers off: for `rewriting_the_record`, and for emptying a test database."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present.intersection(tables):
            for name in _names(table):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that should be there and are not."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        cursor.execute(catalogue)
        names = {name for (name,) in cursor.fetchall()}
    return [name for table in TABLES if table in present for name in _names(table) if name not in names]


def after_migrate(using: str, **_kwargs: Any) -> None:
    """Django calls this after every migrate, for each database."""
    install(connections[using])
