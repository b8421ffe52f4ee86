"""What all processes of a machine know of a piece of work: a file with a line for everything that happens to it.

A file and not a row, since an import tells how far it is while its own transaction holds SQLite's only write lock.
The lock on the file is the claim: whoever holds it makes the work, and when that process dies, however it dies, the
system lets go of the lock at that moment.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings


class State(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is: `done` of `total`, and a code for what is being done."""

    done: int = 0
    total: int = 0
    code: str = ""

    @property
    def fraction(self) -> float:
        return self.done / self.total if self.total else 0.0


NOT_BEGUN = Progress()


@dataclass
class Standing:
    """What a journal comes to. `attempts` counts since the work was last done; moments are seconds since 1970."""

    state: State = State.NEW
    attempts: int = 0
    asked_at: float = 0.0
    state_at: float = 0.0
    task_id: str = ""
    subject: str = ""
    is_exclusive: bool = False
    progress: Progress = NOT_BEGUN
    size: int | None = None
    outcome: Any = None
    problem: str = ""

    def apply(self, event: dict[str, Any]) -> None:
        kind, at = event["event"], event["at"]
        if kind == "asked":
            self.state, self.state_at, self.asked_at, self.task_id = State.WAITING, at, at, ""
            self.attempts += 1
            self.subject, self.is_exclusive = event["subject"], event["exclusive"]
        elif kind == "queued":
            self.task_id = event["task"]
        elif kind == "withdrawn":
            self.state, self.state_at, self.attempts = State.NEW, at, self.attempts - 1
        elif kind == "making":
            self.state, self.state_at, self.progress = State.MAKING, at, NOT_BEGUN
        elif kind == "step":
            self.progress = Progress(event["done"], event["total"], event["code"])
        elif kind == "done":
            self.state, self.state_at, self.attempts = State.DONE, at, 0
            self.size, self.outcome = event["size"], event["outcome"]
        elif kind == "failed":
            self.state, self.state_at, self.problem = State.FAILED, at, event["problem"]


def folder() -> Path:
    """Where the journals are. Every process that asks or makes must see the same folder."""
    path = Path(settings.LONG_WORK_FOLDER)
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock on a file, which is made if need be; False where somebody else holds it and one does not wait."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            if _is_still(file, path):
                yield True
                return
        finally:
            os.close(file)


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock on a file. Does not make the file."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _is_still(file: int, path: Path) -> bool:
    """Whether the open file is the one of that name: it may have been removed while one waited for its lock."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file), path.stat())
    return False


class Journal:
    """The journal of the work that has this key."""

    ENDING = ".jsonl"

    def __init__(self, key: str) -> None:
        self.key = key
        self.path = folder() / f"{key}{self.ENDING}"

    @property
    def asker_path(self) -> Path:
        """Locked for as long as somebody wants work that is theirs alone."""
        return folder() / f"{self.key}.asker"

    def events(self) -> list[dict[str, Any]]:
        """Everything that has happened. A line that a killed process left unfinished is left out."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        events = []
        for line in lines:
            with suppress(ValueError):
                events.append(json.loads(line))
        return events

    def standing(self) -> Standing:
        standing = Standing()
        for event in self.events():
            standing.apply(event)
        return standing

    def write(self, event: str, **values: Any) -> None:
        # Begins with a line break, so that an unfinished line spoils nothing but itself.
        line = json.dumps({"event": event, "at": time.time(), **values})
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"\n{line}".encode())
        finally:
            os.close(file)

    def touch(self) -> None:
        """Say that the result was wanted just now."""
        with suppress(FileNotFoundError):
            os.utime(self.path)

    @contextmanager
    def locked(self, *, wait: bool) -> Iterator[bool]:
        with locked(self.path, wait=wait) as is_ours:
            yield is_ours

    def is_being_made(self) -> bool:
        return is_locked(self.path)
