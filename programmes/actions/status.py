"""Reporting how a commitment stands, and clearing, returning and withdrawing what was reported."""

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import current
from programmes.models import Commitment, StatusReport
from programmes.models.shared import Side

State = StatusReport.State
REPORT_COLUMNS = (
    "status",
    "assessment",
    "waiting_for",
    "as_of_on",
    "summary",
    "summary_language",
    "internal_note",
    "evidence",
    "evidence_url",
)


class SomeoneReported(Exception):
    """Since the writer last looked, a report was made that they have not seen: it is in `report`."""

    def __init__(self, report):
        super().__init__(f"{report.submitted_by} reported on {report.commitment} meanwhile.")
        self.report = report


class FourEyes(Exception):
    """The team asks for four eyes: whoever submitted a report does not clear it."""


class WrongState(Exception):
    """The report is no longer in a state that allows this; `report` is as it now stands."""

    def __init__(self, report):
        super().__init__(f"The report is {report.get_state_display()}.")
        self.report = report


def _lock(commitment):
    """Hold the commitment until the transaction ends, so that reports on it are made one after another."""
    return (
        Commitment.objects.select_for_update(of=("self",)).select_related("owner_team").get(pk=commitment.pk)
    )


def latest_standing(commitment, *, side=Side.DANISH):
    """The latest submitted or cleared report of one side, or None."""
    reports = StatusReport.objects.filter(commitment=commitment, side=side).submitted_or_cleared()
    return reports.select_related("submitted_by").order_by("-submitted_at", "-id").first()


def _submission(commitment, *, by, at, embargo_until):
    """The columns that submitting sets: cleared at once where the team asks for no clearance."""
    columns = {"state": State.SUBMITTED, "submitted_by": by, "submitted_at": at}
    team = commitment.owner_team
    if team is None or not team.needs_clearance:
        columns |= _clearance(by=by, at=at, embargo_until=embargo_until)
    return columns


def _clearance(*, by, at, embargo_until):
    effective_at = embargo_until if embargo_until and embargo_until > at else at
    return {"state": State.CLEARED, "cleared_by": by, "cleared_at": at, "effective_at": effective_at}


def _by_key(key, commitment, by):
    """The report that this person already sent on this commitment with that key, and the column for a new one.

    A key that stands on somebody else's report, or on another commitment's, leads to nothing and is not used again.
    """
    held = StatusReport.objects.filter(submission_key=key).first() if key else None
    if held is None:
        return None, {"submission_key": key} if key else {}
    is_own = held.commitment_id == commitment.pk and held.drafted_by_id == by.pk
    return held if is_own else None, {}


def report_status(
    commitment,
    *,
    status,
    by,
    summary="",
    summary_language="en",
    side=Side.DANISH,
    as_of_on=None,
    assessment="",
    waiting_for="",
    internal_note="",
    evidence="",
    evidence_url="",
    is_final=False,
    embargo_until=None,
    report=None,
    corrects=None,
    confirms=None,
    submission_key=None,
    last_seen_id=None,
    is_demo=False,
    at=None,
    channel=Channel.PAGE,
    into=None,
):
    """Record how a commitment stands and put it in line for clearance; cleared at once where none is needed.

    `report` is an own draft or returned report to submit instead of a new one. `submission_key` is the form's: a
    second submission with the same key returns the first one's report. `last_seen_id` is the latest standing report
    that the writer was shown (0 for none; None asks nothing). Raises SomeoneReported when there is a newer one by
    somebody else, WrongState when `report` was submitted already.
    """
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, reason=f"Reported on {commitment.reference}", into=into
    ) as record:
        held = _lock(commitment)
        sent, key = _by_key(submission_key, held, by)
        if report is None and sent and sent.state != State.DRAFT:
            return sent
        if last_seen_id is not None:
            newest = latest_standing(held, side=side)
            if newest and newest.pk != last_seen_id and newest.submitted_by_id != by.pk:
                raise SomeoneReported(newest)
        columns = {
            "status": status,
            "assessment": assessment,
            "waiting_for": waiting_for,
            "as_of_on": as_of_on or clock.public_day(at),
            "summary": summary,
            "summary_language": summary_language,
            "internal_note": internal_note,
            "evidence": evidence,
            "evidence_url": evidence_url,
            "is_final": is_final,
            **_submission(held, by=by, at=at, embargo_until=embargo_until),
        }
        if report is None:
            columns |= {"corrects": corrects, "confirms": confirms, "is_demo": is_demo or by.is_demo}
            columns |= key
            report = record.create(
                StatusReport(commitment=held, side=side, drafted_by=by, drafted_at=at, **columns)
            )
        else:
            report = _in_state(report, State.DRAFT, State.RETURNED)
            record.update(report, **columns)
        current.refresh([held], at=at)
    return report


