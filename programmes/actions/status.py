"""Reporting how a commitment stands, and clearing, returning and withdrawing what was reported."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import User
from programmes.actions import current
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Programme, StatusReport
from programmes.models.shared import Side
from programmes.rules.publicity import needs_clearance

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
    "evidence_language",
    "evidence_url",
)


class SomeoneReported(Exception):
    """Since the writer last looked, a report was made that they have not seen: it is in `report`."""

    def __init__(self, report: StatusReport) -> None:
        super().__init__(f"{report.submitted_by} reported on {report.commitment} meanwhile.")
        self.report = report


class DraftMeanwhile(Exception):
    """The writer has a draft here that this form does not know, or not as it now stands: it is in `report`."""

    def __init__(self, report: StatusReport) -> None:
        super().__init__(f"There is a draft on {report.commitment} already.")
        self.report = report


class FourEyes(Exception):
    """The team asks for four eyes: whoever submitted a report does not clear it."""


class ProgrammeClosed(Exception):
    """The programme of the commitment is closed: nothing is reported, cleared or returned until it is opened again."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(f"{programme.reference} is closed.")
        self.programme = programme


class WrongState(Exception):
    """The report is no longer in a state that allows this; `report` is as it now stands."""

    def __init__(self, report: StatusReport) -> None:
        super().__init__(f"The report is {report.get_state_display()}.")
        self.report = report


def _lock(commitment: Commitment) -> Commitment:
    """Hold the commitment until the transaction ends, so that reports on it are made one after another."""
    return (
        Commitment.objects.select_for_update(of=("self",)).select_related("owner_team").get(pk=commitment.pk)
    )


def lock_open(commitment: Commitment) -> Commitment:
    """Hold a commitment on which reports are taken. Raises ProgrammeClosed.

    The programme is asked once the commitment is held, since whoever closes it waits for its commitments.
    """
    locked = _lock(commitment)
    demand_open([locked.programme_id])
    return locked


def demand_open(programme_ids: Iterable[int]) -> None:
    """Raise ProgrammeClosed when one of some programmes is closed."""
    closed = Programme.objects.filter(pk__in=set(programme_ids), closed_at__isnull=False)
    programme = closed.select_related("partnership__country").first()
    if programme:
        raise ProgrammeClosed(programme)


def latest_standing(commitment: Commitment, *, side: str = Side.DANISH) -> StatusReport | None:
    """The latest submitted or cleared report of one side, or None."""
    reports = StatusReport.objects.filter(commitment=commitment, side=side).submitted_or_cleared()
    return reports.select_related("submitted_by").order_by("-submitted_at", "-id").first()


def _submission(
    commitment: Commitment, *, by: User, at: dt.datetime, embargo_until: dt.datetime | None
) -> dict[str, Any]:
    """The columns that submitting sets: cleared at once where nobody asks for clearance."""
    columns = {"state": State.SUBMITTED, "submitted_by": by, "submitted_at": at}
    if not needs_clearance(commitment):
        columns |= _clearance(by=by, at=at, embargo_until=embargo_until)
    return columns


def _clearance(*, by: User, at: dt.datetime, embargo_until: dt.datetime | None) -> dict[str, Any]:
    effective_at = embargo_until if embargo_until and embargo_until > at else at
    return {"state": State.CLEARED, "cleared_by": by, "cleared_at": at, "effective_at": effective_at}


def _by_key(
    key: UUID | None, commitment: Commitment, by: User
) -> tuple[StatusReport | None, dict[str, UUID]]:
    """The report that this person already sent on this commitment with that key, and the column for a new one.

    A key that stands on somebody else's report, or on another commitment's, leads to nothing and is not used again.
    """
    report = StatusReport.objects.filter(submission_key=key).first() if key else None
    if report is None:
        return None, {"submission_key": key} if key else {}
    is_own = report.commitment_id == commitment.pk and report.drafted_by_id == by.pk
    return report if is_own else None, {}


def own_draft(commitment: Commitment, by: User, *, side: str = Side.DANISH) -> StatusReport | None:
    """The draft that this person has begun in the form, if there is one; there is never a second."""
    return (
        StatusReport.objects.begun_in_the_form()
        .filter(commitment=commitment, drafted_by=by, side=side)
        .first()
    )


