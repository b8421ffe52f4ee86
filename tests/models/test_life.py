"""The life of a programme, computed from its dated facts for a given day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embassy.partial_dates import PartialDate
from programmes.models.programmes import OVER, Life, life_on
from tests import factories

FACTS = ("announced_on", "preparation_noted_on", "signed_on", "starts_on", "ends_on")
KOREA = {"signed_on": "2021-04", "starts_on": "2021", "ends_on": "2024"}
CHINA_ANNOUNCED = {"preparation_noted_on": "2020", "starts_on": "2021", "ends_on": "2024"}
SOUTH_AFRICA = {"preparation_noted_on": "2026-11-21"}
ON_THE_LIST = {"starts_on": "2023", "ends_on": "2027"}


def life(facts, day, *, has_successor=False):
    dates = {name: PartialDate.parse(facts[name]) if facts.get(name) else None for name in FACTS}
    return life_on(dt.date.fromisoformat(day), has_successor=has_successor, **dates)


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        (KOREA, "2020-12-31", None),
        (KOREA, "2021-02-01", Life.ANNOUNCED),
        (KOREA, "2021-04-01", Life.IN_FORCE),
        (KOREA, "2024-12-31", Life.IN_FORCE),
        (KOREA, "2025-01-01", Life.ENDED),
        (CHINA_ANNOUNCED, "2019-12-31", None),
        (CHINA_ANNOUNCED, "2020-06-01", Life.IN_PREPARATION),
        (CHINA_ANNOUNCED, "2023-06-01", Life.IN_PREPARATION),
        (CHINA_ANNOUNCED, "2025-01-01", Life.LAPSED),
        (SOUTH_AFRICA, "2026-11-20", None),
        (SOUTH_AFRICA, "2026-11-22", Life.IN_PREPARATION),
        (ON_THE_LIST, "2026-11-22", Life.IN_FORCE),
        ({"announced_on": "2021-11", "starts_on": "2023", "ends_on": "2028"}, "2022-01-01", Life.ANNOUNCED),
        ({"signed_on": "2025-04-22", "starts_on": "2026"}, "2025-05-01", Life.ANNOUNCED),
        ({"signed_on": "2025-04-22"}, "2025-05-01", Life.IN_FORCE),
        ({}, "2026-01-01", None),
    ],
)
def test_follows_from_the_facts(facts, day, expected):
    assert life(facts, day) == expected


def test_ends_with_a_successor_when_there_is_one():
    assert life(KOREA, "2025-06-01", has_successor=True) == Life.ENDED_SUCCEEDED
    assert life(CHINA_ANNOUNCED, "2025-06-01", has_successor=True) == Life.LAPSED


dates = st.one_of(
    st.none(), st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(lambda d: d.isoformat()[:7])
)


@given(st.fixed_dictionaries(dict.fromkeys(FACTS, dates)), st.booleans())
def test_once_over_is_over_for_good(facts, has_successor):
    days = [f"{year}-07-01" for year in range(2014, 2033)]
    lives = [life(facts, day, has_successor=has_successor) for day in days]
    first_over = next((number for number, found in enumerate(lives) if found in OVER), len(lives))
    assert all(found in OVER for found in lives[first_over:])


@pytest.mark.django_db
def test_public_knows_only_published_successors():
    ended = factories.programme(starts_on="2017", ends_on="2020")
    successor = factories.programme(starts_on="2021", ends_on="2024", predecessor=ended, is_published=False)
    day = dt.date(2022, 1, 1)
    assert ended.life_on(day) == Life.ENDED
    successor.is_published = True
    successor.save()
    assert ended.life_on(day) == Life.ENDED_SUCCEEDED
    assert type(ended).objects.with_successor_flag().get(pk=ended.pk).life_on(day) == Life.ENDED_SUCCEEDED
