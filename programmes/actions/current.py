"""What is current: caches on commitments, made from the dated rows beside them.

The caches are the wording that holds and the day until which it does, the public status with the moment of the next
embargo, and the team's own latest report. `refresh` makes them anew for some
commitments after a write; `rebuild` for all, and must find nothing to change. What is new and written in bulk brings
its caches along (`caches_of_new`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from embassy import clock
from embassy.page_cache import stamp
from programmes.models import Commitment, StatusReport, Wording
from programmes.models.responsibilities import SidesNamed
from programmes.models.wordings import NEVER_PUBLIC
from programmes.statuses import PublicStatus

CACHES = sorted(Commitment.audit_derived - {"sides_named"})  # which the database itself keeps
NEW_CACHES = ("current_wording_id", "wording_until_on", "public_status", "sides_named")
BATCH = 1000
recency = attrgetter("recency")
Row = TypeVar("Row", Wording, StatusReport)


def _by_commitment(rows: Iterable[Row]) -> dict[int, list[Row]]:
    by_commitment: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_commitment[row.commitment_id].append(row)
    return by_commitment


def _current_wording(wordings: list[Wording], *, on: dt.date) -> Wording | None:
    """Of public wordings the one that stands for all on a day."""
    holding = [wording for wording in wordings if wording.holds_on(on)]
    return min(holding, key=lambda wording: (wording.precedence, wording.pk), default=None)


def _wording_until(wordings: list[Wording], *, on: dt.date) -> dt.date | None:
    """The last day, from a day on, before one of the wordings ends or another begins; None where none is to."""
    ends = [wording.valid_until for wording in wordings if wording.valid_until]
    eves = [wording.valid_from - clock.ONE_DAY for wording in wordings if wording.valid_from]
    return min((day for day in (*ends, *eves) if day >= on), default=None)


def _set_status(commitment: Commitment, reports: list[StatusReport], *, at: dt.datetime) -> None:
    cleared = [report for report in reports if report.state == StatusReport.State.CLEARED]
    # Whoever waited for the row looked at the clock before that; a clearance made meanwhile shows how late it is.
    at = max([at, *(report.cleared_at for report in cleared if report.cleared_at)])
    public = max((r for r in cleared if r.effective_at and r.effective_at <= at), key=recency, default=None)
    latest = max(reports, key=recency, default=None)
    if commitment.is_withheld:
        commitment.public_status, commitment.public_report_id = PublicStatus.WITHHELD, None
        commitment.public_next_at = None
    else:
        commitment.public_status = public.status if public else PublicStatus.NOT_REPORTED
        commitment.public_report_id = public.pk if public else None
        commitment.public_next_at = min(
            (r.effective_at for r in cleared if r.effective_at and r.effective_at > at), default=None
        )
    commitment.latest_status = latest.status if latest else ""
    commitment.latest_report_id = latest.pk if latest else None
    commitment.latest_reported_at = max((r.submitted_at for r in reports if r.submitted_at), default=None)


def caches_of_new(
    columns: Mapping[str, Any],
    wording: Mapping[str, Any] | None,
    *,
    wording_id: int | None,
    sides: Iterable[str],
    on: dt.date,
) -> tuple[int | None, str | None, str, int]:
    """The NEW_CACHES of a commitment that has no reports and no past, from its values by column.

    `sides` are those of which somebody is responsible from the beginning.
    """
    named = sum({SidesNamed[side.upper()].value for side in sides})
    valid_from = wording["valid_from"] if wording else None
    begins = dt.date.fromisoformat(valid_from) if valid_from else None
    is_to_come = begins is not None and begins > on
    eve = (begins - clock.ONE_DAY).isoformat() if begins and is_to_come else None
    public_text = wording["text"] if wording and wording["provenance"] not in NEVER_PUBLIC else None
    is_withheld = columns["status_visibility"] != Commitment.Visibility.PUBLIC
    status = PublicStatus.WITHHELD if is_withheld else PublicStatus.NOT_REPORTED
    if public_text is None:
        return None, None, status.value, named
    return None if is_to_come else wording_id, eve, status.value, named


def _compute(commitments: list[Commitment], *, at: dt.datetime) -> None:
    """Set the caches on the instances; nothing is written."""
    ids = [commitment.pk for commitment in commitments]
    on = clock.public_day(at)
    wordings = _by_commitment(Wording.objects.public().filter(commitment__in=ids).order_by("pk"))
    reports = _by_commitment(
        StatusReport.objects.filter(commitment__in=ids)
        .danish()
        .submitted_or_cleared()
        .defer("summary", "internal_note", "evidence")
    )
    for commitment in commitments:
        own = wordings[commitment.pk]
        current = _current_wording(own, on=on)
        commitment.current_wording_id = current.pk if current else None
        commitment.wording_until_on = _wording_until(own, on=on)
        _set_status(commitment, reports[commitment.pk], at=at)


def _values(commitment: Commitment) -> list[Any]:
    fields = [field for field in Commitment._meta.concrete_fields if field.name in CACHES]
    return [getattr(commitment, field.attname) for field in fields]


def _refresh(queryset: QuerySet[Commitment], *, at: dt.datetime) -> int:
    commitments = list(queryset.select_for_update(of=("self",)))
    before = [_values(commitment) for commitment in commitments]
    _compute(commitments, at=at)
    changed = [c for c, values in zip(commitments, before, strict=True) if _values(c) != values]
    Commitment.objects.bulk_update(changed, CACHES, batch_size=100)
    return len(changed)


@transaction.atomic
def refresh(commitments: Iterable[Commitment | int], *, at: dt.datetime) -> int:
    """Make the caches of these commitments (instances or ids) anew. Returns how many had to change."""
    ids = [one.pk if isinstance(one, Commitment) else one for one in commitments]
    return sum(
        _refresh(Commitment.objects.filter(pk__in=ids[start : start + BATCH]), at=at)
        for start in range(0, len(ids), BATCH)
    )


def rebuild(*, at: dt.datetime) -> int:
    """Make all caches anew, in batches that lock only what they look at. Returns how many were wrong or due."""
    changed, last = 0, 0
    while True:
        ids = list(Commitment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return changed
        with transaction.atomic():
            wrong = refresh(ids, at=at)
            if wrong:
                stamp.move_on()
        changed += wrong
        last = ids[-1]
