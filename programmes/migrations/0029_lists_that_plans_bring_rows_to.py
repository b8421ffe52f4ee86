from django.db import migrations, models
from django.db.models import Exists, OuterRef

HELP = (
    "Off for what came in with a plan: until that is published, it is known to whoever sees a plan that names it."
)


def keep_what_only_unpublished_plans_name(apps, schema_editor):
    """Organisations and basis agreements that plans name, and no published one does, are those plans'."""
    model = {name: apps.get_model("programmes", name) for name in (
        "Organisation", "Responsibility", "BasisAgreement", "BasisListing",
    )}  # fmt: skip
    parts = model["Responsibility"].objects.filter(organisation=OuterRef("pk"))
    public_parts = parts.filter(
        commitment__is_published=True,
        commitment__programme__is_published=True,
        commitment__programme__is_named_only=False,
        commitment__programme__partnership__is_published=True,
    )
    listings = model["BasisListing"].objects.all()
    public_listings = listings.filter(
        programme__is_published=True,
        programme__is_named_only=False,
        programme__partnership__is_published=True,
    )
    of_party = {"instrument__organisations": OuterRef("pk")}
    model["Organisation"].objects.filter(
        Exists(parts) | Exists(listings.filter(**of_party)),
        ~Exists(public_parts),
        ~Exists(public_listings.filter(**of_party)),
    ).update(is_known_to_all=False)
    of_agreement = {"instrument": OuterRef("pk")}
    model["BasisAgreement"].objects.filter(
        Exists(listings.filter(**of_agreement)), ~Exists(public_listings.filter(**of_agreement))
    ).update(is_known_to_all=False)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0028_a_new_status_is_withheld")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="is_known_to_all",
                field=models.BooleanField(default=True, help_text=HELP, verbose_name="known to all staff"),
            )
            for name in ("organisation", "basisagreement")
        ),
        migrations.RunPython(keep_what_only_unpublished_plans_name, migrations.RunPython.noop),
    ]
