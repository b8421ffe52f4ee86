"""Work that many want is made once, whoever asks, whatever happens to its maker, and never in the way of a request."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from embassy.long_work import Order, State, asking, journal, result_of, results, tidying, workers
from embassy.long_work.journal import Journal
from tests import factories
from tests.long_work import makers
from tests.long_work.waiting import LONG, workers_are_done

pytestmark = pytest.mark.usefixtures("by_process")
ASKERS = 12


def made(order):
    """The result, asked for again until it is there."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        answer = result_of(order, patience=1)
        if answer.state in {State.DONE, State.FAILED}:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"Not made in time: {answer}")


def at_once(order, count=ASKERS):
    """What so many threads that ask at the same moment get."""
    start, answers = threading.Barrier(count), []

    def ask():
        start.wait()
        try:
            answers.append(result_of(order, patience=0))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def event_names(order):
    return [event["event"] for event in Journal(order.key).events()]


@pytest.fixture
def hesitate(monkeypatch):
    """Let the first hesitate between seeing that nobody has asked and asking, until a second one has come in between.

    Where none can come, it goes on after so many seconds.
    """

    def until_a_second_comes(seconds):
        save, first, second = results.save_input, threading.Lock(), threading.Event()

        def save_input(*args):
            if first.acquire(blocking=False):
                second.wait(seconds)
            else:
                second.set()
            save(*args)

        monkeypatch.setattr(results, "save_input", save_input)

    return until_a_second_comes


def test_twelve_who_ask_at_once_have_it_made_once(hesitate):
    hesitate(0.5)
    order = Order(makers.shout, b"hello", {"seconds": 0.5})
    answers = at_once(order)
    assert {answer.state for answer in answers} <= {State.NEW, State.WAITING, State.MAKING}
    assert made(order).content == b"HELLO"
    assert event_names(order).count("making") == 1
    workers_are_done()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_without_the_lock_it_would_be_asked_for_several_times(hesitate, monkeypatch):
    """The race is real: the same twelve, and the lock taken away."""
    hesitate(LONG)

    @contextmanager
    def unlocked(self, *, wait):
        yield True

    monkeypatch.setattr(Journal, "locked", unlocked)
    order = Order(makers.shout, b"hello", {"seconds": 0.5})
    at_once(order)
    assert DBTaskResult.objects.count() > 1
    made(order)


def test_what_is_made_is_kept_and_other_content_is_other_work():
    order = Order(makers.shout, b"hello")
    assert made(order).content == b"HELLO"
    assert result_of(Order(makers.shout, b"hello"), patience=0).content == b"HELLO"
    assert DBTaskResult.objects.count() == 1
    assert result_of(Order(makers.shout, b"hallo"), patience=0).state != State.DONE
    assert result_of(Order(makers.shout, b"hello", version="2"), patience=0).state != State.DONE


def test_a_result_that_is_lost_or_cut_short_is_made_again():
    order = Order(makers.shout, b"hello")
    made(order)
    results.save(order.key, b"HEL")
    assert made(order).content == b"HELLO"
    results.drop(order.key)
    assert made(order).content == b"HELLO"
    assert event_names(order).count("making") == 3


def test_a_killed_maker_blocks_nobody(tmp_path):
    order = Order(makers.die_the_first_time, options={"been_here": str(tmp_path / "been")})
    assert made(order).content == b"made by another"
    assert event_names(order).count("making") == 2
    workers_are_done()  # the result is there a moment before its task is ticked off
    assert (
        DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count() == 1
    )  # what the killed one left


def test_work_that_kills_every_maker_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "MOST_ATTEMPTS", 1)
    order = Order(makers.die_the_first_time, options={"been_here": str(tmp_path / "been")})
    assert made(order).state == State.FAILED


def test_a_failure_is_told_and_tried_again_only_later(monkeypatch):
    order = Order(makers.fail)
    assert made(order).state == State.FAILED
    assert result_of(order).state == State.FAILED
    assert event_names(order).count("asked") == 1
    monkeypatch.setattr(asking, "FAILED_SECONDS", 0)
    result_of(order, patience=0)
    assert event_names(order).count("asked") == 2
    assert not [path for path in (journal.folder() / "results").iterdir() if path.name == order.key]


def test_work_has_an_end():
    order = Order(makers.dawdle)
    assert made(order).state == State.FAILED
    assert Journal(order.key).standing().problem == "TookTooLong"


