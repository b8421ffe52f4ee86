"""The most extreme rows that the constraints let through, whoever wrote them: no validation is asked.

Each column of each row is tried with values from the worst to the mildest until the database takes one, so that a new
column or constraint counts by itself.
"""

import datetime as dt
import uuid
from itertools import chain

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from embassy import days
from embassy.partial_dates import PartialDateField
from programmes.keys import NUMBER, PERIOD, REFERENCE
from tests.access.canaries import NO_WORDS, names

LEAST, MOST, ODD = "least", "most", "odd"
KINDS = (LEAST, MOST, ODD)
LONG = 4000  # characters, where there is room for any number
# Right to left, byte order mark, no width, markup, formats, controls, a private sign, accents, a flag of seven signs.
ODDITIES = (
    "\u202e\ufeff\u200b<b>&\"'%s %(x)s {{x}} {x}\\ \x01\x0b\x1f\ufffe\uffff\ue000 a\u0301\u0302\u0303 "
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f;\r\n\t=1+1 "
)
# Whoever asks keeps account and membership. The record is append-only; the index and kept counts are made anew.
LEFT = {
    "embassy.Membership": "from_on role",
    "embassy.User": "password last_login date_joined",
    "programmes.Import": "state",
}
GUARDED = {"ChangeSet", "AuditEntry", "RecordRewriting", "SearchEntry", "SearchWord", "KeptCount"}
KEYS = {
    REFERENCE: {LEAST: "AA-{pk}", MOST: "ZZ-9999999999999-{pk}", ODD: "XX-0-0-0-{pk}"},
    PERIOD: {LEAST: "1000-01", MOST: "2998-2999", ODD: "1999-1000"},
}


def once_stored(row):
    """What the record may hold of a row from the time when nothing was checked: far days, codes that are no more."""
    return {
        field.attname: _once_stored(field) for field in row._meta.concrete_fields if not field.primary_key
    }


def _once_stored(field):
    if field.is_relation or isinstance(field, models.IntegerField):
        return 2**31 - 1
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.UUIDField):
        return str(uuid.UUID(int=0))
    if isinstance(field, models.DateTimeField):
        return "9999-12-31T23:59:59.999999Z"
    if isinstance(field, models.DateField | PartialDateField):
        return "9999-12-31"
    return "gone" if field.choices else ODDITIES


def make_extreme(kind):
    """Put into every column of every row the worst that goes in; says how many columns were written."""
    written = 0
    for model in apps.get_models():
        if model._meta.app_label in {"embassy", "programmes"} and model.__name__ not in GUARDED:
            left = names(LEFT, model) | names(NO_WORDS, model) | getattr(model, "audit_derived", set())
            fields = [field for field in model._meta.concrete_fields if field.name not in left]
            for place, row in enumerate(model._base_manager.order_by("pk")):
                written += sum(_write_worst(row, field, kind, place) for field in fields)
    return written


def _write_worst(row, field, kind, place):
    for value in _candidates(row, field, kind, place):
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})
                connection.check_constraints()
        except (DatabaseError, ValueError, OverflowError):  # ValueError: what is no text, or no date
            continue
        return True
    return False


def _candidates(row, field, kind, place):
    """Values from the worst to the mildest."""
    if field.primary_key or isinstance(field, models.BooleanField | models.BinaryField | models.JSONField):
        return []
    empty = [None] if kind == LEAST and field.null else []
    if field.is_relation:
        return empty
    if field.choices:
        codes = [code for code, _label in field.flatchoices]
        return [codes[(place + KINDS.index(kind) + turn) % len(codes)] for turn in range(len(codes))]
    return chain(empty, _of_its_type(row, field, kind))


def _of_its_type(row, field, kind):
    if isinstance(field, PartialDateField):
        return {LEAST: ["0001"], MOST: ["9999-12-31"], ODD: ["9999-12", "9999"]}[kind]
    if isinstance(field, models.DateTimeField):
        first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"
        return [first, days.FIRST_MOMENT] if kind == LEAST else [last, days.LAST_MOMENT]
    if isinstance(field, models.DateField):
        return [dt.date.min if kind == LEAST else dt.date.max]
    if isinstance(field, models.IntegerField):
        lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
        few, many = [lowest, 0, 1], [highest, 2**31 - 1, 999]
        return few if kind == LEAST else many
    if isinstance(field, models.CharField | models.TextField):
        return _texts(row, field, kind)
    return []


def _texts(row, field, kind):
    room = field.max_length or LONG
    shape = getattr(field, "shape", None)
    if shape is NUMBER:
        yield from (ODDITIES[:room], "1/2", "１.１", "1.1.1\n", "01.01")
        last = {LEAST: "{}", MOST: "999.999.{}", ODD: "1.{}"}[kind]
        yield from (last.format(place) for place in range(1, 1000))
    elif kind == LEAST:
        yield from ("", "-", "_", f"-{row.pk}")
    else:
        end = f"{row.pk}"
        letters = ["W"] if kind == MOST else ["\ud800", f"{ODDITIES}\x00", ODDITIES, "Å漢🙂"]
        yield from (((signs * room)[: room - len(end)] + end) for signs in letters)
        yield from (f"https://example.org/{'a' * (room - 40)}{end}", f"{'_-' * ((room - 10) // 2)}{end}")
    if shape in KEYS:
        yield KEYS[shape][kind].format(pk=row.pk)
