"""Reviews are kinds of event, and a programme is closed without some final statuses on purpose.

When a programme was closed is kept from now on; what is closed today, counts from the day on which it was.
"""

from zoneinfo import ZoneInfo

from django.db import migrations, models

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def closed_since(apps, schema_editor):
    Period = apps.get_model("programmes", "PublishingPeriod")
    closed = apps.get_model("programmes", "Programme").objects.filter(closed_at__isnull=False).order_by("pk")
    Period.objects.bulk_create(
        [
            Period(state="programme_closed", object_id=pk, from_on=closed_at.astimezone(COPENHAGEN).date())
            for pk, closed_at in closed.values_list("pk", "closed_at")
        ]
    )


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0025_published_with_care"),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='left_open_because',
            field=models.CharField(blank=True, editable=False, help_text='Not shown on the public site. May be covered by access to documents.', max_length=300, verbose_name='closed without a final status, because'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('visit', 'visit'), ('signing', 'signing'), ('ministerial', 'ministerial meeting'), ('summit', 'summit'), ('meeting', 'meeting'), ('joint_committee', 'joint committee'), ('midterm_review', 'mid-term review'), ('final_review', 'final review'), ('milestone', 'milestone'), ('other', 'other')], max_length=16, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='publishingperiod',
            name='state',
            field=models.CharField(choices=[('partnership_published', 'Partnership Published'), ('programme_published', 'Programme Published'), ('programme_closed', 'Programme Closed'), ('commitment_published', 'Commitment Published'), ('status_withheld', 'Status Withheld'), ('left_open', 'Left Open'), ('assessment_published', 'Assessment Published'), ('waiting_for_published', 'Waiting For Published'), ('partner_view_published', 'Partner View Published'), ('activity_public', 'Activity Public'), ('document_public', 'Document Public')], max_length=30),
        ),
        migrations.RunPython(closed_since, migrations.RunPython.noop),
    ]
