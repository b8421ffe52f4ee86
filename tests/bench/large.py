"""Whether a programme's page costs more among 100,000 commitments with a million reports than among a few."""

import time

from django.db import connection
from django.urls import reverse
from django.utils import translation

from embassy import clock
from programmes.models import Commitment, StatusReport
from programmes.public.pages import next_change
from tests.bench import data, large_data
from tests.bench.figures import Figure
from tests.bench.measure import Server, ratio
from tests.bench.programme_page import STARTPROJECT
from tests.public.kept import ask, page_cache

SIZE, MOST_TIMES, MOST_MS, READY_AT_ONCE, ROUNDS = 100_000, 1.3, 5, 50, 15


def figures():
    """Yield the figures, one after another."""
    data.content()
    programme, name = data.programme_of(80, starts_on=2091), connection.display_name
    with translation.override("en"):
        path = reverse("public:programme", args=["south-korea", programme.slug])
    small, _ = costs(path), large_data.register(SIZE)
    if Commitment.objects.count() < SIZE or StatusReport.objects.count() < 10 * SIZE:
        raise RuntimeError("The register is not as large as it should be.")
    large = costs(path)
    for what, before, after in zip(("cold", "ready"), small, large, strict=True):
        yield Figure(
            f"{name}, {what} page among {SIZE:,} commitments, CPU", round(after / before, 2), MOST_TIMES,
            "times a small one's",
        )  # fmt: skip
    took = round(1000 * min(_seconds(lambda: next_change(at=clock.now())) for _ in range(ROUNDS)), 2)
    yield Figure(f"{name}, next embargo among {10 * SIZE:,} reports", took, MOST_MS, "ms")


def _seconds(task):
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def costs(path):
    """What the page costs in hello-worlds, made anew and ready."""
    product, plain, kept = Server(), Server(STARTPROJECT), page_cache()

    def hello():
        plain.get("/hello-world/")

    def ready():
        for _ in range(READY_AT_ONCE):
            ask(kept, path)

    return ratio(lambda: product.get(path), hello), ratio(ready, hello)
