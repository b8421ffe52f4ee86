"""Made-up agreements in every form that a text may come in, read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.agreements.reader.read import outline_of
from tests.agreements.reader.making.forms import FORMS, sample
from tests.agreements.reader.making.measure import key, measure, pairs
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


def letters(text):
    """The letters and digits of a text alone, as no line break, hyphen or mark changes them."""
    return re.sub(r"[\W_]+", "", text.casefold())


@pytest.mark.trials
@given(name=st.sampled_from(sorted(FORMS)), seed=st.integers(0, 10**9))
def test_any_outline_in_any_form_is_read_back_in_order_and_to_the_letter(name, seed):
    data, form, expected, _made = sample(name, seed)
    result = outline_of(data, form)
    read = [commitment.text for _area, _track, commitment in result.outline.commitments()]
    found = pairs(expected, read)
    assert len(found) >= 0.6 * max(len(expected), len(read)), "most of it, whatever the form"
    assert [read_at for _at, read_at in found] == sorted(read_at for _at, read_at in found), (
        "in the order of the text"
    )
    exact = sum(key(expected[at]) == key(read[read_at]) for at, read_at in found)
    assert exact >= 0.8 * len(found), "to the letter"
    source = letters(" ".join(passage["text"] for passage in result.outline.passages))
    assert all(letters(text) in source for text in read), "no word that the text does not hold"
    places = [c.place.paragraph for _area, _track, c in result.outline.commitments()]
    assert places == sorted(places), "each at a place further on"