def test_only_so_much_may_wait_and_the_rest_is_not_even_asked_for(monkeypatch):
    monkeypatch.setattr(asking, "MOST_WAITING", 2)
    monkeypatch.setattr(workers, "ensure", lambda lane: None)
    for number in range(5):
        result_of(Order(makers.shout, b"%d" % number), patience=0)
    assert DBTaskResult.objects.count() == 2


def test_readers_orders_start_one_process_at_a_time():
    first = workers.ensure(workers.READERS)
    assert first is not None
    assert workers.ensure(workers.READERS) is None
    assert first.wait(LONG) == 0
    end = time.monotonic() + LONG
    while (second := workers.ensure(workers.READERS)) is None:
        assert time.monotonic() < end
    assert second.wait(LONG) == 0


def test_where_no_process_can_work_it_is_told(monkeypatch):
    monkeypatch.setattr(workers, "COMMAND", "there_is_no_such_command")
    order = Order(makers.shout, b"hello")
    assert result_of(order, patience=LONG).state == State.FAILED
    assert not DBTaskResult.objects.exists()


def taken_by_a_worker(order):
    """As it is while a worker loads the code that the work needs: out of the queue, and not begun."""
    result_of(order, patience=0)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())


def test_readers_leave_a_worker_the_time_to_begin(monkeypatch):
    monkeypatch.setattr(workers, "ensure", lambda lane: None)
    order = Order(makers.shout, b"hello")
    with journal.locked(workers.places(workers.READERS)[0], wait=True):
        taken_by_a_worker(order)
        assert {result_of(order, patience=0).state for _ in range(5)} == {State.WAITING}
        assert event_names(order).count("asked") == 1
        monkeypatch.setattr(asking, "TAKEN_SECONDS", 0)
        result_of(order, patience=0)
        assert event_names(order).count("asked") == 2


def test_work_whose_worker_died_before_it_began_is_asked_for_again(monkeypatch):
    monkeypatch.setattr(workers, "ensure", lambda lane: None)
    order = Order(makers.shout, b"hello")
    taken_by_a_worker(order)
    result_of(order, patience=0)
    assert event_names(order).count("asked") == 2


def test_where_no_worker_ever_comes_it_is_told(settings, monkeypatch):
    settings.LONG_WORK = "worker"
    order = Order(makers.shout, b"hello")
    assert result_of(order, patience=0).state == State.WAITING
    assert result_of(order, patience=0).state == State.WAITING
    monkeypatch.setattr(asking, "QUEUED_SECONDS", 0)
    assert result_of(order, patience=0).state == State.FAILED
    assert not DBTaskResult.objects.exists()


def test_a_reader_does_not_wait_for_whoever_is_writing():
    """An import writes for a minute; on SQLite nobody else can meanwhile."""
    begun, over = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            factories.partnership("KR")
            begun.set()
            over.wait(LONG)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(LONG)
    order = Order(makers.shout, b"hello")
    began = time.monotonic()
    answer = result_of(order, patience=0)
    took = time.monotonic() - began
    over.set()
    writer.join()
    assert answer.state != State.DONE
    assert took < 5
    assert made(order).content == b"HELLO"


def test_what_newer_work_replaces_is_let_go():
    older = Order(makers.shout, b"one", subject="the page")
    newer = Order(makers.shout, b"two", subject="the page")
    other = Order(makers.shout, b"three", subject="another page")
    for order in (older, other, newer):
        made(order)
    workers_are_done()
    assert not Journal(older.key).path.exists()
    assert results.read(older.key, 3) is None
    assert made(newer).content == b"TWO"
    assert made(other).content == b"THREE"
    assert DBTaskResult.objects.count() == 3


def test_what_nobody_wants_for_days_is_let_go_and_what_is_too_much(monkeypatch):
    orders = [
        Order(makers.shout, b"x" * 100, subject=f"page {number}", version=str(number)) for number in range(3)
    ]
    for order in orders:
        made(order)
    workers_are_done()
    monkeypatch.setattr(tidying, "MOST_BYTES", 250)
    result_of(orders[0])  # wanted again, so the second is the one that has waited longest
    tidying.tidy()
    assert [Journal(order.key).path.exists() for order in orders] == [True, False, True]
    tidying.tidy(at=time.time() + tidying.KEEP_SECONDS + 60)
    assert not any(Journal(order.key).path.exists() for order in orders)
    assert not DBTaskResult.objects.exists()
