"""A standing worker does what is asked for, and while it runs nobody starts another process."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings

from embassy.long_work import Order, journal, workers
from tests.long_work import makers
from tests.long_work.test_results import made
from tests.long_work.waiting import LONG

pytestmark = pytest.mark.usefixtures("by_process")
COMMAND = [sys.executable, "manage.py", "run_long_work"]


@pytest.fixture
def worker():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen(COMMAND, cwd=django_settings.BASE_DIR, env=environment)  # noqa: S603
    end = time.monotonic() + LONG
    while not all(journal.is_locked(workers.places(lane)[0]) for lane in django_settings.LONG_WORK_LANES):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    yield process
    process.terminate()
    process.wait(LONG)


def test_it_does_the_work_and_no_other_process_is_started(worker):
    assert workers.ensure(workers.READERS) is None
    assert made(Order(makers.shout, b"hello")).content == b"HELLO"
    assert worker.poll() is None


def test_one_more_than_there_may_be_says_so_and_ends(worker):
    second = subprocess.run(  # noqa: S603
        [*COMMAND, "--lane", "readers"], cwd=django_settings.BASE_DIR, capture_output=True, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}, timeout=LONG, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "As many processes as may be are at work in readers already." in second.stderr
