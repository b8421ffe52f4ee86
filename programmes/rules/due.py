"""What is due and why: the reasons behind “My work”, the reminders and the dashboard.

One place decides what is due; pages and mails only show it. The number of queries does not grow with the number of
commitments.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypedDict, cast

from django.db import models
from django.utils.translation import gettext_lazy

from embassy import clock
from programmes.models import BasisListing, Commitment, Occurrence, Programme, ReportingRound, StatusReport
from programmes.models.programmes import Life
from programmes.rules.recurrence import Period, expected_periods
from programmes.statuses import CLOSED_STATUSES

STALE_AFTER = dt.timedelta(weeks=26)
ENDS_SOON = dt.timedelta(days=90)


class Reason(models.TextChoices):
    """Why something is due, most urgent first."""

    RETURNED = "returned", gettext_lazy("Returned with a note")
    DEADLINE_PASSED = "deadline_passed", gettext_lazy("Deadline passed")
    ROUND = "round", gettext_lazy("Reporting round")
    PROGRAMME_ENDS = "programme_ends", gettext_lazy("Programme ends soon")
    MEETING_WITHOUT_RECORD = "meeting_without_record", gettext_lazy("Meeting without a record")
    ASKED = "asked", gettext_lazy("Recurrence to be answered")
    NEVER_REPORTED = "never_reported", gettext_lazy("Never reported")
    STALE = "stale", gettext_lazy("Report is old")
    FINAL_STATUS = "final_status", gettext_lazy("Final status to be given")


URGENCY = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Due:
    """One reason why a commitment needs its team: since when, and what makes it this occasion.

    `occasion` changes when the same reason comes up anew: another report grew old, another deadline passed.
    What the reason is about stands in `day`, `period` or `round_title`; `words.due_words` says it.
    """

    reason: Reason
    since_on: dt.date
    occasion: str
    day: dt.date | None = None
    period: Period | None = None
    round_title: str = ""

    @property
    def order(self) -> tuple[int, dt.date]:
        return (URGENCY[self.reason], self.since_on)


class CommitmentRow(TypedDict):
    """The columns of a commitment that its reasons follow from."""

    pk: int
    programme_id: int
    recurrence: str
    due_on: dt.date | None
    latest_status: str
    latest_reported_at: dt.datetime | None
    latest_report_id: int | None


class Returned(NamedTuple):
    """The report of a commitment that was returned last, and when."""

    report_id: int
    at: dt.datetime


@dataclass(slots=True)
class _Facts:
    """What is asked of the database once, for all commitments."""

    today: dt.date
    zone: dt.tzinfo
    stale_before: dt.datetime
    stale_after: dt.timedelta
    programmes: dict[int, Programme]
    returned: dict[int, Returned]
    answered: dict[int, set[str]]
    rounds: dict[int, list[ReportingRound]]
    final: set[int]


def due(
    commitments: models.QuerySet[Commitment],
    *,
    at: dt.datetime,
    zone: dt.tzinfo = clock.COPENHAGEN,
    stale_after: dt.timedelta = STALE_AFTER,
) -> dict[int, list[Due]]:
    """The reasons, most urgent first, of each commitment that has any: `{id: [Due, …]}`.

    `commitments` is a QuerySet; `at` the moment it is asked for, `zone` where: what is due today is due where
    the work is done; `stale_after` how old a report may grow.
    """
    rows = cast("list[CommitmentRow]", list(
        commitments.filter(withdrawn_on=None, programme__closed_at=None).values(
            "pk", "programme_id", "recurrence", "due_on", "latest_status", "latest_reported_at", "latest_report_id"
        )
    ))  # fmt: skip
    facts = _facts(rows, at=at, zone=zone, stale_after=stale_after)
    reasons = {row["pk"]: sorted(_reasons(row, facts), key=lambda one: one.order) for row in rows}
    return {pk: of_commitment for pk, of_commitment in reasons.items() if of_commitment}


def _facts(
    rows: list[CommitmentRow], *, at: dt.datetime, zone: dt.tzinfo, stale_after: dt.timedelta
) -> _Facts:
    ids = [row["pk"] for row in rows]
    programme_ids = {row["programme_id"] for row in rows}
    today = clock.day_of(at, zone)
    answered: dict[int, set[str]] = defaultdict(set)
    rounds: dict[int, list[ReportingRound]] = defaultdict(list)
    recurring = [row["pk"] for row in rows if row["recurrence"]]
    for pk, period in Occurrence.objects.filter(commitment__in=recurring).values_list(
        "commitment_id", "period"
    ):
        answered[pk].add(period)
    for one in ReportingRound.objects.open().filter(programme__in=programme_ids, opens_on__lte=today):
        rounds[one.programme_id].append(one)
    reports = StatusReport.objects.filter(commitment__in=ids)
    returned = reports.filter(state=StatusReport.State.RETURNED).order_by("returned_at")
    return _Facts(
        today=today,
        zone=zone,
        stale_before=at - stale_after,
        stale_after=stale_after,
        programmes=Programme.objects.with_successor_flag().in_bulk(programme_ids),
        returned={
            pk: Returned(report_id, returned_at)
            for pk, report_id, returned_at in returned.values_list("commitment_id", "pk", "returned_at")
            if returned_at is not None
        },
        answered=answered,
        rounds=rounds,
        final=set(
            reports.danish()
            .submitted_or_cleared()
            .filter(is_final=True)
            .values_list("commitment_id", flat=True)
        ),
    )


def _reasons(row: CommitmentRow, facts: _Facts) -> Iterator[Due]:
    """Every reason for one commitment, in no order."""
    programme = facts.programmes[row["programme_id"]]
    returned = facts.returned.get(row["pk"])
    if returned and (row["latest_reported_at"] is None or row["latest_reported_at"] <= returned.at):
        day = clock.day_of(returned.at, facts.zone)
        yield Due(Reason.RETURNED, day, f"report {returned.report_id} {returned.at.isoformat()}", day=day)
    if programme.ends_on and programme.is_over_before(facts.today):
        if row["pk"] not in facts.final:
            yield Due(Reason.FINAL_STATUS, programme.ends_on.latest, str(programme.ends_on))
        return
    yield from _meetings(row, programme, facts)
    if row["latest_status"] in CLOSED_STATUSES:
        return
    if row["due_on"] and row["due_on"] < facts.today:
        yield Due(Reason.DEADLINE_PASSED, row["due_on"], str(row["due_on"]), day=row["due_on"])
    if programme.life_on(facts.today) == Life.IN_FORCE:
        yield from _silence(row, programme, facts)


def _meetings(row: CommitmentRow, programme: Programme, facts: _Facts) -> Iterator[Due]:
    """Expected meetings whose time has passed without a word, and the ambiguous recurrence."""
    if row["recurrence"] == Commitment.Recurrence.BIANNUAL:
        begun = programme.starts_on.earliest if programme.starts_on else facts.today
        yield Due(Reason.ASKED, begun, "biannual")
        return
    for period in expected_periods(
        row["recurrence"], starts_on=programme.starts_on, ends_on=programme.ends_on
    ):
        if period.last_on < facts.today and period.key not in facts.answered[row["pk"]]:
            yield Due(Reason.MEETING_WITHOUT_RECORD, period.last_on, f"period {period.key}", period=period)


def _silence(row: CommitmentRow, programme: Programme, facts: _Facts) -> Iterator[Due]:
    """Nothing, or nothing lately, reported in a programme that is in force."""
    reported_at = row["latest_reported_at"]
    for one in facts.rounds[programme.pk]:
        if reported_at is None or clock.day_of(reported_at, facts.zone) < one.opens_on:
            occasion = f"round {one.pk} {one.cut_off_on}"
            yield Due(Reason.ROUND, one.opens_on, occasion, day=one.cut_off_on, round_title=one.title)
    if programme.ends_on and facts.today <= programme.ends_on.latest <= facts.today + ENDS_SOON:
        last_on = programme.ends_on.latest
        yield Due(Reason.PROGRAMME_ENDS, last_on - ENDS_SOON, str(programme.ends_on), day=last_on)
    if reported_at is None:
        begun = programme.starts_on.earliest if programme.starts_on else facts.today
        yield Due(Reason.NEVER_REPORTED, begun, "never")
    elif reported_at < facts.stale_before:
        occasion = f"report {row['latest_report_id']}"
        since_on = clock.day_of(reported_at + facts.stale_after, facts.zone)
        yield Due(Reason.STALE, since_on, occasion, day=clock.day_of(reported_at, facts.zone))


@dataclass(frozen=True, slots=True)
class BasisEnding:
    """A basis agreement that ends before the programme that rests on it."""

    programme: Programme
    listing: BasisListing


def basis_endings(programmes: models.QuerySet[Programme]) -> list[BasisEnding]:
    """Listings whose instrument ends before their programme does, for programmes of the QuerySet that have no end yet.

    Compared to the last day that each end may mean.
    """
    listings = BasisListing.objects.filter(
        programme__in=programmes.filter(closed_at=None), instrument__valid_until__isnull=False
    ).select_related("instrument", "programme__partnership__country", "area")
    return [
        BasisEnding(listing.programme, listing)
        for listing in listings
        if listing.programme.ends_on
        and listing.instrument.valid_until
        and listing.instrument.valid_until.latest < listing.programme.ends_on.latest
    ]
