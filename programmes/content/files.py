"""Readable files: TOML tables that hand out checked values, and complaints that say where and what to do."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast, overload

from django.core.exceptions import ValidationError
from django.db import models

Stated: TypeAlias = str | int | bool | list[Any]  # what a key of a table may hold
Columns: TypeAlias = dict[str, Any]  # cleaned values by the names of columns
Value = TypeVar("Value", bound=Stated)

_KINDS: dict[type[Stated], str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    list: "a list in [ ]",
}


class ContentErrors(Exception):
    """The files, or rows in their way, forbid loading; nothing was written. `problems` holds one sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """The tables of one file. Raises ContentErrors when it is missing or is not TOML."""
    path = folder / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        problem = f"{name}: the file is missing. Put it there, or name the right folder."
        raise ContentErrors([problem]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"{name}: this is not TOML: {error}. Correct that place."
        raise ContentErrors([problem]) from error


def column(model: type[models.Model], name: str) -> models.Field:
    return cast(models.Field, model._meta.get_field(name))


def _kind_of(field: models.Field) -> type[Stated]:
    if isinstance(field, models.BooleanField):
        return bool
    return int if isinstance(field, models.IntegerField) else str


class Table:
    """One table of a file. It remembers what was asked for, so that `done` can name keys that nobody knows."""

    def __init__(self, data: dict[str, Any], *, where: str, problems: list[str]) -> None:
        self._data, self._problems = data, problems
        self._asked: set[str] = set()
        self.where = where

    def complain(self, key: str, sentence: str) -> None:
        self._problems.append(f"{self.where}, {key}: {sentence}")

    @overload
    def get(self, key: str, *, required: bool = ...) -> str | None: ...
    @overload
    def get(self, key: str, kind: type[Value], *, required: bool = ..., default: Value) -> Value: ...
    @overload
    def get(self, key: str, kind: type[Value], *, required: bool = ...) -> Value | None: ...
    def get(self, key: str, kind: type[Any] = str, *, required: bool = True, default: Any = None) -> Any:
        """The value of a key when it is of the kind wanted; else the default, with a problem noted."""
        self._asked.add(key)
        if key not in self._data:
            if required:
                self.complain(key, f"is missing. Add {key} = {_KINDS[kind]}.")
            return default
        value = self._data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.complain(key, f"{value!r} is not what is wanted here. Write {_KINDS[kind]}.")
            return default
        return value

    def columns(self, model: type[models.Model], required: str = "", optional: str = "") -> Columns:
        """Values for columns of a model, cleaned by its own fields. A column that is not stated is left alone."""
        values = {}
        for name in (*required.split(), *optional.split()):
            field = column(model, name)
            value = self.get(name, _kind_of(field), required=name in required.split())
            if value is None:
                continue
            try:
                values[name] = field.clean(value, None)
            except ValidationError as error:
                self.complain(name, " ".join(error.messages) + " Correct the value.")
        return values

    def tables(self, name: str, *, label: str) -> list["Table"]:
        """The tables `[[name]]` inside this one; one whose `label` is missing is told apart by its place."""
        return [
            Table(data, where=f"{self.where} [[{name}]] {data.get(label, place)}", problems=self._problems)
            for place, data in enumerate(self.get(name, list, required=False, default=[]), 1)
        ]

    def done(self) -> None:
        """Complain about every key that was not asked for: a misspelled one would be lost in silence."""
        for key in self._data.keys() - self._asked:
            near = get_close_matches(key, self._asked, n=1)
            remedy = f"Perhaps “{near[0]}” is meant." if near else "Take it out."
            self.complain(key, f"is not a key of this table. {remedy}")
