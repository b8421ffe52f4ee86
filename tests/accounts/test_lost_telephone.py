"""A lost authenticator app: an administrator at the mission takes it away, on record, and its owner is told."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from embassy.checks import nobody_shares_an_address, proxy_is_declared_whole
from embassy.models import AuditEntry, ChangeSet, User
from tests import factories
from tests.accounts.conftest import attempt, is_signed_in
from tests.admin.admin_rows import change, client_of, url

pytestmark = pytest.mark.django_db
RESET = {"_reset_second_factor": "1", "_reason": "Lost in a taxi; called from the desk."}


@pytest.fixture
def mette():
    person = factories.member(username="mette", email="mette@um.example", language="da")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return person


@pytest.fixture
def administrator():
    return factories.administrator(username="anna", language="en")


def test_the_owner_is_told_and_signs_in_with_the_password(mette, administrator):
    client = client_of(administrator)
    assert 'name="_reset_second_factor"' in client.get(url(User, "change", mette)).content.decode()
    assert client.post(url(User, "change", mette), RESET).status_code == 302
    [letter] = mail.outbox
    assert letter.to == ["mette@um.example"]
    assert letter.subject == "Dit totrinslogin er nulstillet"
    assert "anna" in letter.body
    browser = Client()
    assert attempt(password=factories.PASSWORD, client=browser).status_code == 302
    assert is_signed_in(browser)


def test_it_is_on_record(mette, administrator):
    client_of(administrator).post(url(User, "change", mette), RESET)
    change = ChangeSet.objects.get(event="second_factor_reset")
    assert (change.by, change.reason) == (administrator, RESET["_reason"])
    [entry] = AuditEntry.objects.filter(change_set=change)
    assert list(entry.after) == ["second_factor_reset_at"]


def test_administrators_elsewhere_and_colleagues_may_not(mette):
    elsewhere = factories.administrator(factories.mission("CN"))
    assert client_of(elsewhere).post(url(User, "change", mette), RESET).status_code == 404
    assert client_of(factories.lead()).post(url(User, "change", mette), RESET).status_code == 403
    assert Authenticator.objects.filter(user=mette).exists()


@pytest.mark.parametrize("backend", ["smtp", "console"])
def test_when_no_mail_can_leave_the_administrator_is_told_to_tell(mette, administrator, settings, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = client_of(administrator).post(url(User, "change", mette), RESET, follow=True)
    assert "No e-mail could be sent" in response.content.decode()
    assert not Authenticator.objects.filter(user=mette).exists()


def test_who_has_no_app_is_offered_no_reset(administrator):
    page = client_of(administrator).get(url(User, "change", factories.member(username="per")))
    assert 'name="_save"' in page.content.decode()
    assert "_reset_second_factor" not in page.content.decode()


def test_two_accounts_with_one_address_are_refused(mette, administrator):
    person = factories.member(username="per", email="per@um.example")
    response = change(client_of(administrator), person, email="METTE@um.example")
    assert response.status_code == 422
    assert "Somebody else has this e-mail address" in response.content.decode()
    assert change(client_of(administrator), person, email="PER@um.example").status_code == 302


def test_the_deployment_is_told_of_accounts_that_share_an_address(mette, settings):
    assert nobody_shares_an_address() == []
    twin = factories.member()
    User.objects.filter(pk=twin.pk).update(email="Mette@um.example", address_key="mette@um.example 2")
    [warning] = nobody_shares_an_address()
    assert warning.id == "embassy.W004"


@pytest.mark.parametrize(("behind", "count", "warns"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_the_deployment_is_told_of_a_proxy_that_is_declared_by_half(settings, behind, count, warns):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    assert bool(proxy_is_declared_whole()) is warns
