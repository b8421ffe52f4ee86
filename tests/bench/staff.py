"""Fifty staff at once, who read, report and take plans out, on a server as in production and the run's database."""

from django.db import connection, connections

from programmes.models import StatusReport
from tests.bench.figures import Figure
from tests.concurrency.staff import PEOPLE, make_place, serving, work
from tests.databases import database_url

TURNS, PAUSE = 8, 5  # requests of each person; seconds of thought before each, which is brisk
SLOWEST = 1500  # milliseconds


def figures():
    """Yield the figures: how long 95 of 100 answers take, and what went wrong or was lost."""
    place, name = make_place(), {"sqlite": "SQLite"}.get(connection.vendor, "PostgreSQL")
    before = StatusReport.objects.count()
    connections.close_all()
    with serving(database_url()) as site:
        day = work(site, place, turns=TURNS, pause=PAUSE)
    for error in day.errors[:5]:
        print(f"  {error}")
    lost = day.written - (StatusReport.objects.count() - before)
    head = f"{PEOPLE} staff at once, {name}"
    for what, said in ((None, "all"), ("read", "reading"), ("write", "reporting"), ("export", "exporting")):
        yield Figure(f"{head}, p95 of {said}", day.p95(what), SLOWEST, "ms")
    yield Figure(f"{head}, errors in {len(day.answers)} requests", len(day.errors), 0)
    yield Figure(f"{head}, reports lost of {day.written}", lost, 0)
