"""Reporting on several commitments in one step: each row with its own outcome, all of it one change set."""

from dataclasses import dataclass

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions.status import SomeoneReported, report_no_change, report_status
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
    def is_saved(self):
        return self.report is not None


def report_many(rows, *, by, at=None, channel=Channel.PAGE, into=None):
    """Report on several commitments. `rows` are (commitment, columns for `report_status`) pairs.

    A row that a colleague's unseen report stands in the way of is left for the writer to decide; the others are
    saved. Returns an Outcome for each row, in order.
    """
    at = at or clock.now()
    outcomes = []
    reason = f"Reported on {len(rows)} commitments"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        for commitment, columns in rows:
            try:
                report = report_status(commitment, by=by, at=at, into=record, **columns)
            except SomeoneReported as refusal:
                outcomes.append(Outcome(commitment, refused_by=refusal.report))
            else:
                outcomes.append(Outcome(commitment, report=report))
    return outcomes


def confirm_many(rows, *, by, keys=None, at=None, channel=Channel.PAGE, into=None):
    """Report “no change since the last report” on several. `rows` are (commitment, last_seen_id) pairs.

    `keys` are the forms' submission keys by commitment id: sent twice, a selection counts once.
    """
    at = at or clock.now()
    outcomes, keys = [], keys or {}
    reason = f"No change on {len(rows)} commitments"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        for commitment, last_seen_id in rows:
            same = {"by": by, "submission_key": keys.get(commitment.pk), "at": at, "into": record}
            try:
                report = report_no_change(commitment, last_seen_id=last_seen_id, **same)
            except SomeoneReported as refusal:
                outcomes.append(Outcome(commitment, refused_by=refusal.report))
            except ValueError:
                outcomes.append(Outcome(commitment, never_reported=True))
            else:
                outcomes.append(Outcome(commitment, report=report))
    return outcomes
