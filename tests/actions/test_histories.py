"""Whatever happened in whatever order, the caches are what the dated rows say, at every moment."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given

from embassy import clock
from programmes.actions import current
from programmes.counting import kept
from programmes.models import Commitment, Sector, StatusReport
from tests import factories
from tests.actions.histories import (
    COMMITMENTS,
    History,
    in_one_world,
    moments,
    played,
    shown_plainly,
    steps,
    wording_plainly,
)
from tests.counting import by_rows

pytestmark = [pytest.mark.django_db, pytest.mark.trials]


@pytest.fixture
def plan():
    for name, iso2 in (("Agency", "DK"), ("Ministry", "KR")):
        factories.organisation(name, iso2)
    for slug in ("energy", "water"):
        Sector.objects.create(slug=slug, name_da=slug, name_en=slug)
    for number in (6, 7):
        factories.goal(number)
    return factories.plan(COMMITMENTS)


@pytest.fixture
def person():
    return factories.user("chronicler")


@pytest.fixture
def count(tried):
    counted = Counter()
    yield counted
    tried(", ".join(f"{number:,} {what}" for what, number in sorted(counted.items())))


def tale(plan, person, told):
    """One history, played and forgotten."""
    return played(History(plan, person), told)


def shown_by_the_product(at):
    return {
        commitment.pk: (commitment.status_now, commitment.report_now)
        for commitment in Commitment.objects.with_status_at(at)
    }


def shown_by_the_rules(at):
    return {commitment.pk: shown_plainly(commitment, at=at) for commitment in Commitment.objects.all()}


@in_one_world
@given(told=steps)
def test_every_write_leaves_the_caches_as_they_would_be_made_anew(plan, person, count, told):
    with tale(plan, person, told) as history:
        count["writes"] += history.writes
        assert history.changed_late == []
        for commitment in Commitment.objects.filter(pk__in=history.written_at):
            at = history.written_at[commitment.pk]
            shown = commitment.public_status, commitment.public_report_id
            assert shown == shown_plainly(commitment, at=at)


@in_one_world
@given(told=steps, later=moments)
def test_the_public_status_is_right_at_every_moment_after_the_last_write(plan, person, count, told, later):
    with tale(plan, person, told) as history:
        ends = StatusReport.objects.filter(effective_at__gt=history.at).values_list("effective_at", flat=True)
        instant = dt.timedelta(microseconds=1)
        around_ends = [end + step for end in ends for step in (-instant, 0 * instant, instant)]
        for at in [history.at, *(history.at + dt.timedelta(minutes=m) for m in later), *around_ends]:
            count["moments"] += 1
            assert shown_by_the_product(at) == shown_by_the_rules(at)


@in_one_world
@given(told=steps, later=moments)
def test_made_anew_at_any_later_moment_the_caches_are_right_and_stay_so(plan, person, count, told, later):
    with tale(plan, person, told) as history:
        for minutes in sorted(later):
            count["rebuilds"] += 1
            at = history.at + dt.timedelta(minutes=minutes)
            current.rebuild(at=at)
            assert current.rebuild(at=at) == 0
            for commitment in Commitment.objects.all():
                shown = commitment.public_status, commitment.public_report_id
                assert shown == shown_plainly(commitment, at=at)
                assert commitment.current_wording_id == wording_plainly(commitment, on=clock.public_day(at))


@in_one_world
@given(told=steps, later=moments)
def test_the_kept_counts_are_what_the_rows_give_whatever_was_done(plan, person, count, told, later):
    with tale(plan, person, told) as history:
        ends = StatusReport.objects.filter(effective_at__gt=history.at).values_list("effective_at", flat=True)
        moments = [history.at, *ends, *(history.at + dt.timedelta(minutes=minutes) for minutes in later)]
        count["moments of counts"] += len(moments)
        for at in moments:
            by_rows.agree(at)
        assert kept.rebuild(on=clock.public_day(history.at)) == 0
        current.rebuild(at=moments[-1])
        kept.rebuild(on=clock.public_day(moments[-1]))
        by_rows.agree(max(moments))


def test_a_cache_that_forgot_an_embargo_would_be_found_out(plan, person):
    """That these tests can fail: the same questions of a cache that does not know when the embargo falls."""
    told = [("report", 1, 0, "fulfilled", 60, 0, "danish")]
    with tale(plan, person, told) as history:
        Commitment.objects.update(public_next_at=None)
        later = history.at + dt.timedelta(minutes=61)
        assert shown_by_the_product(later) != shown_by_the_rules(later)
        assert current.rebuild(at=history.at) == 1
