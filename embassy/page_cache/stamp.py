"""The stamp: a small file that grows by one byte with every change, so that one `stat` tells whether anything did.

A writer moves it on inside its transaction, before the commit. A page that was read before the commit is then cached
under an older stamp, or not at all: `is_settled` says whether a transaction that moved the stamp is still open, by a
lock that is the transaction's own. So there is nothing left to do after the commit, and nothing to lose in a crash.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction

Version = tuple[int, int, int]  # size, time of change and inode of the file

_LOCK = 0x7061676573  # “pages”; any number that no other advisory lock of this database has
_MODE = 0o664


def touch() -> None:
    """Make the file if it is not there."""
    Path(settings.PAGE_STAMP).parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(settings.PAGE_STAMP, os.O_WRONLY | os.O_CREAT, _MODE))


def read() -> Version | None:
    """The version of what pages show, another one after every change; None where there is no file."""
    try:
        status = os.stat(settings.PAGE_STAMP)  # noqa: PTH116 - asked on every request, and Path is three times slower
    except FileNotFoundError:
        return None
    # The size alone tells changes apart; the other two tell a file that was lost and made anew.
    return status.st_size, status.st_mtime_ns, status.st_ino


def move_on() -> None:
    """Say that the open transaction changes what pages show. Raises OSError where the file cannot be written."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The stamp is moved inside the transaction that writes.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    # On SQLite the transaction holds the only write lock already: it began IMMEDIATE.
    try:
        file = os.open(settings.PAGE_STAMP, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:
        touch()
        file = os.open(settings.PAGE_STAMP, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(file, b".")
    finally:
        os.close(file)


def is_settled() -> bool:
    """Whether every transaction that has moved the stamp is over, asked outside of any transaction.

    What is read from the database after this is at least as new as the stamp that was read before it.
    """
    if connection.in_atomic_block:
        return False
    return _is_free_on_postgresql() if connection.vendor == "postgresql" else _is_free_on_sqlite()


def _is_free_on_postgresql() -> bool:
    with connection.cursor() as cursor:
        # Taken and given back by this one statement.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _is_free_on_sqlite() -> bool:
    with connection.cursor() as cursor:
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")  # whoever only reads waits for nobody
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {timeout}")
    return True
