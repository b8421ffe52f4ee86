"""A report that was taken back by undoing names the change that did it, in place of a sentence of ours as its note."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("embassy", "0008_change_events"), ("programmes", "0013_wording_translations")]

    operations = [
        migrations.RemoveConstraint("statusreport", "report_returned_has_a_note"),
        migrations.AddField(
            "statusreport",
            "undone_in",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="The change that returned or withdrew it by undoing; nobody wrote a reason then.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="embassy.changeset",
                verbose_name="taken back by undoing",
            ),
        ),
        migrations.AddConstraint(
            "statusreport",
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_at__isnull=False) & (~Q(return_note="") | Q(undone_in__isnull=False))),
                name="report_returned_has_a_note_or_was_undone",
                violation_error_message="A returned report needs a note that says what is missing.",
            ),
        ),
    ]
