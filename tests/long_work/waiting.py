"""How long tests have patience, on a machine that does much else, and what they wait for."""

import time

from django.conf import settings

from embassy.long_work import journal, workers

LONG = 60  # seconds


def workers_are_done():
    """Wait until no process that was started for long work is at work any more."""
    places = [place for lane in settings.LONG_WORK_LANES for place in workers.places(lane)]
    end = time.monotonic() + LONG
    while any(journal.is_locked(place) for place in places):
        assert time.monotonic() < end, "A process that a test started is still at work."
        time.sleep(0.05)
