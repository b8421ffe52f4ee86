"""A sample of fifty colleagues at work at once on a server as in production: no error, and no report is lost."""

import pytest
from django.db import connections

from embassy import clock
from programmes.actions import current
from programmes.models import StatusReport
from tests.concurrency.staff import PEOPLE, make_place, serving, work
from tests.databases import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.trials]


def test_fifty_at_once_meet_no_error(rounds, tried):
    place = make_place()
    connections.close_all()  # the server needs the places in the pool
    with serving(database_url()) as site:
        day = work(site, place, turns=rounds(2, trial=60))
    assert day.errors == []
    assert day.written > 0
    assert StatusReport.objects.submitted_or_cleared().count() == day.written
    assert current.rebuild(at=clock.now()) == 0
    tried(
        f"{PEOPLE} staff at once: {day.count('read')} pages read, {day.written} reports made, {day.count('export')} "
        f"plans taken out, no error; 95 of 100 answers within {day.p95():,} ms"
    )
