"""The asker's side: have work done once however many ask, wait for it a bounded time, and take what came of it."""

import hashlib
import json
import logging
import threading
import time
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from embassy.long_work import results, workers
from embassy.long_work.journal import NOT_BEGUN, Journal, Progress, Standing, State, locked

PATIENCE = 8.0  # seconds that one of those who ask for the same waits
LOOK = 0.05  # seconds between two looks at a journal
LOOK_AFTER = 0.5  # seconds between two looks at whether anybody is at work
MOST_ATTEMPTS = 3  # at work whose makers die without a word
MOST_STARTS = 3  # of processes that end without taking up the work
MOST_WAITING = 20  # pieces of work in a lane that readers may have asked for
ASKED_SECONDS = 10.0  # between noting that work is asked for and queueing it
TAKEN_SECONDS = 60.0  # between a worker's taking it from the queue and beginning, which may have to load code
QUEUED_SECONDS = 600.0  # in the queue
FAILED_SECONDS = 600.0  # until failed work is tried again

logger = logging.getLogger(__name__)

# One request of a server process waits; a server has few threads, and readers of other pages want them.
_seat = threading.BoundedSemaphore(1)


class Failed(Exception):
    """The work could not be done; `problem` is a code. What went wrong is in the log of the process that tried."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def unique() -> str:
    """The version of work that is nobody else's."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Order:
    """Work that somebody wants: `content` and `options` are what it is made from, and whatever they are, the result is.

    `version` stands for the code that makes it. Of one `subject` only the result last asked for is kept.
    """

    task: Task[..., None]
    content: bytes = b""
    options: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    subject: str = ""

    @cached_property
    def key(self) -> str:
        head = json.dumps([self.task.module_path, self.version, self.options], sort_keys=True)
        return hashlib.sha256(head.encode() + b"\0" + self.content).hexdigest()


@dataclass(frozen=True)
class Answer:
    """The result, when `state` is DONE; else how far it is."""

    state: State
    content: bytes = b""
    progress: Progress = NOT_BEGUN


def result_of(order: Order, *, patience: float = PATIENCE) -> Answer:
    """The kept result of an order; else one of those who ask waits a while, and the others get an answer at once."""
    journal = Journal(order.key)
    answer = _answer(journal)
    if answer.state == State.DONE:
        journal.touch()
        return answer
    is_ours = _ask(order, journal, is_exclusive=False)
    if is_ours and patience and _seat.acquire(blocking=False):
        try:
            _wait(order, journal, until=time.monotonic() + patience)
        finally:
            _seat.release()
    elif not is_ours and answer.state == State.WAITING and not journal.is_being_made():
        workers.ensure(order.task.queue_name)  # whoever was to do it may have ended in that moment
    return _answer(journal)


def _answer(journal: Journal) -> Answer:
    standing = journal.standing()
    if standing.state == State.DONE:
        content = results.read(journal.key, standing.size)
        return Answer(State.DONE, content) if content is not None else Answer(State.NEW)
    return Answer(standing.state, progress=standing.progress)


def follow(order: Order) -> Generator[Progress, None, Any]:
    """Yield every step of work that is the caller's alone, and return its outcome. Raises Failed.

    When the caller goes away before the end, the work ends at its next step.
    """
    journal = Journal(order.key)
    with locked(journal.asker_path, wait=True):
        try:
            if not _ask(order, journal, is_exclusive=True):
                raise Failed("not asked")
            return (yield from _steps(order, journal))
        finally:
            if journal.standing().state == State.WAITING:
                _withdraw(journal)
            journal.asker_path.unlink(missing_ok=True)


def _steps(order: Order, journal: Journal) -> Generator[Progress, None, Any]:
    seen, overseer = 0, Overseer(order, journal)
    while True:
        events = journal.events()
        for event in events[seen:]:
            if event["event"] == "step":
                yield Progress(event["done"], event["total"], event["code"])
        seen = len(events)
        standing = journal.standing()
        if standing.state == State.DONE:
            if seen == len(journal.events()):
                return standing.outcome
            continue
        if standing.state == State.FAILED:
            raise Failed(standing.problem)
        overseer.look_after(standing)
        time.sleep(LOOK)


def _wait(order: Order, journal: Journal, *, until: float) -> None:
    overseer = Overseer(order, journal)
    while time.monotonic() < until:
        standing = journal.standing()
        if standing.state in {State.DONE, State.FAILED}:
            return
        overseer.look_after(standing)
        time.sleep(LOOK)


