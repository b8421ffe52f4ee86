"""The table of the shared cache that throttles signing in; nothing where the cache is Redis."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("embassy", "0001_initial")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
