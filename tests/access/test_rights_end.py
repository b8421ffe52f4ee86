"""A right that is withdrawn counts on the very next request, in a session that is already open."""

import pytest
from django.test import Client

from embassy import clock
from embassy.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db
YESTERDAY = clock.today() - clock.ONE_DAY


@pytest.fixture
def commitment():
    return factories.plan(1).commitments.get()


def page(commitment, what=""):
    return f"/en/work/{commitment.programme.reference}/{commitment.number}/{what}"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def end_membership(person, **values):
    Membership.objects.filter(user=person).update(**(values or {"until_on": YESTERDAY}))


def test_a_member_whose_membership_has_ended_reports_no_more(commitment):
    member = factories.member(commitment.owner_team)
    client = signed_in(member)
    assert client.get(page(commitment, "report/")).status_code == 200
    end_membership(member)
    assert client.get(page(commitment, "report/")).status_code == 403
    assert client.post(page(commitment, "report/")).status_code == 403


def test_what_only_the_mission_sees_is_gone_for_who_has_left_it(commitment):
    commitment.is_published = False
    commitment.save()
    member = factories.member(commitment.owner_team)
    client = signed_in(member)
    assert client.get(page(commitment)).status_code == 200
    end_membership(member)
    assert client.get(page(commitment)).status_code == 404


def test_a_lead_who_is_a_member_again_clears_no_more(commitment):
    lead = factories.lead(commitment.owner_team)
    report = factories.report(commitment, state="submitted")
    client = signed_in(lead)
    assert client.get(page(commitment, f"reports/{report.pk}/clear/")).status_code == 200
    end_membership(lead, role="member")
    assert client.get(page(commitment, f"reports/{report.pk}/clear/")).status_code == 403


def test_an_administrator_of_another_mission_keeps_this_one_s_programmes_no_more(commitment):
    administrator = factories.administrator(factories.mission())
    client = signed_in(administrator)
    address = f"/en/work/{commitment.programme.reference}/"
    assert client.get(address).status_code == 200
    end_membership(administrator, mission=factories.mission("CN"))
    assert client.get(address).status_code == 403


def test_a_commitment_handed_to_another_team_is_theirs_at_once(commitment):
    giver, taker = factories.member(commitment.owner_team), factories.member(factories.team(slug="health"))
    before, after = signed_in(giver), signed_in(taker)
    assert [c.get(page(commitment, "report/")).status_code for c in (before, after)] == [200, 403]
    commitment.owner_team = taker.memberships.get().team
    commitment.save()
    assert [c.get(page(commitment, "report/")).status_code for c in (before, after)] == [403, 200]


@pytest.mark.parametrize("where", ["/en/work/", "/admin/", "/en/account/password/change/"])
def test_the_session_of_a_disabled_account_ends(where):
    person = factories.superuser()
    client = signed_in(person)
    assert client.get(where).status_code == 200
    person.is_active = False
    person.save()
    response = client.get(where)
    assert (response.status_code, response["Location"].split("?")[0].endswith("/account/login/")) == (
        302,
        True,
    )


def test_a_superuser_who_no_longer_is_one_sees_what_is_left():
    person = factories.superuser()
    client = signed_in(person)
    assert client.get("/admin/embassy/changeset/").status_code == 200
    person.is_superuser = False
    person.save()
    assert client.get("/admin/embassy/changeset/").status_code == 404


def test_who_is_no_longer_staff_finds_no_admin():
    person = factories.user()
    client = signed_in(person)
    assert client.get("/admin/").status_code == 200
    person.is_staff = False
    person.save()
    assert client.get("/admin/").status_code == 404
