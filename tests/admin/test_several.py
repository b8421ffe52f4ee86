"""Correcting several commitments at once in the admin: with a reason, as one change set, within one's rights."""

import datetime as dt

import pytest
from django.urls import reverse

from embassy import clock
from embassy.models import ChangeSet, Mission
from programmes.models import Commitment, Occurrence, Sector
from tests import factories
from tests.admin.admin_rows import change, client_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return factories.cast()


@pytest.fixture
def plan(people):
    return factories.plan(3)


@pytest.fixture
def energy(people):
    return people.member.memberships.get().team


def send(person, action, rows, **values):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "_answered": "1", **values}
    return client_of(person).post(url(Commitment, "changelist"), data)


def ask(person, action, rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client_of(person).post(url(Commitment, "changelist"), data)


def rows_of(plan):
    return list(plan.commitments.order_by("position"))


def test_asks_first_and_asking_changes_nothing(people, plan):
    response = ask(people.lead, "withhold_status", rows_of(plan))
    assert response.status_code == 200
    assert len(response.context["rows"]) == 3
    assert not ChangeSet.objects.exists()


def test_withheld_and_public_again_with_the_reason_kept(people, plan):
    response = send(people.lead, "withhold_status", rows_of(plan), _reason="Talks are delicate")
    assert response.status_code == 302
    assert set(plan.commitments.values_list("status_visibility", "public_status")) == {
        ("withheld", "withheld")
    }
    change_set = ChangeSet.objects.get()
    assert (change_set.channel, change_set.reason, change_set.entries.count()) == (
        "admin",
        "Talks are delicate",
        3,
    )
    send(people.lead, "publish_status", rows_of(plan), _reason="They are over")
    assert set(plan.commitments.values_list("public_status", flat=True)) == {"not_reported"}


@pytest.mark.parametrize("action", ["withhold_status", "publish_status", "give_to_colleague", "give_sectors"])
def test_not_without_a_reason(people, plan, energy, action):
    sector = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    values = {"owner": people.member.pk, "sectors": [sector.pk], "_reason": " "}
    assert send(people.lead, action, rows_of(plan), **values).status_code == 422
    assert not ChangeSet.objects.exists()


def test_undo_is_offered_with_the_message(people, plan):
    client = client_of(people.lead)
    data = {"action": "withhold_status", "_selected_action": [plan.commitments.first().pk], "_answered": "1"}
    response = client.post(url(Commitment, "changelist"), data | {"_reason": "Delicate"}, follow=True)
    undo = reverse("workspace:undo", args=[ChangeSet.objects.get().pk])
    assert undo.partition("/work/")[2] in response.content.decode()
    client.post(undo)
    assert not plan.commitments.filter(status_visibility="withheld").exists()


def test_given_to_a_colleague_of_the_team_only(people, plan, energy):
    assert (
        send(
            people.lead, "give_to_colleague", rows_of(plan), owner=people.colleague.pk, _reason="R"
        ).status_code
        == 422
    )
    assert (
        send(people.lead, "give_to_colleague", rows_of(plan), owner=people.member.pk, _reason="R").status_code
        == 302
    )
    assert plan.commitments.filter(owner=people.member).count() == 3


def test_commitments_of_several_teams_are_not_given_to_one_person(people, plan):
    first, *_others = rows_of(plan)
    Commitment.objects.filter(pk=first.pk).update(owner_team=factories.team(slug="health"))
    response = send(
        people.administrator, "give_to_colleague", rows_of(plan), owner=people.member.pk, _reason="R"
    )
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_only_an_administrator_gives_them_to_another_team_of_the_mission(people, plan):
    health, water = factories.team(slug="health"), people.elsewhere.memberships.get().team
    assert (
        send(people.lead, "give_to_team", rows_of(plan), owner_team=health.pk, _reason="R").status_code == 302
    )
    assert not plan.commitments.filter(owner_team=health).exists()  # the lead's list has no such action
    assert (
        send(
            people.administrator, "give_to_team", rows_of(plan), owner_team=water.pk, _reason="R"
        ).status_code
        == 422
    )
    assert (
        send(
            people.administrator, "give_to_team", rows_of(plan), owner_team=health.pk, _reason="R"
        ).status_code
        == 302
    )
    assert plan.commitments.filter(owner_team=health, owner=None).count() == 3


@pytest.mark.parametrize(("replaces", "left"), [("", {"energy", "water"}), ("on", {"water"})])
def test_sectors_are_added_or_put_in_place_of_others(people, plan, replaces, left):
    energy = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    for row in rows_of(plan):
        row.sectors.add(energy)
    values = {"sectors": [water.pk], "_reason": "Said so in the text", "replaces": replaces}
    if not replaces:
        del values["replaces"]
    send(people.lead, "give_sectors", rows_of(plan), **values)
    for row in rows_of(plan):
        assert {sector.slug for sector in row.sectors.all()} == left
    assert ChangeSet.objects.count() == 1


def test_what_is_not_ones_own_is_left_out_and_said(people, plan):
    first, second, third = rows_of(plan)
    Commitment.objects.filter(pk=third.pk).update(owner_team=factories.team(slug="health"))
    assert ask(people.lead, "withhold_status", rows_of(plan)).context["left_out"] == 1
    send(people.lead, "withhold_status", rows_of(plan), _reason="R")
    assert set(plan.commitments.filter(status_visibility="withheld")) == {first, second}


@pytest.mark.parametrize("who", ["unattached", "elsewhere", "colleague", "member", "other_administrator"])
def test_nobody_else_changes_several(people, plan, who):
    send(getattr(people, who), "withhold_status", rows_of(plan), _reason="R")
    assert plan.commitments.filter(status_visibility="public").count() == plan.commitments.count() > 0
    assert not plan.commitments.filter(status_visibility="withheld").exists()
    assert not ChangeSet.objects.exists()


class TestFilters:
    def listed(self, person, query):
        page = client_of(person).get(f"{url(Commitment, 'changelist')}?{query}")
        assert page.status_code == 200
        return {row.number for row in page.context["cl"].queryset}

    def test_by_the_last_report(self, people, plan):
        first, second, _third = rows_of(plan)
        factories.report(first, at=clock.now() - dt.timedelta(weeks=40))
        factories.report(second)
        assert self.listed(people.lead, "reported=never") == {"1.1.3"}
        assert self.listed(people.lead, "reported=stale") == {"1.1.1"}
        assert self.listed(people.lead, "reported=lately") == {"1.1.2"}

    def test_what_was_reported_and_not_cleared_is_not_told_to_others(self, people, plan):
        factories.report(rows_of(plan)[0], state="submitted")
        assert self.listed(people.elsewhere, "reported=lately") == set()
        assert self.listed(people.elsewhere, "reported=never") == set()

    def test_by_the_deadline_and_the_owner(self, people, plan):
        first, second, _third = rows_of(plan)
        today = clock.today()
        Commitment.objects.filter(pk=first.pk).update(due_on=today - clock.ONE_DAY, owner=people.member)
        Commitment.objects.filter(pk=second.pk).update(due_on=today + clock.ONE_DAY)
        assert self.listed(people.lead, "deadline=passed") == {"1.1.1"}
        assert self.listed(people.lead, "deadline=soon") == {"1.1.2"}
        assert self.listed(people.lead, "deadline=none") == {"1.1.3"}
        assert self.listed(people.lead, f"owner__id__exact={people.member.pk}") == {"1.1.1"}

    def test_a_deadline_passes_where_the_reader_works(self, people, plan, time_machine):
        """In Seoul it is 1 December while it is 30 November in Copenhagen."""
        time_machine.move_to(dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC), tick=False)
        Mission.objects.filter(pk=people.lead.memberships.get().team.mission_id).update(
            time_zone="Asia/Seoul"
        )
        first, second, _third = rows_of(plan)
        Commitment.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 11, 30))
        Commitment.objects.filter(pk=second.pk).update(
            due_on=dt.date(2027, 3, 1)
        )  # 90 days on, in Seoul alone
        assert self.listed(people.lead, "deadline=passed") == {"1.1.1"}
        assert self.listed(people.lead, "deadline=soon") == {"1.1.2"}


class TestOneCommitment:
    @pytest.mark.parametrize(
        "values", [{"due_on_0": "2030-01-01", "due_on": "2030-01-01"}, {"status_visibility": "withheld"}]
    )
    def test_a_deadline_and_a_status_change_only_with_a_reason(self, people, plan, values):
        row = rows_of(plan)[0]
        administrator = client_of(people.administrator)
        assert change(administrator, row, **values).status_code == 422
        assert change(administrator, row, _reason="Agreed in Seoul", **values).status_code == 302
        assert ChangeSet.objects.get().reason == "Agreed in Seoul"


class TestMeetings:
    def test_only_expected_periods_are_answered_for(self, people, plan):
        row = rows_of(plan)[0]
        Commitment.objects.filter(pk=row.pk).update(recurrence="annual")
        client = client_of(people.member)
        data = {"commitment": row.pk, "period": "2030", "state": "missed", "note": ""}
        assert client.post(url(Occurrence, "add"), data).status_code == 422
        assert client.post(url(Occurrence, "add"), data | {"period": "2022"}).status_code == 302
        assert Occurrence.objects.get().period == "2022"
