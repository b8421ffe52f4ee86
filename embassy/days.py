"""Days that a person may enter, for every field of a model and of a form that takes one."""

import datetime as dt
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from embassy.partial_dates import PartialDate

# Denmark has counted by today's calendar since 1700, and nothing that is entered here is older. What lies beyond 2199
# is a slip of the hand, or means “never”, which is said by leaving the day out. Between them the day before and after,
# and the same moment in any time zone, can always be told: the calendar of computers ends with the year 9999.
FIRST_YEAR, LAST_YEAR = 1700, 2199
FIRST_DAY, LAST_DAY = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
FIRST_MOMENT, LAST_MOMENT = (
    dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC) for day in (FIRST_DAY, LAST_DAY)
)
OUT_OF_BOUNDS = gettext_noop("The year %(year)s is out of bounds: write one from %(first)s to %(last)s.")


def are_known(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def out_of_bounds(year: int) -> dict[str, int]:
    """What the sentence OUT_OF_BOUNDS says."""
    return {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}


def validate_year(value: "dt.date | PartialDate") -> None:
    """Raises ValidationError with the remedy for a day outside the years above."""
    if not are_known(value.year):
        raise ValidationError(
            gettext(OUT_OF_BOUNDS), code="year_out_of_bounds", params=out_of_bounds(value.year)
        )


class DayField(models.DateField):
    """A day within the bounds. One that was stored past them is read as the nearest, so that pages can count with it.

    To migrations it is a DateField.
    """

    default_validators = [validate_year]

    def from_db_value(self, value: dt.date | None, _expression: object, _connection: object) -> Any:
        return None if value is None else min(max(value, FIRST_DAY), LAST_DAY)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


class MomentField(models.DateTimeField):
    """A moment within the bounds, read as a DayField is. To migrations it is a DateTimeField."""

    default_validators = [validate_year]

    def from_db_value(self, value: dt.datetime | None, _expression: object, _connection: object) -> Any:
        return None if value is None else min(max(value, FIRST_MOMENT), LAST_MOMENT)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


def are_within_bounds(*columns: str, name: str) -> models.CheckConstraint:
    """The constraint that moments are such as a database can take the day of, in whatever time zone."""
    within = (Q((column, None)) | Q((f"{column}__range", (FIRST_MOMENT, LAST_MOMENT))) for column in columns)
    return models.CheckConstraint(condition=reduce(and_, within), name=name)


class DayFormField(forms.DateField):
    default_validators = [validate_year]
