"""Made-up agreements in every form that a text may come in, read back."""

import pytest

from tests.agreements.making.forms import FORMS
from tests.agreements.making.measure import measure
from tests.conftest import IS_TRIAL

SEEDS = range(60) if IS_TRIAL else range(2)
PRECISION, RECALL = 0.95, 0.90
# A sample of two is too small for shares; there every form must be read as well as the worst of a long trial was.
LEAST = (PRECISION, RECALL) if IS_TRIAL else (0.9, 0.85)


@pytest.mark.trials
@pytest.mark.parametrize("name", FORMS)
def test_what_was_written_is_what_is_read(name, record_property):
    tally = measure(name, SEEDS)
    record_property("commitments", tally.written)
    assert tally.precision >= LEAST[0], tally.worst
    assert tally.recall >= LEAST[1], tally.worst


@pytest.mark.trials
def test_a_text_without_commitments_yields_none_in_any_number_of_tries():
    tally = measure("text: no commitments", range(300) if IS_TRIAL else range(20))
    assert tally.read == 0, tally.worst
