"""The way that a change came in is called its channel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("embassy", "0005_track_kind_is_no_country")]

    operations = [
        migrations.RenameField("changeset", "door", "channel"),
        migrations.AlterField(
            "changeset",
            "channel",
            models.CharField(
                choices=[
                    ("page", "page"),
                    ("admin", "admin"),
                    ("import", "import"),
                    ("command", "command"),
                    ("content", "content"),
                    ("demo", "demonstration"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
    ]
