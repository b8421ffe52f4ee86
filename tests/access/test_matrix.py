"""Every address × every role × every method answers as the table says."""

from collections import Counter

import pytest

from tests.access import addresses
from tests.access.matrix import ACCOUNT, PUBLIC, STAFF
from tests.access.matrix_client import wrong_answers
from tests.access.matrix_work import WORK
from tests.access.screens import ADMIN

pytestmark = pytest.mark.django_db
ROWS = [*PUBLIC, *ACCOUNT, *STAFF, *WORK, *ADMIN]


def test_every_address_has_a_row_and_every_row_an_address():
    there, listed = addresses.names(), {row.name for row in ROWS}
    assert sorted(there - listed) == [], "These addresses have no row in the access matrix."
    assert sorted(listed - there) == [], "These rows are about no address."


def group_of(row):
    """Rows that one test asks: a screen of the admin, a kind of staff page, all pages of the account."""
    if row.name.startswith("admin:"):
        return row.name.rpartition("_")[0]
    if row.name.startswith("workspace:"):
        return row.name.partition("-")[0]
    return "account" if row in ACCOUNT else "public" if row in PUBLIC else row.name


GROUPS = {name: [row for row in ROWS if group_of(row) == name] for name in dict.fromkeys(map(group_of, ROWS))}


@pytest.mark.parametrize("group", GROUPS)
def test_the_answers_are_those_of_the_table(group, world, tried):
    asked = Counter()
    wrong = {str(row): found for row in GROUPS[group] if (found := wrong_answers(row, world, tried=asked))}
    tried("requests about access: role × method × row of the matrix", asked.total())
    assert wrong == {}
