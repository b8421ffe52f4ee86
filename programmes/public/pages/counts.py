"""How many commitments there are of which status: over all partnerships or in some programmes, from an index alone.

The cached status of all is counted, and the few whose embargo has ended since it was written, mostly none, are then
counted where they belong.
"""

from collections import Counter
from functools import cache

from django.db.models import Count, Func, IntegerField, OuterRef, Subquery

from programmes.models import Commitment, Programme
from programmes.statuses import PublicStatus


def counts_of(programmes, *, at):
    """{programme: {status: how many}} of what is listed in some programmes (a QuerySet), as the public sees it.

    Each number is counted by itself along its stretch of the index `commitment_as_counted`: grouping takes longer.
    """
    numbers = {f"count_{status}": _number_of(status) for status in PublicStatus.values}
    rows = programmes.order_by().annotate(**numbers).values_list("pk", *numbers)
    counts = {pk: Counter(dict(zip(PublicStatus.values, found, strict=True))) for pk, *found in rows}
    for programme, cached, now in _ended_since(at, "programme"):
        if programme in counts:
            counts[programme][cached] -= 1
            counts[programme][now] += 1
    return {programme: +found for programme, found in counts.items()}


@cache  # half of what the whole question costs, and always the same
def _number_of(status):
    found = Commitment.objects.without_unpublished_or_withdrawn().filter(
        programme=OuterRef("pk"), public_status=status
    )
    count = Func(template="COUNT(*)", output_field=IntegerField())  # Django's own would group
    return Subquery(found.order_by().annotate(count=count).values("count"))


def counts_by_status(*columns, at):
    """{(programme, *columns, status): how many} of all that totals are drawn from, as the public sees it.

    `columns` are of those that the index `commitment_as_counted` has.
    """
    programmes = set(Programme.objects.counted().order_by().values_list("pk", flat=True))
    listed, names = Commitment.objects.without_unpublished_or_withdrawn().order_by(), ("programme", *columns)
    rows = listed.values_list(*names, "public_status").annotate(count=Count("*"))
    counts = Counter({tuple(values): count for *values, count in rows if values[0] in programmes})
    for *values, cached, now in _ended_since(at, *names):
        if values[0] in programmes:
            counts[*values, cached] -= 1
            counts[*values, now] += 1
    return +counts


def _ended_since(at, *names):
    """(some columns, cached status, status at this moment) of those whose embargo has ended since it was cached."""
    if not Commitment.objects.filter(public_next_at__lte=at).exists():
        return ()
    late = (
        Commitment.objects.without_unpublished_or_withdrawn()
        .filter(public_next_at__lte=at)
        .with_status_at(at)
    )
    return late.order_by().values_list(*names, "public_status", "status_now")
