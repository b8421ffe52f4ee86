"""Labels, help texts and messages in the words of docs/glossary.md: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('embassy', '0006_channel'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='until_on',
            field=models.DateField(blank=True, help_text='The last day. Leave empty until it ends.', null=True, verbose_name='until'),
        ),
    ]
