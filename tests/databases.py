"""The tests' databases: one is migrated for a whole run, and every worker gets a copy of it."""

import fcntl
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


@contextmanager
def cloned():
    """Let the default connection lead to a copy of the migrated template, until the end."""
    template = _migrated_template()
    clone = f"{_base()}_{WORKER}{_suffix()}"
    _copy(template, clone)
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], clone
    yield
    _close()
    connection.settings_dict["NAME"] = own
    _drop(clone)


@contextmanager
def another(name):
    """The address of one more copy of the migrated template, until the end."""
    template = _marker().read_text()
    copy = f"{template.removesuffix(_suffix())}_{name}_{WORKER}{_suffix()}"
    _copy(template, copy)
    yield _address(copy)
    _drop(copy)


def drop_template():
    """Once a run, after the last worker. A file goes with the run's folder."""
    if not _is_sqlite() and _marker().exists():
        _drop(_marker().read_text())
        _marker().unlink()


def _migrated_template():
    """The template's name. Whoever comes first migrates it; the others wait."""
    with Path(f"{_marker()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _marker().exists():
            own, asked = connection.settings_dict["NAME"], connection.settings_dict["TEST"].get("NAME")
            connection.settings_dict["TEST"]["NAME"] = _template()
            # As the product is migrated: the table of its cache is made, too.
            with override_settings(CACHES=settings.CACHES_OF_THE_PRODUCT):
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            if _is_sqlite():
                with connection.cursor() as cursor:  # or the last of it would be in the log beside the file
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _close()
            connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = own, asked
            _marker().write_text(_template())
    return _marker().read_text()


def _copy(template, copy):
    _drop(copy)
    if _is_sqlite():
        shutil.copyfile(template, copy)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')


def _is_sqlite():
    return connection.vendor == "sqlite"


def _base():
    return settings.RUN_DIR / "test" if _is_sqlite() else f"test_{connection.settings_dict['NAME']}"


def _suffix():
    return ".sqlite3" if _is_sqlite() else ""


def _template():
    return f"{_base()}_template{_suffix()}"


def _marker():
    return settings.RUN_DIR / "template.migrated"


def _close():
    """Nobody may be connected to what is copied or dropped; a pool is."""
    connections.close_all()
    if getattr(connection, "pool", None):
        connection.close_pool()


def _drop(name):
    if _is_sqlite():
        for path in settings.RUN_DIR.glob(f"{Path(name).name}*"):
            path.unlink()
        return
    with connection._nodb_cursor() as cursor:
        # By force: a process that a test started may not have hung up yet.
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def database_url():
    """The test's own database, for a process that it starts."""
    return _address(connection.settings_dict["NAME"])


def _address(name):
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    user = f"{held['USER']}:{held['PASSWORD']}" if held["PASSWORD"] else held["USER"]
    return f"postgres://{user}@{held['HOST'] or 'localhost'}:{held['PORT'] or 5432}/{name}"


def wait_for_the_server():
    """PostgreSQL goes on for a moment with what the killed process had asked for last, a COMMIT perhaps."""
    if connection.vendor != "postgresql":
        return
    at_work = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend' AND state <> 'idle'"
    )
    end = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(at_work)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("The server is still at work for a process that was killed a minute ago.")
