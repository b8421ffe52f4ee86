"""The addresses outside the languages."""

import datetime as dt

import pytest

from embassy import clock
from programmes.public.views import STATEMENT_REVIEWED_ON

OPERATOR = {"name": "The ministry", "email": "contact@example.org", "phone": "+45 12 34 56 78", "address": ""}


@pytest.mark.parametrize(
    ("accepted", "address"), [("en-GB,en;q=0.9", "/en/"), ("da", "/da/"), ("ko", "/da/"), ("", "/da/")]
)
def test_the_root_leads_to_the_readers_language_and_danish_otherwise(reader, db, accepted, address):
    response = reader.get("/", headers={"Accept-Language": accepted})
    assert response.status_code == 302
    assert response["Location"] == address
    assert "Accept-Language" in response["Vary"]


def test_was_leads_to_the_accessibility_statement(reader, db):
    response = reader.get("/was", headers={"Accept-Language": "da"})
    assert response["Location"] == "/da/accessibility/"


def test_search_engines_are_kept_out_until_somebody_runs_the_site(reader, db):
    assert "Disallow: /\n" in reader.get("/robots.txt").content.decode()
    page = reader.get("/en/about/")
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex, nofollow"' in page.content.decode()
    assert "<loc>" not in reader.get("/sitemap.xml").content.decode()


def test_search_engines_are_let_in_when_somebody_does(reader, plan, settings):
    settings.OPERATOR = OPERATOR
    robots = reader.get("/robots.txt").content.decode()
    assert "Disallow: /\n" not in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    page = reader.get("/en/about/")
    assert "X-Robots-Tag" not in page
    assert "noindex" not in page.content.decode()
    sitemap = reader.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/en/south-korea/2021-2024/1.1.1/</loc>" in sitemap
    assert "<loc>http://testserver/da/south-korea/</loc>" in sitemap


def test_who_runs_the_site_stands_on_every_page_once_it_is_set(reader, db, settings):
    settings.OPERATOR = OPERATOR
    for address in ("/en/", "/en/accessibility/", "/en/privacy/"):
        page = reader.get(address).content.decode()
        assert "Run by The ministry." in page
        assert "contact@example.org" in page


def test_security_txt_needs_somebody_to_write_to(reader, db, settings):
    assert reader.get("/.well-known/security.txt").status_code == 404
    settings.OPERATOR = OPERATOR
    text = reader.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:contact@example.org" in text
    assert "Expires: " in text


def test_the_process_and_its_database_answer(reader, db):
    for address in ("/healthz", "/readyz"):
        response = reader.get(address)
        assert response.status_code == 200
        assert "no-cache" in response["Cache-Control"]


def test_the_accessibility_statement_is_not_older_than_a_year():
    assert clock.today() - STATEMENT_REVIEWED_ON < dt.timedelta(days=365), (
        "Review the statement and set the date."
    )