class Overseer:
    """Sees to it that somebody is at the work while one waits, and notes a failure when nobody can be.

    Work of many askers whose maker died is no failure yet: the next of them has it made again.
    """

    def __init__(self, order: Order, journal: Journal) -> None:
        self.order, self.journal = order, journal
        self.started = [process for process in [workers.ensure(order.task.queue_name)] if process]
        self.looked_at = time.monotonic()
        self.orphaned = 0

    def look_after(self, standing: Standing) -> None:
        if time.monotonic() - self.looked_at < LOOK_AFTER:
            return
        self.looked_at = time.monotonic()
        if self.journal.is_being_made():
            return
        if standing.state == State.WAITING:
            turn = _turn(standing, self.order.task.queue_name)
            if turn == Turn.QUEUED:
                self._look_after_queued(standing)
            if turn != Turn.LOST:
                return
        # What was read of the journal may be a moment old, so once is no proof.
        self.orphaned += self.journal.standing().state in {State.WAITING, State.MAKING}
        if self.orphaned > 1 and standing.is_exclusive:
            self._give_up("died")

    def _look_after_queued(self, standing: Standing) -> None:
        process = workers.ensure(self.order.task.queue_name)
        if process:
            self.started.append(process)
        ended = [process for process in self.started if process.poll() is not None]
        if len(ended) >= MOST_STARTS or time.time() - standing.state_at > QUEUED_SECONDS:
            self._give_up("no worker")

    def _give_up(self, problem: str) -> None:
        with self.journal.locked(wait=False) as is_ours:
            if is_ours and self.journal.standing().state in {State.WAITING, State.MAKING}:
                _withdraw(self.journal)
                self.journal.write("failed", problem=problem)


# --- asking


def _ask(order: Order, journal: Journal, *, is_exclusive: bool) -> bool:
    """Ask for the work unless it is being made or has just failed. Returns whether it was we who asked."""
    if not is_exclusive and _is_full(order.task.queue_name):
        return False
    with journal.locked(wait=False) as is_ours:
        if not is_ours:
            return False
        standing = journal.standing()
        if not _may_ask(standing, order.key, order.task.queue_name):
            if standing.state == State.WAITING and time.time() - standing.state_at > QUEUED_SECONDS:
                _withdraw(journal)
                journal.write("failed", problem="no worker")
            return False
        if standing.state in {State.WAITING, State.MAKING} and standing.attempts >= MOST_ATTEMPTS:
            journal.write("failed", problem="died")
            return False
        results.save_input(order.key, order.content)
        journal.write("asked", subject=order.subject, exclusive=is_exclusive)
    # The lock is given back first: in tests the work is done within `enqueue`.
    try:
        with _patience(is_endless=is_exclusive):
            queued = _task(order).enqueue(order.key, **order.options)
    except OperationalError:
        logger.warning("Long work could not be queued: the database is busy", exc_info=is_exclusive)
        journal.write("withdrawn")
        return False
    journal.write("queued", task=queued.id)
    return True


def _may_ask(standing: Standing, key: str, lane: str) -> bool:
    """Whether nobody is at it, asked while one holds the work's lock, so no maker does."""
    age = time.time() - standing.state_at
    if standing.state == State.DONE:
        return not results.exists(key, standing.size)
    if standing.state == State.FAILED:
        return age > FAILED_SECONDS
    if standing.state == State.WAITING:
        return _turn(standing, lane) == Turn.LOST
    return True


def _task(order: Order) -> Task[..., None]:
    return order.task.using(backend="here") if settings.LONG_WORK == workers.HERE else order.task


def _is_full(lane: str) -> bool:
    ready = DBTaskResult.objects.filter(queue_name=lane, status=TaskResultStatus.READY)
    return settings.LONG_WORK != workers.HERE and ready.count() >= MOST_WAITING


class Turn(StrEnum):
    """Where work is that waits: in the queue, taken by a worker that has yet to begin, or nowhere any more."""

    QUEUED = "queued"
    TAKEN = "taken"
    LOST = "lost"


def _turn(standing: Standing, lane: str) -> Turn:
    if not standing.task_id or settings.LONG_WORK == workers.HERE:
        return Turn.LOST if time.time() - standing.state_at > ASKED_SECONDS else Turn.TAKEN
    row = DBTaskResult.objects.filter(pk=standing.task_id).only("status", "started_at").first()
    if row is not None and row.status == TaskResultStatus.READY:
        return Turn.QUEUED
    if row is not None and row.status == TaskResultStatus.RUNNING:
        began_at = row.started_at.timestamp() if row.started_at else time.time()
        is_over = time.time() - began_at > TAKEN_SECONDS
        has_worker = settings.LONG_WORK != workers.PROCESS or workers.are_at_work(lane)
        return Turn.TAKEN if has_worker and not is_over else Turn.LOST
    return Turn.LOST


def _withdraw(journal: Journal) -> None:
    """Take out of the queue what nobody has begun."""
    task_id = journal.standing().task_id
    if task_id:
        DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.READY).delete()
    results.drop_input(journal.key)


@contextmanager
def _patience(*, is_endless: bool) -> Iterator[None]:
    """On SQLite a reader does not wait for whoever is writing, an import perhaps: it asks again later."""
    if is_endless or connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 200")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
