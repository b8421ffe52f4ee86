"""Dates known to the day, the month or the year."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from embassy.partial_dates import PartialDate, PartialDateField
from programmes.models import Programme
from tests import factories

iso_texts = st.one_of(
    st.integers(1000, 2999).map(str),
    st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)).map(lambda day: day.isoformat()),
)


@given(iso_texts)
def test_reads_back_as_written(text):
    assert str(PartialDate.parse(text)) == text


@given(iso_texts, iso_texts)
def test_sorts_as_its_text_and_never_against_the_calendar(one, other):
    first, second = sorted([PartialDate.parse(one), PartialDate.parse(other)])
    assert str(first) <= str(second)
    assert first.earliest <= second.earliest


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2011", dt.date(2011, 1, 1), dt.date(2011, 12, 31), "year"),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29), "month"),
        ("2023-08-18", dt.date(2023, 8, 18), dt.date(2023, 8, 18), "day"),
    ],
)
def test_spans_what_it_may_mean(text, earliest, latest, precision):
    date = PartialDate.parse(text)
    assert (date.earliest, date.latest, date.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    "text", ["", "21", "2021-13", "2021-02-30", "2021/04", "April 2021", "2021-4", "02021"]
)
def test_refuses_what_is_no_date(text):
    with pytest.raises(ValueError, match=r"\S"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "danish", "english"),
    [
        ("2011", "2011", "2011"),
        ("2021-04", "april 2021", "April 2021"),
        ("2023-08-18", "18. august 2023", "18 August 2023"),
    ],
)
def test_shows_no_finer_than_it_is_known(text, danish, english):
    date = PartialDate.parse(text)
    with translation.override("da"):
        assert date.display() == danish
    with translation.override("en"):
        assert date.display() == english


def test_form_says_what_to_write():
    field = PartialDateField(null=True, blank=True).formfield()
    assert field.clean("2021-04") == PartialDate(2021, 4)
    with pytest.raises(ValidationError, match="Write a year"), translation.override("en"):
        field.clean("spring 2021")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends_on", "last_day"), [("2024", "2024-12-31"), ("2024-06", "2024-06-30"), ("2024-06-15", "2024-06-15")]
)
def test_is_over_only_after_the_last_day_it_may_mean(ends_on, last_day):
    programme = factories.programme(ends_on=ends_on)
    last = dt.date.fromisoformat(last_day)
    assert programme not in Programme.objects.over_before(last)
    assert programme in Programme.objects.over_before(last + dt.timedelta(days=1))


@pytest.mark.django_db
def test_database_sorts_as_python_does():
    texts = ["2021-04-12", "2021", "2020-12", "2021-04", "2019-01-31", "2021-12"]
    for number, text in enumerate(texts):
        factories.programme(starts_on=text, ends_on="2030", reference=f"KR-{number}", slug=str(number))
    held = list(Programme.objects.order_by("starts_on").values_list("starts_on", flat=True))
    assert held == sorted(PartialDate.parse(text) for text in texts)


@pytest.mark.django_db
def test_model_validates_and_takes_text():
    programme = factories.programme(starts_on="2021-10", ends_on="2021")
    programme.full_clean()
    assert programme.starts_on == PartialDate(2021, 10)
    programme.ends_on = "soon"
    with pytest.raises(ValidationError):
        programme.full_clean()
