"""Reporting on several commitments in one step: each row with its own outcome, all of it one change set."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import User
from programmes.actions.status import ReportContent, SomeoneReported, report_no_change, report_status
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, StatusReport


@dataclass(frozen=True)
class Outcome:
    """What became of one row: its report, or why there is none.

    `refused_by` is the colleague's report that the writer had not seen; `never_reported` says that “no change” had
    nothing to confirm.
    """

    commitment: Commitment
    report: StatusReport | None = None
    refused_by: StatusReport | None = None
    never_reported: bool = False

    @property
    def is_saved(self) -> bool:
        return self.report is not None


@dataclass(frozen=True)
class RowToReport:
    """One row of a table as it was sent; see `report_status` for what the columns mean."""

    commitment: Commitment
    content: ReportContent
    last_seen_id: int | None = None
    submission_key: UUID | None = None


def report_many(
    rows: Sequence[RowToReport],
    *,
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[list[Outcome]]:
    """Report on several commitments.

    A row that a colleague's unseen report stands in the way of is left for the writer to decide; the others are
    saved. Returns an Outcome for each row, in order.
    """
    at = at or clock.now()
    outcomes = []
    parameters = {"count": len(rows)}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORTS_SUBMITTED, parameters=parameters, into=into
    ) as record:
        for row in rows:
            try:
                report = report_status(
                    row.commitment, row.content, by=by, last_seen_id=row.last_seen_id,
                    submission_key=row.submission_key, at=at, into=record,
                ).row  # fmt: skip
            except SomeoneReported as refusal:
                outcomes.append(Outcome(row.commitment, refused_by=refusal.report))
            else:
                outcomes.append(Outcome(row.commitment, report=report))
    return Done(outcomes, record.change_set)


def confirm_many(
    rows: Sequence[tuple[Commitment, int | None]],
    *,
    by: User,
    keys: Mapping[int, UUID] | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[list[Outcome]]:
    """Report “no change since the last report” on several. `rows` are (commitment, last_seen_id) pairs.

    `keys` are the forms' submission keys by commitment id: sent twice, a selection counts once.
    """
    at = at or clock.now()
    outcomes, keys = [], keys or {}
    parameters = {"count": len(rows)}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.NO_CHANGE_REPORTED, parameters=parameters, into=into
    ) as record:
        for commitment, last_seen_id in rows:
            try:
                report = report_no_change(
                    commitment, last_seen_id=last_seen_id, submission_key=keys.get(commitment.pk), by=by, at=at,
                    into=record,
                ).row  # fmt: skip
            except SomeoneReported as refusal:
                outcomes.append(Outcome(commitment, refused_by=refusal.report))
            except ValueError:
                outcomes.append(Outcome(commitment, never_reported=True))
            else:
                outcomes.append(Outcome(commitment, report=report))
    return Done(outcomes, record.change_set)
