"""After the database has dropped its connections the next request succeeds, or fails soon; both are tried."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import OperationalError, connection, connections

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has no connections that could be dropped"
    ),
]
LONGEST_SECONDS = 2.5
IDLE = 6


def backend_of(_number, together=None):
    """The server process that answers a thread's connection, given back to the pool afterwards."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [(backend,)] = cursor.fetchall()
            if together:
                together.wait()
            return backend
    finally:
        connections.close_all()


@pytest.fixture
def administrator():
    """A connection past Django and its pool, which drops the others."""
    kept = connection.get_connection_params()
    plain = {name: kept[name] for name in ("user", "password", "host", "port") if kept.get(name)}
    with psycopg.connect(dbname="postgres", autocommit=True, **plain) as one:
        yield one


def drop_all(administrator):
    rows = administrator.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
        [connection.settings_dict["NAME"]],
    ).fetchall()
    return len(rows)


def test_the_first_question_after_all_idle_connections_were_dropped_is_answered(administrator):
    together = Barrier(IDLE)
    with ThreadPoolExecutor(IDLE) as threads:
        backends = set(threads.map(lambda number: backend_of(number, together), range(IDLE)))
    assert len(backends) == IDLE
    connections.close_all()
    assert drop_all(administrator) >= IDLE
    began = time.monotonic()
    assert backend_of(0) not in backends
    assert time.monotonic() - began < LONGEST_SECONDS


def test_while_it_lets_nobody_in_a_question_fails_soon_and_afterwards_the_next_is_answered(administrator):
    name = connection.settings_dict["NAME"]
    backend_of(0)
    administrator.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        drop_all(administrator)
        began = time.monotonic()
        with pytest.raises(OperationalError):
            backend_of(0)
        assert time.monotonic() - began < 2 * LONGEST_SECONDS
    finally:
        administrator.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    time.sleep(1.5)  # until the last try of the pool's own has failed
    began = time.monotonic()
    assert backend_of(0)
    assert time.monotonic() - began < LONGEST_SECONDS
