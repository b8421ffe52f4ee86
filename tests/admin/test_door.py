"""Getting in: at our own sign-in, as staff only, in one's own language, under the strict content security policy."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests import factories
from tests.admin.admin_rows import client_of, screens, set_stage, url

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/admin/",
    "/admin/programmes/",
    "/admin/programmes/programme/",
    "/admin/programmes/programme/add/",
    "/admin/programmes/programme/1/change/",
    "/admin/programmes/programme/1/delete/",
    "/admin/programmes/programme/1/history/",
    "/admin/embassy/user/1/password/",
    "/admin/jsi18n/",
    "/admin/logout/",
    "/admin/password_change/",
    "/admin/nothing/of/the/kind/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_signed_out_is_led_to_our_sign_in(client, address, method):
    response = getattr(client, method)(address, headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response["Location"] == f"/en/account/login/?next={address}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_no_member_of_staff_finds_nothing(address):
    client = client_of(factories.user(is_staff=False))
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_the_stock_sign_in_leads_to_ours_and_nowhere_else(client):
    assert client.get("/admin/login/?next=/admin/embassy/user/")["Location"].endswith(
        "/account/login/?next=/admin/embassy/user/"
    )
    assert client.get("/admin/login/?next=//evil.example/")["Location"].endswith(
        "/account/login/?next=/admin/"
    )


def test_signing_out_and_changing_the_password_lead_to_our_pages():
    client = client_of(factories.superuser())
    assert client.get("/admin/logout/")["Location"].endswith("/account/logout/")
    assert client.get("/admin/password_change/")["Location"].endswith("/account/password/change/")


@pytest.mark.parametrize(("language", "words"), [("da", "Sydkorea"), ("en", "South Korea")])
def test_the_admin_speaks_the_persons_own_language(language, words):
    country, other = factories.country(), "da" if language == "en" else "en"
    client = client_of(factories.superuser(language=language))
    page = client.get(url(type(country), "change", country), headers={"accept-language": other})
    assert page["Content-Language"] == language
    assert f'<html lang="{language}"' in page.text
    assert f"<h2>{words}</h2>" in page.text


def test_other_methods_are_refused():
    client = client_of(factories.superuser())
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)("/admin/programmes/programme/").status_code == 405
    for address in ("/admin/", "/admin/programmes/", "/admin/jsi18n/"):
        assert client.post(address).status_code == 405


def test_only_screens_that_write_on_the_record_are_there():
    assert all(model._meta.app_label in {"embassy", "programmes"} for model in screens().values())


@pytest.mark.parametrize("name", ["autocomplete", "view_on_site"])
def test_stock_addresses_that_could_tell_about_hidden_rows_are_gone(name):
    assert name not in {pattern.name for pattern in _site_patterns() if hasattr(pattern, "name")}


def _site_patterns():
    from django.contrib import admin

    return admin.site.get_urls()


def test_pages_with_demonstration_data_say_so():
    client = client_of(factories.superuser())
    assert "Demonstration data" not in client.get("/admin/", headers={"accept-language": "en"}).text
    factories.user("demo", is_demo=True)
    boss = factories.superuser(language="en")
    assert "Demonstration data. Not a statement by any government." in client_of(boss).get("/admin/").text


class Inline(HTMLParser):
    """What a strict policy would block: scripts and styles in the page itself."""

    def __init__(self):
        super().__init__()
        self.found, self._is_script = [], False

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self._is_script = tag == "script" and "src" not in names and names.get("type") != "application/json"
        if tag == "style" or (names.get("href") or "").startswith("javascript:"):
            self.found.append(tag)
        for name in ("src", "href"):
            if tag in {"script", "link", "img"} and (names.get(name) or "").startswith(("http", "//")):
                self.found.append(f"{tag} from elsewhere")

    def handle_data(self, data):
        if self._is_script and data.strip():
            self.found.append(f"script: {data.strip()[:40]}")


@pytest.mark.parametrize("who", ["superuser", "administrator", "member"])
def test_every_page_keeps_to_the_content_security_policy(who):
    cast, rows = set_stage()
    user = getattr(cast, who)
    client = client_of(user)
    addresses = ["/admin/", "/admin/programmes/", *(url(model, "changelist") for model in screens().values())]
    addresses += [
        url(type(row), view, row)
        for row in rows["shown"].values()
        for view in ("change", "history", "delete")
    ]
    addresses += [url(model, "add") for model in screens().values()]
    addresses += [reverse("admin:auth_user_password_change", args=[cast.member.pk])]
    drawn = 0
    for address in addresses:
        page = client.get(address)
        policy = page["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        if page.status_code == 200:
            drawn += 1
            parser = Inline()
            parser.feed(page.text)
            assert not parser.found, (address, parser.found)
    assert drawn > 30
