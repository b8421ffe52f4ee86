"""Whichever channel a change comes through, every changed row is on record in one change set that names it."""

import pytest
from django.core.management import call_command

from embassy import clock
from embassy.audit import Channel
from programmes.actions import current, publishing_periods
from programmes.models import Commitment, Sector
from programmes.search import entries
from tests import factories
from tests.audit import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.plan(2)


@pytest.fixture
def cast(plan):
    return factories.cast()


def check(before, *, channel, by=None, sets=1):
    made = pictures.change_sets_since(before)
    assert [(change.channel, change.by) for change in made] == [(channel, by)] * sets
    assert pictures.unrecorded(before) == {}
    assert all(change.entries.exists() for change in made)
    assert entries.rebuild() == 0, "what the search looks in is not in step"
    assert publishing_periods.rebuild() == 0, "since when something is public is not in step"


def test_the_content_door(settings):
    before = pictures.before()
    call_command("load_content")
    check(before, channel=Channel.CONTENT)
    assert len(before["rows"]) == 0
    assert len(pictures.picture()) > 500


def test_the_demonstrations_door(settings):
    call_command("load_content")
    settings.DEBUG = True
    before = pictures.before()
    call_command("make_demo")
    check(before, channel=Channel.DEMO)


def test_a_command_that_only_makes_caches_anew_changes_nothing_that_history_keeps(plan):
    Commitment.objects.update(public_status="fulfilled")
    before = pictures.before()
    call_command("rebuild_current")
    assert pictures.change_sets_since(before) == []
    assert pictures.unrecorded(before) == {}
    assert current.rebuild(at=clock.now()) == 0
    assert entries.rebuild() == 0


def test_a_change_past_the_recorder_is_seen(plan):
    before = pictures.before()
    commitment = plan.commitments.first()
    Commitment.objects.filter(pk=commitment.pk).update(plain_title_en="Past the recorder")
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    commitment.sectors.add(water)
    assert pictures.unrecorded(before) == {
        ("programmes.commitment", str(commitment.pk)): ["plain_title_en", "sectors"],
        ("programmes.sector", str(water.pk)): ["id", "name_da", "name_en", "position", "slug"],
    }
