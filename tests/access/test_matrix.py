"""Every address × every role × every method answers as the table says."""

from collections import Counter

import pytest

from embassy.models import User
from tests.access import addresses
from tests.access.matrix import ACCOUNT, PUBLIC
from tests.access.matrix_client import ask, wrong_answers
from tests.access.table import ROWS

pytestmark = pytest.mark.django_db


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
    if row in PUBLIC:
        return f"public {PUBLIC.index(row) % 4 + 1}"  # of four: it would be the longest test of all
    return "account" if row in ACCOUNT else row.name


GROUPS = {name: [row for row in ROWS if group_of(row) == name] for name in dict.fromkeys(map(group_of, ROWS))}


@pytest.mark.parametrize("group", GROUPS)
def test_the_answers_are_those_of_the_table(group, world, tried):
    asked = Counter()
    wrong = {str(row): found for row in GROUPS[group] if (found := wrong_answers(row, world, tried=asked))}
    tried("requests about access: role × method × row of the matrix", asked.total())
    assert wrong == {}


@pytest.fixture
def looks(monkeypatch):
    """Each time that somebody's roles are looked at."""
    seen, roles = [], User.roles.func

    def looked_at(user):
        seen.append(user.username)
        return roles(user)

    monkeypatch.setattr(User, "roles", property(looked_at))
    return seen


def test_put_delete_and_a_plain_options_never_look_at_the_role(world, looks):
    """Why three roles are enough for them in the table."""
    looked = []
    for row in ROWS:
        for method in ("PUT", "DELETE", *(["OPTIONS"] if not row.OPTIONS else [])):
            looks.clear()
            ask(row, world, role="member", method=method)
            looked += [f"{method} {row}"] if looks else []
    assert looked == []
    ask(next(row for row in ROWS if row.name == "workspace:programme"), world, role="member", method="GET")
    assert looks, "GET does look."


def test_head_is_answered_by_what_answers_get():
    """Why three roles are enough for it, and for OPTIONS where a view has no answer of its own to that."""
    classes = [view.view_class for view in addresses.views() if hasattr(view, "view_class")]
    assert classes
    assert [each for each in classes if "head" in dir(each)] == []
