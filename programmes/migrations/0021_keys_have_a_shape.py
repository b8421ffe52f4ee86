r"""References, numbers, periods and names in addresses are held to their shape by the database.

Pages had failed over those without it, so rows are mended first, each noted in the record (embassy/migrations/
_reshape.py): digits and letters of other scripts become ASCII, small letters of references capitals, zeros in front
go. A commitment whose number still is none (`abc`), or is then another's, takes the next that is free in its track; an
area or track outside 1 to 999 likewise. A meeting whose period is none was answered for no expected meeting and shown
on no page: it is deleted, and stays in the record with all that it said. An embargo or another moment of a report
beyond the years that are known (“never”, in 9999) becomes their last, so that a day can be told of it.
"""

import datetime as dt
import re

from django.db import migrations, models

from embassy.migrations._reshape import SLUG, free, in_record, plain, reshape, reshape_slugs

REFERENCE = re.compile("[A-Z]{2}(?:-[0-9A-Z]+)+")
NUMBER = re.compile(r"[1-9][0-9]{0,2}(?:\.[1-9][0-9]{0,2}){0,2}")
PERIOD = re.compile("[12][0-9]{3}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]|[12][0-9]{3}))?")
PLACES = range(1, 1000)
FIRST_MOMENT, LAST_MOMENT = dt.datetime(1700, 1, 1, 12, tzinfo=dt.UTC), dt.datetime(2199, 12, 31, 12, tzinfo=dt.UTC)
OF_REPORTS = ("submitted_at", "cleared_at", "effective_at", "withdrawn_at")


def wanted_reference(row, taken):
    """In capitals and with hyphens; with the country in front where it is missing."""
    code = row.partnership.country.iso2.upper()
    text = "-".join(re.findall("[0-9A-Z]+", plain(row.reference).upper()))
    if not REFERENCE.fullmatch(text):
        text = f"{code}-{text.removeprefix(code).strip('-') or row.pk}"
    return free(text, taken, longest=20)


def wanted_number(row, taken):
    """The same without zeros in front, else the next that is free beside it."""
    parts = [part.lstrip("0") for part in plain(row.number).split(".")]
    if NUMBER.fullmatch(".".join(parts)) and ".".join(parts) not in taken:
        return ".".join(parts)
    above = [row.area.number] if row.area else []
    above += [row.track.position] if row.track else []
    beside = (".".join(map(str, [*above, place])) for place in PLACES)
    return next(number for number in beside if number not in taken)


def next_place(_row, taken):
    return next(place for place in PLACES if place not in taken)


def mend(apps, schema_editor):
    programme, area, track, commitment, organisation, sector = (
        apps.get_model("programmes", name)
        for name in ("Programme", "PriorityArea", "Track", "Commitment", "Organisation", "Sector")
    )
    is_place = PLACES.__contains__
    reshape(apps, programme, "reference", fits=REFERENCE.fullmatch, wanted=wanted_reference)
    reshape_slugs(apps, programme, longest=40, scope="partnership_id")
    reshape(apps, area, "number", fits=is_place, wanted=next_place, scope="programme_id",
            key=lambda row: f"{row.programme.reference}:{row.number}")  # fmt: skip
    reshape(apps, track, "position", fits=is_place, wanted=next_place, scope="area_id",
            key=lambda row: f"{row.area.programme.reference}:{row.area.number}:{row.position}")  # fmt: skip
    reshape(apps, commitment, "number", fits=NUMBER.fullmatch, wanted=wanted_number, scope="programme_id",
            key=lambda row: f"{row.programme.reference}-{row.number}")  # fmt: skip
    mend_periods(apps)
    mend_moments(apps, apps.get_model("programmes", "StatusReport"), OF_REPORTS)
    mend_moments(apps, apps.get_model("programmes", "Proposal"), ["proposed_at"])
    reshape_slugs(apps, organisation, longest=80)
    reshape_slugs(apps, sector, longest=50)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that checks are waiting for


def mend_periods(apps):
    """What is a period in other digits becomes it; what is none, or another answer's, is deleted."""
    model = apps.get_model("programmes", "Occurrence")
    changed, deleted = [], []
    for row in model.objects.select_related("commitment__programme").order_by("pk"):
        if PERIOD.fullmatch(row.period):
            continue
        old, new = row.period, plain(row.period).upper()
        key = f"{row.commitment.programme.reference}-{row.commitment.number}:"
        if PERIOD.fullmatch(new) and not model.objects.filter(commitment=row.commitment, period=new).exists():
            model.objects.filter(pk=row.pk).update(period=new)
            changed.append((row, key + new, {"period": old}, {"period": new}))
        else:
            columns = [field for field in model._meta.concrete_fields if field.name != "version"]
            before = {field.attname: field.value_from_object(row) for field in columns}
            deleted.append((row, key + old, before, {}))
    in_record(apps, "row_changed", "update", changed, model)
    in_record(apps, "rows_deleted", "delete", deleted, model)
    model.objects.filter(pk__in=[row.pk for row, *_rest in deleted]).delete()


def mend_moments(apps, model, columns):
    entries = []
    for column in columns:
        for outside, bound in (("lt", FIRST_MOMENT), ("gt", LAST_MOMENT)):
            for row in model.objects.filter(**{f"{column}__{outside}": bound}).order_by("pk"):
                entries.append((row, "", {column: getattr(row, column)}, {column: bound}))
                model.objects.filter(pk=row.pk).update(**{column: bound})
    in_record(apps, "row_changed", "update", entries, model)


def moments(model, *columns, name):
    condition = models.Q()
    for column in columns:
        condition &= models.Q((column, None)) | models.Q((f"{column}__range", (FIRST_MOMENT, LAST_MOMENT)))
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name))


def shape(model, column, pattern, name):
    condition = models.Q((f"{column}__regex", rf"\A(?:{pattern.pattern})\Z"))
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name))


def places(model, column, name):
    condition = models.Q((f"{column}__range", (1, 999)))
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [
        ("embassy", "0013_slugs_fit_into_addresses"),
        ("programmes", "0020_one_draft_of_a_person"),
    ]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop),
        migrations.RemoveConstraint("commitment", "commitment_has_a_number"),
        shape("commitment", "number", NUMBER, "commitment_number_has_its_shape"),
        shape("occurrence", "period", PERIOD, "occurrence_period_has_its_shape"),
        shape("organisation", "slug", SLUG, "organisation_slug_fits_into_addresses"),
        shape("sector", "slug", SLUG, "sector_slug_fits_into_addresses"),
        shape("programme", "reference", REFERENCE, "programme_reference_has_its_shape"),
        shape("programme", "slug", SLUG, "programme_slug_fits_into_addresses"),
        places("priorityarea", "number", "area_number_counts_from_one"),
        places("track", "position", "track_position_counts_from_one"),
        moments("statusreport", *OF_REPORTS, name="report_moments_are_within_the_years_known"),
        moments("proposal", "proposed_at", name="proposal_is_made_within_the_years_known"),
    ]
