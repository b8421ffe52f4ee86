"""Rows that hold for a time: the day before, on and after each of its ends, asked of the database and of the row."""

import datetime as dt

import pytest

from embassy.models import Membership
from programmes.models import Programme, Responsibility, Wording
from tests import factories

FIRST, LAST = dt.date(2023, 3, 1), dt.date(2024, 2, 29)
DAY = dt.timedelta(days=1)


def a_wording(first, last):
    return Wording.objects.create(
        commitment=factories.commitment(), text="Talks.", language="da", provenance="courtesy_translation",
        valid_from=first, valid_until=last,
    )  # fmt: skip


def a_responsibility(first, last):
    return Responsibility.objects.create(
        commitment=factories.commitment(), organisation=factories.organisation("Energy Agency", "DK"),
        side="danish", from_on=first, until_on=last,
    )  # fmt: skip


def a_membership(first, last):
    return factories.membership(
        factories.user("kim"), "member", of=factories.team(), from_on=first, until_on=last
    )


def a_programme(first, last):
    return factories.programme(starts_on=first and first.isoformat(), ends_on=last and last.isoformat())


EVERY = [a_wording, a_responsibility, a_membership, a_programme]
NEED_NO_BEGINNING = [a_wording, a_responsibility, a_programme]


def holds(row, day):
    """What the database and the row say, which must be the same."""
    of_database = type(row).objects.on(day).filter(pk=row.pk).exists()
    assert row.holds_on(day) is of_database
    return of_database


@pytest.mark.django_db
@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize(
    ("day", "is_on"),
    [
        (FIRST - DAY, False),
        (FIRST, True),
        (FIRST + DAY, True),
        (LAST - DAY, True),
        (LAST, True),
        (LAST + DAY, False),
    ],
)
def test_a_row_holds_from_its_first_day_to_its_last_both_included(make, day, is_on):
    row = make(FIRST, LAST)
    row.refresh_from_db()
    assert holds(row, day) is is_on


@pytest.mark.django_db
@pytest.mark.parametrize("make", EVERY)
def test_a_row_without_a_last_day_holds_on(make):
    row = make(FIRST, None)
    assert not holds(row, FIRST - DAY)
    assert holds(row, FIRST)
    assert holds(row, dt.date(2999, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("make", NEED_NO_BEGINNING)
def test_a_row_without_a_first_day_has_always_held(make):
    row = make(None, LAST)
    assert holds(row, dt.date(1900, 1, 1))
    assert holds(row, LAST)
    assert not holds(row, LAST + DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("make", EVERY)
def test_what_has_begun_and_what_is_over_part_at_the_same_days(make):
    row = make(FIRST, LAST)
    rows = type(row).objects.filter(pk=row.pk)
    assert [rows.begun_by(day).exists() for day in (FIRST - DAY, FIRST, LAST + DAY)] == [False, True, True]
    assert [rows.over_before(day).exists() for day in (FIRST, LAST, LAST + DAY)] == [False, False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("make", EVERY)
def test_a_row_without_a_last_day_is_never_over(make):
    assert not type(make(FIRST, None)).objects.over_before(dt.date(2999, 1, 1)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "first", "last"),
    [
        ("2023", "2024", dt.date(2023, 1, 1), dt.date(2024, 12, 31)),
        ("2023-02", "2024-02", dt.date(2023, 2, 1), dt.date(2024, 2, 29)),
        ("2023-02-10", "2024-06", dt.date(2023, 2, 10), dt.date(2024, 6, 30)),
        ("2023", "2024-06-15", dt.date(2023, 1, 1), dt.date(2024, 6, 15)),
    ],
)
def test_a_day_known_to_its_month_or_year_gives_the_benefit_of_the_doubt(starts_on, ends_on, first, last):
    programme = factories.programme(starts_on=starts_on, ends_on=ends_on)
    programme = Programme.objects.get(pk=programme.pk)
    assert [holds(programme, day) for day in (first - DAY, first, first + DAY)] == [False, True, True]
    assert [holds(programme, day) for day in (last - DAY, last, last + DAY)] == [True, True, False]


@pytest.mark.django_db
def test_a_right_of_today_ends_with_its_last_day():
    row = a_membership(FIRST, LAST)
    assert Membership.objects.on(LAST).get() == row
    assert not Membership.objects.on(LAST + DAY).exists()
