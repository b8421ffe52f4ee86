"""No two accounts have one e-mail address, however its letters are written.

Accounts that share one already keep it: the first of them that is active has it, the others are marked behind it.
“check --deploy” tells of them.
"""

from django.db import migrations, models

import embassy.mail_addresses
from embassy.mail_addresses import LONGEST, MARK, folded


def fill(apps, schema_editor):
    users = apps.get_model("embassy", "User").objects
    taken = set()
    for pk, email in users.exclude(email="").order_by("-is_active", "pk").values_list("pk", "email"):
        key = folded(email)
        users.filter(pk=pk).update(address_key=f"{key}{MARK}{pk}" if key in taken else key)
        taken.add(key)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that checks are waiting for


class Migration(migrations.Migration):
    dependencies = [("embassy", "0014_nothing_public_by_default")]

    operations = [
        migrations.AddField(
            "user",
            "address_key",
            embassy.mail_addresses.AddressKeyField(
                blank=True, default="", editable=False, max_length=LONGEST + 20
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.UniqueConstraint(
                condition=models.Q(("address_key", ""), _negated=True),
                fields=("address_key",),
                name="one_account_for_an_address",
                violation_error_message="Somebody else has this e-mail address. Each person needs one of their own.",
            ),
        ),
    ]
