"""Takes the figures one after another, and prints each as soon as it is there."""

import json
import os
import shutil
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from embassy import catalogues

PARTS = [
    "tests.bench.programme_page",
    "tests.bench.plain_page",
    "tests.bench.served",
    "tests.bench.lighthouse",
    "tests.bench.large",
    "tests.bench.large_postgresql",
    "tests.bench.search",
    "tests.bench.search_postgresql",
    "tests.bench.transfer",
    "tests.bench.transfer_postgresql",
    "tests.bench.transfer_readers",
    "tests.bench.staff",
    "tests.bench.staff_postgresql",
]


def main(groups=()):
    """Print the figures, of some groups or of all; write them to the file that BENCH_JSON names, if it does."""
    chosen = [part for part in PARTS if not groups or any(group in part for group in groups)]
    if not chosen:
        raise SystemExit(f"There is no group {' '.join(groups)}: choose of {', '.join(PARTS)}.")
    django.setup()
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "tests.bench.urls", ["localhost"]
    catalogues.compile_all()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    taken, empty = [], _set_aside()
    for part in chosen:  # their imports need Django set up
        _begin_with(empty)
        for figure in import_module(part).figures():
            taken.append(figure)
            print(figure, flush=True)
    if os.environ.get("BENCH_JSON"):
        content = json.dumps({"figures": [figure.as_json() for figure in taken]}, indent=2)
        Path(os.environ["BENCH_JSON"]).write_text(f"{content}\n", encoding="utf-8")


def _set_aside():
    """A copy of the database as it is before anything is measured."""
    connection.close()
    database = Path(connection.settings_dict["NAME"])
    return shutil.copy(database, database.with_suffix(".empty"))


def _begin_with(empty):
    """Each part has the database to itself: what another filled it with would be in its way, and in its figures."""
    connection.close()
    database = connection.settings_dict["NAME"]
    for rest in ("-wal", "-shm"):
        Path(f"{database}{rest}").unlink(missing_ok=True)
    shutil.copy(empty, database)
