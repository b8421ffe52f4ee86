"""TLS to PostgreSQL is had, or the connection is refused: never a plain one where TLS was asked for."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import database_url

pytestmark = pytest.mark.django_db
ASK = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    print("TLS" if cursor.fetchone()[0] else "plain")
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to encrypt")
@pytest.mark.parametrize(("mode", "may_be_plain"), [("disable", True), ("require", False)])
def test_what_the_address_asks_for_is_had_or_refused(mode, may_be_plain):
    with connection.cursor() as cursor:
        cursor.execute("SHOW ssl")
        has_tls = cursor.fetchone()[0] == "on"
    environment = os.environ | {"DATABASE_URL": f"{database_url()}?sslmode={mode}"}
    asked = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if may_be_plain:
        assert asked.stdout.strip() == "plain"
    elif has_tls:
        assert asked.stdout.strip() == "TLS"
    else:
        assert asked.returncode
        assert "server does not support SSL" in asked.stderr or "couldn't get a connection" in asked.stderr
