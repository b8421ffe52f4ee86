"""Lists across programmes: grouped by programme, countries in alphabetical order, a page at a time.

A page goes on after a commitment, not at a number, so that nothing is missed or repeated while rows come and go, and
the last page costs what the first does.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.utils.safestring import SafeString

from embassy import clock
from programmes.models import Commitment, Programme
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
from programmes.words.strings import alphabetical, marked

ON_A_PAGE = 100
LONGEST_REFERENCE = 60


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
    """One page of a list: `after` is the reference that it follows, empty on the first, and `following` the one that
    the next page follows, empty on the last.
    """

    groups: list[Group]
    total: int
    after: str
    following: str
    is_demonstration: bool


def counts_by_programme(commitments: CommitmentQuerySet) -> dict[int, int]:
    """How many there are of each programme, by its id."""
    return dict(commitments.order_by().values_list("programme").annotate(count=Count("*")))


def list_of(
    commitments: CommitmentQuerySet,
    *,
    counts: Mapping[int, int] | None = None,
    after: str = "",
    at: dt.datetime,
    as_of: AsOf | None = None,
) -> Listed:
    """The page of a list that follows the commitment with the reference `after`, or the first.

    `counts` are `counts_by_programme(commitments)`, where they are known already.
    """
    counts = counts_by_programme(commitments) if counts is None else counts
    last = _commitment(after)
    programmes = in_order({*counts, *([last.programme_id] if last else [])})
    shown, has_more = _following(commitments, [programme.pk for programme in programmes], counts, last)
    of = {programme.pk: programme for programme in programmes}
    groups, rows = _groups(shown, of, at=at, as_of=as_of)
    following = f"{of[shown[-1].programme_id].reference}-{shown[-1].number}" if has_more else ""
    return Listed(
        groups=groups,
        total=sum(counts.values()),
        after=after if last else "",
        following=following,
        is_demonstration=any(row.is_demo for row in rows),
    )


def in_order(keys: Collection[int]) -> list[Programme]:
    """Programmes as lists have them: by country in the alphabet of the page's language, the latest first."""
    programmes = (
        Programme.objects.filter(pk__in=keys).select_related("partnership__country").order_by("-reference")
    )
    return sorted(programmes, key=lambda programme: alphabetical(programme.partnership.country.name))


def _commitment(reference: str) -> Commitment | None:
    """The published commitment with a reference; None where there is none, and the list begins anew."""
    programme, _dash, number = reference.rpartition("-")
    if not programme or len(reference) > LONGEST_REFERENCE or "\0" in reference:
        return None
    cited = Commitment.objects.published().filter(programme__reference=programme, number=number)
    return cited.only("programme_id", "position").first()


def _following(
    commitments: CommitmentQuerySet, keys: list[int], counts: Mapping[int, int], last: Commitment | None
) -> tuple[list[CommitmentValues], bool]:
    """The values of the rows that follow `last`, and whether there are more.

    Two questions at most: for the rest of the programme in whose midst the last page ended, and for those after it that
    the page has room for. None looks beyond them.
    """
    rows: list[tuple[Any, ...]] = []
    if last:
        beyond = Q(position__gt=last.position) | Q(position=last.position, pk__gt=last.pk)
        rest = commitments.filter(beyond, programme=last.programme_id).order_by("position", "pk")
        rows += rest.values_list(*COLUMNS)[: ON_A_PAGE + 1]
        keys = keys[keys.index(last.programme_id) + 1 :]
    free = room = ON_A_PAGE + 1 - len(rows)
    chosen = []
    for key in keys:
        if room <= 0:
            break
        chosen.append(key)
        room -= counts[key]
    if chosen:
        place = Case(*(When(programme=key, then=Value(place)) for place, key in enumerate(chosen)))
        following = commitments.filter(programme__in=chosen).order_by(place, "position", "pk")
        rows += following.values_list(*COLUMNS)[:free]
    return list(map(CommitmentValues._make, rows[:ON_A_PAGE])), len(rows) > ON_A_PAGE


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
