"""When recurring commitments are to be expected."""

import datetime as dt
import itertools

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from embassy.partial_dates import PartialDate
from programmes.models import Commitment
from programmes.rules.recurrence import MONTHS, Period, expected_periods

Recurrence = Commitment.Recurrence


def keys(recurrence, starts_on, ends_on):
    periods = expected_periods(
        recurrence, starts_on=PartialDate.parse(starts_on), ends_on=PartialDate.parse(ends_on)
    )
    return [period.key for period in periods]


@pytest.mark.parametrize(
    ("recurrence", "starts_on", "ends_on", "expected"),
    [
        ("annual", "2021", "2024", ["2021", "2022", "2023", "2024"]),
        ("annual", "2021-10", "2023-03", ["2021", "2022", "2023"]),
        ("biennial", "2021", "2024", ["2021-2022", "2023-2024"]),
        ("biennial", "2021", "2023", ["2021-2022", "2023-2024"]),
        ("semiannual", "2021-08", "2022", ["2021-H2", "2022-H1", "2022-H2"]),
        ("quarterly", "2021-05", "2021", ["2021-Q2", "2021-Q3", "2021-Q4"]),
        ("monthly", "2021-11", "2022-01", ["2021-11", "2021-12", "2022-01"]),
        ("biannual", "2021", "2024", []),
        ("other", "2021", "2024", []),
        ("", "2021", "2024", []),
    ],
)
def test_one_period_for_each_time(recurrence, starts_on, ends_on, expected):
    assert keys(recurrence, starts_on, ends_on) == expected


def test_nothing_is_expected_where_the_period_is_not_recorded():
    assert expected_periods("annual", starts_on=PartialDate(2021), ends_on=None) == []


@given(
    st.sampled_from(sorted(MONTHS)),
    st.dates(dt.date(2000, 1, 1), dt.date(2020, 1, 1)),
    st.integers(0, 3000),
)
def test_periods_cover_the_programme_without_gap_and_read_back(recurrence, starts_on, days):
    ends_on = starts_on + dt.timedelta(days=days)
    found = expected_periods(
        recurrence, starts_on=PartialDate.parse(starts_on), ends_on=PartialDate.parse(ends_on)
    )
    assert found[0].first_on <= starts_on
    assert found[-1].last_on >= ends_on
    for period, following in itertools.pairwise(found):
        assert following.first_on == period.last_on + dt.timedelta(days=1)
    assert [Period.parse(period.key) for period in found] == found


@pytest.mark.parametrize("key", ["", "21", "2021-H3", "2021-Q0", "2021-13", "2021-2023", "2021-00"])
def test_refuses_what_is_no_period(key):
    with pytest.raises(ValueError, match=r"\S"):
        Period.parse(key)


@pytest.mark.parametrize(
    ("key", "english", "danish"),
    [
        ("2021", "2021", "2021"),
        ("2021-2022", "2021–2022", "2021–2022"),
        ("2021-04", "April 2021", "april 2021"),
    ],
)
def test_reads_in_both_languages(key, english, danish):
    with translation.override("en"):
        assert Period.parse(key).display() == english
    with translation.override("da"):
        assert Period.parse(key).display() == danish


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_quarter_is_said_by_its_number_and_a_half_by_its_place(quarter):
    with translation.override("en"):
        assert Period.parse(f"2021-Q{quarter}").display() == f"Quarter {quarter} of 2021"
        halves = [Period.parse(key).display() for key in ("2021-H1", "2021-H2")]
    assert halves == ["First half of 2021", "Second half of 2021"]


@pytest.mark.parametrize("recurrence", MONTHS)
@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [("2021", "9999"), ("1700", "2199"), ("2190", "9999-12-31")]
)
def test_of_a_programme_without_end_no_more_is_expected_than_one_may_have(recurrence, starts_on, ends_on):
    expected = keys(recurrence, starts_on, ends_on)
    assert expected[0][:4] == starts_on
    assert len(expected) <= 12 * 51
    assert all(Period.parse(key).last_on.year <= min(int(starts_on) + 51, 2200) for key in expected)
