"""A person has one draft in the form for a commitment and a side; drafts from files stand beside it.

Drafts that an import made are marked so. Of several by one person the newest stays the form's; the others stay too,
marked as doubles.
"""

from django.conf import settings
from django.db import migrations, models

FORM, FILE, DOUBLE = "form", "file", "double"


def mark_drafts(apps, schema_editor):
    """`AuditEntry` knows which drafts came from a file."""
    reports = apps.get_model("programmes", "StatusReport").objects.using(schema_editor.connection.alias)
    entries = apps.get_model("embassy", "AuditEntry").objects.using(schema_editor.connection.alias)
    imported = entries.filter(
        model="programmes.statusreport", action="create", change_set__channel="import"
    ).values_list("object_id", flat=True)
    from_files = {int(key) for key in imported.iterator() if key.isdecimal()}
    drafts = reports.filter(state="draft").order_by("-drafted_at", "-pk")
    seen, sources = set(), {FILE: [], DOUBLE: []}
    for pk, *whose in drafts.values_list("pk", "drafted_by", "commitment", "side"):
        if pk in from_files:
            sources[FILE].append(pk)
        elif tuple(whose) in seen:
            sources[DOUBLE].append(pk)
        else:
            seen.add(tuple(whose))
    for source, keys in sources.items():
        for start in range(0, len(keys), 500):
            reports.filter(pk__in=keys[start : start + 500]).update(draft_source=source)


class Migration(migrations.Migration):
    dependencies = [
        ("embassy", "0012_unsent_forms"),
        ("programmes", "0019_former_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "statusreport",
            "draft_source",
            models.CharField(
                choices=[(FORM, "the form"), (FILE, "a file"), (DOUBLE, "the form, beside a newer draft")],
                default=FORM,
                help_text="Drafts from a file, and doubles from before there could be only one, stand beside the form's.",
                max_length=10,
                verbose_name="drafted in",
            ),
        ),
        migrations.RunPython(mark_drafts, migrations.RunPython.noop),
        migrations.AddConstraint(
            "statusreport",
            models.UniqueConstraint(
                condition=models.Q(("draft_source", FORM), ("state", "draft")),
                fields=("drafted_by", "commitment", "side"),
                name="report_one_draft_of_a_person_in_the_form",
                violation_error_message="You have a draft on this commitment already.",
            ),
        ),
    ]
