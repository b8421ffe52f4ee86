"""Labels, help texts and messages in the words of docs/glossary.md: nothing in the database changes."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('embassy', '0007_plain_words'),
        ('programmes', '0011_as_counted_partly'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='occurrence',
            options={'ordering': ['commitment', 'period'], 'verbose_name': 'expected meeting', 'verbose_name_plural': 'expected meetings'},
        ),
        migrations.AlterField(
            model_name='agreementreading',
            name='compared_with',
            field=models.ForeignKey(blank=True, help_text='The programme that this is a later version of. Leave empty for a new programme.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='compared_readings', to='programmes.programme', verbose_name='compared with'),
        ),
        migrations.AlterField(
            model_name='basislisting',
            name='listed_as',
            field=models.TextField(help_text='Word for word, as in the text.', verbose_name='listed as'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='number',
            field=models.CharField(help_text="Ours, not the agreement's. It never changes.", max_length=20, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='import',
            name='programme',
            field=models.ForeignKey(blank=True, help_text='Leave empty for shared lists, for several programmes, or for a programme that the file itself creates.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='programmes.programme', verbose_name='programme'),
        ),
        migrations.AlterField(
            model_name='occurrence',
            name='state',
            field=models.CharField(choices=[('held', 'held'), ('postponed', 'postponed'), ('missed', 'not held')], max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='country',
            field=models.ForeignKey(blank=True, help_text='Leave empty for an international or joint body.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='embassy.country', verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='priorityarea',
            name='title',
            field=models.CharField(max_length=200, verbose_name='official title'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='end_is_certain',
            field=models.BooleanField(default=True, help_text='Off where the sources do not give the exact end; the page then says so.', verbose_name='the end is certain'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='is_complete',
            field=models.BooleanField(default=False, help_text='Off: the list is not complete, and no totals are calculated from it.', verbose_name='we have the full text'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='publishes_partner_view',
            field=models.BooleanField(default=False, help_text='This also shows where the two sides differ.', verbose_name="publishes the partner side's reports"),
        ),
        migrations.AlterField(
            model_name='programme',
            name='reference',
            field=models.CharField(help_text='Country and first year (KR-2021), or country and a short code (ZA-GSP). It never changes.', max_length=20, unique=True, verbose_name='reference'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='slug',
            field=models.SlugField(help_text='As in “2021-2024”. It never changes.', max_length=40, verbose_name='name in addresses'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='title_signed',
            field=models.CharField(blank=True, max_length=250, verbose_name='official title'),
        ),
        migrations.AlterField(
            model_name='remindersettings',
            name='escalate_after_weeks',
            field=models.PositiveSmallIntegerField(default=4, help_text='When nobody reports: first the lead, after as many weeks again the administrator.', verbose_name='weeks until the lead or administrator is told'),
        ),
        migrations.AlterField(
            model_name='responsibility',
            name='as_named',
            field=models.CharField(blank=True, help_text='Word for word, when the text names it.', max_length=200, verbose_name='as named in the text'),
        ),
        migrations.AlterField(
            model_name='responsibility',
            name='from_on',
            field=models.DateField(blank=True, help_text='Leave empty if it has applied from the beginning.', null=True, verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='responsibility',
            name='side',
            field=models.CharField(blank=True, choices=[('danish', 'Danish side'), ('partner', 'Partner side')], help_text='Leave empty for a forum.', max_length=10, verbose_name='side'),
        ),
        migrations.AlterField(
            model_name='responsibility',
            name='until_on',
            field=models.DateField(blank=True, help_text='The last day. Leave empty until it ends.', null=True, verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='statusreport',
            name='evidence',
            field=models.TextField(blank=True, help_text='What the status is based on; will be public.', verbose_name='evidence'),
        ),
        migrations.AlterField(
            model_name='statusreport',
            name='is_final',
            field=models.BooleanField(default=False, help_text="The commitment's status when the programme ended.", verbose_name='is the final status'),
        ),
        migrations.AlterField(
            model_name='statusreport',
            name='submission_key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, help_text='One for each form, so that a form sent twice makes only one report.', unique=True),
        ),
        migrations.AlterField(
            model_name='track',
            name='title',
            field=models.CharField(max_length=200, verbose_name='official title'),
        ),
        migrations.AlterField(
            model_name='wording',
            name='valid_from',
            field=models.DateField(blank=True, help_text='Leave empty if it has applied from the beginning.', null=True, verbose_name='valid from'),
        ),
        migrations.AlterField(
            model_name='wording',
            name='valid_until',
            field=models.DateField(blank=True, help_text='Leave empty while it still applies.', null=True, verbose_name='valid until'),
        ),
        migrations.AlterConstraint(
            model_name='commitment',
            name='commitment_number_is_unique_in_its_programme',
            constraint=models.UniqueConstraint(fields=('programme', 'number'), name='commitment_number_is_unique_in_its_programme', violation_error_message='This number is taken in the programme. Numbers are never reused.'),
        ),
        migrations.AlterConstraint(
            model_name='wording',
            name='wording_holds_once_for_a_language_and_provenance',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('commitment', 'language', 'provenance'), name='wording_holds_once_for_a_language_and_provenance', violation_error_message='The current wording must end before another begins.'),
        ),
    ]
