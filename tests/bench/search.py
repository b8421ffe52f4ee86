"""Searching in 100,000 commitments: the question to the database with its ranking, and the whole page.

On SQLite the processor's time, so that a busy machine changes little; with a server, which works in another process,
the clock's. Of several rounds the best counts.
"""

import time
from urllib.parse import urlencode

from django.db import connection

from programmes.search.ranking import answers_to
from tests.bench import data, search_data
from tests.bench.figures import Figure
from tests.bench.measure import Server

SIZE, ROUNDS = 100_000, 15
RARE_MS, PAGE_MS = 5, 50
RARE = {
    "a rare word": search_data.RARE,
    "a rare word and a common one": f"{search_data.COMMON} {search_data.RARE}",
    "a commitment's reference": "KR-2031-17",
}
PAGES = {
    "a rare word": search_data.RARE,
    "a slip": "zymurgy",
    "a part of many words": "havvind",
    "a word of every commitment": search_data.COMMON,
    "a country and a word": f"sydkorea {search_data.COMMON}",
    "the reference of the last programme": "KR-2049",
    "a word of many organisations": "ministry",
    "nothing": "xxqqzz",
}


def figures():
    """Yield what questions and pages take, in milliseconds."""
    data.content()
    search_data.register(SIZE)
    server = Server()
    name = connection.display_name
    for what, question in RARE.items():
        yield Figure(
            f"{name}, search: {what}", best(lambda question=question: answers_to(question)), RARE_MS, "ms"
        )
    for what, question in PAGES.items():
        page = best(
            lambda question=question: server.get("/en/search/", QUERY_STRING=urlencode({"q": question}))
        )
        yield Figure(f"{name}, search page: {what}", page, PAGE_MS, "ms")


def best(task):
    """The least milliseconds that a task takes."""
    clock = time.perf_counter if connection.vendor == "postgresql" else time.process_time
    taken = []
    for _ in range(ROUNDS):
        began = clock()
        task()
        taken.append(clock() - began)
    return round(1000 * min(taken), 1)
