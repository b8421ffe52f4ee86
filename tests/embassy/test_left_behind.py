"""What one test would leave to the next makes that test fail, and is gone."""

import pytest
from django.db import connection, transaction
from django.test import TestCase

from embassy.models import Country
from tests import factories
from tests.left_behind import LeftBehind

pytestmark = pytest.mark.django_db(transaction=True)


def a_test(body):
    """Run as pytest-django runs a test that asks for no more than `db`."""
    case = TestCase("__init__")
    case._pre_setup()
    body()
    case._post_teardown()


def commit():
    """Past Django, which would not do it in a test's transaction."""
    factories.country()
    connection.connection.commit()


def open_transactions():
    for _ in range(2):
        transaction.atomic().__enter__()
        factories.country()


def close():
    """The connection of the moment: other tests may have had it replaced since this module was read."""
    connection.close()


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        (open_transactions, "transactions not ended: 2"),
        (close, "a connection closed in a transaction"),
        (commit, "rows in embassy_country"),
    ],
)
def test_it_is_told_and_the_next_test_finds_nothing(leave, told):
    with pytest.raises(LeftBehind, match=f"^{told}$"):
        a_test(leave)
    assert not connection.in_atomic_block
    a_test(lambda: (factories.country(), Country.objects.get()))
    assert not Country.objects.exists()
