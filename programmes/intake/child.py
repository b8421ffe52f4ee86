"""Parsing in a child process, which may be killed, starved or crash without harm to the worker that asked.

    result = child.run("package.module:function", data, **options)      what the function returns
    for item in child.stream("package.module:function", data, …):       what the generator yields, as it comes

The function gets the bytes and the options, and returns what JSON can hold; it says no by raising
`programmes.intake.refusal.Refused`. Its module must not need Django (see `worker`). The child has limits on memory,
processor time and files, no environment, and its own process group, which is killed whole.

What a file costs is counted in processor time. A child that comes to no end although it had little of that says
nothing about the file: the machine is Busy.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.utils.translation import gettext_lazy as _

from programmes.intake.refusal import Busy, Refused

logger = logging.getLogger(__name__)
WORKER = Path(__file__).with_name("worker.py")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a child may use: bytes of memory, seconds of processor and of waiting for it, bytes of answer.

    On a busy machine a child waits for the processor far longer than it has it.
    """

    memory: int = 512 * MEGABYTE
    cpu_seconds: int = 5
    seconds: float = 45
    answer: int = 128 * MEGABYTE


NORMAL = Limits()
TOO_LONG = _("The file takes too long to read. It is too large, or built in an unusual way.")
TOO_MUCH = _("The file takes too much memory to read. It is too large, or built in an unusual way.")
TOO_BUSY = _(
    "The server has too much to do to read the file now. Nothing was saved. Try again in a few minutes."
)
UNREADABLE = _(
    "The file could not be read. It may be damaged: open it in its own program, and save it again."
)


def run(target: str, data: bytes, *, limits: Limits = NORMAL, **options: Any) -> Any:
    """What the function `target` (`module:function`) returns for these bytes. Raises Refused."""
    with closing(_answers(target, data, limits, options)) as answers:
        return next(answers)


def stream(target: str, data: bytes, *, limits: Limits = NORMAL, **options: Any) -> Iterator[Any]:
    """Yield what the generator function `target` yields, while it is still reading. Raises Refused.

    Only time spent waiting for the child counts, not what the caller does between two items.
    """
    yield from _answers(target, data, limits, options)


def _answers(target: str, data: bytes, limits: Limits, options: dict[str, Any]) -> Generator[Any, None, None]:
    with tempfile.TemporaryFile() as file, _started(target, file, data, limits, options) as process:
        try:
            yield from _read(process, limits, target)
        finally:
            _kill(process)


def _started(
    target: str, file: IO[bytes], data: bytes, limits: Limits, options: dict[str, Any]
) -> subprocess.Popen[bytes]:
    """The child, with the bytes as its standard input: a file that has no name on the disk."""
    file.write(json.dumps({"options": options, "limits": asdict(limits)}).encode() + b"\n")
    file.write(data)
    file.seek(0)
    return subprocess.Popen(  # noqa: S603  (our own interpreter and script, isolated from the environment)
        [sys.executable, "-I", "-B", str(WORKER), target],
        stdin=file,
        stdout=subprocess.PIPE,
        pipesize=MEGABYTE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(process: subprocess.Popen[bytes], limits: Limits, target: str) -> Iterator[Any]:
    """Yield the child's answers line by line until it says that it has done."""
    output = cast("IO[bytes]", process.stdout)  # a pipe: `_started` asks for one
    for line in _lines(output.fileno(), limits, target):
        kind, _tab, text = line.partition(b"\t")
        content = json.loads(text)
        if kind == b"done":
            return
        if kind == b"item":
            yield content
        elif kind == b"refused":
            # The sentence was marked for translation where it was written, in the child's module.
            raise Refused(_(content["message"]), **content["params"])
        elif kind == b"memory":
            raise Refused(TOO_MUCH)
        else:
            logger.warning("%s could not read a file: %s", target, content)
            raise Refused(UNREADABLE)
    raise _why_it_ended(process, limits, target)


def _why_it_ended(process: subprocess.Popen[bytes], limits: Limits, target: str) -> Refused:
    """What is said of a child that ended before it had done."""
    try:
        status = process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return _busy(target, "did not come to its end")
    if status == -signal.SIGKILL:
        # By the system, which was short of memory: a child's own limits end it otherwise.
        return _busy(target, "was killed")
    logger.warning("%s ended with %s while reading a file", target, status)
    return Refused(TOO_LONG if status == -signal.SIGXCPU else UNREADABLE)


def _busy(target: str, what: str) -> Busy:
    logger.warning("%s %s while reading a file: this machine has too much to do", target, what)
    return Busy(TOO_BUSY)


def _lines(descriptor: int, limits: Limits, target: str) -> Iterator[bytes]:
    """Whole lines of what the child writes, within the limits of time and length."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    left, length, unfinished = limits.seconds, 0, bytearray()
    while True:
        began = time.monotonic()
        if not poll.poll(max(left, 0) * 1000):
            raise _busy(target, f"had not done after {limits.seconds} s")
        chunk = os.read(descriptor, 1 << 18)
        left -= time.monotonic() - began
        if not chunk:
            return
        length += len(chunk)
        if length > limits.answer:
            raise Refused(TOO_MUCH)
        unfinished += chunk
        *whole, rest = unfinished.split(b"\n")
        yield from map(bytes, whole)
        unfinished = bytearray(rest)
