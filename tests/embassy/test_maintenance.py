"""Closed for a moment: every page says so, in both languages and the same dress."""

import pytest
from django.test import Client, override_settings


@pytest.fixture
def closed():
    with override_settings(MAINTENANCE=True):
        yield Client()  # made while the setting holds: its middleware is loaded at the first request


@pytest.mark.parametrize("path", ["/", "/en/", "/da/work/", "/admin/", "/nothing/"])
def test_every_page_says_so_without_asking_the_database(closed, path):
    response = closed.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert response["Cache-Control"] == "no-store"
    assert "Closed for a moment" in response.text
    assert "frame-ancestors" in response["Content-Security-Policy"]
    assert not response.cookies


def test_a_watchdog_still_sees_the_process_live(closed):
    assert closed.get("/healthz").status_code == 200


def test_is_off_unless_switched_on(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/robots.txt").status_code == 200
