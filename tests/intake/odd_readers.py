"""Readers that misbehave, for the child to run."""

import os
import signal
import time
from pathlib import Path

from programmes.intake.refusal import Refused


def count(data, *, times):
    return len(data.decode()[:3]) * times


def letters(data):
    yield from data.decode()


def refuse(_data):
    raise Refused("Sheet %(number)s is odd.", number=3)


def crash(_data):
    raise KeyError("row")


def abort(_data):
    os.abort()


def leave(_data):
    os._exit(0)


def spin(_data):
    while True:
        pass


def stop(_data):
    """Gets no more of the processor, as on a machine with too much to do."""
    os.kill(os.getpid(), signal.SIGSTOP)


def die(_data, **_options):
    """Ends as a process that the system picks when its memory is all."""
    os.kill(os.getpid(), signal.SIGKILL)


def close_and_stop(_data):
    os.closerange(1, 64)
    stop(_data)


def hoard(_data):
    return len(bytearray(1 << 30))


def babble(_data):
    while True:
        yield "x" * 10_000


def fork_and_wait(_data, *, path):
    os.fork()
    with Path(path).open("w") as pids:
        pids.write(f"{os.getpid()}\n")
    time.sleep(60)


def environment(_data):
    return sorted(os.environ)


def write(data, *, path):
    Path(path).write_bytes(data)


def chatter(_data):
    print("done\tnull")  # noqa: T201  (that is the point)
    return "said"
