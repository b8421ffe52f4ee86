"""Changes made before there were codes get theirs, from the sentences that the product then wrote as their reasons.

The sentences are frozen here as they were. What matches was wholly the product's own: it becomes a code with
parameters, and the reason is emptied. Everything else was written by a person, and stays as it is, unclassified.
"""

import re

from django.db import migrations

from embassy import triggers

OPERATION = "classify_changes"
WHY = "Sentences that the product wrote as reasons become codes with parameters; what people wrote is left alone."
CHUNK = 2000

PROGRAMME = r"(?P<reference>[A-Z]{2}-[A-Z0-9-]+)"
COMMITMENT = r"(?P<reference>[A-Z]{2}-[A-Z0-9-]+-\S+)"
COUNT = r"(?P<count>\d+)"
TITLE = r"(?P<title>.+)"
NAME = r"(?P<name>.+)"
MEETING = rf"Recorded the (?P<period>\S+) meeting of {COMMITMENT}"

# (channel, sentence, code); the first that fits the whole reason counts.
SENTENCES = [
    (channel, re.compile(sentence, re.DOTALL), event)
    for channel, sentence, event in [
        ("page", rf"Reported on {COUNT} commitments", "reports_submitted"),
        ("page", rf"Reported on {COMMITMENT}", "report_submitted"),
        ("page", rf"No change on {COUNT} commitments", "no_change_reported"),
        ("page", rf"Drafted a report on {COMMITMENT}", "report_drafted"),
        ("page", rf"Cleared a report on {COMMITMENT}", "report_cleared"),
        ("page", rf"Returned a report on {COMMITMENT}", "report_returned"),
        ("page", rf"Withdrew a report on {COMMITMENT}", "report_withdrawn"),
        ("page", rf"Edited an activity: {TITLE}", "activity_edited"),
        ("page", rf"Recorded an activity: {TITLE}", "activity_recorded"),
        ("page", rf"Edited {COMMITMENT}", "commitment_edited"),
        ("page", rf"Proposed an edit of {COMMITMENT}", "edit_proposed"),
        ("page", rf"Accepted an edit of {COMMITMENT}", "edit_accepted"),
        ("page", rf"Declined an edit of {COMMITMENT}", "edit_declined"),
        ("page", rf"Reassigned {COUNT} commitments", "owner_reassigned"),
        ("page", rf"Gave {COUNT} commitments to {NAME}", "owner_reassigned"),
        ("page", rf"Handed over from {NAME}", "commitments_handed_over"),
        ("page", rf"Set the sectors of {COUNT} commitments", "sectors_set"),
        ("page", rf"{MEETING} as postponed", "meeting_postponed"),
        ("page", rf"{MEETING} as missed", "meeting_not_held"),
        ("page", MEETING, "meeting_recorded"),
        ("page", rf"Answered what “bi-annual” means in {COMMITMENT}", "recurrence_answered"),
        ("page", r"Opened a reporting round", "round_opened"),
        ("page", rf"Opened the round “{TITLE}” again", "round_reopened"),
        ("page", rf"Opened the round “{TITLE}”", "round_opened"),
        ("page", rf"Opened “{TITLE}” again", "round_reopened"),
        ("page", rf"Closed the round “{TITLE}”", "round_closed"),
        ("page", rf"Closed “{TITLE}”", "round_closed"),
        ("page", rf"Closed {PROGRAMME}", "programme_closed"),
        ("page", r"Wrote the handover note", "handover_note_written"),
        ("page", r"Set the reminders", "reminders_set"),
        ("page", r"Made a calendar link", "calendar_link_made"),
        ("page", r"Revoked a calendar link", "calendar_link_revoked"),
        ("page", rf"Sent the agreement text {NAME}", "agreement_text_sent"),
        ("page", rf"Reviewed the agreement text {NAME}", "agreement_item_decided"),
        ("page", rf"Discarded the agreement text {NAME}", "agreement_text_discarded"),
        ("page", rf"Made a draft programme from {NAME}", "draft_programme_made"),
        ("page", rf"Took back the draft programme made from {NAME}", "draft_programme_taken_back"),
        ("page", rf"Published {PROGRAMME}", "draft_programme_published"),
        ("page", r"Undid #(?P<number>\d+)( .*)?", "change_undone"),
        ("page", r"Changed own password", "password_changed"),
        ("admin", r"Set a password", "password_set"),
        ("admin", r"Deleted several: (?P<model>.+)", "rows_deleted"),
        ("admin", r"Added (?P<model>.+)", "row_added"),
        ("admin", r"Changed (?P<model>.+)", "row_changed"),
        ("admin", r"Deleted (?P<model>.+)", "row_deleted"),
        ("import", rf"Imported {NAME}", "import_applied"),
        ("import", rf"Undid: Imported {NAME}", "import_undone"),
        ("command", r"Wrote reminders", "reminders_written"),
        ("content", r"Loaded the content from its files", "content_loaded"),
        ("demo", r"Made the demonstration", "demonstration_made"),
    ]
]


