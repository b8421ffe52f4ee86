"""Which country has commitments on which goal, in which sector and kind of track: tables whose cells lead to lists."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.types import StrOrPromise
from programmes.models import SDG, Commitment, Partnership, Sector, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.selections import list_url
from programmes.public.pages.statistics import Cell
from programmes.words.strings import alphabetical, marked

LIST = "public:matrix-list"
COUNTRY = "programme__partnership__country__slug"


@dataclass(frozen=True, slots=True)
class Column:
    """A country with listed commitments; `is_partial` where not all that was agreed is held here."""

    slug: str
    name: str
    url: str
    is_partial: bool


@dataclass(slots=True)
class Row:
    name: StrOrPromise
    url: str
    cells: list[Cell]


@dataclass
class Grid:
    key: str
    heading: str
    what: str
    formula: str
    rows: list[Row]


@dataclass
class Matrix:
    columns: list[Column]
    grids: list[Grid]
    without: list[tuple[str, str]]  # countries and their addresses
    is_partial: bool
    is_demonstration: bool = False  # what is agreed is never invented


def matrix_of() -> Matrix:
    """All tables, in a fixed number of queries."""
    columns, without = _columns()
    return Matrix(
        columns=columns,
        grids=[_goals(columns), _sectors(columns), _track_kinds(columns)],
        without=without,
        is_partial=any(column.is_partial for column in columns),
    )


def _columns() -> tuple[list[Column], list[tuple[str, str]]]:
    """The countries of which commitments are listed, in alphabetical order, and the names of the others."""
    complete: dict[str, bool] = {}
    listed = Commitment.objects.listed().order_by()
    for slug, is_complete in listed.values_list(COUNTRY, "programme__is_complete").distinct():
        complete[slug] = complete.get(slug, True) and is_complete
    partnerships = sorted(
        Partnership.objects.published().select_related("country"),
        key=lambda partnership: alphabetical(partnership.country.name),
    )
    columns = [
        Column(country.slug, marked(country.name), partnership.get_absolute_url(), not complete[country.slug])
        for partnership in partnerships
        if (country := partnership.country).slug in complete
    ]
    others = [
        (partnership.country.name, partnership.get_absolute_url())
        for partnership in partnerships
        if partnership.country.slug not in complete
    ]
    return columns, others


def _counted(commitments: CommitmentQuerySet, of: str) -> Counter[tuple[Any, str]]:
    """How many commitments there are by what they are marked with and country."""
    rows = commitments.order_by().values_list(of, COUNTRY).annotate(count=Count("*"))
    return Counter({(mark, country): count for mark, country, count in rows if mark is not None})


def _goals(columns: Sequence[Column]) -> Grid:
    listed = Commitment.objects.listed()
    counts = _counted(listed, "sdgs") + _counted(listed, "area__sdgs")
    counts -= _counted(listed.filter(sdgs=F("area__sdgs")), "sdgs")  # both marked and promoted: once
    rows = [
        Row(
            format_html("{} {}", goal.number, marked(goal.name)),
            goal.get_absolute_url(),
            _cells(columns, counts, goal.number, sdg=goal.number),
        )
        for goal in SDG.objects.order_by("number")
    ]
    return Grid(
        "goals",
        _("Sustainable Development Goals"),
        _("Goal"),
        _(
            "These figures count commitments marked with the goal, and all commitments in areas whose"
            " text promotes it. One commitment can serve several goals, so the numbers do not add up "
            "to a total."
        ),
        rows,
    )


def _sectors(columns: Sequence[Column]) -> Grid:
    counts = _counted(Commitment.objects.listed(), "sectors")
    rows = [
        Row(
            marked(sector.name),
            sector.get_absolute_url(),
            _cells(columns, counts, sector.pk, sector=sector.slug),
        )
        for sector in Sector.objects.public().order_by("position", "slug")
    ]
    return Grid(
        "sectors",
        _("Sectors"),
        _("Sector"),
        _(
            "These figures count commitments that the editors have marked with the sector. One "
            "commitment can belong to several sectors, so the numbers do not add up to a total."
        ),
        rows,
    )


def _track_kinds(columns: Sequence[Column]) -> Grid:
    counts = _counted(Commitment.objects.listed(), "track__kind")
    rows = [
        Row(
            kind.label,
            reverse("public:track-kind", args=[kind.value]),
            _cells(columns, counts, kind.value, track_kind=kind.value),
        )
        for kind in Track.Kind
    ]
    return Grid(
        "tracks",
        _("Kinds of cooperation track"),
        _("Kind of track"),
        _(
            "These figures count commitments in a cooperation track, by the kind that the editors "
            "have given it. Commitments outside tracks are not included."
        ),
        rows,
    )


def _cells(
    columns: Sequence[Column], counts: Counter[tuple[Any, str]], mark: Any, **asked: Any
) -> list[Cell]:
    return [_cell(counts[mark, column.slug], country=column.slug, **asked) for column in columns]


def _cell(count: int, **asked: Any) -> Cell:
    return Cell(count, list_url(LIST, **asked) if count else "")
