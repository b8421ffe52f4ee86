"""Killed with -9 at any moment, an import leaves nothing or all of it; run again, it completes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from embassy.models import ChangeSet
from programmes.models import Commitment, Import, Wording
from programmes.transfer import imports
from tests import factories
from tests.databases import database_url, wait_for_the_server
from tests.transfer.plans import as_csv, changes_to, rich_plan, state, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.trials]


def start(path, username):
    """`manage.py import_plan --apply` in a process of its own, on this test's database."""
    environment = {
        **os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "embassy.settings", "DEBUG": "0",
        "SECRET_KEY": "only-for-this-test",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "import_plan", str(path), "--apply", "--by", username]
    return subprocess.Popen(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def larger(plan):
    """A file that takes a while: some hundred new commitments beside the changes."""
    headers, *rows = table(changes_to(plan))
    for number in range(20, 420):
        rows.append([*rows[-1]])
        rows[-1][headers.index("Number")] = f"1.{number // 100 + 2}.{number % 100 + 1}"
        rows[-1][headers.index("Track")] = "1"
    return as_csv([headers, *rows])


def test_killed_at_any_moment_it_leaves_no_partial_plan_and_runs_again(tmp_path, rounds, tried):
    plan, by, chance = rich_plan(), factories.superuser("operator"), random.Random(7)  # noqa: S311
    path = tmp_path / "plan.csv"
    path.write_bytes(larger(plan))
    before, applied, killed, kills = state(), 0, 0, rounds(3, trial=100)
    began = time.monotonic()
    whole = start(path, by.username)
    assert whole.wait(120) == 0, whole.stderr.read()
    took = time.monotonic() - began
    _undo(by)
    untouched = _rows()
    while killed < kills:
        process = start(path, by.username)
        time.sleep(took * chance.uniform(0.3, 1.0))
        process.send_signal(signal.SIGKILL)
        killed += process.wait(30) == -signal.SIGKILL  # it may have been done before
        wait_for_the_server()
        if _rows() == untouched:
            assert not Import.objects.exclude(state=Import.State.UNDONE).exists()
        else:
            applied += process.returncode != 0
            assert Commitment.objects.count() == len(before["programmes.Commitment"]) + 402
            _undo(by)
            untouched = _rows()
    again = start(path, by.username)
    assert again.wait(120) == 0, again.stderr.read()
    assert Commitment.objects.count() == len(before["programmes.Commitment"]) + 402
    tried(
        f"an import killed {kills} times: {kills - applied} times before it was written, {applied} times after"
    )


def _rows():
    """What may not be half there."""
    return (Commitment.objects.count(), Wording.objects.count(), ChangeSet.objects.count())


def _undo(by):
    held = Import.objects.get(state=Import.State.APPLIED)
    imports.undo(held, by=by, at=held.applied_at)