def draft_mark(draft: StatusReport | None) -> str:
    """What a form keeps of the draft that its writer was shown, to see later whether it has changed; `0` for none."""
    if draft is None:
        return "0"
    said = json.dumps([str(getattr(draft, name)) for name in REPORT_COLUMNS])
    return f"{draft.pk}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """What a report says. `confirms` is the earlier report that still holds, `corrects` the one that was wrong."""

    status: str
    summary: str = ""
    summary_language: str = "en"
    side: str = Side.DANISH
    as_of_on: dt.date | None = None
    assessment: str = ""
    waiting_for: str = ""
    internal_note: str = ""
    evidence: str = ""
    evidence_language: str = ""
    evidence_url: str = ""
    is_final: bool = False
    corrects: StatusReport | None = None
    confirms: StatusReport | None = None
    is_demo: bool = False

    def columns(self, *, by: User, at: dt.datetime) -> dict[str, Any]:
        """The columns that may still change while a report is a draft."""
        columns = {name: getattr(self, name) for name in REPORT_COLUMNS}
        return columns | {"as_of_on": self.as_of_on or by.day(at)}

    def columns_of_a_new_one(self, *, by: User) -> dict[str, Any]:
        return {
            "side": self.side,
            "corrects": self.corrects,
            "confirms": self.confirms,
            "is_demo": self.is_demo or by.is_demo,
        }

    def is_said_by(self, report: StatusReport, *, by: User, at: dt.datetime) -> bool:
        """Whether a report says just this, of the same day and with the same relation to others."""
        return (
            _says(report, self.columns(by=by, at=at))
            and report.is_final == self.is_final
            and report.corrects_id == (self.corrects and self.corrects.pk)
            and report.confirms_id == (self.confirms and self.confirms.pk)
        )


def _says(report: StatusReport, columns: dict[str, Any]) -> bool:
    return all(getattr(report, name) == columns[name] for name in REPORT_COLUMNS)


def _check_draft(draft: StatusReport | None, seen: str | None, columns: dict[str, Any]) -> None:
    """Refuse to pass over a draft in silence that says something else than the writer was shown (None asks nothing)."""
    if draft and seen not in {None, draft_mark(draft)} and not _says(draft, columns):
        raise DraftMeanwhile(draft)


def _earlier_sending(
    submission_key: UUID | None,
    sent: StatusReport | None,
    newest: StatusReport | None,
    content: ReportContent,
    *,
    by: User,
    at: dt.datetime,
) -> StatusReport | None:
    """The report that this form made when it was sent before, in these words: by its key, or as one's own last word.

    A form that came back by Back has a new key. Other words are another report, whatever the key. Where no form was
    sent, nothing was sent twice.
    """
    if sent and sent.state != State.DRAFT and content.is_said_by(sent, by=by, at=at):
        return sent
    if submission_key is None or newest is None or newest.submitted_by_id != by.pk:
        return None
    return newest if content.is_said_by(newest, by=by, at=at) else None


def report_status(
    commitment: Commitment,
    content: ReportContent,
    *,
    by: User,
    report: StatusReport | None = None,
    submission_key: UUID | None = None,
    last_seen_id: int | None = None,
    draft_seen: str | None = None,
    embargo_until: dt.datetime | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Record how a commitment stands and put it in line for clearance; cleared at once where none is needed.

    `report` is an own draft or returned report to submit instead of a new one. `submission_key` is the form's: a
    second submission of the same words, with the same key or not (a form that came back by Back has a new key),
    returns the first one's report; other words are another report. `last_seen_id` is the latest standing report that
    the writer was shown (0 for none; None asks nothing), `draft_seen` the `draft_mark` of the draft. Raises
    SomeoneReported when there is a newer report by somebody else, DraftMeanwhile when there is a draft that the
    writer was not shown, WrongState when `report` was submitted already, ProgrammeClosed. A returned final status
    stays one when it is submitted again.
    """
    at = at or clock.now()
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORT_SUBMITTED, parameters=parameters, into=into
    ) as record:
        locked = lock_open(commitment)
        sent, key = _by_key(submission_key, locked, by)
        newest = latest_standing(locked, side=content.side)
        if report is None:
            earlier = _earlier_sending(submission_key, sent, newest, content, by=by, at=at)
            if earlier:
                return Done(earlier, None)
        if newest and last_seen_id not in {None, newest.pk} and newest.submitted_by_id != by.pk:
            raise SomeoneReported(newest)
        columns = content.columns(by=by, at=at) | {"is_final": content.is_final}
        if report:
            report = _in_state(report, State.DRAFT, State.RETURNED)
            columns["is_final"] = content.is_final or report.is_final
        _check_draft(report or own_draft(locked, by, side=content.side), draft_seen, columns)
        columns |= _submission(locked, by=by, at=at, embargo_until=embargo_until)
        if report is None:
            columns |= content.columns_of_a_new_one(by=by) | key
            report = record.create(StatusReport(commitment=locked, drafted_by=by, drafted_at=at, **columns))
        else:
            record.update(report, **columns, undone_in=None)
        current.refresh([locked], at=at)
    return Done(report, record.change_set)


