"""Whatever is written in the admin is one change set through the channel `admin`, and reads well afterwards."""

import pytest
from django.contrib.admin.models import LogEntry

from embassy.models import ChangeSet, Membership, User
from programmes.models import Commitment, Organisation, Programme, Responsibility, Sector
from tests import factories
from tests.admin.admin_rows import change, client_of, form_data, set_stage, url
from tests.searching import numbers_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return factories.superuser("boss", language="en")


@pytest.fixture
def client(boss):
    return client_of(boss)


def change_sets():
    return ChangeSet.objects.filter(channel="admin")


def only_change_set(by):
    found = change_sets().get()
    assert found.by == by
    assert not LogEntry.objects.exists()
    return found


def test_adding_is_one_change_set(client, boss):
    values = {"slug": "water", "name_en": "Water", "name_da": "Vand", "position": 1}
    response = client.post(url(Sector, "add"), values)
    assert response.status_code == 302
    entry = only_change_set(boss).entries.get()
    assert (entry.action, entry.model, entry.object_key) == ("create", "programmes.sector", "water")


def test_changing_a_row_its_links_and_its_inlines_is_one_change_set(client, boss):
    plan = factories.plan(1)
    commitment = plan.commitments.get()
    sector = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    agency = factories.organisation()
    response = change(
        client,
        commitment,
        plain_title_en="Ministers meet every year",
        sectors=[sector.pk],
        _reason="The title was too long",
        **{
            "responsibilities-TOTAL_FORMS": 1,
            "responsibilities-0-organisation": agency.pk,
            "responsibilities-0-side": "danish",
            "responsibilities-0-role": "responsible",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    found = only_change_set(boss)
    assert found.reason == "The title was too long"
    changed = {(entry.model, name) for entry in found.entries.all() for name in entry.after}
    assert {("programmes.commitment", "plain_title_en"), ("programmes.commitment", "sectors")} <= changed
    assert ("programmes.responsibility", "organisation_id") in changed
    commitment.refresh_from_db()
    assert commitment.version > 1
    assert list(commitment.sectors.all()) == [sector]


def test_saving_without_a_change_leaves_no_trace(client):
    commitment = factories.plan(1).commitments.get()
    assert change(client, commitment).status_code == 302
    assert not change_sets().exists()
    assert Commitment.objects.get(pk=commitment.pk).version == commitment.version


def test_changing_only_an_inline_moves_the_version_of_the_row_above(client, boss):
    organisation = factories.organisation()
    response = change(client, organisation, **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "DEA"})
    assert response.status_code == 302
    assert only_change_set(boss).entries.get().model == "programmes.organisationalias"
    assert Organisation.objects.get(pk=organisation.pk).version == organisation.version + 1


def test_deleting_is_one_change_set_with_what_hung_on_the_row(client, boss):
    organisation = factories.organisation()
    organisation.aliases.create(name="DEA")
    assert client.post(url(Organisation, "delete", organisation), {"post": "yes"}).status_code == 302
    entries = only_change_set(boss).entries.all()
    assert {(entry.action, entry.model) for entry in entries} == {
        ("delete", "programmes.organisation"),
        ("delete", "programmes.organisationalias"),
    }


def test_deleting_several_is_one_change_set(client, boss):
    rows = [factories.organisation(f"Agency {number}") for number in range(3)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert client.post(url(Organisation, "changelist"), chosen).status_code == 302
    assert only_change_set(boss).entries.count() == 3
    assert not Organisation.objects.exists()


def test_deleting_several_with_one_out_of_reach_deletes_none():
    cast, rows = set_stage()
    chosen = [rows["shown"]["event"].pk, rows["hidden"]["event"].pk]
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    address = url(type(rows["shown"]["event"]), "changelist")
    assert client_of(cast.member).post(address, data).status_code == 403
    assert not change_sets().exists()


def test_what_is_still_referred_to_is_not_deleted(client):
    commitment = factories.plan(1).commitments.get()
    agency = factories.organisation()
    Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
    client.post(url(Organisation, "delete", agency), {"post": "yes"})
    assert Organisation.objects.filter(pk=agency.pk).exists()
    assert not change_sets().exists()


def test_a_form_that_is_refused_writes_nothing(client):
    response = client.post(
        url(Sector, "add"), {"slug": "water", "name_en": "", "name_da": "Vand", "position": 1}
    )
    assert response.status_code == 422
    assert not Sector.objects.exists()
    assert not change_sets().exists()


def test_setting_a_password_is_on_record_and_the_password_is_not(client, boss):
    person = factories.member()
    before = person.password
    address = f"/admin/embassy/user/{person.pk}/password/"
    new = {
        "password1": "new horse, new battery",
        "password2": "new horse, new battery",
        "usable_password": "true",
    }
    assert client.post(address, new | {"password2": "another"}).status_code == 422
    assert not change_sets().exists()
    assert client.post(address, new).status_code == 302
    person.refresh_from_db()
    assert person.password != before
    assert person.check_password("new horse, new battery")
    entry = only_change_set(boss).entries.get()
    assert (entry.before, entry.after) == ({"password": "•••"}, {"password": "•••"})


def test_links_to_rows_that_are_not_offered_are_kept():
    cast, rows = set_stage()
    event = rows["shown"]["event"]
    hidden = factories.document("CN", is_public=False)
    shown = rows["shown"]["document"]
    event.documents.set([hidden])
    response = change(client_of(cast.administrator), event, documents=[shown.pk])
    assert response.status_code == 302
    assert set(event.documents.all()) == {hidden, shown}
    entry = change_sets().get().entries.get()
    assert entry.before == {"documents": [hidden.pk]}
    assert entry.after == {"documents": sorted([hidden.pk, shown.pk])}


def test_a_commitment_is_found_by_a_new_alias_at_once(client):
    commitment = factories.plan(1).commitments.get()
    agency = factories.organisation()
    Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
    change(client, agency, **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "Energistyrelsen i Danmark"})
    assert numbers_with("energistyrelsen danmark") == [commitment.number]


def test_withholding_a_status_is_public_at_once(client):
    commitment = factories.plan(1).commitments.get()
    factories.report(commitment)
    change(client, commitment, status_visibility="withheld", _reason="Talks are delicate")
    assert Commitment.objects.get(pk=commitment.pk).public_status == "withheld"


def test_history_reads_in_words(client):
    plan = factories.plan(1)
    commitment = plan.commitments.get()
    person = factories.member(username="anna")
    change(client, commitment, plain_title_en="Ministers meet", owner=person.pk, _reason="Shorter")
    page = client.get(url(Commitment, "history", commitment))
    [shown] = page.context["changes"]
    assert (shown.by, shown.reason) == ("boss", "Shorter")
    assert f"Commitment {commitment}, owner: empty → anna" in shown.lines
    assert any("“Annual ministerial meetings 1” → “Ministers meet”" in line for line in shown.lines)


def test_history_names_colleagues_elsewhere_only_as_such():
    cast, rows = set_stage()
    agency = rows["shown"]["organisation"]
    change(client_of(cast.headquarters), agency, acronym="DEA")
    factories.grant(cast.administrator)
    cast.administrator.language = "en"
    cast.administrator.save()
    [shown] = client_of(cast.administrator).get(url(Organisation, "history", agency)).context["changes"]
    assert shown.by == "A colleague elsewhere"


def test_history_tells_of_inline_rows_too(client):
    organisation = factories.organisation()
    change(client, organisation, **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "DEA"})
    [shown] = client.get(url(Organisation, "history", organisation)).context["changes"]
    assert shown.lines == ["Alias danish-energy-agency:DEA was added."]


