"""When the database cannot be written to, the page keeps what was typed, to be sent again or copied."""

import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from programmes.models import StatusReport
from tests import factories
from tests.html_forms import forms_in

TEXT = 'The ministers met in Seoul & said "yes".'


@pytest.fixture
def page(db):
    team = factories.team()
    factories.member(team, "mette")
    plan = factories.plan(1, owner_team=team, starts_on="2025", ends_on="2027")
    return f"/en/work/{plan.reference}/1.1.1/report/"


@pytest.fixture
def browser(page):
    browser = Client(raise_request_exception=False)
    browser.login(username="mette", password=factories.PASSWORD)
    return browser


def written(browser, page):
    form = forms_in(browser.get(page).text)[-1]
    return form.fields | {"status": "under_way", "summary": TEXT}


@pytest.fixture
def locked(transactional_db):
    """Somebody else is writing, and goes on for longer than anyone waits."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no lock for all writing")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)

    def lock():
        other.execute("BEGIN IMMEDIATE")
        return other

    yield lock
    other.close()
    connection.close()


def test_a_write_lock_keeps_the_text_which_is_sent_again_by_a_press(locked, browser, page):
    data = written(browser, page)
    lock = locked()
    response = browser.post(page, data)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "30",
        "no-store",
    )
    assert "The ministers met in Seoul &amp; said &quot;yes&quot;." in response.text
    assert ">What happened?</label>" in response.text
    again = forms_in(response.text)[0]
    assert browser.post(again.action, again.fields).status_code == 503  # still locked: the text stays
    lock.execute("ROLLBACK")
    assert browser.post(again.action, again.fields).status_code == 302
    assert StatusReport.objects.get().summary == TEXT


def test_a_write_lock_when_the_session_is_gone_keeps_the_text_too(locked, browser, page):
    data = written(browser, page)
    browser.cookies.clear()
    locked()
    response = browser.post(page, data)
    assert response.status_code == 503
    assert "said &quot;yes&quot;" in response.text


def test_whoever_signs_in_under_a_write_lock_is_told_of_the_outage(locked, page, settings):
    """And not that they have tried too often."""
    settings.CACHES = settings.CACHES_OF_THE_PRODUCT
    browser = Client(raise_request_exception=False)
    sent = {"login": "mette", "password": factories.PASSWORD}
    lock = locked()
    response = browser.post("/en/account/login/", sent)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    lock.execute("ROLLBACK")
    assert browser.post("/en/account/login/", sent).status_code == 302


def test_what_is_sent_again_has_a_token_that_works(browser, page, monkeypatch):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = browser.cookies
    data = written(strict, page)
    with monkeypatch.context() as patch:
        patch.setattr("programmes.workspace.views.report.report_status", _locked)
        again = forms_in(strict.post(page, data).text)[0]
    assert strict.post(again.action, again.fields).status_code == 302
    assert StatusReport.objects.get().summary == TEXT


def _locked(*_args, **_kwargs):
    raise OperationalError("database is locked")


def test_a_fault_of_ours_keeps_the_text_as_well(browser, page, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError

    data = written(browser, page)
    monkeypatch.setattr("programmes.workspace.views.report.report_status", breaks)
    response = browser.post(page, data)
    assert response.status_code == 500
    assert "said &quot;yes&quot;" in response.text


def test_while_it_is_closed_the_text_is_shown_to_be_copied(browser, page):
    data = written(browser, page)
    with override_settings(MAINTENANCE=True):
        response = Client().post(page, data)
    assert response.status_code == 503
    assert "said &quot;yes&quot;" in response.text
    assert ">What happened?</label>" in response.text
    assert forms_in(response.text) == []


@pytest.mark.parametrize("address", ["/en/account/login/", "/en/work/"])
def test_of_a_form_that_is_none_of_ours_nothing_is_shown(db, address, monkeypatch):
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore._get_session_from_db", _locked)
    monkeypatch.setattr("allauth.account.views.LoginView.post", _locked)
    client = Client(raise_request_exception=False)
    client.cookies["__Host-session"] = "x" * 32
    response = client.post(
        address, {"login": "mette", "password": "a secret", "summary": "Words of a stranger."}
    )
    assert response.status_code == 503
    assert "secret" not in response.text
    assert "stranger" not in response.text


def test_what_is_sent_to_an_address_that_is_not_there_is_not_read(client, monkeypatch):
    """Whoever sends slowly would keep a server waiting for nothing."""

    def read(_request):
        raise AssertionError("It was read.")

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest._load_post_and_files", read)
    assert client.post("/en/nowhere/to/be/found/", {"summary": "Words"}).status_code == 404
    with override_settings(MAINTENANCE=True):
        assert Client().post("/en/", {"summary": "Words"}).status_code == 503
    with pytest.raises(AssertionError, match="read"):
        client.post("/en/account/login/", {"login": "mette"})
