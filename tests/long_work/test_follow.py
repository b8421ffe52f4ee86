"""Work that is one person's own: every step is told, and it ends when they go away."""

import time

import pytest
from django_tasks_db.models import DBTaskResult

from embassy.long_work import Failed, Order, follow, unique, workers
from embassy.long_work.journal import Journal
from tests.long_work import makers

pytestmark = pytest.mark.usefixtures("by_process")


def order(**options):
    return Order(makers.count_to, options=options, version=unique())


def followed(work):
    """(how far it said it was, what came of it)."""
    steps, told = follow(work), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value


def test_every_step_is_told_in_its_order_and_then_the_outcome():
    told, outcome = followed(order(number=50))
    assert [(step.done, step.total, step.code) for step in told] == [
        (n, 50, "counting") for n in range(1, 51)
    ]
    assert told[24].fraction == 0.5
    assert outcome == {"counted": 50}


def test_whoever_goes_away_ends_it():
    work = order(number=1000, pause=0.05)
    steps = follow(work)
    next(steps)
    steps.close()
    end = time.monotonic() + 60
    while Journal(work.key).standing().problem != "abandoned":
        assert time.monotonic() < end
        time.sleep(0.05)
    assert Journal(work.key).standing().progress.done < 1000


def test_a_maker_that_dies_is_noticed():
    with pytest.raises(Failed, match="died"):
        followed(order(number=5, kills_itself_at=3))


def test_where_no_process_can_work_it_is_told_and_nothing_stays_queued(monkeypatch):
    monkeypatch.setattr(workers, "COMMAND", "there_is_no_such_command")
    with pytest.raises(Failed, match="no worker"):
        followed(order(number=5))
    assert not DBTaskResult.objects.exists()
