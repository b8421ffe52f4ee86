"""Several people at once: threads that start together, each with a connection of its own, and proof that they met."""

import threading
import time
from dataclasses import dataclass, field

from django.db import connection, connections

PEOPLE = 8
LONGEST = 3600  # seconds; a thread that hangs longer is a failure


@dataclass
class Meeting:
    """What the threads did: their results, and when each was inside a write."""

    results: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    stays: list = field(default_factory=list)  # (thread, began, ended)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def inside(self, who, write):
        """Do a write, noting when it began and ended and what came of it."""
        began = time.perf_counter()
        try:
            result = write()
        finally:
            with self._lock:
                self.stays.append((who, began, time.perf_counter()))
        with self._lock:
            self.results.append(result)
        return result

    def overlaps(self):
        """How many writes began while a write of somebody else had not ended."""
        return sum(count > 0 for count in self._others_inside())

    def most_at_once(self):
        """The largest number of people who were inside a write at one moment."""
        return 1 + max(self._others_inside(), default=0)

    def _others_inside(self):
        inside = {}  # who: when their present write ends
        for who, began, ended in sorted(self.stays, key=lambda stay: stay[1]):
            yield sum(end > began for other, end in inside.items() if other != who)
            inside[who] = ended


def meet(task, *, people=PEOPLE):
    """Run `task(who, meeting)` for several people who start at the same moment, and return what happened.

    Raises the first error that any of them met.
    """
    meeting, start = Meeting(), threading.Barrier(people)

    def attend(who):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            task(who, meeting)
        except Exception as error:  # noqa: BLE001 - told to the test, which raises it
            meeting.errors.append(error)
        finally:
            connections.close_all()

    connections.close_all()  # the test's own would keep a place in PostgreSQL's pool
    threads = [threading.Thread(target=attend, args=(who,)) for who in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=LONGEST)
    if meeting.errors:
        raise meeting.errors[0]
    assert not any(thread.is_alive() for thread in threads), "Somebody never came back."
    return meeting


def lost_updates(entries):
    """Changes that were written over unseen: entries whose `before` is not what the entry before them left.

    Takes the entries of one row in the order of their change sets, as (before, after).
    """
    held, lost = {}, []
    for before, after in entries:
        lost += [
            (name, held[name], value) for name, value in before.items() if held.get(name, value) != value
        ]
        held |= after
    return lost
