"""One person presses a button several times at the same moment: what the form makes is made once."""

import pytest
from django.test import Client

from programmes.models import Activity, ReportingRound
from tests import factories
from tests.concurrency.together import meet

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 4


@pytest.fixture
def plan():
    return factories.plan(2, starts_on="2025", ends_on="2029")


def activity(plan):
    return "/en/work/activities/new/", Activity, {
        "kind": "workshop", "state": "held", "title_en": "Workshop", "takes_place_on": "2026-02-11", "version": 0,
        "commitments": list(plan.commitments.values_list("pk", flat=True)),
    }  # fmt: skip


def reporting_round(plan):
    return "/en/work/rounds/new/", ReportingRound, {
        "title": "Spring", "programme": plan.reference, "opens_on": "2026-03-01", "cut_off_on": "2026-03-31",
    }  # fmt: skip


@pytest.mark.parametrize("form", [activity, reporting_round])
def test_pressed_several_times_at_once(plan, form):
    person = factories.administrator(plan.missions.get())
    address, made, sent = form(plan)
    clients = [Client() for _press in range(PRESSES)]
    for client in clients:
        client.force_login(person)

    def press(which, meeting):
        meeting.inside(which, lambda: clients[which].post(address, sent))

    meeting = meet(press, people=PRESSES)
    assert [response.status_code for response in meeting.results] == [302] * PRESSES
    assert len({response.url for response in meeting.results}) == 1
    assert made.objects.count() == 1
    assert meeting.most_at_once() > 1
