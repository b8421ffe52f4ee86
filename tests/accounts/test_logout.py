"""Signing out: asked first, then by POST."""

import pytest

URL = "/en/account/logout/"


def test_reading_the_page_signs_nobody_out(client, mette):
    client.force_login(mette)
    response = client.get(URL)
    assert response.status_code == 200
    assert "Sign out?" in response.content.decode()
    assert client.get("/en/work/").status_code == 200


def test_sending_it_signs_out_and_leaves_no_session_behind(client, mette, settings):
    client.force_login(mette)
    response = client.post(URL)
    assert response.status_code == 302
    assert client.get("/en/work/").status_code == 302
    assert {name for name, cookie in client.cookies.items() if cookie.value} <= {settings.CSRF_COOKIE_NAME}


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_it_never_leads_elsewhere(client, mette, elsewhere):
    client.force_login(mette)
    location = client.post(URL, {"next": elsewhere})["Location"]
    assert location.startswith("/")
    assert "evil.example" not in location
    assert client.get("/en/work/").status_code == 302


def test_whoever_is_signed_out_is_led_on(client, db):
    assert client.get(URL).status_code == 302
    assert client.post(URL).status_code == 302


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_405(client, mette, method):
    client.force_login(mette)
    assert getattr(client, method)(URL).status_code == 405
