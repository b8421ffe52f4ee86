"""Status reports from a file. They wait for clearance, whatever the file says of the old ones' state."""

import datetime as dt
import uuid

from embassy.audit import Recorder
from embassy.models import User
from programmes.models import StatusReport
from programmes.transfer.sheets import StatusReports
from programmes.transfer.sheets.base import RowChange

State = StatusReport.State
_COPIED = ("side", "status", "as_of_on", "summary", "summary_language", "evidence", "evidence_language", "evidence_url",
           "assessment","waiting_for", "internal_note")  # fmt: skip


def add_reports(
    sheet: StatusReports, row_changes: list[RowChange], *, record: Recorder, by: User | None, at: dt.datetime
) -> None:
    """Add reports as drafts or submitted by whoever imports. Those that correct another come after it."""
    made: dict[str, int] = {}
    for row_change in _after_what_they_name(row_changes):
        values = {name: sheet.fields[name].widget.stored(row_change.new[name]) for name in _COPIED}
        is_draft = row_change.new.get("state") in {State.DRAFT, State.RETURNED}
        report = StatusReport(
            commitment_id=sheet.context["commitments"].id(row_change.new["commitment"]),
            submission_key=uuid.UUID(row_change.new["key"]),
            state=State.DRAFT if is_draft else State.SUBMITTED,
            draft_source=StatusReport.DraftSource.FILE,
            drafted_by=by,
            drafted_at=at,
            submitted_by=None if is_draft else by,
            submitted_at=None if is_draft else at,
            **values,
        )
        for name in ("corrects", "confirms"):
            setattr(
                report,
                f"{name}_id",
                made.get(row_change.new[name]) or sheet.fields[name].widget.stored(row_change.new[name]),
            )
        record.create(report)
        made[row_change.new["key"]] = report.pk
        sheet.context["reports"].set_id(row_change.new["key"], report.pk)


def _after_what_they_name(row_changes: list[RowChange]) -> list[RowChange]:
    """The same row changes, those that correct or confirm another after it."""
    waiting = {row_change.new["key"]: row_change for row_change in row_changes}
    done = []
    for first in row_changes:
        path = [first]
        while path:
            row_change = path[-1]
            named = [
                waiting[row_change.new[n]] for n in ("corrects", "confirms") if row_change.new[n] in waiting
            ]
            named = [other for other in named if other not in path]
            if named:
                path.append(named[0])
                continue
            path.pop()
            if waiting.pop(row_change.new["key"], None):
                done.append(row_change)
    return done
