"""What differs between two versions of a commitment's editable values, field by field, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from embassy.partial_dates import PartialDate
from embassy.types import StrOrPromise
from programmes.actions.commitments import TEXT_COLUMNS, EditableValues
from programmes.words.strings import date_words
from programmes.workspace.forms.edit import LABELS, LISTS, EditForm
from programmes.workspace.forms.fields import Choice, choice_field


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what it holds now and what it would hold; for lists also what would go and what would come."""

    name: str
    label: StrOrPromise
    now: str
    wanted: str
    goes: str = ""
    comes: str = ""

    @property
    def is_list(self) -> bool:
        return self.name in LISTS


def differences(now: EditableValues, wanted: EditableValues, form: EditForm) -> list[Difference]:
    """The fields in which `wanted` differs from `now`; `form` knows the names behind the keys."""
    return [
        _difference(name, now[name], value, form) for name, value in wanted.items() if now.get(name) != value
    ]


def _difference(name: str, now: Any, wanted: Any, form: EditForm) -> Difference:
    names = {} if name in TEXT_COLUMNS else _names(form, name)
    return Difference(
        name=name,
        label=LABELS[name],
        now=_words(name, now, names),
        wanted=_words(name, wanted, names),
        goes=_words(name, [key for key in now if key not in wanted], names) if name in LISTS else "",
        comes=_words(name, [key for key in wanted if key not in now], names) if name in LISTS else "",
    )


def _names(form: EditForm, name: str) -> dict[int | str, str]:
    choices = cast("Iterable[Choice]", choice_field(form, name).choices)
    return {key: str(label) for key, label in choices}


def _words(name: str, value: Any, names: Mapping[int | str, str]) -> str:
    if name in LISTS:
        return "; ".join(names.get(key, str(key)) for key in value)
    if name in TEXT_COLUMNS:
        return value
    return names.get(value, "") if value else ""


def text_differences(
    now: Mapping[str, Any], wanted: Mapping[str, Any], labels: Mapping[str, StrOrPromise]
) -> list[Difference]:
    """The fields of a form of plain values in which `wanted` differs from `now`, both by name."""
    return [
        Difference(name=name, label=labels[name], now=_plain(now[name]), wanted=_plain(value))
        for name, value in wanted.items()
        if now[name] != value
    ]


def _plain(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return date_words(value) if isinstance(value, PartialDate | dt.date) else str(value or "")


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people edited the same commitment.

    `theirs` is what only the other changed (taken over into the form), `both` what both changed (the writer's own
    text is kept in the form).
    """

    theirs: list[Difference]
    both: list[Difference]
    merged: EditableValues


def clash_of(*, began: EditableValues, now: EditableValues, yours: EditableValues, form: EditForm) -> Clash:
    """Sort a stale edit into what the other did, what both did, and the values to go on with."""
    changed_by_me = {name for name, value in yours.items() if began[name] != value}
    changed_by_them = {name for name, value in now.items() if began[name] != value}
    only_theirs = {name: now[name] for name in changed_by_them - changed_by_me}
    contested = {name: yours[name] for name in changed_by_me & changed_by_them}
    return Clash(
        theirs=differences({name: began[name] for name in only_theirs}, only_theirs, form),
        both=differences(now, contested, form),
        merged={**now, **{name: yours[name] for name in changed_by_me}},
    )
