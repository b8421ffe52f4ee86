"""How many commitments there are of what: over all partnerships or in some programmes, from numbers that are kept.

The kept numbers (`KeptCount`) follow the cached status. The few commitments whose embargo has ended since it was
cached, mostly none, are counted from their rows, and so are those where days to come change who is responsible.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q

from embassy import clock
from programmes.models import Commitment, KeptCount, PriorityArea, Programme, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.programmes import ProgrammeQuerySet
from programmes.models.responsibilities import SidesNamed
from programmes.statuses import Status

What = KeptCount.What
Counts = Counter[tuple[Any, ...]]


class CachedReport(NamedTuple):
    """What the cache says of a commitment's latest public report."""

    status: str
    as_of_on: dt.date | None
    evidence: str
    evidence_url: str


def counts_of(programmes: ProgrammeQuerySet, *, at: dt.datetime) -> dict[int, Counter[str]]:
    """{programme: {status: how many}} of what is listed in some programmes (a QuerySet), as the public sees it."""
    kept = KeptCount.objects.of(What.PLACE).filter(programme_id__in=programmes.order_by().values("pk"))
    counts: dict[int, Counter[str]] = {}
    for programme, status, count in kept.summed("programme_id", "status"):
        counts.setdefault(programme, Counter())[status] = count
    for programme, cached, now in _ended_since(at, "programme", "public_status", "status_now"):
        if programme in counts:
            counts[programme][cached] -= 1
            counts[programme][now] += 1
    return {programme: +by_status for programme, by_status in counts.items()}


class Totals(NamedTuple):
    """What totals are drawn from: counts by place, by sides and by latest public report, as below."""

    place: Counts
    sides: Counts
    report: Counts


def totals(by_the_day: Iterable[dt.date], *, at: dt.datetime) -> Totals:
    return Totals(counts_by_place(at=at), counts_by_sides(at=at), counts_by_report(by_the_day, at=at))


def totals_on(day: dt.date) -> Totals:
    """The same as things stood when a past day ended; reports are by the day.

    Of the past no numbers are kept: each commitment is looked at, with the reports and periods that it had then. That
    takes as long as there are commitments, and is done in one question, so that it takes so long once.
    """
    names = (
        *("programme", "area", "kind", "danish_named", "partner_named", "status_now"),
        *("as_of_now", "has_evidence"),
    )
    rows = Commitment.objects.counted_on(day).with_report_on(day).with_sides_on(day).order_by()
    counts = Totals(Counter(), Counter(), Counter())
    for programme, area, kind, danish, partner, status, *report, count in rows.values_list(*names).annotate(
        count=Count("*")
    ):
        counts.place[programme, area, kind, status] += count
        counts.sides[bool(danish), bool(partner), status] += count
        if status in Status.values:
            as_of_on, has_evidence = report
            counts.report[as_of_on, bool(has_evidence)] += count
    return counts


def counts_by_place(*, at: dt.datetime) -> Counts:
    """{(programme, area or None, kind, status): how many} of all that totals are drawn from, as the public sees it."""
    kept = KeptCount.objects.counted().of(What.PLACE)
    counts: Counts = Counter(
        {
            (programme, area or None, kind, status): count
            for programme, area, kind, status, count in kept.summed(
                "programme_id", "object_id", "mark", "status"
            )
        }
    )
    columns = ("programme", "area", "kind", "public_status", "status_now")
    for *place, cached, now in _ended_since(at, *columns, within=Commitment.objects.counted()):
        counts[*place, cached] -= 1
        counts[*place, now] += 1
    return +counts


def counts_by_sides(*, at: dt.datetime) -> Counts:
    """{(whether the Danish side is named, and the partner's, status): how many}, as `counts_by_place` counts."""
    kept = KeptCount.objects.counted().of(What.SIDES).exclude(object_id=SidesNamed.CHANGING)
    counts: Counts = Counter()
    for sides, status, count in kept.summed("object_id", "status"):
        counts[*_named(sides), status] += count
    day, named = clock.public_day(at), ("danish_named", "partner_named", "status_now")
    counted = Commitment.objects.counted().with_sides_on(day)
    late = counted.exclude(sides_named=SidesNamed.CHANGING)
    for sides, cached, *now in _ended_since(at, "sides_named", "public_status", *named, within=late):
        counts[*_named(sides), cached] -= 1
        counts[*_as_named(now)] += 1
    if Commitment.objects.filter(sides_named=SidesNamed.CHANGING).exists():
        changing = counted.filter(sides_named=SidesNamed.CHANGING).with_status_at(at).order_by()
        for *now, count in changing.values_list(*named).annotate(count=Count("*")):
            counts[*_as_named(now)] += count
    return +counts


