"""Parsing happens in a child that may be starved, killed or crash; whoever asked is told in one sentence."""

import os
import time
from pathlib import Path

import pytest

from programmes.intake import child
from programmes.intake.refusal import Busy, Refused

ODD = "tests.intake.odd_readers"


def test_the_answer_comes_back():
    assert child.run(f"{ODD}:count", b"three", times=2) == 6


def test_a_generator_is_read_while_it_runs():
    assert list(child.stream(f"{ODD}:letters", b"abc")) == ["a", "b", "c"]


def test_a_readers_no_arrives_as_a_refusal_with_its_sentence():
    with pytest.raises(Refused, match="Sheet 3 is odd"):
        child.run(f"{ODD}:refuse", b"")


@pytest.mark.parametrize("fault", ["crash", "abort", "leave", "no_such_function"])
def test_a_reader_that_fails_in_any_way_is_a_refusal(fault):
    with pytest.raises(Refused, match="could not be read"):
        child.run(f"{ODD}:{fault}", b"")


def test_a_file_that_takes_too_much_of_the_processor_is_said_to_be_too_heavy():
    with pytest.raises(Refused, match="too long") as refusal:
        child.run(f"{ODD}:spin", b"", limits=child.Limits(cpu_seconds=1, seconds=120))
    assert not isinstance(refusal.value, Busy)


@pytest.mark.parametrize("fault", ["stop", "die", "close_and_stop"])
def test_a_child_that_the_machine_keeps_waiting_says_nothing_about_the_file(fault):
    began = time.monotonic()
    with pytest.raises(Busy, match=r"too much to do to read the file now.*Try again"):
        child.run(f"{ODD}:{fault}", b"", limits=child.Limits(seconds=0.7))
    assert time.monotonic() - began < 30


def test_a_child_may_wait_far_longer_for_the_processor_than_it_may_have_it():
    assert child.NORMAL.seconds >= 8 * child.NORMAL.cpu_seconds


def test_memory_is_limited_and_the_worker_stays_who_it_was():
    worker = os.getpid()
    with pytest.raises(Refused, match="too much memory"):
        child.run(f"{ODD}:hoard", b"")
    assert os.getpid() == worker


def test_an_endless_answer_is_cut():
    with pytest.raises(Refused, match="too much memory"):
        list(child.stream(f"{ODD}:babble", b"", limits=child.Limits(answer=1_000_000)))


def test_everything_the_child_started_dies_with_it(tmp_path):
    pids = tmp_path / "pids"
    os.mkfifo(pids)  # the child may write to what is there, not make a file
    reading = os.open(pids, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(Refused):
        child.run(f"{ODD}:fork_and_wait", b"", limits=child.Limits(seconds=3), path=str(pids))
    started = [int(pid) for pid in os.read(reading, 100).split()]
    os.close(reading)
    assert len(started) == 2
    deadline = time.monotonic() + 10  # the system kills them at once, and takes them away when it gets to it
    while any(map(_is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_alive, started))


def _is_alive(pid):
    """Whether a process still runs, and does not only wait to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_child_sees_no_secrets_and_can_write_no_file(tmp_path):
    assert child.run(f"{ODD}:environment", b"") == ["LC_ALL"]
    target = tmp_path / "left"
    with pytest.raises(Refused):
        child.run(f"{ODD}:write", b"text", path=str(target))
    assert not target.exists() or target.stat().st_size == 0


def test_what_a_library_prints_is_not_taken_for_an_answer():
    assert child.run(f"{ODD}:chatter", b"") == "said"
