"""What a page costs the database does not depend on how much it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.search import entries
from tests import factories

PROGRAMME = "/en/south-korea/2021-2024/"


def queries(reader, address):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?status=under_way&q=annual"])
def test_a_programme_costs_at_most_twelve_queries_with_ten_or_two_hundred_commitments(reader, plan, query):
    for position in range(4, 11):
        _one_more(plan, position)
    entries.rebuild()
    with_ten = queries(reader, f"{PROGRAMME}{query}")
    for position in range(11, 201):
        _one_more(plan, position)
    entries.rebuild()
    assert queries(reader, f"{PROGRAMME}{query}") == with_ten <= 12


def _one_more(plan, position):
    area = plan.areas.get()
    commitment = factories.commitment(
        plan, area=area, track=area.tracks.get(), number=f"1.1.{position}", position=position
    )
    if position % 5 == 0:
        factories.report(commitment, by=_writer())


def _writer():
    from embassy.models import User

    return User.objects.first() or factories.user()


@pytest.mark.parametrize("address", ["/en/", "/en/south-korea/"])
def test_lists_cost_the_same_however_long_they_are(reader, plan, address):
    few = queries(reader, address)
    for position in range(4, 24):
        _one_more(plan, position)
    entries.rebuild()
    assert queries(reader, address) == few
