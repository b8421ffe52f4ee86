"""The processes in which work is done, and how many there may be.

Each has a place in a lane for as long as it lives: the lock on a file. A standing worker (`manage.py run_long_work`)
takes its places when it starts. Where a place is free, whoever asks for work starts a process that takes the place,
does what is queued, and ends. The place is taken before the process starts and handed to it, so that twelve who ask
at once start one process and not twelve.
"""

import fcntl
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from embassy.long_work import journal

READERS, STAFF = "readers", "staff"
COMMAND = "run_long_work"
NICE = 5  # how much these processes give way to those that serve, as `nice` has it
# Settings: a process for what is queued where no worker runs; never one; in the process that asks, for tests.
PROCESS, WORKER, HERE = "process", "worker", "here"

logger = logging.getLogger(__name__)


def places(lane: str) -> list[Path]:
    return [journal.folder() / f"{lane}-{number}.place" for number in range(settings.LONG_WORK_LANES[lane])]


def are_at_work(lane: str) -> bool:
    """Whether any process of this machine has a place in the lane."""
    return any(journal.is_locked(path) for path in places(lane))


def ensure(lane: str) -> subprocess.Popen[bytes] | None:
    """Start a process for what is queued in a lane, if a place is free and we are to; None if nothing was started."""
    if settings.LONG_WORK != PROCESS:
        return None
    for path in places(lane):
        place = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            return _start(lane, place)
        finally:
            os.close(place)  # the process has its own copy, and with it the lock
    return None


def _start(lane: str, place: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and command)
        [sys.executable, "-m", "django", COMMAND, "--lane", lane, "--batch", "--place", str(place)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        pass_fds=[place],
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True, name="reaper of long work").start()
    return process


@contextmanager
def standing_in(lanes: list[str]) -> Iterator[bool]:
    """Have a place in each lane; False where one has none left."""
    with ExitStack() as stack:
        yield all(_take_place(stack, lane) for lane in lanes)


def _take_place(stack: ExitStack, lane: str) -> bool:
    return any(stack.enter_context(journal.locked(path, wait=False)) for path in places(lane))
