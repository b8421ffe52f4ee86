"""The migrations themselves, on an empty database: the other tests make their tables from the models."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from embassy import triggers

NAME = "migrated_from_nothing"


@pytest.fixture
def empty_database(tmp_path):
    """The address of a database of its own, on the same engine as the tests'."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/{NAME}.sqlite3"
        return
    held = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    secret = f":{held['PASSWORD']}" if held["PASSWORD"] else ""
    yield f"postgres://{held['USER']}{secret}@{held['HOST']}:{held['PORT'] or 5432}/{NAME}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}")


def manage(*arguments, address):
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "embassy.settings",
    }
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_migrated_and_guarded(empty_database):
    migrated = manage("migrate", "--verbosity=0", address=empty_database)
    assert migrated.returncode == 0, migrated.stderr
    checked = manage("check", "--database", "default", address=empty_database)
    assert checked.returncode == 0, checked.stderr
    lost = "from django.db import connection; from embassy import triggers; triggers.lift(connection)"
    assert manage("shell", "-v0", "-c", lost, address=empty_database).returncode == 0
    assert "embassy.W002" in manage("check", "--database", "default", address=empty_database).stderr
    assert manage("migrate", "--verbosity=0", address=empty_database).returncode == 0
    assert manage("check", "--database", "default", address=empty_database).returncode == 0
    cache = "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a'))"
    assert manage("shell", "-v0", "-c", cache, address=empty_database).stdout.strip() == "1"


@pytest.mark.django_db
def test_the_tests_own_database_is_guarded():
    assert triggers.missing(connection) == []
