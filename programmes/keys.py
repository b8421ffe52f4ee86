"""What programmes, commitments and expected meetings are known by, in files, citations and addresses.

`KR-2021` is a programme, `1.1.3` a commitment in it (area, track, position), `2021-H1` a period in which it expects a
meeting. The shapes are one for all who store or read them (see `embassy.keys`).
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import register_converter
from django.utils.translation import gettext_noop

from embassy.keys import KeyConverter, KeyField, KeyShape

REFERENCE = KeyShape(
    "[A-Z]{2}(?:-[0-9A-Z]+)+",
    gettext_noop(
        "“%(value)s” is no reference. Write the country's code and the first year or a short code, in capitals: "
        "KR-2021, KR-2021-2, ZA-GSP."
    ),
)
# Areas, tracks and positions are counted from 1, and have three digits at most in a number.
FIRST_PLACE, LAST_PLACE = 1, 999
_PLACE = "[1-9][0-9]{0,2}"
NUMBER = KeyShape(
    rf"{_PLACE}(?:\.{_PLACE}){{0,2}}",
    gettext_noop(
        "“%(value)s” is not a number. Numbers look like 1.1.3, 1.3 or 3, with the digits 0 to 9 and no zero in front."
    ),
)


class PeriodShape(KeyShape):
    """Of two years, the second follows the first: this much a pattern cannot say."""

    def fits(self, text: str) -> bool:
        first, _hyphen, rest = text.partition("-")
        return super().fits(text) and (len(rest) != len("2022") or int(rest) == int(first) + 1)


PERIOD = PeriodShape(
    "[12][0-9]{3}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]|[12][0-9]{3}))?",
    gettext_noop(
        "“%(value)s” is no period. Write a year (2021), a half (2021-H1), a quarter (2021-Q3), a month (2021-04) "
        "or two years in a row (2021-2022)."
    ),
)


class ReferenceField(KeyField):
    shape = REFERENCE


class NumberField(KeyField):
    shape = NUMBER


class PeriodField(KeyField):
    shape = PERIOD


class PlaceField(models.PositiveSmallIntegerField):
    """The number of an area, or the place of a track in it: a part of the commitments' numbers."""

    default_validators = [MinValueValidator(FIRST_PLACE), MaxValueValidator(LAST_PLACE)]

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


def is_a_place(column: str, *, name: str) -> models.CheckConstraint:
    """The constraint that a PlaceField counts from 1 and fits into a number."""
    return models.CheckConstraint(condition=Q((f"{column}__range", (FIRST_PLACE, LAST_PLACE))), name=name)


# Parts of addresses, under the names that the patterns of all rooms know them by.
class ReferenceConverter(KeyConverter):
    """A programme's reference; in small letters, too, since references are one without regard to case."""

    regex = f"(?i:{REFERENCE.pattern})"

    def to_python(self, value: str) -> str:
        return value.upper()


class NumberConverter(KeyConverter):
    regex = NUMBER.pattern


class PeriodConverter(KeyConverter):
    regex = PERIOD.pattern


register_converter(ReferenceConverter, "reference")
register_converter(NumberConverter, "number")
register_converter(PeriodConverter, "period")
