"""Lists across programmes: grouped by programme, countries in alphabetical order, a page at a time.

A page goes on after a place (programmes/public/pages/places.py), not at a number, so that nothing is missed or repeated
while rows come and go, and the last page costs what the first does.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, Value, When
from django.utils.safestring import SafeString

from embassy import clock
from programmes.models import Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.commitment_rows import (
    COLUMNS,
    CommitmentValues,
    Row,
    commitment_rows,
    drawn,
    responsibilities,
    responsible_parts,
)
from programmes.public.pages.places import Place, place_words
from programmes.words.strings import alphabetical, marked

ON_A_PAGE = 100


@dataclass(slots=True)
class Group:
    """The commitments of one programme on a page of a list, as components/groups.html draws them."""

    title: str
    url: str
    country: str
    rows: list[Row]

    @property
    def drawn(self) -> SafeString:
        return drawn(self.rows)


@dataclass(frozen=True)
class Listed:
    """One page of a list: `after` is the place that it follows, None on the first, and `following` the one that the
    next page follows, empty on the last.
    """

    groups: list[Group]
    total: int
    after: Place | None
    following: str
    is_demonstration: bool


def counts_by_programme(commitments: CommitmentQuerySet) -> dict[int, int]:
    """How many there are of each programme, by its id."""
    return dict(commitments.order_by().values_list("programme").annotate(count=Count("*")))


def list_of(
    commitments: CommitmentQuerySet,
    *,
    counts: Mapping[int, int] | None = None,
    after: Place | None = None,
    at: dt.datetime,
    as_of: AsOf | None = None,
) -> Listed:
    """The page of a list that follows a place, or the first.

    `counts` are `counts_by_programme(commitments)`, where they are known already.
    """
    counts = counts_by_programme(commitments) if counts is None else counts
    programmes = in_order(counts)
    placed, has_more = _following(commitments, programmes, counts, after)
    of = {programme.pk: programme for programme in programmes}
    groups, rows = _groups([row.values for row in placed], of, at=at, as_of=as_of)
    return Listed(
        groups=groups,
        total=sum(counts.values()),
        after=after,
        following=_place_of_last(placed[-1], of) if has_more else "",
        is_demonstration=any(row.is_demo for row in rows),
    )


def in_order(keys: Collection[int]) -> list[Programme]:
    """Programmes as lists have them: by country in the alphabet of the page's language, the latest first."""
    programmes = Programme.objects.filter(pk__in=keys).select_related("partnership__country")
    latest_first = sorted(programmes, key=lambda programme: programme.reference, reverse=True)
    return sorted(latest_first, key=lambda programme: alphabetical(programme.partnership.country.name))


class Placed(NamedTuple):
    """The values of a row, and its position in its programme."""

    values: CommitmentValues
    position: int


def _place_of_last(row: Placed, programmes: Mapping[int, Programme]) -> str:
    return place_words(programmes[row.values.programme_id].reference, row.position, row.values.pk)


def _following(
    commitments: CommitmentQuerySet,
    programmes: Sequence[Programme],
    counts: Mapping[int, int],
    after: Place | None,
) -> tuple[list[Placed], bool]:
    """The rows that follow a place, and whether there are more.

    Two questions at most: for the rest of the programme in whose midst the last page ended, and for those after it that
    the page has room for. None looks beyond them.
    """
    rows: list[tuple[Any, ...]] = []
    columns = (*COLUMNS, "position")
    whole = [programme for programme in programmes if after is None or after.is_before(programme)]
    begun = next((one for one in programmes if after and one.reference == after.programme), None)
    if after and begun:
        beyond = Q(position__gt=after.position) | Q(position=after.position, pk__gt=after.key)
        rest = commitments.filter(beyond, programme=begun).order_by("position", "pk")
        rows += rest.values_list(*columns)[: ON_A_PAGE + 1]
    free = room = ON_A_PAGE + 1 - len(rows)
    chosen = []
    for programme in whole:
        if room <= 0:
            break
        chosen.append(programme.pk)
        room -= counts[programme.pk]
    if chosen:
        place = Case(*(When(programme=key, then=Value(place)) for place, key in enumerate(chosen)))
        following = commitments.filter(programme__in=chosen).order_by(place, "position", "pk")
        rows += following.values_list(*columns)[:free]
    placed = [Placed(CommitmentValues._make(values), position) for *values, position in rows[:ON_A_PAGE]]
    return placed, len(rows) > ON_A_PAGE


def _groups(
    values: Sequence[CommitmentValues],
    programmes: Mapping[int, Programme],
    *,
    at: dt.datetime,
    as_of: AsOf | None,
) -> tuple[list[Group], list[Row]]:
    """(groups in the order of the rows, the rows)."""
    parts = responsibilities(on=clock.public_day(at)).filter(commitment__in=[one.pk for one in values])
    urls = {pk: programme.get_absolute_url() for pk, programme in programmes.items()}
    rows = commitment_rows(values, at=at, base_urls=urls, parts=responsible_parts(parts), as_of=as_of)
    groups: dict[int, Group] = {}
    for row in rows:
        if row.programme_id not in groups:
            programme = programmes[row.programme_id]
            groups[row.programme_id] = Group(
                marked(programme.title),
                keep_day(urls[programme.pk], as_of),
                marked(programme.partnership.country.name),
                [],
            )
        groups[row.programme_id].rows.append(row)
    return list(groups.values()), rows
