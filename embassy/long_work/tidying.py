"""Letting go of results: what newer ones replace, what nobody has wanted for days, and what is too much.

Done by makers after their work, so no reader waits for it. What is let go of is made again when it is wanted.
"""

import datetime as dt
from contextlib import suppress
from typing import NamedTuple

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from embassy.long_work import journal, results
from embassy.long_work.journal import Journal, Standing

KEEP_SECONDS = 3 * 24 * 60 * 60
MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 500  # of the task queue's table, at one go


class Work(NamedTuple):
    wanted_at: float  # the last time
    key: str
    standing: Standing


def tidy(*, at: float | None = None) -> None:
    now = at if at is not None else timezone.now().timestamp()
    total = 0
    newest: dict[str, float] = {}
    works = sorted(_works(), key=lambda work: work.wanted_at, reverse=True)
    for work in works:
        subject = work.standing.subject
        newest[subject] = max(newest.get(subject, 0), work.standing.asked_at)
    for work in works:
        standing = work.standing
        total += standing.size or 0
        is_replaced = standing.subject and standing.asked_at < newest[standing.subject]
        if is_replaced or now - work.wanted_at > KEEP_SECONDS or total > MOST_BYTES:
            _drop(work.key)
            total -= standing.size or 0
    _drop_rows(now)


def _works() -> list[Work]:
    """All work that has a journal."""
    works = []
    for path in journal.folder().glob(f"*{Journal.ENDING}"):
        with suppress(FileNotFoundError):
            works.append(Work(path.stat().st_mtime, path.stem, Journal(path.stem).standing()))
    return works


def _drop(key: str) -> None:
    dropped = Journal(key)
    with dropped.locked(wait=False) as is_ours:
        if is_ours:  # else it is being made, and goes the next time
            results.drop(key)
            results.drop_input(key)
            dropped.asker_path.unlink(missing_ok=True)
            dropped.path.unlink(missing_ok=True)


def _drop_rows(now: float) -> None:
    before = dt.datetime.fromtimestamp(now - KEEP_SECONDS, tz=dt.UTC)
    keys = (
        DBTaskResult.objects.filter(enqueued_at__lt=before).order_by("enqueued_at").values("pk")[:MOST_ROWS]
    )
    DBTaskResult.objects.filter(pk__in=list(keys.values_list("pk", flat=True))).delete()
