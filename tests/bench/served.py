"""What readers meet: a page that is ready beside a static file of the same size, on the same server and worker."""

import os
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import translation

from tests.bench import data, load
from tests.bench.figures import Figure
from tests.bench.measure import Server
from tests.public.wsgi_client import page_cache, queries

CONNECTIONS, BURST, PAIRS = 4, 400, 15
WINDOW, WINDOWS = 400, 11
LEAST_OF_STATIC, MOST_P99 = 1.0, 4.0
FILE = "bench/page.bin"


def figures():
    """Yield the figures, one after another."""
    data.content()
    programme = data.programme_of(80, starts_on=2071)
    with translation.override("en"):
        path = reverse("public:programme", args=["south-korea", programme.slug])
    kept = page_cache()
    queries(kept, path)
    yield Figure("ready programme page, queries", queries(kept, path), 0)
    connections.close_all()
    _make_file(len(page_bytes(path)))
    with load.server("tests.bench.beside:application", ALLOWED_HOSTS="localhost", PAGE_CACHE_MB="64") as port:
        yield from _figures_at(port, path)


def page_bytes(path):
    """The page as it goes over the wire, compressed."""
    return Server().get(path, HTTP_ACCEPT_ENCODING="br")


def _make_file(size):
    file = Path(settings.STATIC_ROOT) / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(os.urandom(size))


def _figures_at(port, path):
    head, content = _ask_once(port, path)
    etag = next(line[6:] for line in head.decode().split("\r\n") if line.lower().startswith("etag: "))
    static = f"/static/{FILE}"
    if len(_ask_once(port, static)[1]) != len(content):
        raise RuntimeError("The static file is not as long as the page.")
    page = [load.Line(port, path) for _ in range(CONNECTIONS)]
    unchanged = [load.Line(port, path, **{"If-None-Match": etag}) for _ in range(CONNECTIONS)]
    file = [load.Line(port, static) for _ in range(CONNECTIONS)]
    yield Figure(
        "ready programme page, requests/s",
        round(_times(page, file), 2),
        None,
        "static files",
        LEAST_OF_STATIC,
    )
    yield Figure(
        "ready programme page unchanged (304), requests/s", round(_times(unchanged, file), 2), None,
        "static files", LEAST_OF_STATIC,
    )  # fmt: skip
    tail = round(median(_tail(page[0]) for _ in range(WINDOWS)), 2)
    yield Figure("ready programme page, p99 at one connection", tail, MOST_P99, "medians")


def _tail(line):
    waits = load.waits(line, WINDOW)
    return waits[WINDOW * 99 // 100] / waits[WINDOW // 2]


def _ask_once(port, path):
    line = load.Line(port, path)
    line.ask()
    return line.answer()


def _times(lines, yardstick):
    """How many times the yardstick's rate: the median over pairs of bursts that take turns in going first."""
    for warm in (lines, yardstick):
        load.rate(warm, BURST)
    ratios = []
    for pair in range(PAIRS):
        if pair % 2:
            ours, theirs = load.rate(lines, BURST), load.rate(yardstick, BURST)
        else:
            theirs, ours = load.rate(yardstick, BURST), load.rate(lines, BURST)
        ratios.append(ours / theirs)
    return median(ratios)
