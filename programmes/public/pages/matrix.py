"""Which country has commitments on which goal, in which sector and kind of track: tables whose cells lead to lists."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.types import StrOrPromise
from programmes.models import SDG, Partnership, Programme, Sector, Track
from programmes.public.pages.counts import (
    Counts,
    listed_by_goal,
    listed_by_programme,
    listed_by_sector,
    listed_by_track_kind,
)
from programmes.public.pages.selections import Cell, list_url
from programmes.words.strings import alphabetical, marked

LIST = "public:matrix-list"


@dataclass(frozen=True, slots=True)
class Column:
    """A country with listed commitments; `is_partial` where not all that was agreed is held here."""

    partnership: int
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
    """A table with a column for each country, or with one for each of the `parts` that a country's number has."""

    key: str
    heading: str
    what: str
    formula: str
    rows: list[Row]
    parts: tuple[StrOrPromise, ...] = ()

    @property
    def span(self) -> int:
        return len(self.parts) or 1


@dataclass
class Matrix:
    columns: list[Column]
    grids: list[Grid]
    without: list[tuple[str, str]]  # countries and their addresses
    is_partial: bool
    is_demonstration: bool = False  # what is agreed is never invented


def matrix_of() -> Matrix:
    """All tables, in a fixed number of queries."""
    listed = listed_by_programme()
    published = Programme.objects.published().order_by().values_list("pk", "partnership", "is_complete")
    programmes = [(pk, partnership, is_complete) for pk, partnership, is_complete in published if listed[pk]]
    columns, without = _columns((partnership, is_complete) for _pk, partnership, is_complete in programmes)
    countries = {pk: partnership for pk, partnership, _is_complete in programmes}
    return Matrix(
        columns=columns,
        grids=[
            _goals(columns, *(_by_country(counts, countries) for counts in listed_by_goal())),
            _sectors(columns, _by_country(listed_by_sector(), countries)),
            _track_kinds(columns, _by_country(listed_by_track_kind(), countries)),
        ],
        without=without,
        is_partial=any(column.is_partial for column in columns),
    )


def _columns(programmes: Iterable[tuple[int, bool]]) -> tuple[list[Column], list[tuple[str, str]]]:
    """The countries of which commitments are listed, in alphabetical order, and the names of the others.

    `programmes` are those with listed commitments: the partnership's id, and whether we have the full text.
    """
    complete: dict[int, bool] = {}
    for partnership, is_complete in programmes:
        complete[partnership] = complete.get(partnership, True) and is_complete
    partnerships = sorted(
        Partnership.objects.published().select_related("country"),
        key=lambda partnership: alphabetical(partnership.country.name),
    )
    columns = [
        Column(
            partnership.pk,
            partnership.country.slug,
            marked(partnership.country.name),
            partnership.get_absolute_url(),
            not complete[partnership.pk],
        )
        for partnership in partnerships
        if partnership.pk in complete
    ]
    others = [
        (partnership.country.name, partnership.get_absolute_url())
        for partnership in partnerships
        if partnership.pk not in complete
    ]
    return columns, others


def _by_country(by_programme: Counts, partnerships: Mapping[int, int]) -> Counts:
    """{(mark, partnership): how many} of what is counted by mark and programme."""
    counts: Counts = Counter()
    for (mark, programme), count in by_programme.items():
        if programme in partnerships:  # published, and not only since the programmes were asked for
            counts[mark, partnerships[programme]] += count
    return counts


def _goals(columns: Sequence[Column], marked_with: Counts, through_area: Counts) -> Grid:
    rows = [
        Row(
            format_html("{} {}", goal.number, marked(goal.name)),
            goal.get_absolute_url(),
            [
                cell
                for column in columns
                for cell in (
                    _cell(
                        marked_with[goal.number, column.partnership],
                        country=column.slug,
                        sdg_marked=goal.number,
                    ),
                    _cell(
                        through_area[goal.number, column.partnership],
                        country=column.slug,
                        sdg_area=goal.number,
                    ),
                )
            ],
        )
        for goal in SDG.objects.order_by("number")
    ]
    return Grid(
        "goals",
        _("Sustainable Development Goals"),
        _("Goal"),
        _(
            "These figures count commitments that are marked with the goal themselves, and apart from "
            "them those that serve it only through the text of their area. One commitment can serve "
            "several goals, so the numbers do not add up to a total."
        ),
        rows,
        parts=(_("Marked"), _("Through the area’s text")),
    )


def _sectors(columns: Sequence[Column], counts: Counts) -> Grid:
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


def _track_kinds(columns: Sequence[Column], counts: Counts) -> Grid:
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


def _cells(columns: Sequence[Column], counts: Counts, mark: Any, **asked: Any) -> list[Cell]:
    return [_cell(counts[mark, column.partnership], country=column.slug, **asked) for column in columns]


def _cell(count: int, **asked: Any) -> Cell:
    return Cell(count, list_url(LIST, **asked) if count else "")
