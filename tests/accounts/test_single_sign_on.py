"""Single sign-on by OpenID Connect: for users that administrators have made, known by a verified e-mail."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from embassy.models import User
from tests import factories
from tests.accounts.conftest import is_signed_in

START = "/en/account/oidc/sso/login/"
CONFIGURATION = {
    "issuer": "https://idp.example",
    "authorization_endpoint": "https://idp.example/authorize",
    "token_endpoint": "https://idp.example/token",
    "userinfo_endpoint": "https://idp.example/userinfo",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}


class Answer:
    def __init__(self, content):
        self.content, self.text, self.status_code, self.ok = content, json.dumps(content), 200, True
        self.headers = {"content-type": "application/json"}

    def json(self):
        return self.content

    def raise_for_status(self):
        pass


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider that vouches for whoever is put into the dictionary."""
    app = {
        "provider_id": "sso",
        "name": "Statens login",
        "client_id": "embassy",
        "secret": "s",
        "settings": {"server_url": "https://idp.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    person = {"sub": "42", "email": "mette@example.org", "email_verified": True}

    def answer(_session, method, url, **_options):
        if url.endswith("/token"):
            return Answer({"access_token": "a", "token_type": "Bearer"})
        return Answer(person if url.endswith("/userinfo") else CONFIGURATION)

    monkeypatch.setattr("requests.Session.request", answer)
    return person


@pytest.fixture
def mette(db):
    return factories.member(username="mette", email="Mette@example.org")


def come_back(browser):
    """Off to the provider and back again, as a browser does it."""
    there = browser.post(START)
    assert there.status_code == 302
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return browser.get(f"{START}callback/", {"code": "c", "state": asked["state"][0]})


def test_the_button_is_there_when_a_provider_is(client, db, provider):
    assert "Sign in with Statens login" in client.get("/en/account/login/").content.decode()


def test_without_a_provider_there_is_neither_button_nor_page(client, db):
    assert "oidc" not in client.get("/en/account/login/").content.decode()
    assert client.post(START).status_code == 404
    assert client.get(f"{START}callback/").status_code == 404


def test_a_user_with_that_verified_address_is_let_in_and_known_again(mette, provider):
    for _visit in range(2):
        browser = Client()
        assert come_back(browser)["Location"] == "/en/work/"
        assert is_signed_in(browser)
    mette.refresh_from_db()
    assert mette.has_usable_password()


def test_an_address_that_is_not_verified_opens_nothing(mette, provider):
    provider["email_verified"] = False
    browser = Client()
    response = come_back(browser)
    assert "did not confirm that your e-mail address is yours" in response.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize("word", ["false", "False", "no", "0", 0, 1, "1", [], ["true"]])
def test_only_true_counts_as_verified(mette, provider, word):
    provider["email_verified"] = word
    browser = Client()
    response = come_back(browser)
    assert response.status_code == 403
    assert "did not confirm that your e-mail address is yours" in response.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize("word", ["true", "True"])
def test_the_word_true_of_providers_that_write_booleans_as_text_counts(mette, provider, word):
    provider["email_verified"] = word
    browser = Client()
    assert come_back(browser)["Location"] == "/en/work/"
    assert is_signed_in(browser)


def test_a_provider_that_never_says_so_is_trusted_only_when_the_operator_says(mette, provider, settings):
    del provider["email_verified"]
    browser = Client()
    assert "did not confirm" in come_back(browser).content.decode()
    assert not is_signed_in(browser)
    settings.OIDC_TRUST_EMAIL = True
    assert come_back(browser)["Location"] == "/en/work/"
    assert is_signed_in(browser)


def test_the_operators_trust_does_not_make_a_no_a_yes(mette, provider, settings):
    settings.OIDC_TRUST_EMAIL = True
    provider["email_verified"] = False
    assert come_back(Client()).status_code == 403


@pytest.mark.parametrize("trouble", ["down", "web page", "500", "no endpoints"])
def test_a_provider_that_does_not_answer_gets_a_true_page(db, provider, monkeypatch, trouble):
    def answer(_session, _method, _url, **_options):
        if trouble == "down":
            raise requests.ConnectionError("refused")
        reply = Answer({})
        if trouble == "web page":
            reply.json = lambda: json.loads("<html>")
        if trouble == "500":
            reply.raise_for_status = lambda: (_ for _ in ()).throw(requests.HTTPError("500"))
        return reply

    monkeypatch.setattr("requests.Session.request", answer)
    response = Client().post(START)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Statens login could not be reached" in response.content.decode()


def test_a_provider_that_forgets_who_it_is_gets_a_true_page(mette, provider):
    del provider["sub"]
    browser = Client()
    response = come_back(browser)
    assert response.status_code == 503
    assert "did not answer as it should" in response.content.decode()
    assert not is_signed_in(browser)


def test_nobody_is_made(db, provider):
    browser = Client()
    assert "There is no account for you here" in come_back(browser).content.decode()
    assert not User.objects.exists()


def test_two_users_with_one_address_are_told_apart_by_nobody(mette, provider):
    twin = factories.user("twin")
    # As the database took it once.
    User.objects.filter(pk=twin.pk).update(email="mette@example.org", address_key="mette@example.org 2")
    browser = Client()
    assert "More than one account here has your e-mail address" in come_back(browser).content.decode()
    assert not is_signed_in(browser)
    twin.delete()
    come_back(browser)
    assert is_signed_in(browser)


@pytest.mark.parametrize(
    ("account", "vouched_for", "is_let_in"),
    [
        ("METTE@Example.org", "mette@example.org", True),
        ("mette@åse.example", "METTE@ÅSE.example", True),
        ("mette@straße.example", "mette@strasse.example", False),
        ("mike@example.org", "m\u0131ke@example.org", False),
        ("mike@example.org", "mi\u212ae@example.org", False),
        ("sam@example.org", "\u017fam@example.org", False),
    ],
)
def test_an_address_that_only_looks_alike_opens_nothing(db, provider, account, vouched_for, is_let_in):
    factories.member(username="mette", email=account)
    provider["email"] = vouched_for
    browser = Client()
    come_back(browser)
    assert is_signed_in(browser) is is_let_in


def test_a_disabled_account_stays_closed(mette, provider):
    User.objects.update(is_active=False)
    browser = Client()
    response = come_back(browser)
    assert response.status_code == 403
    assert not is_signed_in(browser)


def test_a_demonstration_user_stays_out(mette, provider):
    User.objects.update(is_demo=True)
    browser = Client()
    assert come_back(browser).status_code == 403
    assert not is_signed_in(browser)


def test_nobody_ties_a_providers_account_to_theirs_by_hand(client, mette, provider):
    client.force_login(mette)
    assert client.post(f"{START}?process=connect").status_code == 404
    assert client.post(START, {"process": "connect"}).status_code == 404


def test_a_forged_return_is_refused(client, db, provider):
    response = client.get(f"{START}callback/", {"code": "c", "state": "forged"})
    assert response.status_code in {200, 302, 401}
    assert not is_signed_in(client)
