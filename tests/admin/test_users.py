"""Accounts, places and grants in the admin: nobody gives more rights than they have, or sets their own password."""

import pytest
from django.contrib.auth.hashers import check_password

from embassy.models import ChangeSet, Grant, Membership, User
from tests import factories
from tests.admin.admin_rows import client_of, form_data, url

pytestmark = pytest.mark.django_db
NEW = {
    "password1": "new horse, new battery",
    "password2": "new horse, new battery",
    "usable_password": "true",
}


def password_page(person):
    return f"/admin/embassy/user/{person.pk}/password/"


@pytest.mark.parametrize("make", [factories.administrator, factories.superuser])
def test_one_s_own_password_is_changed_where_the_old_one_is_asked_for(make):
    person = make()
    client = client_of(person)
    for answer in (client.get(password_page(person)), client.post(password_page(person), NEW)):
        assert answer.status_code == 302
        assert answer["Location"].endswith("/account/password/change/")
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)
    assert not ChangeSet.objects.exists()


def test_an_administrator_sets_the_password_of_nobody_with_more_rights_than_theirs():
    cast = factories.cast()
    client = client_of(cast.administrator)
    assert client.post(password_page(cast.member), NEW).status_code == 302
    factories.grant(cast.colleague)
    assert client.post(password_page(cast.colleague), NEW).status_code == 403
    factories.membership(cast.lead, "headquarters")
    assert client.post(password_page(cast.lead), NEW).status_code == 403
    changed = [user for user in User.objects.all() if check_password(NEW["password1"], user.password)]
    assert changed == [cast.member]


def with_new_row(client, person, prefix, **values):
    """The person's form as a browser sends it, with one more row in a table below."""
    data = form_data(client.get(url(User, "change", person)))
    place = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    row = {f"{prefix}-{place}-{name}": value for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": place + 1, f"{prefix}-INITIAL_FORMS": place}


def test_superusers_alone_give_a_grant_and_it_is_on_record():
    cast = factories.cast()
    boss = client_of(cast.superuser)
    sent = with_new_row(boss, cast.member, "grants", kind="keep_shared_lists", from_on="2026-01-01")
    client_of(cast.administrator).post(url(User, "change", cast.member), sent)
    assert not Grant.objects.filter(user=cast.member).exists()
    assert boss.post(url(User, "change", cast.member), sent).status_code == 302
    grant = Grant.objects.get(user=cast.member)
    entry = ChangeSet.objects.get().entries.get(model="embassy.grant")
    assert (entry.object_id, entry.after["kind"]) == (str(grant.pk), "keep_shared_lists")


def test_an_administrator_sends_nobody_to_headquarters():
    cast = factories.cast()
    client = client_of(cast.administrator)
    sent = with_new_row(client, cast.member, "memberships", role="headquarters", from_on="2026-01-01")
    assert client.post(url(User, "change", cast.member), sent).status_code == 422
    assert not Membership.objects.filter(user=cast.member, role="headquarters").exists()
    boss = client_of(cast.superuser)
    sent = with_new_row(boss, cast.member, "memberships", role="headquarters", from_on="2026-01-01")
    assert boss.post(url(User, "change", cast.member), sent).status_code == 302
    assert Membership.objects.filter(user=cast.member, role="headquarters").exists()
