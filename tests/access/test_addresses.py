"""Every public address, walked: what it does with a parameter that it does not have, with PUT, and with other sites."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation

from tests.access.matrix import PUBLIC
from tests.access.matrix_client import address_of

pytestmark = pytest.mark.django_db
# One for all: making one sets up the whole stack of middleware anew.
_client = Client()
ELSEWHERE = {"Origin": "https://journal.example"}


@pytest.fixture
def public_addresses(world):
    """[(address, its view)] of every row of the matrix that is everyone's, whatever it answers."""
    addresses = [address_of(row, world) for row in PUBLIC if row.name not in {"healthz", "readyz"}]
    with translation.override("en"):
        return [(address, resolve(address).func) for address in addresses]


@pytest.fixture
def files(public_addresses):
    return [address for address, view in public_addresses if getattr(view, "is_open_to_scripts", False)]


@pytest.fixture
def pages(public_addresses, files):
    return [address for address, _view in public_addresses if address not in files]


def test_every_public_view_says_which_parameters_it_knows(public_addresses):
    assert [address for address, view in public_addresses if not hasattr(view, "knows")] == []


def test_a_page_leads_to_itself_without_a_parameter_that_it_does_not_have(pages):
    for address in pages:
        with CaptureQueriesContext(connection) as captured:
            for method in ("get", "head"):
                answer = getattr(_client, method)(f"{address}?nonsense=1&x=")
                assert (answer.status_code, answer["Location"]) == (302, address)
        assert len(captured) == 0, address


def test_a_page_keeps_the_parameters_that_it_has(pages):
    for address, view in [
        (address, resolve(urlsplit(address).path).func) for address in pages if "/en/" in address
    ]:
        for name in view.knows.names:
            answer = _client.get(f"{address}?{name}=a&nonsense=1")
            assert answer["Location"] == f"{address}?{name}=a"


def test_a_file_refuses_a_parameter_that_it_does_not_have_by_name_and_value_before_any_work(files):
    assert len(files) > 40
    for address in files:
        with CaptureQueriesContext(connection) as captured:
            answer = _client.get(f"{address}?statuss=fulfilled")
        words = answer.content.decode()
        assert answer.status_code == 422, address
        assert "statuss" in words, address
        assert "fulfilled" in words, address
        assert len(captured) == 0, address


def test_a_file_in_danish_says_so_in_danish():
    words = _client.get("/da/changes.atom?statuss=fulfilled").content.decode()
    assert (
        words
        == "statuss=fulfilled: Parameteren ”statuss” findes ikke her. Denne adresse har ingen parametre.\n"
    )


def test_put_is_405_also_without_a_token(public_addresses):
    browser = Client(enforce_csrf_checks=True)
    for address in [*(address for address, _view in public_addresses), "/healthz", "/readyz"]:
        for method in ("put", "post", "delete", "patch"):
            assert getattr(browser, method)(address).status_code == 405, address


def test_files_are_open_to_scripts_of_any_site_whatever_they_answer(files):
    for address in files:
        for answer in (
            _client.get(address, headers=ELSEWHERE),  # some are 404
            _client.get(f"{address}?statuss=fulfilled", headers=ELSEWHERE),
            _client.post(address, headers=ELSEWHERE),
        ):
            assert answer["Access-Control-Allow-Origin"] == "*", address
            assert "ETag" in answer["Access-Control-Expose-Headers"]
            assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_script_may_ask_again_with_the_validator_that_it_read(files):
    for address in files:
        asked = {**ELSEWHERE, "Access-Control-Request-Method": "GET",
                 "Access-Control-Request-Headers": "if-none-match"}  # fmt: skip
        preflight = _client.options(address, headers=asked)
        assert preflight.status_code == 200
        assert preflight["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]
        assert "GET" in preflight["Access-Control-Allow-Methods"]
    feed = "/en/changes.atom"
    etag = _client.get(feed, headers=ELSEWHERE)["ETag"]
    again = _client.get(feed, headers={**ELSEWHERE, "If-None-Match": etag})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in again["Access-Control-Expose-Headers"]


def test_pages_and_what_staff_read_are_for_our_own_site(pages):
    for address in [*pages, "/en/work/", "/en/account/login/", "/en/nothing/of/the/kind/here/"]:
        answer = _client.get(address, headers=ELSEWHERE)
        assert "Access-Control-Allow-Origin" not in answer, address
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_is_no_address_of_the_interface_is_still_open(db):
    answer = _client.get("/api/nothing", headers=ELSEWHERE)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
