"""How many commitments there are of which status: over all partnerships, from an index alone."""

from collections import Counter

from django.db.models import Count

from programmes.models import Commitment, Programme


def counts_by_status(*columns, at):
    """{(programme, *columns, status): how many} of all that totals are drawn from, as the public sees them at a moment.

    `columns` are of those that the index `commitment_as_counted` has. The cached status of all is counted, and the
    few whose embargo has ended since it was written, mostly none, are then counted where they belong.
    """
    programmes = set(Programme.objects.counted().order_by().values_list("pk", flat=True))
    listed, names = Commitment.objects.listed_in_theirs().order_by(), ("programme", *columns)
    rows = listed.values_list(*names, "public_status").annotate(count=Count("*"))
    counts = Counter({tuple(values): count for *values, count in rows if values[0] in programmes})
    if not Commitment.objects.filter(public_next_at__lte=at).exists():
        return counts
    late = Commitment.objects.counted().filter(public_next_at__lte=at).with_status_at(at).order_by()
    for *values, cached, now in late.values_list(*names, "public_status", "status_now"):
        counts[*values, cached] -= 1
        counts[*values, now] += 1
    return +counts
