"""These tests read English sentences; the Danish ones say the same."""

import pytest
from django.utils import translation

from tests import factories
from tests.transfer.plans import rich_plan


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan():
    return rich_plan()


@pytest.fixture
def administrator(plan):
    return factories.administrator(plan.missions.get())
