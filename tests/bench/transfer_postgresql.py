"""The figures of importing and exporting again on PostgreSQL, in a database made for the run.

The server is that of BENCH_POSTGRES, or the one on this machine. When none answers, that is said.
"""

import json
import os
import secrets
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

from tests.bench.figures import Figure

SERVER = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


def figures(module="tests.bench.transfer_json"):
    """Yield the figures that a process of its own has taken, by a module that prints them."""
    name = f"embassy_bench_{secrets.token_hex(4)}"
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
            server.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        print(f"PostgreSQL: left out, none answers at {SERVER}")
        return
    try:
        yield from _figures_on(urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}")), module)
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _figures_on(database_url, module):
    environment = {**os.environ, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", module]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as work:
        for line in work.stdout:
            yield Figure(**json.loads(line))
    if work.returncode:
        raise RuntimeError("The figures on PostgreSQL could not be taken.")
