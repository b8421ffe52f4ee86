"""The names of countries and missions in addresses are such as addresses can hold.

Every screen had demanded that; the database had not. Rows that came in past the screens are renamed first.
"""

from django.db import migrations, models

from embassy.migrations._reshape import reshape_slugs

SLUG = r"\A(?:[-a-zA-Z0-9_]+)\Z"


def rename(apps, schema_editor):
    for name in ("Country", "Mission"):
        reshape_slugs(apps, apps.get_model("embassy", name), longest=50)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that checks are waiting for


class Migration(migrations.Migration):
    dependencies = [("embassy", "0012_unsent_forms")]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
        *(
            migrations.AddConstraint(
                name,
                models.CheckConstraint(
                    condition=models.Q(("slug__regex", SLUG)), name=f"{name}_slug_fits_into_addresses"
                ),
            )
            for name in ("country", "mission")
        ),
    ]