class Classifier:
    """Finds the code and the parameters of an old change set."""

    def __init__(self, apps):
        self._entries = apps.get_model("embassy", "AuditEntry")
        # The admin wrote what kind of row it was by its English name.
        self._labels = {str(model._meta.verbose_name): model._meta.label_lower for model in apps.get_models()}

    def classify(self, change_set):
        """(code, parameters), or None where a person wrote the reason."""
        for channel, sentence, event in SENTENCES:
            match = sentence.fullmatch(change_set.reason) if channel == change_set.channel else None
            if match:
                return self._with_parameters(change_set, event, match.groupdict())
        return None

    def _with_parameters(self, change_set, event, parameters):
        for name in ("count", "number"):
            if name in parameters:
                parameters[name] = int(parameters[name])
        if "number" in parameters and parameters["number"] != change_set.undo_of_id:
            return None  # only looks like ours
        if "model" in parameters:
            if parameters["model"] not in self._labels:
                return None  # a person's words after one of our verbs
            parameters["model"] = self._labels[parameters["model"]]
        if event == "round_opened" and not parameters:
            parameters = self._values(change_set, "programmes.reportinground", "title")
        if event == "meeting_recorded":
            state = self._values(change_set, "programmes.occurrence", "state").get("state")
            event = {"postponed": "meeting_postponed", "missed": "meeting_not_held"}.get(state, event)
        return event, parameters

    def _values(self, change_set, model, name):
        """What a change set wrote in one column of a model, as parameters."""
        for entry in self._entries.objects.filter(change_set=change_set, model=model):
            if name in entry.after:
                return {name: entry.after[name]}
        return {}


def classify(apps, schema_editor):
    change_sets = apps.get_model("embassy", "ChangeSet").objects.using(schema_editor.connection.alias)
    if not change_sets.filter(event="unclassified").exists():
        return
    classifier = Classifier(apps)
    with triggers.rewriting_the_record(schema_editor.connection, operation=OPERATION, why=WHY):
        last = 0
        while rows := list(change_sets.filter(event="unclassified", pk__gt=last).order_by("pk")[:CHUNK]):
            last, classified = rows[-1].pk, []
            for row in rows:
                answer = classifier.classify(row)
                if answer:
                    row.event, row.parameters = answer
                    row.reason = ""
                    classified.append(row)
            change_sets.bulk_update(classified, ["event", "parameters", "reason"], batch_size=200)


UNDID = re.compile(r"Undid #(\d+)( .*)?", re.DOTALL)


def name_the_undoing(apps, schema_editor):
    """“Undid #12 …” as a note was ours; the change that undid number 12 takes its place, if it touched the report."""
    reports = apps.get_model("programmes", "StatusReport").objects.using(schema_editor.connection.alias)
    entries = apps.get_model("embassy", "AuditEntry").objects.using(schema_editor.connection.alias)
    for state, column in (("returned", "return_note"), ("withdrawn", "withdrawal_reason")):
        for report in reports.filter(state=state, **{f"{column}__startswith": "Undid #"}):
            match = UNDID.fullmatch(getattr(report, column))
            undone_in = match and (
                entries.filter(
                    change_set__undo_of=int(match[1]), model="programmes.statusreport", object_id=str(report.pk)
                )
                .values_list("change_set", flat=True)
                .last()
            )
            if undone_in:
                reports.filter(pk=report.pk).update(undone_in=undone_in, **{column: ""})


def give_notes_back(apps, schema_editor):
    """The earlier constraint wants a note on every returned report."""
    reports = apps.get_model("programmes", "StatusReport").objects.using(schema_editor.connection.alias)
    for report in reports.exclude(undone_in=None).select_related("undone_in"):
        column = "return_note" if report.state == "returned" else "withdrawal_reason"
        if not getattr(report, column):
            note = f"Undid #{report.undone_in.undo_of_id or report.undone_in_id}"
            reports.filter(pk=report.pk).update(**{column: note})


class Migration(migrations.Migration):
    dependencies = [("programmes", "0014_undone_in")]

    operations = [
        migrations.RunPython(name_the_undoing, give_notes_back),
        migrations.RunPython(classify, migrations.RunPython.noop),
    ]