def save_draft(
    commitment: Commitment,
    content: ReportContent,
    *,
    by: User,
    report: StatusReport | None = None,
    submission_key: UUID | None = None,
    draft_seen: str | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Keep a report for later, unseen by anyone outside the team.

    The parameters are those of `report_status`. Raises DraftMeanwhile when the person has another draft here, or
    `report` says something else than they were shown, and ProgrammeClosed.
    """
    at = at or clock.now()
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORT_DRAFTED, parameters=parameters, into=into
    ) as record:
        locked = lock_open(commitment)
        kept, key = _by_key(submission_key, locked, by)
        columns = content.columns(by=by, at=at)
        other = own_draft(locked, by, side=content.side)
        if kept and kept.state not in {State.DRAFT, State.RETURNED}:
            if content.is_said_by(kept, by=by, at=at):
                return Done(kept, None)
            kept = None  # it was submitted, and this says something else
        if report is None and kept is None and other:
            raise DraftMeanwhile(other)
        if report:
            _check_draft(_in_state(report, State.DRAFT, State.RETURNED), draft_seen, columns)
        report = report or kept
        if report is None:
            columns |= content.columns_of_a_new_one(by=by) | key
            report = record.create(StatusReport(commitment=locked, drafted_by=by, drafted_at=at, **columns))
        else:
            report = _in_state(report, State.DRAFT, State.RETURNED)
            record.update(report, **columns)
        current.refresh([locked], at=at)  # a wording may have come into force since the last write
    return Done(report, record.change_set)


def report_no_change(
    commitment: Commitment,
    *,
    by: User,
    last_seen_id: int | None = None,
    submission_key: UUID | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Report that the latest standing report still holds: the same status as of today.

    Raises SomeoneReported as `report_status` does, and ValueError when nothing was ever reported.
    """
    latest = latest_standing(commitment)
    if latest is None:
        raise ValueError(f"Nothing has been reported on {commitment.reference} yet.")
    content = ReportContent(
        status=latest.status,
        assessment=latest.assessment,
        waiting_for=latest.waiting_for,
        confirms=latest.confirms or latest,
    )
    return report_status(
        commitment, content, by=by, last_seen_id=last_seen_id, submission_key=submission_key, at=at,
        channel=channel, into=into,
    )  # fmt: skip


def _in_state(report: StatusReport, *states: State) -> StatusReport:
    locked = StatusReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if locked.state not in states:
        raise WrongState(locked)
    return locked


def clear(
    report: StatusReport,
    *,
    by: User,
    embargo_until: dt.datetime | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Clear a submitted report: public at once, or when the embargo ends.

    Raises WrongState, FourEyes and ProgrammeClosed.
    """
    at = at or clock.now()
    parameters = {"reference": report.commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORT_CLEARED, parameters=parameters, into=into
    ) as record:
        commitment = lock_open(report.commitment)
        report = _in_state(report, State.SUBMITTED)
        team = commitment.owner_team
        if team and team.needs_four_eyes and report.submitted_by_id == by.pk:
            raise FourEyes
        record.update(report, **_clearance(by=by, at=at, embargo_until=embargo_until))
        current.refresh([commitment], at=at)
    return Done(report, record.change_set)


def send_back(
    report: StatusReport,
    *,
    note: str,
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Return a submitted report to its team with a note that says what is missing.

    Raises WrongState and ProgrammeClosed.
    """
    at = at or clock.now()
    parameters = {"reference": report.commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORT_RETURNED, parameters=parameters, into=into
    ) as record:
        commitment = lock_open(report.commitment)
        report = _in_state(report, State.SUBMITTED)
        record.update(
            report, state=State.RETURNED, returned_by=by, returned_at=at, return_note=note, undone_in=None
        )
        current.refresh([commitment], at=at)
    return Done(report, record.change_set)


def withdraw(
    report: StatusReport,
    *,
    by: User,
    reason: str,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[StatusReport]:
    """Take a cleared report back, at once and everywhere; that it was, and when, stays. Raises WrongState.

    This can be done after the programme is closed: what is published can always be taken back at once.
    """
    at = at or clock.now()
    parameters = {"reference": report.commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.REPORT_WITHDRAWN, parameters=parameters, into=into
    ) as record:
        commitment = _lock(report.commitment)
        report = _in_state(report, State.CLEARED)
        record.update(
            report, state=State.WITHDRAWN, withdrawn_by=by, withdrawn_at=at, withdrawal_reason=reason,
            undone_in=None,
        )  # fmt: skip
        current.refresh([commitment], at=at)
    return Done(report, record.change_set)
