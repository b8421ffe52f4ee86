from django.db import migrations, models


def look_anew(apps, schema_editor):
    """Empty the search: after the migration it is filled again, with words taken apart as they are now."""
    for name in ("SearchEntry", "SearchWord"):
        rows = apps.get_model("programmes", name).objects.using(schema_editor.connection.alias)
        rows._raw_delete(rows.db)


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0017_notes_in_order'),
    ]

    operations = [
        migrations.RunPython(look_anew, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='commitment',
            name='search_text',
        ),
        migrations.AddField(
            model_name='statusreport',
            name='evidence_language',
            field=models.CharField(blank=True, choices=[('da', 'Danish'), ('en', 'English'), ('de', 'German'), ('ko', 'Korean'), ('zh', 'Chinese'), ('ja', 'Japanese'), ('es', 'Spanish'), ('id', 'Indonesian'), ('hi', 'Hindi'), ('vi', 'Vietnamese')], help_text='Empty when it is that of the report.', max_length=2, verbose_name='language of the evidence'),
        ),
        migrations.AlterField(
            model_name='statusreport',
            name='internal_note',
            field=models.TextField(blank=True, help_text='Not shown on the public site. May be covered by access to documents.', verbose_name='note for colleagues'),
        ),
    ]
