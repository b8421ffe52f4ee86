"""Status reports from a file. They wait for clearance, whatever the file says of the old ones' state."""

import uuid

from programmes.models import StatusReport

State = StatusReport.State
_COPIED = ("side", "status", "as_of_on", "summary", "summary_language", "evidence", "evidence_url", "assessment",
           "waiting_for", "internal_note")  # fmt: skip


def add_reports(sheet, ops, *, record, by, at):
    """Add reports as drafts or submitted by whoever imports. Those that correct another come after it."""
    made = {}
    for op in _after_what_they_name(ops):
        values = {name: sheet.fields[name].widget.stored(op.new[name]) for name in _COPIED}
        is_draft = op.new.get("state") in {State.DRAFT, State.RETURNED}
        report = StatusReport(
            commitment_id=sheet.known["commitments"].id(op.new["commitment"]),
            submission_key=uuid.UUID(op.new["key"]),
            state=State.DRAFT if is_draft else State.SUBMITTED,
            drafted_by=by,
            drafted_at=at,
            submitted_by=None if is_draft else by,
            submitted_at=None if is_draft else at,
            **values,
        )
        for name in ("corrects", "confirms"):
            setattr(
                report, f"{name}_id", made.get(op.new[name]) or sheet.fields[name].widget.stored(op.new[name])
            )
        record.create(report)
        made[op.new["key"]] = report.pk
        sheet.known["reports"].set_id(op.new["key"], report.pk)


def _after_what_they_name(ops):
    """The same ops, those that correct or confirm another after it."""
    waiting = {op.new["key"]: op for op in ops}
    done = []
    for first in ops:
        path = [first]
        while path:
            op = path[-1]
            named = [waiting[op.new[n]] for n in ("corrects", "confirms") if op.new[n] in waiting]
            named = [other for other in named if other not in path]
            if named:
                path.append(named[0])
                continue
            path.pop()
            if waiting.pop(op.new["key"], None):
                done.append(op)
    return done
