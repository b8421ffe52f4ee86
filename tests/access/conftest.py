"""One world for a whole module of tests; what a request writes in it is taken back."""

import logging

import pytest
from django.db import connections, transaction

from embassy import prepared
from programmes.search import ranking
from tests.access.access_data import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.ERROR)  # thousands of requests are refused, and each would be told at length
        yield make_world()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture
def sql_written_anew(monkeypatch):
    """What was written under the true rules is put aside, and what is written under loosened ones is thrown away."""
    monkeypatch.setattr(prepared, "STATEMENTS", "statements_of_this_test")
    ranking._visible.cache_clear()
    yield
    vars(connections["default"]).pop("statements_of_this_test", None)
    ranking._visible.cache_clear()
