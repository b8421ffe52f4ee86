"""What an address asks for, read by the parameters that it may have; and what of it cannot be used, by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from programmes.public.parameters import Codes, Names, Parameter, Parameters, Words

LONGEST_SHOWN = 40  # characters of a value that somebody made up

Pairs: TypeAlias = list[tuple[str, str]]  # names and values, as an address has them


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of an address that cannot be used. `code` is for programs, `words` say in the reader's language why."""

    code: str
    name: str
    value: str
    words: str
    label: str = ""


@dataclass(frozen=True)
class Asked:
    """The values of each filter that an address names, in the order of the list's parameters.

    `present` are those it names by a slug from before a merge, {(parameter, slug): the one that `values` have instead}.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    present: dict[tuple[str, str], str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)

    def of(self, known: Parameters) -> list[tuple[Parameter, Sequence[str]]]:
        return [(known[name], values) for name, values in self.values.items()]

    @property
    def pairs(self) -> Pairs:
        return [(name, value) for name, values in self.values.items() for value in values]


def unknown_names(data: QueryDict, known: Parameters) -> list[Problem]:
    """The parameters of an address that nothing here knows. Asks no database."""
    names = [name for name in data if name not in known]
    return [
        Problem("unknown_parameter", name, shown(", ".join(data.getlist(name))), _no_such(name, known))
        for name in names
    ]


def repetitions(data: QueryDict, known: Parameters) -> list[Problem]:
    """The parameters that an address gives several values, and of which only one can be used."""
    return [
        Problem(
            "repeated_parameter",
            parameter.name,
            shown(", ".join(values)),
            _("“%(name)s” is given more than once, and only one can be used.") % {"name": parameter.name},
            str(parameter.label),
        )
        for parameter in known
        if not parameter.is_repeatable and len(values := _values(data, parameter)) > 1
    ]


def asked_for(data: QueryDict, known: Parameters, *, scope: int | None = None) -> Asked:
    """The filters of an address with their values, each value once, and those values that there are not."""
    asked = Asked()
    problems: list[Problem] = []
    for parameter in known.filters:
        values = _values(data, parameter)
        if not values:
            continue
        unknown = parameter.values.unknown(values, scope)
        present = parameter.values.present(unknown) if unknown and isinstance(parameter.values, Names) else {}
        asked.values[parameter.name] = list(dict.fromkeys(present.get(value, value) for value in values))
        asked.present.update({(parameter.name, former): slug for former, slug in present.items()})
        problems += [unusable(parameter, value) for value in unknown if value not in present]
    return replace(asked, problems=tuple(problems))


def _values(data: QueryDict, parameter: Parameter) -> list[str]:
    """A form sends its field for words though nothing was written in it; of a choice, an empty value is none."""
    values = list(dict.fromkeys(data.getlist(parameter.name)))
    return [value for value in values if value.strip()] if isinstance(parameter.values, Words) else values


def problems_of(parameter: Parameter, values: Sequence[str], *, scope: int | None = None) -> list[Problem]:
    return [unusable(parameter, value) for value in parameter.values.unknown(values, scope)]


def unusable(parameter: Parameter, value: str, because: str = "") -> Problem:
    """The problem that a parameter has no such value, or cannot use it: `because` of what, where that is not plain."""
    why = f"{_no_choice(value)} {because}" if because else _why(parameter, value)
    return Problem("unknown_value", parameter.name, shown(value), why, str(parameter.label))


def written(pairs: Pairs, **more: Any) -> str:
    """A query as an address has it, with `more` that has a value; empty where there is nothing to ask."""
    pairs = [*pairs, *((name, value) for name, value in more.items() if value)]
    return f"?{urlencode(pairs)}" if pairs else ""


def shown(value: str) -> str:
    """A value as it can be repeated to whoever sent it."""
    plain = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value)
    return f"{plain[:LONGEST_SHOWN]}…" if len(plain) > LONGEST_SHOWN else plain


def _no_such(name: str, known: Parameters) -> str:
    if not known.own:
        return _("There is no parameter “%(name)s” here. This address takes none.") % {"name": shown(name)}
    return _("There is no parameter “%(name)s” here. Those there are: %(names)s.") % {
        "name": shown(name),
        "names": ", ".join(known.names),
    }


def _no_choice(value: str) -> str:
    return _("“%(value)s” is not a choice here.") % {"value": shown(value)}


def _why(parameter: Parameter, value: str) -> str:
    if isinstance(parameter.values, Words):
        if len(value) > parameter.values.longest:
            return _("Use at most %(count)d characters.") % {"count": parameter.values.longest}
        return _("“%(value)s” cannot be used.") % {"value": shown(value)}
    words = _no_choice(value)
    if isinstance(parameter.values, Codes):
        words += " " + _("The choices are: %(codes)s.") % {"codes": ", ".join(parameter.values.codes)}
    return words
