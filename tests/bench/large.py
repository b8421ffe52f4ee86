"""What grows among 100,000 commitments with a million reports: a programme's page, counting, and pages of lists."""

import datetime as dt
import time
from collections import Counter
from functools import partial
from urllib.parse import urlencode

import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import translation

from embassy import clock
from programmes.models import Commitment, Programme, StatusReport
from programmes.public.pages.counts import counts_of
from programmes.public.pages.lists import counts_by_programme, in_order
from programmes.public.serving import next_change
from tests.bench import data, large_data
from tests.bench.figures import Figure
from tests.bench.measure import Server, cpu, queries, ratio
from tests.bench.programme_page import STARTPROJECT
from tests.public.wsgi_client import ask, page_cache

SIZE, MOST_TIMES, MOST_MS, MOST_COUNTING_MS, READY_AT_ONCE = 100_000, 1.3, 5, 15, 50
FEWEST = 720  # as nine partnerships with one programme each have
TOTALS = {"statistics": "/en/statistics/", "matrix": "/en/matrix/"}
ROUNDS, AT_A_TIME = 20, 5
REGISTER_AGE, MOST_EARLIER_MS = dt.timedelta(days=400), 50
FEW = 20
MOST_MORE_QUERIES = 2  # for where the page begins, and for the rest of a programme


def figures():
    """Yield the figures, one after another."""
    with time_machine.travel(clock.now() - REGISTER_AGE):
        data.content()
    programme, name = data.programme_of(80, starts_on=2091), connection.display_name
    with translation.override("en"):
        path = reverse("public:programme", args=["south-korea", programme.slug])
    made = large_data.programmes()
    large_data.fill(made, FEWEST)
    small, totals_of_few = costs(path), totals()
    large_data.fill(made, SIZE)
    if Commitment.objects.count() < SIZE or StatusReport.objects.count() < 10 * SIZE:
        raise RuntimeError("The register is not as large as it should be.")
    large = costs(path)
    for what, before, after in zip(("cold", "ready"), small, large, strict=True):
        yield Figure(
            f"{name}, {what} page among {SIZE:,} commitments, CPU", round(after / before, 2), MOST_TIMES,
            "times a small one's",
        )  # fmt: skip
    for of, before, after in zip(TOTALS, totals_of_few, totals(), strict=True):
        yield Figure(
            f"{name}, {of} over {SIZE:,} against {FEWEST}", round(after / before, 2), MOST_TIMES, "times"
        )
    large_data.publish_from_the_beginning()
    yield Figure(
        f"{name}, statistics of an earlier day, per 1,000 of {SIZE:,}", earlier_day(), MOST_EARLIER_MS, "ms"
    )
    took = _milliseconds(lambda: next_change(at=clock.now()))
    yield Figure(f"{name}, next embargo among {10 * SIZE:,} reports", took, MOST_MS, "ms")
    took = _milliseconds(by_status)
    yield Figure(f"{name}, counts by status over {SIZE:,} commitments", took, MOST_COUNTING_MS, "ms")
    yield from lists(name)


def totals():
    """What the pages of totals cost in hello-worlds."""
    product, plain = Server(), Server(STARTPROJECT)
    return [
        ratio(partial(product.get, path), partial(plain.get, "/hello-world/"), clock=_clock())
        for path in TOTALS.values()
    ]


def earlier_day():
    """What a thousand commitments cost in the statistics of yesterday, of which no counts are kept."""
    server = Server()
    query = urlencode({"on": (clock.today() - clock.ONE_DAY).isoformat()})
    took = min(
        cpu(partial(server.get, TOTALS["statistics"], QUERY_STRING=query), clock=_clock()) for _ in range(3)
    )
    return round(1000 * took / (Commitment.objects.count() / 1000), 1)


def by_status():
    """{status: how many} over all partnerships."""
    return sum(counts_of(Programme.objects.counted(), at=clock.now()).values(), Counter())


def _milliseconds(task):
    """The least that a task takes, of several at a time: the first one finds nothing of the database at hand."""
    return round(1000 * min(cpu(task, AT_A_TIME, clock=_clock()) for _ in range(ROUNDS)), 2)


def _clock():
    """SQLite's work is this process's, so that a busy machine changes little; a server's is not."""
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def lists(name):
    """What a page near the end of a list costs beside its first: of a list behind a number, and of one of a sector."""
    server = Server()
    for what, path, commitments in (
        ("all commitments", "/en/statistics/commitments/", Commitment.objects.counted()),
        ("a sector", "/en/sector/energy/", Commitment.objects.published().filter(sectors__slug="energy")),
    ):
        following = urlencode({"page": near_the_end(commitments)})
        first, last = (partial(server.get, path, QUERY_STRING=query) for query in ("", following))
        if not FEW <= last().count(b"row-title") <= first().count(b"row-title"):
            raise RuntimeError("That is not the last page of the list.")
        times = round(ratio(last, first, yardsticks=1, clock=_clock()), 2)
        yield Figure(f"{name}, last page of the list of {what}", times, MOST_TIMES, "times its first")
        more = queries(last) - queries(first)
        yield Figure(f"{name}, last page of the list of {what}, more queries", more, MOST_MORE_QUERIES)


def near_the_end(commitments):
    """The reference of a commitment that few of the list follow."""
    counts = counts_by_programme(commitments)
    last = next(programme for programme in reversed(in_order(counts)) if counts[programme.pk] > FEW)
    return commitments.filter(programme=last).order_by("-position")[FEW].reference


def costs(path):
    """What the page costs in hello-worlds, made anew and ready."""
    product, plain, kept = Server(), Server(STARTPROJECT), page_cache()

    def hello():
        plain.get("/hello-world/")

    def ready():
        for _ in range(READY_AT_ONCE):
            ask(kept, path)

    return ratio(lambda: product.get(path), hello), ratio(ready, hello)
