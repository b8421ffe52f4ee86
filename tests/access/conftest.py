"""One world for a whole module of tests; what a request writes in it is taken back."""

import logging

import pytest
from django.db import transaction

from tests.access.access_data import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.ERROR)  # thousands of requests are refused, and each would be told at length
        yield make_world()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
