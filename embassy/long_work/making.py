"""The maker's side: claim the work, do it within its time, keep what comes of it, and say how it went."""

import functools
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django_tasks import task
from django_tasks.base import Task

from embassy.long_work import results, tidying
from embassy.long_work.journal import Journal, State, is_locked

logger = logging.getLogger(__name__)


class Abandoned(Exception):
    """Whoever wanted this work, theirs alone, is gone."""


class TookTooLong(Exception):
    """The work was not done within its time."""


class Making:
    """A piece of work in the hands of its maker."""

    def __init__(self, journal: Journal, *, is_exclusive: bool) -> None:
        self._journal, self._is_exclusive = journal, is_exclusive

    @property
    def content(self) -> bytes:
        """What the work was asked for with."""
        return results.read_input(self._journal.key)

    def step(self, done: int, total: int, code: str = "") -> None:
        """Say how far it is. Raises Abandoned when nobody wants it any more."""
        self.check_wanted()
        self._journal.write("step", done=done, total=total, code=code)

    def check_wanted(self) -> None:
        if self._is_exclusive and not is_locked(self._journal.asker_path):
            raise Abandoned


def maker(*, lane: str, seconds: int) -> Callable[[Callable[..., Any]], Task[..., None]]:
    """Make a function of this module's top level one that long work is done by, in `lane` and at most so long.

    It gets a Making and the order's options. Bytes that it returns are kept as the result; anything else must be what
    JSON can hold, and is the outcome.
    """

    def decorate(function: Callable[..., Any]) -> Task[..., None]:
        @task(queue_name=lane)
        @functools.wraps(function)
        def run(key: str, **options: Any) -> None:
            _make(function, key, seconds, options)

        return run

    return decorate


def _make(function: Callable[..., Any], key: str, seconds: int, options: dict[str, Any]) -> None:
    journal = Journal(key)
    with journal.locked(wait=True):
        standing = journal.standing()
        if standing.state == State.DONE and results.exists(key, standing.size):
            return
        making = Making(journal, is_exclusive=standing.is_exclusive)
        journal.write("making")
        try:
            making.check_wanted()
            with _time_limit(seconds):
                result = function(making, **options)
            _keep(journal, result)
        except Abandoned:
            journal.write("failed", problem="abandoned")
        except Exception as error:
            logger.exception("Long work %s (%s) failed", function.__qualname__, key)
            journal.write("failed", problem=type(error).__name__)
            raise
        finally:
            results.drop_input(key)
    try:
        tidying.tidy()
    except Exception:
        logger.exception("Old results of long work could not be let go")  # the work itself is done


def _keep(journal: Journal, result: Any) -> None:
    if isinstance(result, bytes):
        results.save(journal.key, result)
        journal.write("done", size=len(result), outcome=None)
    else:
        journal.write("done", size=None, outcome=result)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raises TookTooLong after so many seconds. Only a process's main thread can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"{seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
