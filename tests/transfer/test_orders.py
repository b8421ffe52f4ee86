"""In whatever order rows and columns come, the database is the same afterwards."""

import random

import pytest
from django.db import transaction

from embassy import clock
from programmes.transfer import imports
from tests import factories
from tests.transfer.plans import as_csv, changes_to, content_hash, rich_plan, table

pytestmark = [pytest.mark.django_db, pytest.mark.trials]


class Back(Exception):
    """Leads out of a transaction."""


def hash_after(plan, data, by):
    """What the plan says once the file is applied; then it is as before."""
    try:
        with transaction.atomic():
            held = imports.upload([("plan.csv", data)], by=by, at=clock.now())
            assert held.errors == 0, held.shown["errors"]
            imports.apply(held, by=by, at=clock.now())
            raise Back(content_hash(plan))  # noqa: TRY301
    except Back as found:
        return found.args[0]


def test_any_order_of_rows_and_columns_gives_the_same_database(rounds, tried):
    plan, by, chance = rich_plan(), factories.superuser(), random.Random(20260521)  # noqa: S311
    headers, *rows = table(changes_to(plan))
    for number in range(20, 60):
        rows.append([*rows[-1]])
        rows[-1][headers.index("Number")] = f"1.1.{number}"
    places = list(range(len(headers)))
    found = {hash_after(plan, as_csv([headers, *rows]), by)}
    assert content_hash(plan) not in found
    count = rounds(5, trial=100)
    for _time in range(count):
        chance.shuffle(rows)
        chance.shuffle(places)
        turned = [[row[place] for place in places] for row in [headers, *rows]]
        found.add(hash_after(plan, as_csv(turned), by))
    tried(f"{count} random orders of rows and columns: {len(found)} database")
    assert len(found) == 1
