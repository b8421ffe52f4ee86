"""What a person may act as, from dated memberships."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from embassy import clock
from embassy.models import Grant, Membership, SectorTeam, User, roles_of
from tests import factories

pytestmark = pytest.mark.django_db


def again(person):
    """The person as the next request fetches them."""
    return User.objects.get(pk=person.pk)


def test_lead_acts_for_their_team_and_works_at_its_mission():
    team = factories.team()
    roles = factories.lead(team).roles
    assert roles.team_ids == roles.led_team_ids == {team.pk}
    assert roles.mission_ids == {team.mission_id}
    assert not roles.administered_mission_ids


def test_membership_holds_from_its_first_day_through_its_last():
    person, today = factories.user(), clock.today()
    membership = factories.membership(person, "member", of=factories.team(), from_on=today, until_on=today)
    assert again(person).roles.team_ids
    Membership.objects.filter(pk=membership.pk).update(
        from_on=today - dt.timedelta(days=9), until_on=today - dt.timedelta(days=1)
    )
    assert not again(person).roles.team_ids
    Membership.objects.filter(pk=membership.pk).update(from_on=today + dt.timedelta(days=1), until_on=None)
    assert not again(person).roles.team_ids


def test_nobody_has_no_roles():
    assert not roles_of(AnonymousUser()).mission_ids
    disabled = factories.member(is_active=False)
    assert not roles_of(disabled).team_ids


def test_lead_sees_the_team_and_administrator_the_mission():
    cast = factories.cast()
    assert set(User.objects.visible_to(cast.lead)) == {cast.lead, cast.member}
    seen = set(User.objects.visible_to(cast.administrator))
    assert seen == {cast.administrator, cast.lead, cast.member, cast.colleague}
    assert set(User.objects.visible_to(cast.member)) == {cast.member}
    assert set(User.objects.visible_to(cast.unattached)) == {cast.unattached}
    assert not User.objects.visible_to(cast.anonymous)


def test_administrator_keeps_no_user_who_also_works_elsewhere():
    cast = factories.cast()
    factories.membership(cast.member, "member", of=SectorTeam.objects.get(slug="water"))
    kept = set(User.objects.editable_by(cast.administrator))
    assert cast.colleague in kept
    assert cast.member not in kept
    assert cast.superuser not in kept


def beijing_then_seoul(*, beijing_until, seoul_from):
    """Somebody who rotates from the water team in Beijing to Seoul, and both missions' administrators."""
    cast = factories.cast()
    water = SectorTeam.objects.get(slug="water")
    person = factories.user("rotates")
    factories.membership(person, "member", of=water, until_on=beijing_until)
    factories.membership(person, "member", of=factories.team(), from_on=seoul_from)
    beijing = factories.user("admin.there")
    factories.membership(beijing, "administrator", at=water.mission)
    return person, cast.administrator, beijing


@pytest.mark.parametrize(
    ("beijing_ended_days_ago", "seoul_keeps", "beijing_keeps"),
    [(1, True, False), (0, False, False), (-1, False, False)],
)
def test_whoever_rotates_is_kept_by_the_next_mission_once_the_last_one_is_over(
    beijing_ended_days_ago, seoul_keeps, beijing_keeps
):
    today = clock.today()
    until_on = today - dt.timedelta(days=beijing_ended_days_ago)
    person, seoul, beijing = beijing_then_seoul(
        beijing_until=until_on, seoul_from=until_on + dt.timedelta(days=1)
    )
    assert (person in User.objects.editable_by(seoul)) is seoul_keeps
    assert (person in User.objects.editable_by(beijing)) is beijing_keeps
    assert person in User.objects.visible_to(seoul)
    assert (person in User.objects.visible_to(beijing)) is (until_on >= today)


@pytest.mark.parametrize("zone", ["Asia/Soul", "", "GMT+9 hours"])
def test_a_missions_time_zone_exists(zone):
    mission = factories.mission()
    mission.full_clean()
    mission.time_zone = zone
    with pytest.raises(ValidationError) as refusal:
        mission.full_clean()
    assert "time_zone" in refusal.value.message_dict
    assert mission.zone.key == "Europe/Copenhagen"


@pytest.mark.parametrize("role", ["member", "lead", "administrator"])
def test_membership_has_a_team_or_a_mission_as_its_role_asks(role):
    right = {"at": factories.mission()} if role == "administrator" else {"of": factories.team()}
    wrong = {"of": factories.team()} if role == "administrator" else {"at": factories.mission()}
    factories.membership(factories.user(), role, **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.membership(factories.user(), role, **wrong)


def test_country_takes_no_other_pages_address():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.country("KR", slug="search")


def test_headquarters_reads_what_every_administrator_reads_and_administers_nothing():
    seoul, beijing = factories.mission(), factories.mission("CN")
    roles = factories.headquarters().roles
    assert roles.is_headquarters
    assert roles.mission_ids == roles.overseen_mission_ids == {seoul.pk, beijing.pk}
    assert not roles.administered_mission_ids
    assert not roles.team_ids
    assert factories.administrator(seoul).roles.overseen_mission_ids == {seoul.pk}


def test_headquarters_is_of_no_team_and_no_mission():
    for wrong in ({"of": factories.team()}, {"at": factories.mission()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.membership(factories.user(), "headquarters", **wrong)


def test_a_grant_holds_from_its_first_day_through_its_last():
    person, today = factories.user(), clock.today()
    grant = factories.grant(person, from_on=today, until_on=today)
    assert again(person).roles.keeps_shared_lists
    assert not again(person).roles.holds("publish_papers")
    for days in (dt.timedelta(days=-1), dt.timedelta(days=1)):
        Grant.objects.filter(pk=grant.pk).update(from_on=today + days, until_on=today + days)
        assert not again(person).roles.keeps_shared_lists


def test_whoever_has_a_grant_is_kept_by_superusers_and_by_nobody_at_the_mission():
    """To set a password is to act with the rights of its owner."""
    cast = factories.cast()
    assert cast.colleague in User.objects.editable_by(cast.administrator)
    grant = factories.grant(cast.colleague)
    assert cast.colleague not in User.objects.editable_by(cast.administrator)
    assert cast.colleague in User.objects.editable_by(cast.superuser)
    Grant.objects.filter(pk=grant.pk).update(until_on=clock.today() - dt.timedelta(days=1))
    assert cast.colleague in User.objects.editable_by(cast.administrator)
    factories.membership(cast.colleague, "headquarters")
    assert cast.colleague not in User.objects.editable_by(cast.administrator)


def test_superusers_give_grants_and_nobody_else():
    cast = factories.cast()
    grant = cast.headquarters.grants.get()
    givers = {name for name, person in vars(cast).items() if grant in Grant.objects.editable_by(person)}
    assert givers == {"superuser"}
