"""Which words steer a search: only those of rows that anyone may read, however near or short the others are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.search import entries
from programmes.search.ranking import MOST_CHOICES, answers_to
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A published commitment, and one in preparation whose words come later."""
    row = factories.plan(1)
    row.commitments.update(plain_title_en="Agriculture, windmillparks", plain_title_da="")
    return row


def hide(plan, words):
    factories.commitment(plan, wording=words, is_published=False)
    entries.rebuild()


def found(q):
    answers = answers_to(q)
    return answers.total, answers.is_close


def test_a_nearer_word_that_nobody_may_read_does_not_hide_a_slip(plan):
    entries.rebuild()
    assert found("agriculchure") == (1, True)
    hide(plan, "agriculchuro")
    assert found("agriculchure") == (1, True)


def test_shorter_words_that_nobody_may_read_do_not_crowd_another_out(plan):
    entries.rebuild()
    assert found("wind") == (1, False)
    hide(plan, " ".join(f"wind{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(3 * MOST_CHOICES)))
    assert found("wind") == (1, False)


def test_many_words_just_as_near_that_nobody_may_read_do_not_crowd_another_out(plan):
    slips = [f"agricul{letter}uxe" for letter in "abcdefghijklmnopqrs"]
    slips += [f"agricult{letter}xe" for letter in "abcdefghijklmnopqrst"]
    slips += [f"agricu{letter}tuxe" for letter in "abcdefghijk"]
    assert len(slips) > MOST_CHOICES
    hide(plan, " ".join(slips))
    assert found("agricultuxe") == (1, True)


def test_a_word_counts_from_the_day_that_its_row_is_published(plan):
    hide(plan, "agriculchuro")
    plan.commitments.update(is_published=True)
    assert found("agriculchuru") == (1, True)


def test_the_queries_do_not_grow_with_the_words_that_are_near(plan):
    def price():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers_to("agricultuxx")
        return len(queries)

    hide(plan, "agricultuaa agricultuax")
    few = price()
    hide(plan, " ".join(f"agricultu{letter}x" for letter in "bcdefghijk"))
    assert price() == few
