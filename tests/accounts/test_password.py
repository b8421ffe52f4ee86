"""Changing one's password: on the record, and signed out everywhere else."""

import pytest
from django.test import Client

from embassy.models import AuditEntry
from tests import factories

URL = "/en/account/password/change/"
NEW = "four plain danish words"


def form(**values):
    return {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW, **values}


def test_the_new_one_works_and_the_old_one_does_not(client, mette):
    client.force_login(mette)
    response = client.post(URL, form(), follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == "/en/work/"
    mette.refresh_from_db()
    assert mette.check_password(NEW)


def test_one_stays_signed_in_here_and_nowhere_else(client, mette):
    elsewhere = Client()
    elsewhere.force_login(mette)
    client.force_login(mette)
    client.post(URL, form())
    assert client.get("/en/work/").status_code == 200
    assert elsewhere.get("/en/work/").status_code == 302


def test_history_says_that_it_was_changed_and_not_to_what(client, mette):
    client.force_login(mette)
    client.post(URL, form())
    entry = AuditEntry.objects.get(model="embassy.user", action="update")
    assert entry.change_set.by == mette
    assert entry.after == {"password": "•••"}


@pytest.mark.parametrize(
    "values",
    [
        {"oldpassword": "wrong"},
        {"password2": "something else entirely"},
        {"password1": "short", "password2": "short"},
        {"password1": "123456789012", "password2": "123456789012"},
        {"password1": "", "password2": ""},
    ],
)
def test_bad_input_is_422_and_changes_nothing(client, mette, values):
    client.force_login(mette)
    response = client.post(URL, form(**values))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    mette.refresh_from_db()
    assert mette.check_password(factories.PASSWORD)


def test_it_is_for_those_who_are_signed_in(client, db):
    assert client.get(URL).status_code == 302


def test_whoever_signs_in_by_single_sign_on_has_none_to_change(client, mette):
    mette.set_unusable_password()
    mette.save()
    client.force_login(mette)
    assert client.get(URL).status_code == 403