def test_a_new_user_comes_with_a_place_in_one_change_set():
    cast, _rows = set_stage()
    client = client_of(cast.administrator)
    data = form_data(client.get(url(User, "add"))) | {
        "username": "new.colleague",
        "language": "en",
        "usable_password": "true",
        "password1": "quite a long password",
        "password2": "quite a long password",
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-role": "member",
        "memberships-0-team": cast.member.memberships.get().team_id,
        "memberships-0-from_on": "2026-01-01",
    }
    assert client.post(url(User, "add"), data).status_code == 302
    new = User.objects.get(username="new.colleague")
    assert new.is_staff
    assert not new.is_superuser
    assert new.check_password("quite a long password")
    models = {entry.model for entry in change_sets().get().entries.all()}
    assert models == {"embassy.user", "embassy.membership"}
    assert Membership.objects.filter(user=new).count() == 1


def test_a_published_programme_cannot_be_deleted(client):
    plan = factories.plan(1)
    assert client.post(url(Programme, "delete", plan), {"post": "yes"}).status_code == 403
    assert Programme.objects.filter(pk=plan.pk).exists()


def test_the_record_names_rows_as_people_do(client):
    agency = factories.organisation()
    change(client, agency, acronym="DEA")
    page = client.get(url(change_sets().get().entries.model, "changelist")).content.decode()
    assert ">Organisation<" in page
    assert "programmes.organisation" not in page.split("changelist-filter")[0]
