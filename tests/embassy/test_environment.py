"""A setting that cannot be used is refused with its name; one that can is kept whole."""

import os
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from embassy.environment import Environment
from tests.architecture.source import ROOT

SETTINGS = str(ROOT / "embassy" / "settings.py")
PUBLIC = {"DEBUG": "0", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "programmes.example.org"}


def settings_with(monkeypatch, **variables):
    """The settings as a process started with just these variables would have them."""
    for name in list(os.environ):
        if name.isupper() and name not in {"PATH", "HOME"}:
            monkeypatch.delenv(name)
    for name, value in (PUBLIC | variables).items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(SETTINGS)


@pytest.mark.parametrize("word", ["enabled", "required", "ja", "TRUE.", "", "2", "of"])
@pytest.mark.parametrize(
    "name",
    [
        "DEBUG",
        "REQUIRE_SECOND_FACTOR",
        "BEHIND_TLS_PROXY",
        "MAINTENANCE",
        "SECURE_SSL_REDIRECT",
        "EMAIL_USE_TLS",
    ],
)
def test_a_switch_that_is_misspelt_is_refused_by_name(monkeypatch, name, word):
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(monkeypatch, **{name: word})


@pytest.mark.parametrize(
    ("word", "is_on"), [("1", True), ("On", True), (" true ", True), ("0", False), ("NO", False)]
)
def test_a_switch_knows_its_words(monkeypatch, word, is_on):
    assert settings_with(monkeypatch, REQUIRE_SECOND_FACTOR=word)["REQUIRE_SECOND_FACTOR"] is is_on


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host:port/name"),
        ("DATABASE_URL", "postgres://host/name?ssl_mode=require"),
        ("DATABASE_URL", "postgres://host/name?sslmode"),
        ("DATABASE_URL", "postgres://user:p#w@host/name?sslmode=require"),
        ("DATABASE_URL", "postgres://host/name?sslmode=require#x"),
        ("DATABASE_URL", "postgres://host"),
        ("DATABASE_URL", "sqlite:////tmp/x.sqlite3?timeout=5"),
        ("LOG_LEVEL", "verbose"),
        ("PAGE_STAMP", ""),
        ("OIDC_CLIENT_ID", "embassy"),
        ("OIDC_TRUST_EMAIL", "1"),
        ("REDIS_URL", "redis://h, redis://g"),
        ("SECRET_KEY", "  "),
        ("DATABASE_POOL", "0"),
        ("DATABASE_POOL", "many"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("PAGE_CACHE_MB", "64 MB"),
        ("EMAIL_PORT", "smtp"),
        ("MAIL_DELIVERED_BY", "one.Backend two.Backend"),
        ("SITE_URL", "x.um.dk"),
        ("SITE_URL", "ftp://x.um.dk"),
        ("OIDC_SERVER_URL", "login.example.org"),
        ("DATA_LICENCE_URL", "creativecommons.org"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("LONG_WORK", "off"),
        ("LONG_WORK", ""),
        ("CSRF_TRUSTED_ORIGINS", "programmes.example.org"),
        ("ALLOWED_HOSTS", "one.example.org,,two.example.org"),
        ("ALLOWED_HOSTS", "one.example.org two.example.org"),
        ("ALLOWED_HOSTS", "https://x.um.dk"),
        ("ALLOWED_HOSTS", "x.um.dk:443"),
        ("ALLOWED_HOSTS", "x.um.dk;y.um.dk"),
        ("ALLOWED_HOSTS", "x.um.dk/"),
        ("ALLOWED_HOSTS", "x_y.um.dk"),
        ("ALLOWED_HOSTS", "æøå.dk"),
        ("CSRF_TRUSTED_ORIGINS", "https://x.um.dk/"),
        ("CSRF_TRUSTED_ORIGINS", "https://x.um.dk/admin"),
        ("CSRF_TRUSTED_ORIGINS", "https://x.um.dk;https://y.um.dk"),
        ("CSRF_TRUSTED_ORIGINS", "https://x.um.dk:abc"),
        ("CSRF_TRUSTED_ORIGINS", "https://x.um.dk?"),
        ("SITE_URL", "https://[::1"),
        ("SITE_URL", "https://x.um.dk:99999"),
        ("SITE_URL", "https://x.um.dk#part"),
        ("SITE_URL", "https://x.um.dk?a=1"),
        ("SITE_URL", "https://x.um.dk?"),
        ("SITE_URL", "https://x.um.dk,https://y.um.dk"),
        ("SITE_URL", "https://*.um.dk"),
        ("SITE_URL", "https://."),
        ("OIDC_SERVER_URL", "https://[::1"),
        ("DATABASE_URL", "sqlite:///"),
        ("REDIS_URL", "redis://h:abc/0"),
        ("REDIS_URL", "redis://h:6379/x"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(monkeypatch, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (
            "ALLOWED_HOSTS",
            ".um.dk,X.um.dk,127.0.0.1,[::1],*",
            [".um.dk", "X.um.dk", "127.0.0.1", "[::1]", "*"],
        ),
        (
            "CSRF_TRUSTED_ORIGINS",
            "https://*.um.dk,https://x.um.dk:8443",
            ["https://*.um.dk", "https://x.um.dk:8443"],
        ),
        ("SITE_URL", "https://x.um.dk:8443/", "https://x.um.dk:8443"),
        ("SITE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("SITE_URL", "https://x.um.dk/programmes/", "https://x.um.dk/programmes"),
    ],
)
def test_what_can_be_used_is_kept(monkeypatch, name, value, kept):
    assert settings_with(monkeypatch, **{name: value})[name] == kept


@pytest.mark.parametrize(
    "address",
    [
        "redis://127.0.0.1:6379/0",
        "redis://:pw@h",
        "rediss://h:6380/2?socket_timeout=2",
        "unix:///run/r.sock?db=1",
    ],
)
def test_the_address_of_a_redis_is_kept(monkeypatch, address):
    cache = settings_with(monkeypatch, REDIS_URL=address)["CACHES"]["default"]
    assert (cache["BACKEND"].rpartition(".")[2], cache["LOCATION"]) == ("RedisCache", address)


def test_a_database_in_memory_is_one_that_is_named_so(monkeypatch):
    database = settings_with(monkeypatch, DATABASE_URL="sqlite://:memory:")["DATABASES"]["default"]
    assert database["NAME"] == ":memory:"


def test_single_sign_on_asks_for_what_it_needs(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID"):
        settings_with(monkeypatch, OIDC_SERVER_URL="https://login.example.org")


def test_lists_may_have_blanks_after_their_commas(monkeypatch):
    settings = settings_with(monkeypatch, ALLOWED_HOSTS="one.example.org, two.example.org ")
    assert settings["ALLOWED_HOSTS"] == ["one.example.org", "two.example.org"]


def test_options_of_the_databases_address_are_kept(monkeypatch):
    address = (
        "postgres://embassy:s%40crt@db.example.org:5433/programmes"
        "?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=embassy&options=-c%20statement_timeout%3D5000"
    )
    database = settings_with(monkeypatch, DATABASE_URL=address)["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.example.org", 5433, "s@crt")
    pool = database["OPTIONS"].pop("pool")
    assert pool["max_size"] == 8
    assert database["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "application_name": "embassy",
        "options": "-c statement_timeout=5000",
    }


def test_a_socket_is_an_option_too(monkeypatch):
    database = settings_with(monkeypatch, DATABASE_URL="postgres:///programmes?host=/run/postgresql")[
        "DATABASES"
    ]
    assert database["default"]["OPTIONS"]["host"] == "/run/postgresql"
    assert not database["default"]["HOST"]


def test_an_embedded_file_keeps_its_own_options(monkeypatch):
    database = settings_with(monkeypatch, DATABASE_URL="sqlite:////srv/programmes.sqlite3")["DATABASES"][
        "default"
    ]
    assert database["NAME"] == "/srv/programmes.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_secret_keeps_its_blanks():
    assert Environment({"KEY": " a b "}).secret("KEY") == " a b "
