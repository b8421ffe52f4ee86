"""The second factor: a code from an app, or a recovery code."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from embassy.auth import SecondFactorMiddleware
from tests import factories
from tests.accounts.conftest import attempt, is_signed_in

ACTIVATE = "/en/account/2fa/totp/activate/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def confirmed(client, mette):
    """A browser in which Mette is signed in and has just confirmed that it is she."""
    client.force_login(mette)
    client.post("/en/account/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.fixture
def with_app(mette):
    TOTP.activate(mette, "JBSWY3DPEHPK3PXP")
    return mette


@pytest.fixture
def browser(with_app):
    """One that has given name and password, and is asked for the code."""
    browser = Client()
    response = attempt(password=factories.PASSWORD, client=browser)
    assert response["Location"] == "/en/account/2fa/authenticate/"
    return browser


def test_the_password_alone_is_not_enough(browser):
    assert browser.get("/en/account/2fa/authenticate/").status_code == 200
    assert not is_signed_in(browser)


def test_with_the_code_one_is_in(browser):
    response = browser.post("/en/account/2fa/authenticate/", {"code": code_of("JBSWY3DPEHPK3PXP")})
    assert response["Location"] == "/en/work/"
    assert is_signed_in(browser)


@pytest.mark.parametrize(("steps", "is_in"), [(-2, False), (-1, True), (0, True), (2, False)])
def test_the_code_of_the_step_before_counts_and_no_older_one(browser, time_machine, steps, is_in):
    time_machine.move_to("2026-03-12 09:00:01 +0000", tick=False)
    counter = int(time.time()) // 30 + steps
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    browser.post("/en/account/2fa/authenticate/", {"code": code})
    assert is_signed_in(browser) is is_in


def test_a_wrong_code_is_422(browser):
    assert browser.post("/en/account/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert not is_signed_in(browser)


def test_it_is_turned_on_and_off_after_confirming_who_one_is(confirmed, mette):
    page = confirmed.get(ACTIVATE)
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert confirmed.post(ACTIVATE, {"code": code_of(secret)}, follow=True).status_code == 200
    assert {row.type for row in Authenticator.objects.filter(user=mette)} == {"totp", "recovery_codes"}
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        assert confirmed.get(f"/en/account/2fa/{path}").status_code == 200, path
    download = confirmed.get("/en/account/2fa/recovery-codes/download/")
    assert download["Content-Type"].startswith("text/plain")
    assert confirmed.post("/en/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=mette, type="totp").exists()


def test_a_wrong_code_turns_nothing_on(confirmed):
    confirmed.get(ACTIVATE)
    assert confirmed.post(ACTIVATE, {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_recovery_code_signs_in_once(confirmed, mette):
    secret = confirmed.get(ACTIVATE).context["form"].secret
    confirmed.post(ACTIVATE, {"code": code_of(secret)})
    code = confirmed.get("/en/account/2fa/recovery-codes/").context["unused_codes"][0]
    for expected in (302, 422):
        browser = Client()
        attempt(password=factories.PASSWORD, client=browser)
        assert browser.post("/en/account/2fa/authenticate/", {"code": code}).status_code == expected


def test_a_password_is_asked_for_before_anything_changes(client, mette):
    client.force_login(mette)
    response = client.get(ACTIVATE)
    assert response.status_code == 302
    assert "/account/reauthenticate/" in response["Location"]
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert client.post(response["Location"], {"password": "wrong"}).status_code == 422
    assert client.post(response["Location"], {"password": factories.PASSWORD}).status_code in {200, 302}
    assert client.get(ACTIVATE).status_code == 200


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE]  # a new handler reads it anew


def test_where_it_is_required_everyone_sets_one_up_first(required, mette):
    browser = Client()
    browser.force_login(mette)
    response = browser.get("/en/work/")
    assert response.status_code == 302
    assert response["Location"] == ACTIVATE
    assert browser.get("/en/about/").status_code == 200


def test_where_it_is_required_whoever_has_one_goes_on(required, with_app):
    browser = Client()
    browser.force_login(with_app)
    assert browser.get("/en/work/").status_code == 200


def test_where_it_is_not_required_nothing_asks(settings):
    assert settings.REQUIRE_SECOND_FACTOR is False
    assert f"{SecondFactorMiddleware.__module__}.SecondFactorMiddleware" in settings.MIDDLEWARE