def save_draft(
    commitment, *, by, report=None, submission_key=None, at=None, channel=Channel.PAGE, into=None, **columns
):
    """Keep a report for later, unseen by anyone outside the team. `columns` are those of REPORT_COLUMNS."""
    at = at or clock.now()
    columns.setdefault("as_of_on", clock.public_day(at))
    with change_set(
        by=by, channel=channel, reason=f"Drafted a report on {commitment.reference}", into=into
    ) as record:
        held = _lock(commitment)
        kept, key = _by_key(submission_key, held, by)
        report = report or kept
        if report is None:
            new = StatusReport(
                commitment=held, drafted_by=by, drafted_at=at, is_demo=by.is_demo, **key, **columns
            )
            report = record.create(new)
        else:
            report = _in_state(report, State.DRAFT, State.RETURNED)
            record.update(report, **columns)
        current.refresh([held], at=at)  # a wording may have come into force since the last write
    return report


def report_no_change(
    commitment, *, by, last_seen_id=None, submission_key=None, at=None, channel=Channel.PAGE, into=None
):
    """Report that the latest standing report still holds: the same status as of today.

    Raises SomeoneReported as `report_status` does, and ValueError when nothing was ever reported.
    """
    latest = latest_standing(commitment)
    if latest is None:
        raise ValueError(f"Nothing has been reported on {commitment.reference} yet.")
    return report_status(
        commitment,
        status=latest.status,
        assessment=latest.assessment,
        waiting_for=latest.waiting_for,
        confirms=latest.confirms or latest,
        by=by,
        last_seen_id=last_seen_id,
        submission_key=submission_key,
        at=at,
        channel=channel,
        into=into,
    )


def _in_state(report, *states):
    held = StatusReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if held.state not in states:
        raise WrongState(held)
    return held


def clear(report, *, by, embargo_until=None, at=None, channel=Channel.PAGE, into=None):
    """Clear a submitted report: public at once, or when the embargo ends. Raises WrongState and FourEyes."""
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, reason=f"Cleared a report on {report.commitment.reference}", into=into
    ) as record:
        held = _lock(report.commitment)
        report = _in_state(report, State.SUBMITTED)
        if held.owner_team and held.owner_team.needs_four_eyes and report.submitted_by_id == by.pk:
            raise FourEyes
        record.update(report, **_clearance(by=by, at=at, embargo_until=embargo_until))
        current.refresh([held], at=at)
    return report


def send_back(report, *, note, by, at=None, channel=Channel.PAGE, into=None):
    """Return a submitted report to its team with a note that says what is missing. Raises WrongState."""
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, reason=f"Returned a report on {report.commitment.reference}", into=into
    ) as record:
        held = _lock(report.commitment)
        report = _in_state(report, State.SUBMITTED)
        record.update(report, state=State.RETURNED, returned_by=by, returned_at=at, return_note=note)
        current.refresh([held], at=at)
    return report


def withdraw(report, *, by, reason, at=None, channel=Channel.PAGE, into=None):
    """Take a cleared report back, at once and everywhere; that it was, and when, stays. Raises WrongState."""
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, reason=f"Withdrew a report on {report.commitment.reference}", into=into
    ) as record:
        held = _lock(report.commitment)
        report = _in_state(report, State.CLEARED)
        columns = {
            "state": State.WITHDRAWN,
            "withdrawn_by": by,
            "withdrawn_at": at,
            "withdrawal_reason": reason,
        }
        record.update(report, **columns)
        current.refresh([held], at=at)
    return report
