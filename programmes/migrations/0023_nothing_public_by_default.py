"""A status is not public before somebody has said so; words propose which to withhold.

Statuses of programmes that are not published were public by default. They become unconfirmed, in the record, so that
somebody looks through them before the programme is published.
"""

import datetime as dt

from django.db import migrations, models
from django.db.models import Q

from embassy import clock

BATCH = 1000
REASON = "Nothing is public by default: before the programme is published, somebody confirms it."


def ask_anew(apps, schema_editor):
    Commitment = apps.get_model("programmes", "Commitment")
    hidden = Q(programme__is_published=False) | Q(programme__partnership__is_published=False)
    rows = list(
        Commitment.objects.filter(hidden, status_visibility="public")
        .order_by("pk")
        .values_list("pk", "programme__reference", "number")
    )
    if not rows:
        return
    change_set = apps.get_model("embassy", "ChangeSet").objects.create(
        at=clock.now(), channel="command", event="visibility_set", parameters={"count": len(rows)}, reason=REASON
    )
    Entry, Period = apps.get_model("embassy", "AuditEntry"), apps.get_model("programmes", "PublishingPeriod")
    today = clock.now().astimezone(clock.COPENHAGEN).date()
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        ids = [pk for pk, _reference, _number in some]
        Commitment.objects.filter(pk__in=ids).update(
            status_visibility="unconfirmed", public_status="withheld", public_report=None, public_next_at=None
        )
        Entry.objects.bulk_create(
            Entry(
                change_set=change_set, action="update", model="programmes.commitment", object_id=str(pk),
                object_key=f"{reference}-{number}", before={"status_visibility": "public"},
                after={"status_visibility": "unconfirmed"},
            )
            for pk, reference, number in some
        )  # fmt: skip
        yesterday = today - dt.timedelta(days=1)
        periods = Period.objects.filter(state="status_withheld", object_id__in=ids)
        again = periods.filter(until_on__gte=yesterday)
        went_on = set(again.values_list("object_id", flat=True))
        again.update(until_on=None)
        Period.objects.bulk_create(
            Period(state="status_withheld", object_id=pk, from_on=today) for pk in ids if pk not in went_on
        )


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0022_publishing_periods'),
    ]

    operations = [
        migrations.CreateModel(
            name='WithholdingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(help_text='As in “human rights”. A longer word that begins with it is found, too.', max_length=60, unique=True, verbose_name='word or words')),
                ('unless', models.CharField(blank=True, help_text='Words that contain it and mean something else, as in “artificial intelligence”; several with commas.', max_length=120, verbose_name='not as part of')),
            ],
            options={
                'verbose_name': 'word that proposes withholding',
                'verbose_name_plural': 'words that propose withholding',
                'ordering': ['text'],
            },
        ),
        migrations.AlterField(
            model_name='commitment',
            name='status_visibility',
            field=models.CharField(choices=[('unconfirmed', 'not confirmed yet'), ('public', 'public'), ('withheld', 'withheld')], default='unconfirmed', help_text='Unless it is public, the page says that the status is not published.', max_length=12, verbose_name='status is'),
        ),
        migrations.RunPython(ask_anew, migrations.RunPython.noop),
    ]
