"""When what was published is kept from now on; for what there is already, the record of changes says since when.

What was published on the register's first day, or is published and no change says so, counts from the register's
beginning. The cached wording learns until which day it is the one that stands.
"""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import Q

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ONE_DAY = dt.timedelta(days=1)
# (state, model, column, the value that means it)
FLAGS = [
    ("partnership_published", "partnership", "is_published", True),
    ("programme_published", "programme", "is_published", True),
    ("assessment_published", "programme", "publishes_assessment", True),
    ("waiting_for_published", "programme", "publishes_waiting_for", True),
    ("partner_view_published", "programme", "publishes_partner_view", True),
    ("commitment_published", "commitment", "is_published", True),
    ("status_withheld", "commitment", "status_visibility", "withheld"),
    ("activity_public", "activity", "is_public", True),
    ("document_public", "document", "is_public", True),
]
PRECEDENCE = ["signed", "ministry_summary", "official_translation", "courtesy_translation"]
BATCH = 1000


def public_day(moment):
    return moment.astimezone(COPENHAGEN).date()


def periods_from_the_record(apps, schema_editor):
    first = apps.get_model("embassy", "ChangeSet").objects.order_by("pk").first()
    began_on = public_day(first.at) if first else None
    today = public_day(dt.datetime.now(tz=dt.UTC))
    for state, model, column, value in FLAGS:
        Model = apps.get_model("programmes", model)
        so_today = set(Model.objects.filter(**{column: value}).values_list("pk", flat=True))
        periods = folded(events_of(apps, model, column, value), so_today, began_on, today)
        Period = apps.get_model("programmes", "PublishingPeriod")
        rows = [
            Period(state=state, object_id=pk, from_on=from_on, until_on=until_on)
            for pk, of_row in sorted(periods.items())
            for from_on, until_on in of_row
        ]
        Period.objects.bulk_create(rows, batch_size=BATCH)


def events_of(apps, model, column, value):
    """[(row's id, day, whether it was so from then on)] in the order in which they were written."""
    entries = apps.get_model("embassy", "AuditEntry").objects.filter(model=f"programmes.{model}")
    entries = entries.filter(Q(after__has_key=column) | Q(action="delete")).order_by("pk")
    for pk, action, at, after in entries.values_list(
        "object_id", "action", "change_set__at", f"after__{column}"
    ).iterator():
        yield int(pk), public_day(at), action != "delete" and after == value


def folded(events, so_today, began_on, today):
    """{row's id: [(first day, last day)]}: a row is in a state at the end of each of these days, in Copenhagen."""
    periods = defaultdict(list)
    seen = set()
    for pk, day, is_so in events:
        seen.add(pk)
        turn(periods[pk], day, is_so, began_on)
    for pk in so_today | {pk for pk, of_row in periods.items() if of_row and of_row[-1][1] is None}:
        if pk not in seen:
            periods[pk].append((None, None))
        else:
            turn(periods[pk], today, pk in so_today, began_on)
    return periods


def turn(periods, day, is_so, began_on):
    """Begin or end a row's period on a day, unless it stands so already."""
    is_open = bool(periods) and periods[-1][1] is None
    if is_so and not is_open:
        if periods and periods[-1][1] >= day - ONE_DAY:
            periods[-1] = (periods[-1][0], None)
        else:
            periods.append((None if began_on is None or day <= began_on else day, None))
    elif is_open and not is_so:
        from_on, _open = periods.pop()
        began = from_on or began_on
        if began is None or began < day:
            periods.append((from_on, day - ONE_DAY))


def wordings_by_day(apps, schema_editor):
    """Only commitments with a dated wording can have another one some day."""
    Wording, Commitment = apps.get_model("programmes", "Wording"), apps.get_model("programmes", "Commitment")
    today = public_day(dt.datetime.now(tz=dt.UTC))
    dated = Q(valid_from__isnull=False) | Q(valid_until__isnull=False)
    ids = sorted(set(Wording.objects.filter(dated).values_list("commitment", flat=True)))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        wordings = defaultdict(list)
        for wording in Wording.objects.filter(commitment__in=some, provenance__in=PRECEDENCE).order_by("pk"):
            wordings[wording.commitment_id].append(wording)
        commitments = list(Commitment.objects.filter(pk__in=some))
        for commitment in commitments:
            set_wording(commitment, wordings[commitment.pk], today)
        Commitment.objects.bulk_update(
            commitments, ["current_wording", "wording_until_on"], batch_size=200
        )


def set_wording(commitment, wordings, today):
    holding = [one for one in wordings if (one.valid_from or today) <= today <= (one.valid_until or today)]
    standing = min(holding, key=lambda one: (PRECEDENCE.index(one.provenance), one.pk), default=None)
    commitment.current_wording_id = standing.pk if standing else None
    turns = [one.valid_until for one in wordings if one.valid_until]
    turns += [one.valid_from - ONE_DAY for one in wordings if one.valid_from]
    commitment.wording_until_on = min((day for day in turns if day >= today), default=None)


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0021_keys_have_a_shape"),
        ('embassy', '0008_change_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='wording_until_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='is_public',
            field=models.BooleanField(default=False, help_text='That it was postponed or not held. Of one that was held, its activity says it.', verbose_name='is public'),
        ),
        migrations.CreateModel(
            name='PublishingPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('partnership_published', 'Partnership Published'), ('programme_published', 'Programme Published'), ('commitment_published', 'Commitment Published'), ('status_withheld', 'Status Withheld'), ('assessment_published', 'Assessment Published'), ('waiting_for_published', 'Waiting For Published'), ('partner_view_published', 'Partner View Published'), ('activity_public', 'Activity Public'), ('document_public', 'Document Public')], max_length=30)),
                ('object_id', models.BigIntegerField()),
                ('from_on', models.DateField(blank=True, null=True)),
                ('until_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'publishing period',
                'verbose_name_plural': 'publishing periods',
                'ordering': ['state', 'object_id', 'id'],
                'indexes': [models.Index(fields=['state', 'object_id', 'from_on'], name='publishing_of_row')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('state', 'object_id'), name='publishing_period_is_open_once'), models.CheckConstraint(condition=models.Q(('from_on', None), ('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='publishing_period_ends_after_it_begins')],
            },
        ),
        migrations.RunPython(periods_from_the_record, migrations.RunPython.noop),
        migrations.RunPython(wordings_by_day, migrations.RunPython.noop),
    ]
