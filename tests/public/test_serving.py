"""Public pages are the same bytes for everyone, fresh, cheap to ask for again, and refuse to be written to."""

import gzip

import brotli
import pytest

from tests import factories

PAGES = [
    "/en/",
    "/da/",
    "/en/south-korea/",
    "/en/south-korea/2021-2024/",
    "/en/south-korea/2021-2024/1.1.1/",
    "/en/about/",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_to_be_checked_each_time_and_has_a_strong_etag(reader, plan, address):
    response = reader.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, no-cache, stale-if-error=86400"
    assert response["ETag"].startswith('"')


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sets_no_cookie_and_varies_by_no_cookie(reader, plan, address):
    response = reader.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "nonce-" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_bytes_for_a_member_of_staff(reader, client, plan, address):
    client.force_login(factories.superuser(), backend="embassy.auth.StaffBackend")
    assert client.get(address).content == reader.get(address).content


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_has_not_changed_is_not_sent_again(reader, plan, address):
    etag = reader.get(address)["ETag"]
    again = reader.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == etag
    assert again["Cache-Control"] == "public, no-cache, stale-if-error=86400"


def test_a_report_changes_the_etag_on_the_very_next_request(reader, plan):
    address = "/en/south-korea/2021-2024/"
    etag = reader.get(address)["ETag"]
    factories.report(plan.commitments.first())
    again = reader.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "1 of 3 commitments has a published status" in again.content.decode()


@pytest.mark.parametrize(
    ("accepted", "encoding", "decompress"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
    ],
)
def test_a_page_is_compressed_as_the_reader_accepts(reader, plan, accepted, encoding, decompress):
    address = "/en/south-korea/2021-2024/"
    plain = reader.get(address)
    packed = reader.get(address, headers={"Accept-Encoding": accepted})
    assert packed["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed["Vary"]
    assert decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


def test_a_page_answers_head_and_options(reader, plan):
    assert reader.head("/en/south-korea/").status_code == 200
    options = reader.options("/en/south-korea/")
    assert options.status_code == 200
    assert options["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_cannot_be_written_to(reader, plan, method):
    response = getattr(reader, method)("/en/south-korea/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
