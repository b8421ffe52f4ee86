"""Settings as the environment gives them: what is wrong is refused with the setting's name, and nothing is dropped."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from redis.connection import parse_url

ON = frozenset({"1", "true", "yes", "on"})
OFF = frozenset({"0", "false", "no", "off"})
# Names as browsers send them, in ASCII; a dot before one stands for all names below it, a star for any at all.
HOST = re.compile(r"\*|\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)


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

    def hosts(self, name: str, *, default: list[str]) -> list[str]:
        """Names of hosts, with neither scheme nor port nor path, which would never be met."""
        hosts = self.names(name, default=default)
        for host in hosts:
            if not HOST.fullmatch(host):
                raise self._refused(name, f"must be names of hosts, as in example.org, not {host}")
        return hosts

    def origins(self, name: str) -> list[str]:
        """Web origins: `https://` and a host, perhaps a port, and no more; a star may stand for all names below one."""
        origins = self.names(name, default=[])
        for origin in origins:
            parts = self._demand_web_address(name, origin.replace("://*.", "://", 1))
            if parts.path or parts.query or parts.fragment or parts.username or origin.endswith(("?", "#")):
                raise self._refused(
                    name, f"must end with the host or port, as in https://example.org, not {origin}"
                )
        return origins

    def web_address(self, name: str, *, default: str = "") -> str:
        """An address that begins with http:// or https://, or nothing."""
        address = self.text(name, default=default)
        if address:
            self._demand_web_address(name, address)
        return address

    def site(self, name: str) -> str:
        """The address that paths are put behind, without a slash at its end; or nothing."""
        address = self.web_address(name)
        if "?" in address or "#" in address:
            raise self._refused(
                name, f"must have neither “?” nor “#”, as in https://example.org, not {address}"
            )
        return address.rstrip("/")

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
        try:
            is_numbered = not address or self._names_redis_database(address)
        except ValueError as error:
            raise self._refused(name, f"cannot be read ({error})") from None
        if not is_numbered:
            raise self._refused(name, "must end with the number of a database, as in redis://host:6379/0")
        return address

    @staticmethod
    def _names_redis_database(address: str) -> bool:
        """By a number or not at all. Raises ValueError for what the client could not read."""
        parse_url(address)
        parts = urlsplit(address)
        number = parts.path.strip("/")
        return parts.scheme == "unix" or not number or (number.isascii() and number.isdigit())

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
        if is_sqlite and database["NAME"] == ":memory:" and ":memory:" not in address:
            raise self._refused(name, "names no file: sqlite:////folder/file")
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

    def _demand_web_address(self, name: str, address: str) -> SplitResult:
        try:
            parts = urlsplit(address)
            is_port_known = parts.port != 0
        except ValueError as error:
            raise self._refused(name, f"cannot be read ({error}): {address}") from None
        is_host_known = bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)*|[0-9a-f]*:[0-9a-f:.]+", parts.hostname or ""))
        if (
            parts.scheme not in {"http", "https"}
            or not (is_host_known and is_port_known)
            or len(address.split()) > 1
        ):
            raise self._refused(
                name, f"must begin with https:// and a host, as in https://example.org, not {address}"
            )
        return parts

    @staticmethod
    def _refused(name: str, remedy: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"The setting {name} {remedy}.")
