"""Writes a record of changes as it was before there were codes, and migrates it: run by `test_old_changes`.

In a process of its own, on the database at DATABASE_URL. Prints what it found at each stage as JSON.
"""

import datetime as dt
import json
import sys

from tests.models.old_database import migrate

# (channel, reason): as the product and people wrote them then.
OLD = [
    ("page", "Reported on KR-2021-1.1.1"),
    ("page", "Reported on 12 commitments"),
    ("page", "Gave 3 commitments to Søren Å"),
    ("page", "Recorded the 2022 meeting of KR-2021-1.1.1 as missed"),
    ("page", "Recorded the 2023 meeting of KR-2021-1.1.1"),
    ("page", "Opened a reporting round"),
    ("page", "Closed the round “Spring “early””"),
    ("page", "Closed KR-2021"),
    ("page", "Closed because the ministers met"),
    ("page", "Published by mistake"),
    ("page", "Talks are delicate"),
    ("page", "Made a draft programme from plan.pdf"),
    ("admin", "Changed commitment"),
    ("admin", "Changed the title, as agreed"),
    ("admin", "Reported on KR-2021-1.1.1"),
    ("import", "Imported plan.csv, more.csv"),
    ("command", "Wrote reminders"),
    ("content", "Loaded the content from its files"),
    ("demo", "Made the demonstration"),
    ("page", ""),
]
BEFORE = [("embassy", "0007_plain_words"), ("programmes", "0013_wording_translations")]
AT = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)


def write_old_rows(apps, triggers, connection):
    def model(name, app="programmes"):
        return apps.get_model(app, name)

    change_sets, entries = model("ChangeSet", "embassy").objects, model("AuditEntry", "embassy").objects
    person = model("User", "embassy").objects.create(username="lead")
    country = model("Country", "embassy").objects.create(
        iso2="KR", iso3="KOR", slug="south-korea", name_da="Sydkorea", name_en="South Korea"
    )
    partnership = model("Partnership").objects.create(country=country)
    programme = model("Programme").objects.create(
        partnership=partnership,
        reference="KR-2021",
        slug="2021-2024",
        kind="joint_action_plan",
        title_en="Plan",
    )
    commitment = model("Commitment").objects.create(
        programme=programme, number="1.1.1", position=1, kind="continuing", plain_title_en="Talks"
    )
    sent = [change_sets.create(by=person, channel=channel, reason=reason) for channel, reason in OLD]
    by_reason = {change_set.reason: change_set for change_set in sent}
    entries.create(
        change_set=by_reason["Recorded the 2023 meeting of KR-2021-1.1.1"], action="create",
        model="programmes.occurrence", object_id="1", after={"state": "postponed"},
    )  # fmt: skip
    entries.create(
        change_set=by_reason["Opened a reporting round"], action="create", model="programmes.reportinground",
        object_id="1", after={"title": "Autumn"},
    )  # fmt: skip
    undone = change_sets.create(
        by=person, channel="page", reason=f"Undid #{sent[0].pk} {sent[0].reason}", undo_of=sent[0]
    )
    change_sets.create(by=person, channel="page", reason=f"Undid #{sent[1].pk} by hand, in the admin")
    reports = {}
    for name, note in (
        ("undone", undone.reason),
        ("persons", "Undid #1 by hand? Which day?"),
        ("note", "Which day?"),
    ):
        reports[name] = model("StatusReport").objects.create(
            commitment=commitment, state="returned", status="under_way", as_of_on=AT.date(), drafted_at=AT,
            drafted_by=person, submitted_at=AT, submitted_by=person, returned_at=AT, returned_by=person,
            return_note=note,
        )  # fmt: skip
    entries.create(
        change_set=undone, action="update", model="programmes.statusreport",
        object_id=str(reports["undone"].pk), after={"state": "returned"},
    )  # fmt: skip
    _write_drafts(
        model, commitment, person, entries, sent[OLD.index(("import", "Imported plan.csv, more.csv"))]
    )
    triggers.install(connection)


def _write_drafts(model, commitment, person, entries, imported):
    """Several by one person, from before there could be only one: two from the form, another's, and one from a file."""
    other = model("User", "embassy").objects.create(username="other")
    for summary, writer, hours in (
        ("older", person, 0),
        ("newer", person, 1),
        ("other's", other, 0),
        ("file", person, 2),
    ):
        draft = model("StatusReport").objects.create(
            commitment=commitment, state="draft", status="under_way", as_of_on=AT.date(), summary=summary,
            drafted_by=writer, drafted_at=AT + dt.timedelta(hours=hours),
        )  # fmt: skip
        if summary == "file":
            entries.create(
                change_set=imported, action="create", model="programmes.statusreport", object_id=str(draft.pk)
            )


def as_it_is(connection, triggers):
    """What can be read whatever state the tables are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, channel, reason FROM embassy_changeset ORDER BY id")
        return {"rows": [list(row) for row in cursor.fetchall()], "missing": triggers.missing(connection)}


def fail_half_way(connection, triggers):
    """The migration fails after its rows were written and before it ends."""
    migration = __import__("programmes.migrations.0015_change_events", fromlist=["Classifier"])
    classify = migration.Classifier.classify

    def fail(self, change_set):
        if change_set.reason == "Made the demonstration":
            raise RuntimeError("half way")
        return classify(self, change_set)

    chunk, migration.CHUNK, migration.Classifier.classify = migration.CHUNK, 4, fail
    try:
        migrate(connection)
    except RuntimeError:
        return as_it_is(connection, triggers)
    finally:
        migration.CHUNK, migration.Classifier.classify = chunk, classify
    raise AssertionError("It did not fail.")


def main():
    import django

    django.setup()
    from django.db import connection

    from embassy import triggers
    from embassy.models import ChangeSet, RecordRewriting
    from programmes.models import Commitment, StatusReport

    write_old_rows(migrate(connection, BEFORE), triggers, connection)
    answer = {"before": as_it_is(connection, triggers), "failed": fail_half_way(connection, triggers)}
    migrate(connection)
    answer["after"] = as_it_is(connection, triggers)
    answer["changes"] = list(
        ChangeSet.objects.order_by("pk").values("pk", "channel", "event", "parameters", "reason", "undo_of")
    )
    answer["rewritings"] = list(RecordRewriting.objects.values("operation", "changed", "removed", "by"))
    returned, drafts = (
        StatusReport.objects.filter(state=state).order_by("pk") for state in ("returned", "draft")
    )
    answer["reports"] = list(returned.values("return_note", "undone_in"))
    answer["drafts"] = dict(drafts.values_list("summary", "draft_source"))
    rows = Commitment.objects.filter(programme__is_published=False)
    answer["visibility"] = list(rows.order_by().values_list("status_visibility", "public_status").distinct())
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
