"""What people do on pages and in the admin is on record row by row: who, through which channel, before and after."""

import uuid

import pytest
from django.test import Client

from embassy import clock
from embassy.audit import Channel
from programmes.models import OrganisationAlias, Sector
from programmes.search import entries
from tests import factories
from tests.audit import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return factories.plan(1).commitments.get()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(commitment, what):
    return f"/en/work/{commitment.programme.reference}/{commitment.number}/{what}"


def check(before, *, channel, by):
    made = pictures.change_sets_since(before)
    assert [(change.channel, change.by) for change in made] == [(channel, by)]
    assert pictures.unrecorded(before) == {}
    assert entries.rebuild() == 0, "what the search looks in is not in step"


def test_a_report_on_a_page(commitment):
    member = factories.member(commitment.owner_team)
    client, before = signed_in(member), pictures.before()
    sent = {
        "status": "fulfilled", "summary": "The sides met.", "as_of_on": clock.today().isoformat(),
        "summary_language": "en", "submission_key": str(uuid.uuid4()), "last_seen": "0",
    }  # fmt: skip
    assert client.post(page(commitment, "report/"), sent).status_code == 302
    check(before, channel=Channel.PAGE, by=member)


def test_an_edit_on_a_page_with_lists(commitment):
    lead = factories.lead(commitment.owner_team)
    energy = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    agency = factories.organisation("Danish Energy Agency", iso2="KR")
    client, before = signed_in(lead), pictures.before()
    sent = {
        "version": commitment.version, "began_with": "{}", "plain_title_en": "Ministers meet", "sectors": [energy.pk],
        "partner": [agency.pk],
    }  # fmt: skip
    assert client.post(page(commitment, "edit/"), sent).status_code == 302
    check(before, channel=Channel.PAGE, by=lead)


def test_a_password_that_one_changes_oneself():
    person = factories.member()
    client, before = signed_in(person), pictures.before()
    sent = {
        "oldpassword": factories.PASSWORD, "password1": "another battery staple", "password2": "another battery staple",
    }  # fmt: skip
    assert client.post("/en/account/password/change/", sent).status_code == 302
    check(before, channel=Channel.PAGE, by=person)


def test_a_row_added_in_the_admin():
    keeper = factories.superuser()
    client, before = signed_in(keeper), pictures.before()
    sent = {"name_en": "Water", "name_da": "Vand", "slug": "water", "position": "1"}
    assert client.post("/admin/programmes/sector/add/", sent).status_code == 302
    check(before, channel=Channel.ADMIN, by=keeper)


def test_a_row_deleted_in_the_admin_with_what_points_at_it():
    person, unused = factories.superuser(), factories.organisation("Danish Energy Agency")
    unused.aliases.create(name="DEA")
    client, before = signed_in(person), pictures.before()
    assert (
        client.post(f"/admin/programmes/organisation/{unused.pk}/delete/", {"post": "yes"}).status_code == 302
    )
    assert not OrganisationAlias.objects.exists()
    check(before, channel=Channel.ADMIN, by=person)
