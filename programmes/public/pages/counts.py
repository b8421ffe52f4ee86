"""How many commitments there are of which status: over all partnerships or in some programmes, from an index alone.

The cached status of all is counted, and the few whose embargo has ended since it was written, mostly none, are then
counted where they belong.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, Subquery

from programmes.models import Commitment, Programme
from programmes.models.programmes import ProgrammeQuerySet
from programmes.statuses import PublicStatus

CACHED_AND_NOW = ("public_status", "status_now")


def counts_of(programmes: ProgrammeQuerySet, *, at: dt.datetime) -> dict[int, Counter[str]]:
    """{programme: {status: how many}} of what is listed in some programmes (a QuerySet), as the public sees it.

    Each number is counted by itself along its stretch of the index `commitment_as_counted`: grouping takes longer.
    """
    columns = {f"count_{status}": _number_of(status) for status in PublicStatus.values}
    rows = programmes.order_by().annotate(**columns).values_list("pk", *columns)
    counts: dict[int, Counter[str]] = {
        pk: Counter(dict(zip(PublicStatus.values, numbers, strict=True))) for pk, *numbers in rows
    }
    for programme, cached, now in _ended_since(at, "programme"):
        if programme in counts:
            counts[programme][cached] -= 1
            counts[programme][now] += 1
    return {programme: +by_status for programme, by_status in counts.items()}


@cache  # half of what the whole question costs, and always the same
def _number_of(status: str) -> Subquery:
    counted = Commitment.objects.without_unpublished_or_withdrawn().filter(
        programme=OuterRef("pk"), public_status=status
    )
    count = Func(template="COUNT(*)", output_field=IntegerField())  # Django's own would group
    return Subquery(counted.order_by().annotate(count=count).values("count"))


def counts_by_status(*columns: str, at: dt.datetime) -> Counter[tuple[Any, ...]]:
    """{(programme, *columns, status): how many} of all that totals are drawn from, as the public sees it.

    `columns` are of those that the index `commitment_as_counted` has.
    """
    programmes = set(Programme.objects.counted().order_by().values_list("pk", flat=True))
    listed, names = Commitment.objects.without_unpublished_or_withdrawn().order_by(), ("programme", *columns)
    rows = listed.values_list(*names, "public_status").annotate(count=Count("*"))
    counts: Counter[tuple[Any, ...]] = Counter(
        {tuple(values): count for *values, count in rows if values[0] in programmes}
    )
    for *values, cached, now in _ended_since(at, *names):
        if values[0] in programmes:
            counts[*values, cached] -= 1
            counts[*values, now] += 1
    return +counts


def counts_by_status_on(day: dt.date, *columns: str) -> Counter[tuple[Any, ...]]:
    """The same as things stood when a past day ended: from the reports themselves, which takes longer."""
    names = ("programme", *columns, "status_now")
    rows = Commitment.objects.counted_on(day).with_status_on(day).order_by().values_list(*names)
    return Counter({tuple(values): count for *values, count in rows.annotate(count=Count("*"))})


def _ended_since(at: dt.datetime, *names: str) -> Iterable[tuple[Any, ...]]:
    """(some columns, cached status, status at this moment) of those whose embargo has ended since it was cached."""
    if not Commitment.objects.filter(public_next_at__lte=at).exists():
        return ()
    late = (
        Commitment.objects.without_unpublished_or_withdrawn()
        .filter(public_next_at__lte=at)
        .with_status_at(at)
    )
    return late.order_by().values_list(*names, *CACHED_AND_NOW)
