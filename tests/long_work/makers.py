"""Makers that do what the tests need: slowly, wrongly, or not to the end."""

import os
import signal
import time
from pathlib import Path

from embassy.long_work import READERS, STAFF, maker


@maker(lane=READERS, seconds=30)
def shout(making, *, seconds=0.0):
    time.sleep(seconds)
    return making.content.upper()


@maker(lane=READERS, seconds=30)
def fail(making):
    raise ValueError("on purpose")


@maker(lane=READERS, seconds=1)
def dawdle(making):
    time.sleep(30)
    return b"too late"


@maker(lane=READERS, seconds=30)
def die_the_first_time(making, *, been_here):
    """Killed as the system kills what takes too much memory: without a word."""
    if not Path(been_here).exists():
        Path(been_here).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return b"made by another"


@maker(lane=STAFF, seconds=30)
def count_to(making, *, number, pause=0.0, kills_itself_at=0):
    for done in range(1, number + 1):
        if done == kills_itself_at:
            os.kill(os.getpid(), signal.SIGKILL)
        making.step(done, number, "counting")
        time.sleep(pause)
    return {"counted": number}
