"""The list behind a number: commitments picked by what statistics count them by, a page at a time."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.models import Country
from programmes.models import SDG, Organisation, Programme, Sector, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.asking import Asked, Problem, asked_for, unusable, written
from programmes.public.conditions import When
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.lists import Listed, list_of
from programmes.public.pages.places import place_of
from programmes.public.pages.selections import (
    AGE_WORDS,
    EVIDENCE_WORDS,
    FULL_TEXT_WORDS,
    NO_AREA,
    SIDE_WORDS,
)
from programmes.public.parameters import EVERY, FILTERS, PLACE, narrowed
from programmes.statuses import Kind, PublicStatus

GOALS = ("sdg", "sdg_marked", "sdg_area")


@dataclass
class NumberList:
    """The commitments that a number counts, with what they were picked by, and what could not be used to pick them.

    `present` as in `Asked`.
    """

    conditions: list[tuple[str, str]]
    listed: Listed
    following_url: str
    first_url: str
    query: str
    problems: list[Problem]
    present: dict[tuple[str, str], str]
    as_of: AsOf | None = None

    @property
    def count_words(self) -> str:
        total = self.listed.total
        return ngettext("%(count)d commitment", "%(count)d commitments", total) % {"count": total}


def number_list(
    commitments: CommitmentQuerySet,
    data: QueryDict,
    *,
    at: dt.datetime,
    url: str,
    as_of: AsOf | None = None,
) -> NumberList:
    """The list behind a number. `data` are the address's parameters; `page` is the place that its page follows."""
    asked = asked_for(data, EVERY)
    used = _without_problems(asked)
    value = data.get(PLACE.name, "").strip()
    after = place_of(value) if value else None
    at, on = (as_of.at, as_of.day.isoformat()) if as_of else (at, "")
    selected = narrowed(commitments, used.of(EVERY), When(at, as_of=as_of))
    listed = list_of(selected, after=after, at=at, as_of=as_of)
    query = written(used.pairs, on=on)
    return NumberList(
        conditions=in_words(used),
        listed=listed,
        following_url=f"{url}{written(used.pairs, on=on, page=listed.following)}" if listed.following else "",
        first_url=f"{url}{query}" if after else "",
        query=query,
        as_of=as_of,
        present=asked.present,
        problems=[*asked.problems, *([unusable(PLACE, value)] if value and not after else [])],
    )


def _without_problems(asked: Asked) -> Asked:
    """What can be used of an address: a filter with a value that there is not narrows nothing."""
    wrong = {problem.name for problem in asked.problems}
    return Asked({name: values for name, values in asked.values.items() if name not in wrong})


def in_words(asked: Asked) -> list[tuple[str, str]]:
    """What a list was picked by, each as a pair of a name and its values in words."""
    return [
        (str(FILTERS[name].label), ", ".join(_in_words(name, value) for value in values))
        for name, values in asked.values.items()
    ]


def _in_words(name: str, value: str) -> str:
    labels: dict[str, type[TextChoices]] = {
        "status": PublicStatus,
        "kind": Kind,
        "track_kind": Track.Kind,
    }
    words = {"side": SIDE_WORDS, "age": AGE_WORDS, "evidence": EVIDENCE_WORDS, "full_text": FULL_TEXT_WORDS}
    if name in labels:
        return str(labels[name](value).label)
    if name in words:
        return str(words[name][value])
    if name == "area" and value == NO_AREA:
        return _("Outside areas")
    named: dict[str, Callable[[], Any]] = {
        "programme": lambda: Programme.objects.published().filter(reference=value).first(),
        "sector": lambda: _name_of(Sector.objects.public().filter(slug=value)),
        "organisation": lambda: _name_of(Organisation.objects.public().filter(slug=value)),
        **dict.fromkeys(GOALS, lambda: SDG.objects.filter(number=value).first()),
        "country": lambda: _name_of(_countries(value)),
    }
    row = named[name]() if name in named else None
    return str(row or value)


def _name_of(rows: Iterable[Any]) -> str:
    return next((str(row.name) for row in rows), "")


def _countries(slug: str) -> list[Country]:
    programmes = Programme.objects.published().filter(partnership__country__slug=slug)
    return [programme.partnership.country for programme in programmes.select_related("partnership__country")]
