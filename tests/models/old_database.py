"""Runs a script that migrates rows of an earlier version, in a process and a database of its own."""

import json
import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def answer_of(script, folder, django_db_blocker):
    """What a script (a module of this folder) prints as JSON, on the engine of the tests."""
    if connection.vendor == "sqlite":
        return _run(script, f"sqlite:///{folder}/{script}.sqlite3")
    own = connection.settings_dict
    secret = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    name = f"{own['NAME']}_{script}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            address = f"postgres://{own['USER']}{secret}@{own['HOST']}:{own['PORT'] or 5432}/{name}"
            return _run(script, address)
        finally:
            cursor.execute(f"DROP DATABASE {name}")


def _run(script, address):
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "embassy.settings",
    }
    process = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-m", f"tests.models.{script}"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def migrate(connection, targets=None):
    """To the targets, or as far as it goes; gives back the models of then."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(targets or executor.loader.graph.leaf_nodes())
    return MigrationExecutor(connection).loader.project_state(targets).apps
