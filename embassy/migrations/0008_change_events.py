"""A change set says what it did as a code with parameters; whoever lifts the guard over the record is noted.

What was written before is not classified here: an app that knows its own sentences does that in a migration of its own.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import embassy.clock
from embassy import triggers


def guard(_apps, schema_editor):
    """SQLite has just rebuilt the table and lost its triggers; a migration after this one may fail."""
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("embassy", "0007_plain_words")]

    operations = [
        migrations.AddField(
            "changeset",
            "event",
            models.CharField(default="unclassified", max_length=40, verbose_name="what was done"),
            preserve_default=False,
        ),
        migrations.AddField(
            "changeset",
            "parameters",
            models.JSONField(
                blank=True,
                default=dict,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                help_text="References, titles and counts that its sentence names.",
                verbose_name="what it was done to",
            ),
        ),
        migrations.AlterField(
            "changeset",
            "reason",
            models.CharField(
                blank=True, help_text="As the person wrote it.", max_length=300, verbose_name="reason"
            ),
        ),
        migrations.CreateModel(
            "RecordRewriting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=embassy.clock.now, verbose_name="at")),
                ("operation", models.CharField(max_length=60, verbose_name="operation")),
                ("why", models.TextField(verbose_name="why")),
                ("changed", models.PositiveIntegerField(verbose_name="rows changed")),
                ("removed", models.PositiveIntegerField(verbose_name="rows removed")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when a migration or a command did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_rewritings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "rewriting of the record",
                "verbose_name_plural": "rewritings of the record",
                "ordering": ["-id"],
            },
        ),
        migrations.RunPython(guard, guard),
    ]