def _as_named(row: Iterable[Any]) -> tuple[bool, bool, str]:
    """What rows say of the sides and the status, as it is counted by."""
    danish, partner, status = row
    return bool(danish), bool(partner), status


def _named(sides: int) -> tuple[bool, bool]:
    return bool(sides & SidesNamed.DANISH), bool(sides & SidesNamed.PARTNER)


def counts_by_report(by_the_day: Iterable[dt.date], *, at: dt.datetime) -> Counts:
    """{(a day, whether evidence is named): how many} of the latest public reports, as `counts_by_place` counts.

    The day is the one that the report is about in the months of `by_the_day`, and in others the first of its month.
    """
    months = {f"{day:%Y-%m}" for day in by_the_day}
    in_months = Q(*(Q(mark__startswith=month) for month in sorted(months)), _connector=Q.OR)
    kept = KeptCount.objects.counted().filter(Q(what=What.MONTH) & ~in_months | Q(what=What.DAY) & in_months)

    def first_known(day: dt.date) -> dt.date:
        return day if f"{day:%Y-%m}" in months else day.replace(day=1)

    counts: Counts = Counter()
    for mark, has_evidence, count in kept.summed("mark", "object_id"):
        counts[dt.date.fromisoformat(f"{mark}-01"[:10]), bool(has_evidence)] += count
    columns = (
        *(
            "public_status",
            "public_report__as_of_on",
            "public_report__evidence",
            "public_report__evidence_url",
        ),
        *("status_now", "as_of_now", "has_evidence"),
    )
    late = _ended_since(at, *columns, within=Commitment.objects.counted().with_report_at(at))
    for *cached, status, as_of_on, has_evidence in late:
        before = CachedReport(*cached)
        if before.status in Status.values and before.as_of_on:
            counts[first_known(before.as_of_on), bool(before.evidence or before.evidence_url)] -= 1
        if status in Status.values:
            counts[first_known(as_of_on), bool(has_evidence)] += 1
    return +counts


def _ended_since(
    at: dt.datetime, *names: str, within: CommitmentQuerySet | None = None
) -> Iterable[tuple[Any, ...]]:
    """Some columns of those whose embargo has ended since their status was cached, of all that is listed anywhere."""
    if not Commitment.objects.filter(public_next_at__lte=at).exists():
        return ()
    late = Commitment.objects.without_unpublished_or_withdrawn() if within is None else within
    return late.filter(public_next_at__lte=at).with_status_at(at).order_by().values_list(*names)


# ---- by country: what is listed, whatever its status


def listed_by_programme() -> Counter[int]:
    """{programme: how many} of what is listed; programmes without any are left out."""
    kept = KeptCount.objects.published().of(What.PLACE)
    return Counter(dict(kept.summed("programme_id")))


def listed_by_sector() -> Counts:
    """{(sector, programme): how many are marked with it}."""
    return _listed_by_object(What.SECTOR)


def listed_by_track_kind() -> Counts:
    """{(kind of track, programme): how many stand in a track of it}."""
    kinds = dict(
        Track.objects.filter(area__programme__in=Programme.objects.published()).values_list("pk", "kind")
    )
    counts: Counts = Counter()
    for (track, programme), count in _listed_by_object(What.TRACK).items():
        counts[kinds[track], programme] += count
    return counts


class ByGoal(NamedTuple):
    """{(goal, programme): how many}, marked themselves, and others for the text of their area alone."""

    marked: Counts
    through_area: Counts


def listed_by_goal() -> ByGoal:
    promoted: dict[int, set[int]] = {}
    for area, goal in PriorityArea.sdgs.through.objects.values_list("priorityarea", "sdg"):
        promoted.setdefault(area, set()).add(goal)
    counts = ByGoal(Counter(), Counter())
    kept = KeptCount.objects.published()
    for area, programme, count in kept.of(What.PLACE).summed("object_id", "programme_id"):
        for goal in promoted.get(area, ()):
            counts.through_area[goal, programme] += count
    for area, programme, mark, count in kept.of(What.GOAL).summed("object_id", "programme_id", "mark"):
        counts.marked[int(mark), programme] += count
        if int(mark) in promoted.get(area, ()):
            counts.through_area[int(mark), programme] -= count
    return counts


def _listed_by_object(what: KeptCount.What) -> Counts:
    kept = KeptCount.objects.published().of(what)
    return Counter(
        {(key, programme): count for key, programme, count in kept.summed("object_id", "programme_id")}
    )
