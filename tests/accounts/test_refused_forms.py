"""Every form of the account that is refused begins with its summary, which has the focus."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from tests import factories
from tests.accounts.conftest import LOGIN, attempt
from tests.html_forms import forms_in, summary_fault

BEFORE = "/en/account/"


@pytest.fixture
def signed_in(client, mette):
    client.force_login(mette)
    return client


@pytest.mark.parametrize("data", [{}, {"login": "mette"}, {"login": "mette", "password": "wrong"}])
def test_signing_in(client, mette, data):
    assert summary_fault(client.post(LOGIN, data)) == ""


def test_signing_in_too_often(client, mette):
    for _ in range(5):
        attempt(client=client)
    assert summary_fault(attempt(client=client), status=429) == ""


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("password/change/", {"oldpassword": "wrong", "password1": "short", "password2": "other"}),
        ("reauthenticate/", {"password": "wrong"}),
    ],
)
def test_passwords(signed_in, page, data):
    assert summary_fault(signed_in.post(f"{BEFORE}{page}", data)) == ""


def test_the_first_code(signed_in):
    signed_in.post(f"{BEFORE}reauthenticate/", {"password": factories.PASSWORD})
    assert summary_fault(signed_in.post(f"{BEFORE}2fa/totp/activate/", {"code": "123"})) == ""


def test_the_second_factor(client, mette):
    TOTP.activate(mette, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.filter(user=mette).exists()
    attempt(password=factories.PASSWORD, client=client)
    assert summary_fault(client.post(f"{BEFORE}2fa/authenticate/", {"code": "000"})) == ""


def test_a_code_to_confirm_that_it_is_you(signed_in, mette):
    TOTP.activate(mette, "JBSWY3DPEHPK3PXP")
    assert summary_fault(signed_in.post(f"{BEFORE}2fa/reauthenticate/", {"code": "000"})) == ""


def test_the_page_to_sign_in_names_nobody(client):
    form = forms_in(client.get(LOGIN).text)[0]
    assert "form_ticket" not in form.fields
