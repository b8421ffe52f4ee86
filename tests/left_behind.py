"""What a test may not leave to the next: a transaction, a connection that was closed in one, or rows.

One that did would make hundreds after it fail, each in a way of its own. So the test itself fails for it, and what it
left is cleared away.
"""

from contextlib import contextmanager
from functools import cache

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.test import TestCase, TransactionTestCase

_filled_by_migrations: set[str] = set()


class LeftBehind(Exception):
    """What a test left to the next one."""


def remember_what_migrations_filled():
    """To be called before anything but migrations has written into the database."""
    _filled_by_migrations.update(_filled())


@contextmanager
def told():
    """No test of the block leaves anything behind unnoticed."""
    empty = TransactionTestCase._fixture_teardown
    with pytest.MonkeyPatch.context() as patch:
        for kind in (TestCase, TransactionTestCase):
            patch.setattr(kind, "_fixture_teardown", _telling(kind._fixture_teardown, empty))
        yield


def _telling(tear_down, empty):
    def torn_down(case):
        faults = _end_transactions(case)
        tear_down(case)
        # In a transaction of the whole module there are the module's rows.
        if not connection.in_atomic_block and (tables := _filled() - _filled_by_migrations):
            faults.append(f"rows in {', '.join(sorted(tables))}")
            empty(case)
        if faults:
            raise LeftBehind("; ".join(faults))

    return torn_down


def _end_transactions(case):
    """End the transactions that were opened after the test's own, and say what is wrong with any."""
    faults, blocks = [], connection.atomic_blocks
    if blocks and connection.closed_in_transaction and not hasattr(blocks[0], "is_told_of"):
        faults.append("a connection closed in a transaction")
        blocks[0].is_told_of = True  # it may be the module's, in which nothing works from now on
    own = getattr(case, "atomics", {}).get(DEFAULT_DB_ALIAS)
    opened = blocks[blocks.index(own) + 1 :] if own else [*blocks]
    if opened:
        faults.append(f"transactions not ended: {len(opened)}")
    for atomic in reversed(opened):
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
    return faults


def empty_what_is_filled():
    """Delete the rows of the tables that have any: on PostgreSQL, truncating all takes six times as long."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Again for what triggers count while rows go.
        while tables := _filled() - _filled_by_migrations:
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - tables of models


def _filled():
    """The tables of models that hold a row."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return {name for [name] in cursor.fetchall()}


@cache
def _question():
    quoted = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})"  # noqa: S608 - tables of models
        for table in connection.introspection.django_table_names()
    )
