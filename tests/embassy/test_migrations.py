"""What migrating leaves: a database that guards its record, and checks that tell when it no longer does."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from embassy import triggers
from tests import databases


@pytest.fixture
def migrated_database():
    """The address of a database of its own that every migration has run on, as for all tests."""
    with databases.another("migrated_from_nothing") as address:
        yield address


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
def test_a_migrated_database_is_guarded(migrated_database):
    again = manage("migrate", "--verbosity=0", address=migrated_database)
    assert again.returncode == 0, again.stderr
    checked = manage("check", "--database", "default", address=migrated_database)
    assert checked.returncode == 0, checked.stderr
    lost = "from django.db import connection; from embassy import triggers; triggers.lift(connection)"
    assert manage("shell", "-v0", "-c", lost, address=migrated_database).returncode == 0
    assert "embassy.W002" in manage("check", "--database", "default", address=migrated_database).stderr
    assert manage("migrate", "--verbosity=0", address=migrated_database).returncode == 0
    assert manage("check", "--database", "default", address=migrated_database).returncode == 0
    cache = "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a'))"
    assert manage("shell", "-v0", "-c", cache, address=migrated_database).stdout.strip() == "1"


@pytest.mark.django_db
def test_the_tests_own_database_is_guarded():
    assert triggers.missing(connection) == []
