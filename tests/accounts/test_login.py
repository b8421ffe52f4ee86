"""Signing in: who may, how often it may be tried, and what a failure gives away."""

import pytest
from django.core.cache import cache
from django.test import Client

from embassy import settings as production
from embassy.models import User
from tests import factories
from tests.accounts.conftest import LOGIN, OTHER_ADDRESS, attempt, is_signed_in

RIGHT = factories.PASSWORD


def words_of(response):
    """The page without its token, which differs every time."""
    lines = response.content.decode().splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_is_there_in_both_languages(client, db, language):
    response = client.get(f"/{language}/account/login/")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_name_and_password_lead_to_the_list(mette):
    browser = Client()
    response = attempt(password=RIGHT, client=browser)
    assert response.status_code == 302
    assert response["Location"] == "/en/work/"
    assert is_signed_in(browser)


def test_it_leads_to_the_page_that_was_asked_for(mette):
    browser = Client()
    data = {"login": "mette", "password": RIGHT, "next": "/en/work/KR-2021/1.1.1/"}
    assert browser.post(LOGIN, data)["Location"] == "/en/work/KR-2021/1.1.1/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_it_never_leads_elsewhere(mette, elsewhere):
    browser = Client()
    assert elsewhere not in browser.get(LOGIN, {"next": elsewhere}).content.decode()
    data = {"login": "mette", "password": RIGHT, "next": elsewhere}
    assert browser.post(LOGIN, data)["Location"] == "/en/work/"


def test_a_wrong_password_is_422_and_lets_nobody_in(mette):
    browser = Client()
    assert attempt(client=browser).status_code == 422
    assert not is_signed_in(browser)


def test_an_unknown_name_a_disabled_account_and_a_wrong_password_get_the_same_answer(mette):
    factories.user("disabled", is_active=False)
    answers = [
        attempt("mette", "wrong"),
        attempt("nobody", "wrong"),
        attempt("disabled", "wrong"),
        attempt("disabled", RIGHT),
    ]
    assert {response.status_code for response in answers} == {422}
    pages = [[line.replace(name, "…") for line in words_of(response)]
             for response, name in zip(answers, ["mette", "nobody", "disabled", "disabled"], strict=True)]  # fmt: skip
    assert all(page == pages[0] for page in pages)


def test_an_unknown_name_costs_the_same_work(mette, monkeypatch):
    hashed = []
    real = User.set_password
    monkeypatch.setattr(User, "set_password", lambda user, raw: hashed.append(raw) or real(user, raw))
    attempt("nobody", "wrong")
    assert hashed == ["wrong"]  # a hash is made and thrown away


def test_the_sixth_failure_in_a_quarter_of_an_hour_is_refused_even_with_the_right_password(
    mette, time_machine
):
    time_machine.move_to("2026-03-12 09:00 +0000", tick=False)
    for _try in range(5):
        assert attempt().status_code == 422
    assert attempt(password=RIGHT).status_code == 429
    time_machine.move_to("2026-03-12 09:14 +0000", tick=False)
    assert attempt(password=RIGHT).status_code == 429
    time_machine.move_to("2026-03-12 09:15:01 +0000", tick=False)
    assert attempt(password=RIGHT).status_code == 302


def test_the_true_owner_gets_in_from_another_address(mette):
    for _try in range(6):
        attempt()
    assert attempt(password=RIGHT).status_code == 429
    assert attempt(password=RIGHT, address=OTHER_ADDRESS).status_code == 302


def test_others_at_the_same_address_get_in(mette):
    factories.user("jens")
    for _try in range(6):
        attempt()
    assert attempt("jens", RIGHT).status_code == 302


def test_a_forged_forwarding_address_changes_nothing(mette):
    statuses = [attempt(**{"X-Forwarded-For": f"203.0.113.{number}"}).status_code for number in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    forged = {"X-Forwarded-For": "203.0.113.99", "X-Real-IP": "203.0.113.99", "Forwarded": "for=203.0.113.99"}
    assert attempt(password=RIGHT, **forged).status_code == 429


def test_behind_one_proxy_its_word_counts_and_no_other(mette, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        attempt(**{"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.77"})
    assert attempt(password=RIGHT, **{"X-Forwarded-For": "192.0.2.77"}).status_code == 429
    assert attempt(password=RIGHT, **{"X-Forwarded-For": "192.0.2.78"}).status_code == 302


def test_a_whole_network_of_ipv6_counts_as_one_address(mette):
    statuses = [attempt(address=f"2001:db8:1:2::{number:x}").status_code for number in range(1, 8)]
    assert statuses == [422] * 5 + [429] * 2
    assert attempt(password=RIGHT, address="2001:db8:1:3::1").status_code == 302


def test_an_ipv4_address_written_as_ipv6_is_the_same_address(mette):
    for _try in range(5):
        attempt(address="192.0.2.10")
    assert attempt(password=RIGHT, address="::ffff:192.0.2.10").status_code == 429


def test_the_count_is_not_crowded_out_by_guessing_other_names(mette, settings):
    settings.CACHES = production.CACHES
    for _try in range(5):
        attempt()
    cache.set_many({f"attempts-of-{number}": 1 for number in range(400)}, 900)
    assert attempt(password=RIGHT).status_code == 429


def test_unknown_names_are_throttled_alike(db):
    assert [attempt("nobody").status_code for _try in range(6)] == [422] * 5 + [429]


def test_other_spellings_of_the_name_are_the_same_name(mette):
    for name in ("mette", "METTE", "Mette", "mette", "mettE"):
        attempt(name)
    assert attempt("mette", RIGHT).status_code == 429


def test_success_does_not_count_as_failure(mette):
    for _try in range(7):
        assert attempt(password=RIGHT).status_code == 302


def test_demonstration_users_sign_in_on_a_development_server_only(db, settings):
    factories.user("demo", is_demo=True)
    assert attempt("demo", RIGHT).status_code == 422
    settings.DEBUG = True
    assert attempt("demo", RIGHT).status_code == 302


def test_a_session_ends_at_once_when_the_account_is_disabled(mette):
    browser = Client()
    attempt(password=RIGHT, client=browser)
    assert is_signed_in(browser)
    User.objects.filter(pk=mette.pk).update(is_active=False)
    assert not is_signed_in(browser)


def test_a_demonstration_users_session_ends_when_debug_does(db, settings):
    settings.DEBUG = True
    factories.user("demo", is_demo=True)
    browser = Client()
    attempt("demo", RIGHT, client=browser)
    assert is_signed_in(browser)
    settings.DEBUG = False
    assert not is_signed_in(browser)


def test_signing_in_needs_its_token(mette):
    browser = Client(enforce_csrf_checks=True)
    assert attempt(password=RIGHT, client=browser).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(client, db, method):
    assert getattr(client, method)(LOGIN).status_code == 405


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "confirm-email/", "password/set/"])
def test_nobody_makes_an_account_or_resets_a_password_by_themselves(client, db, path):
    assert client.get(f"/en/account/{path}").status_code == 404


def test_there_is_no_second_form_of_the_answers_for_scripts(mette):
    response = attempt(**{"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"})
    assert response.status_code == 422
    assert response["Content-Type"].startswith("text/html")
