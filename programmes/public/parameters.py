"""The parameters of public addresses, each defined once: name, values, whether it may be repeated, what it leaves.

Whoever reads an address does so by these: pages with their filters, files, the lists behind numbers, the programming
interface, and the page cache, which keeps nothing for a name that is not here.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, gettext_noop

from embassy.types import StrOrPromise
from programmes.models import (
    Organisation,
    Partnership,
    PriorityArea,
    Programme,
    SearchEntry,
    Sector,
    Track,
)
from programmes.public import conditions
from programmes.public.conditions import Condition, When
from programmes.public.former_addresses import SharedList, present_slugs
from programmes.public.pages.selections import AGES, EVIDENCE_WORDS, NO_AREA, SIDES
from programmes.statuses import Kind, PublicStatus

LONGEST_WORDS = 200
LONGEST_NAME = 80


class Values(Protocol):
    """What may be asked for. `scope` is the programme, by its id, whose list it is; None for a list of many."""

    def unknown(self, asked: Sequence[str], scope: int | None) -> list[str]:
        """Those of the values asked for that there are not."""
        ...


@dataclass(frozen=True)
class Codes:
    """A fixed choice."""

    codes: Collection[str]

    def unknown(self, asked: Sequence[str], scope: int | None) -> list[str]:
        return [value for value in asked if value not in self.codes]


@dataclass(frozen=True)
class Names:
    """What public rows are named by: a function that makes the QuerySet, and the path to the name.

    `merged` is their model, where one may have been merged into another and is found by its former name.
    """

    rows: Callable[[], QuerySet[Any]]
    path: str
    merged: SharedList | None = None

    def unknown(self, asked: Sequence[str], scope: int | None) -> list[str]:
        possible = _possible(asked)
        named = self.rows().order_by().filter(**{f"{self.path}__in": possible}) if possible else None
        known = set(named.values_list(self.path, flat=True)) if named is not None else set()
        return [value for value in asked if value not in known]

    def present(self, unknown: Sequence[str]) -> dict[str, str]:
        """{former name: present one} of values that there are not any more."""
        possible = _possible(unknown)
        return present_slugs(self.merged, possible) if self.merged and possible else {}


def _possible(names: Sequence[str]) -> list[str]:
    """Those that can be asked of the database."""
    return [name for name in names if len(name) <= LONGEST_NAME and name.isprintable()]


@dataclass(frozen=True)
class AreaNumbers:
    """The numbers of priority areas, and the word for commitments outside of them."""

    def unknown(self, asked: Sequence[str], scope: int | None) -> list[str]:
        numbers = [value for value in asked if value.isascii() and value.isdigit() and value[0] != "0"]
        possible = [int(value) for value in numbers if len(value) < 4]
        areas = PriorityArea.objects.filter(programme__in=_published(scope), number__in=possible)
        known = {NO_AREA, *(map(str, areas.order_by().values_list("number", flat=True)) if possible else ())}
        return [value for value in asked if value not in known]


@dataclass(frozen=True)
class Words:
    """A text to look for, or a value that another part of the code knows; at most so long."""

    longest: int = LONGEST_WORDS

    def unknown(self, asked: Sequence[str], scope: int | None) -> list[str]:
        return [value for value in asked if len(value) > self.longest or "\0" in value]


@dataclass(frozen=True)
class Parameter:
    """`about` explains it to programmers; `leaves` says which commitments are left, None for what is no filter."""

    name: str
    label: StrOrPromise
    values: Values
    about: str = ""
    leaves: Condition | None = None
    is_repeatable: bool = True


@dataclass(frozen=True)
class Parameters:
    """The parameters that one kind of address has, in the order in which its links name them."""

    own: tuple[Parameter, ...] = ()

    def __iter__(self) -> Any:
        return iter(self.own)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.own)

    @property
    def filters(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.own if parameter.leaves)

    def __getitem__(self, name: str) -> Parameter:
        return next(parameter for parameter in self.own if parameter.name == name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def and_also(self, *more: Parameter) -> "Parameters":
        return Parameters((*self.own, *more))


def _published(scope: int | None) -> QuerySet[Programme, Any]:
    published = Programme.objects.published()
    return (published if scope is None else published.filter(pk=scope)).order_by().values("pk")


def _named(*names: str) -> Parameters:
    return Parameters(tuple(FILTERS[name] for name in names))


GOALS = Codes(tuple(str(number) for number in range(1, 18)))
YES_OR_NO = Codes(tuple(EVIDENCE_WORDS))

FILTERS = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "country",
            gettext_lazy("Country"),
            Names(Partnership.objects.published, "country__slug"),
            gettext_noop("The country's name in addresses, such as south-korea."),
            conditions.any_of("programme__partnership__country__slug"),
        ),
        Parameter(
            "programme",
            gettext_lazy("Programme"),
            Names(Programme.objects.published, "reference"),
            gettext_noop("The programme's reference, such as KR-2021."),
            conditions.any_of("programme__reference"),
        ),
        Parameter(
            "area",
            gettext_lazy("Area"),
            AreaNumbers(),
            gettext_noop("The number of a priority area; none for commitments outside areas."),
            conditions.by_area,
        ),
        Parameter(
            "status",
            gettext_lazy("Status"),
            Codes(PublicStatus.values),
            gettext_noop("The public status."),
            conditions.by_status,
        ),
        Parameter(
            "organisation",
            gettext_lazy("Responsible"),
            Names(Organisation.objects.public, "slug", merged=Organisation),
            gettext_noop("An organisation's short name."),
            conditions.by_organisation,
        ),
        Parameter(
            "track_kind",
            gettext_lazy("Cooperation track"),
            Codes(Track.Kind.values),
            gettext_noop("The kind of cooperation track."),
            conditions.any_of("track__kind"),
        ),
        Parameter(
            "sdg",
            gettext_lazy("Sustainable Development Goal"),
            GOALS,
            gettext_noop("The number of a Sustainable Development Goal."),
            conditions.by_goal,
        ),
        Parameter(
            "sdg_marked",
            gettext_lazy("Marked with the Sustainable Development Goal"),
            GOALS,
            gettext_noop(
                "The number of a Sustainable Development Goal that the commitment itself is marked with."
            ),
            conditions.by_mark_of_goal,
        ),
        Parameter(
            "sdg_area",
            gettext_lazy("Serves the Sustainable Development Goal through its area alone"),
            GOALS,
            gettext_noop(
                "The number of a Sustainable Development Goal that the text of the area promotes, where the"
                " commitment itself is not marked with it."
            ),
            conditions.by_goal_of_area,
        ),
        Parameter(
            "sector",
            gettext_lazy("Sector"),
            Names(Sector.objects.public, "slug", merged=Sector),
            gettext_noop("A sector's short name, such as energy."),
            conditions.by_sector,
        ),
        Parameter(
            "kind",
            gettext_lazy("Kind of commitment"),
            Codes(Kind.values),
            gettext_noop("The kind of commitment."),
            conditions.any_of("kind"),
        ),
        Parameter(
            "side",
            gettext_lazy("The text names as responsible"),
            Codes(tuple(SIDES)),
            gettext_noop("On which sides the text names somebody responsible."),
            conditions.by_side,
        ),
        Parameter(
            "age",
            gettext_lazy("Latest public report"),
            Codes(tuple(AGES)),
            gettext_noop("How many months ago the day was that the latest public report is about."),
            conditions.by_age,
        ),
        Parameter(
            "evidence",
            gettext_lazy("Evidence"),
            YES_OR_NO,
            gettext_noop("Whether the latest public report names evidence."),
            conditions.by_evidence,
        ),
        Parameter(
            "full_text",
            gettext_lazy("Full text of the programme"),
            YES_OR_NO,
            gettext_noop("Whether we have the full text of the programme."),
            conditions.by_full_text,
        ),
        Parameter(
            "q",
            gettext_lazy("Search"),
            Words(),
            gettext_noop("Words that must all occur, such as offshore wind."),
            conditions.by_words,
            is_repeatable=False,
        ),
    )
}

DAY = Parameter("on", gettext_lazy("Day"), Words(), is_repeatable=False)
PLACE = Parameter("page", gettext_lazy("Page"), Words(), is_repeatable=False)
PART = Parameter("part", gettext_lazy("Page"), Words(), is_repeatable=False)

NONE = Parameters()
DATED = Parameters((DAY,))
# Every filter there is: those behind numbers, and the programming interface's.
EVERY = Parameters(tuple(FILTERS.values()))
OF_PROGRAMME = _named("area", "status", "organisation", "track_kind", "sdg", "sector", "kind", "q").and_also(
    DAY
)
ACROSS = _named(
    "country",
    "status",
    "organisation",
    "track_kind",
    "sdg",
    "sdg_marked",
    "sdg_area",
    "sector",
    "kind",
    "full_text",
    "q",
).and_also(DAY)
SEARCH = Parameters(
    (
        FILTERS["q"],
        Parameter(
            "kind",
            gettext_lazy("Kinds of results"),
            Codes(tuple(kind.name.lower() for kind in SearchEntry.Kind)),
            is_repeatable=False,
        ),
        PLACE,
    )
)
SITEMAP = Parameters((PART,))
# What a page that is kept may have in its address.
NAMES = frozenset(
    name
    for known in (DATED, EVERY, OF_PROGRAMME, ACROSS, SEARCH, Parameters((PLACE,)))
    for name in known.names
)


def narrowed(
    commitments: conditions.Rows, asked: Iterable[tuple[Parameter, Sequence[str]]], when: When
) -> conditions.Rows:
    """The commitments that are left by all parameters, each by any of its values."""
    for parameter, values in asked:
        if parameter.leaves and values:
            commitments = parameter.leaves(commitments, values, when)
    return commitments
