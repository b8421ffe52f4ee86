from django.db import migrations, models

STATUSES = [
    ("not_started", "Not started"),
    ("under_way", "Under way"),
    ("fulfilled", "Fulfilled"),
    ("not_pursued", "Not pursued"),
    ("not_reported", "Not reported yet"),
    ("withheld", "Status is not published"),
]


class Migration(migrations.Migration):
    """A new commitment's status is not public before somebody has said so; the cache of it begins alike."""

    dependencies = [("programmes", "0027_kept_counts")]

    operations = [
        # The database keeps no default, so SQLite need not make the largest table anew.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="commitment",
                    name="public_status",
                    field=models.CharField(choices=STATUSES, default="withheld", editable=False, max_length=20),
                ),
            ]
        ),
    ]
