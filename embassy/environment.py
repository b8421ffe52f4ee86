"""Settings as the environment gives them: what is wrong is refused with the setting's name, and nothing is dropped."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

ON = frozenset({"1", "true", "yes", "on"})
OFF = frozenset({"0", "false", "no", "off"})


class Environment:
    """Reads settings by name. Every method raises ImproperlyConfigured, naming the setting, for what it cannot use."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self._variables = variables

    def text(self, name: str, *, default: str = "") -> str:
        return self._variables.get(name, default).strip()

    def secret(self, name: str, *, default: str = "") -> str:
        """A password or key, blanks and all."""
        return self._variables.get(name, default)

    def required(self, name: str) -> str:
        if not self.text(name):
            raise self._refused(name, "must be set")
        return self.text(name)

    def without(self, missing: str, *names: str) -> None:
        """Refuse settings that do nothing without another one that is not there."""
        for name in names:
            if self.text(name):
                raise self._refused(name, f"does nothing without {missing}. Set that too, or leave both out")

    def switch(self, name: str, *, default: bool) -> bool:
        """On or off. Any other word is refused: a safety switch that is misspelt must not be off."""
        if name not in self._variables:
            return default
        word = self.text(name).lower()
        if word not in ON | OFF:
            raise self._refused(name, "must be 1 or 0 (also true, yes, on; false, no, off)")
        return word in ON

    def one_of(self, name: str, words: Sequence[str]) -> str:
        """One of some words, the first where the setting is not there."""
        word = self.text(name, default=words[0])
        if word not in words:
            raise self._refused(name, f"must be {', '.join(words[:-1])} or {words[-1]}")
        return word

    def number(self, name: str, *, default: int, least: int = 0) -> int:
        word = self.text(name, default=str(default))
        if not (word.isascii() and word.isdigit()) or int(word) < least:
            raise self._refused(name, f"must be a whole number, {least} or more")
        return int(word)

    def names(self, name: str, *, default: list[str]) -> list[str]:
        """What commas divide, without the blanks around it."""
        if not self.text(name):
            return default
        parts = [part.strip() for part in self.text(name).split(",")]
        if any(not part or len(part.split()) > 1 for part in parts):
            raise self._refused(name, "must be names with one comma between them and no blanks inside")
        return parts

    def origins(self, name: str) -> list[str]:
        """Web origins: `https://` and a host."""
        origins = self.names(name, default=[])
        for origin in origins:
            self._demand_web_address(name, origin)
        return origins

    def web_address(self, name: str, *, default: str = "") -> str:
        """An address that begins with http:// or https://, or nothing."""
        address = self.text(name, default=default)
        if address:
            self._demand_web_address(name, address)
        return address

    def file_name(self, name: str, *, default: str) -> str:
        """Where a file is kept; a setting that is there and says nothing is refused."""
        if name in self._variables and not self.text(name):
            raise self._refused(name, "must name a file, or be left out")
        return self.text(name, default=default)

    def path(self, name: str, *, default: Path) -> Path:
        return Path(self.text(name) or default)

    def redis(self, name: str) -> str:
        """The address of a Redis, or nothing."""
        address = self.text(name)
        if len(address.split()) > 1 or "," in address:
            raise self._refused(name, "must be one address")
        if address and urlsplit(address).scheme not in {"redis", "rediss", "unix"}:
            raise self._refused(name, "must begin with redis://, rediss:// or unix://")
        return address

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """Django's settings of a database from its address, its options (`sslmode` …) kept in OPTIONS.

        Options of PostgreSQL are libpq's, checked by name; SQLite's file takes none.
        """
        address = self.text(name, default=default)
        if not address.startswith(("postgres://", "postgresql://", "sqlite:///", "sqlite://:memory:")):
            raise self._refused(name, "must begin with sqlite:/// or postgres://")
        try:
            database = environ.Env.db_url_config(address)
        except ValueError as error:
            raise self._refused(name, f"cannot be read ({error})") from None
        if "#" in address:  # what follows it would be read as no part of the address
            raise self._refused(name, "holds a “#”. Write it as %23")
        options = self._options(name, address)
        is_sqlite = database["ENGINE"] == "django.db.backends.sqlite3"
        if not is_sqlite and not database["NAME"]:
            raise self._refused(name, "names no database: postgres://user:password@host:port/name")
        if is_sqlite and options:
            raise self._refused(name, f"takes no options for SQLite: {', '.join(options)}")
        try:
            make_conninfo("", **options)
        except ProgrammingError as error:
            raise self._refused(name, f"has an option that PostgreSQL does not know ({error})") from None
        known = {"ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT"}
        return {key: value for key, value in database.items() if key in known} | {"OPTIONS": options}

    def _options(self, name: str, address: str) -> dict[str, str]:
        query = urlsplit(address.replace("sqlite://:memory:", "sqlite:///:memory:")).query
        options: dict[str, str] = {}
        for part in query.split("&") if query else []:
            key, _, value = part.partition("=")
            if not value or key in options:
                raise self._refused(name, f"has the option {key} without a value or twice")
            options[key] = unquote(value)
        return options

    def _demand_web_address(self, name: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(address.split()) > 1:
            raise self._refused(
                name, f"must begin with https:// and a host, as in https://example.org, not {address}"
            )

    @staticmethod
    def _refused(name: str, remedy: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"The setting {name} {remedy}.")
