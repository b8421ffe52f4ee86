"""Triggers that make the record of changes append-only, on SQLite and on PostgreSQL.

They are put back after every migrate: SQLite loses a table's triggers without a word when a migration rebuilds it.
`embassy.checks` says so when one is missing.
"""

from django.db import connections

TABLES = ("embassy_changeset", "embassy_auditentry")
_MESSAGE = "The record of changes is append-only."


def _names(table):
    return f"{table}_refuses_update", f"{table}_refuses_delete"


def _sqlite(table):
    for event, name in zip(("UPDATE", "DELETE"), _names(table), strict=True):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )


def _postgresql(table):
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


def install(connection):
    """Put the triggers on every append-only table that exists; those already there stay."""
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present.intersection(TABLES):
            for statement in statements(table):
                cursor.execute(statement)


def lift(connection):
    """Take the triggers off. Only for emptying a test database; nothing in the product calls it."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present.intersection(TABLES):
            for name in _names(table):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection):
    """The names of triggers that should be there and are not."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        cursor.execute(catalogue)
        held = {row[0] for row in cursor.fetchall()}
    return [name for table in TABLES if table in present for name in _names(table) if name not in held]


def after_migrate(using, **_kwargs):
    """Django calls this after every migrate, for each database."""
    install(connections[using])
