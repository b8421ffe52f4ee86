"""What importing and exporting are measured against: django-import-export as in its manual, and the bare database."""

import tablib
from django.db import transaction
from import_export import fields, resources, widgets

from embassy import bulk
from programmes.models import (
    SDG,
    Commitment,
    PriorityArea,
    Programme,
    Sector,
    Track,
)


class PlainCommitments(resources.ModelResource):
    """A plain ModelResource with foreign-key and many-to-many widgets."""

    programme = fields.Field("programme", "Programme", widgets.ForeignKeyWidget(Programme, "reference"))
    area = fields.Field("area", "Area", widgets.ForeignKeyWidget(PriorityArea, "pk"))
    track = fields.Field("track", "Track", widgets.ForeignKeyWidget(Track, "pk"))
    number = fields.Field("number", "Number")
    kind = fields.Field("kind", "Kind")
    plain_title_en = fields.Field("plain_title_en", "Plain title (English)")
    plain_title_da = fields.Field("plain_title_da", "Plain title (Danish)")
    recurrence = fields.Field("recurrence", "Recurrence")
    due_on = fields.Field("due_on", "Deadline", widgets.DateWidget())
    position = fields.Field("position", "Order", widgets.IntegerWidget())
    status_visibility = fields.Field("status_visibility", "Status is")
    sectors = fields.Field("sectors", "Sectors", widgets.ManyToManyWidget(Sector, "; ", "slug"))
    sdgs = fields.Field("sdgs", "SDGs", widgets.ManyToManyWidget(SDG, "; ", "number"))
    wording = fields.Field("current_wording__text", "Official wording", readonly=True)

    class Meta:
        model = Commitment
        import_id_fields = ["programme", "number"]
        fields = (
            "programme", "area", "track", "number", "kind", "plain_title_en", "plain_title_da", "recurrence", "due_on",
            "position", "status_visibility", "sectors", "sdgs", "wording",
        )  # fmt: skip


def import_twice(headers, rows):
    """Dry run and import, as its admin does it. Organisations are left out: they would make it slower still."""
    for is_dry in (True, False):
        data = tablib.Dataset(*rows, headers=headers)
        PlainCommitments().import_data(data, dry_run=is_dry, raise_errors=True)


def export_text(queryset, format):
    """All of it as CSV or XLSX, as its default export does it."""
    return PlainCommitments().export(queryset).export(format)


class Undone(Exception):
    """Leads out of a transaction that was only measured."""


def bare(tables, clock):
    """Seconds of nothing but inserting these rows, (table, columns, rows), with executemany or COPY."""
    try:
        with transaction.atomic():
            began = clock()
            for table, columns, rows in tables:
                bulk.insert(table, columns, rows)
            raise Undone(clock() - began)  # noqa: TRY301
    except Undone as found:
        return found.args[0]
