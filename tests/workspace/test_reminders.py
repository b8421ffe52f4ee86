"""Why one gets reminders, and how administrators set them."""

import datetime as dt

import pytest

from embassy.models import ChangeSet
from programmes.models import OutgoingMail, ReminderSettings
from tests.workspace.conftest import address, answers, as_

WHY = "workspace:reminders"


def url(slug="seoul"):
    return address("workspace:reminder-settings", slug)


def sent(**values):
    return {"is_on": "on", "stale_after_weeks": 12, "escalate_after_weeks": 3, "version": 0, **values}


def test_everyone_on_the_staff_reads_why(people, plan):
    found = answers(people, lambda client: client.get(address(WHY)))
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {200}


def test_the_reasons_are_ones_own(people):
    member, lead, administrator, unattached = (
        as_(getattr(people, who)).get(address(WHY)).content.decode()
        for who in ("member", "lead", "administrator", "unattached")
    )
    assert "You are in the team Seoul · Energy" in member
    assert "You lead the team" not in member
    assert "You lead the team Seoul · Energy" in lead
    assert "You administer the programmes of Seoul" in administrator
    assert "no reminder is sent to you" in unattached
    assert "after 26 weeks" in member
    assert url() not in member
    assert url() in administrator


def test_one_reads_what_was_sent_to_oneself_only(people):
    for person in (people.member, people.lead):
        OutgoingMail.objects.create(
            user=person, day=dt.date(2026, 3, 1), subject=f"FOR-{person}", body="", message_id=f"<{person}>",
            written_at="2026-03-01T00:00Z",
        )  # fmt: skip
    text = as_(people.member).get(address(WHY)).content.decode()
    assert "FOR-member" in text
    assert "FOR-lead" not in text


def test_administrators_set_them(people):
    assert as_(people.administrator).post(url(), sent()).status_code == 302
    rules = ReminderSettings.objects.get()
    assert (rules.mission.slug, rules.is_on, rules.stale_after_weeks, rules.escalate_after_weeks) == (
        "seoul",
        True,
        12,
        3,
    )
    assert "after 12 weeks" in as_(people.member).get(address(WHY)).content.decode()
    data = sent(version=1)
    del data["is_on"]
    as_(people.administrator).post(url(), data)
    assert not ReminderSettings.objects.get().is_on
    assert "No reminders are sent." in as_(people.member).get(address(WHY)).content.decode()


def test_it_can_be_undone(people):
    as_(people.administrator).post(url(), sent())
    assert ReminderSettings.objects.exists()
    as_(people.administrator).post(address("workspace:undo", ChangeSet.objects.get().pk))
    assert not ReminderSettings.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_others_do_not(people, method):
    found = answers(people, lambda client: getattr(client, method)(url(), sent() if method == "post" else {}))
    assert found == {
        "anonymous": 302,
        "unattached": 404,
        "elsewhere": 404,
        "colleague": 403,
        "member": 403,
        "lead": 403,
        "administrator": 200 if method == "get" else 302,
        "other_administrator": 404,
        "superuser": 200 if method == "get" else 409,
    }


@pytest.mark.parametrize(
    "values",
    [{"stale_after_weeks": 0}, {"stale_after_weeks": ""}, {"escalate_after_weeks": 105}, {"version": ""}],
)
def test_bad_input_is_422(people, values):
    assert as_(people.administrator).post(url(), sent(**values)).status_code == 422
    assert not ReminderSettings.objects.exists()


def test_somebody_was_faster(people):
    as_(people.superuser).post(url(), sent(stale_after_weeks=52))
    response = as_(people.administrator).post(url(), sent(stale_after_weeks=8))
    assert response.status_code == 409
    assert "52" in response.content.decode()
    assert ReminderSettings.objects.get().stale_after_weeks == 52


def test_one_that_is_missing_is_404(people):
    assert as_(people.superuser).get(url("nowhere")).status_code == 404
