"""Dates that are known to the day, the month or only the year.

A partial date is stored as ISO text of the precision known (`2011`, `2021-04`, `2023-08-18`), which sorts as
text just as the dates sort: a year comes before its months, a month before its days.
"""

import calendar
import datetime as dt
import functools
import re
from contextlib import suppress
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Length, Substr
from django.db.models.query_utils import DeferredAttribute
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from embassy.days import FIRST_YEAR, LAST_YEAR, are_known, validate_year

# ASCII digits: the database sorts by them, and JSON Schema reads the same.
SHAPE = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_matches = re.compile(SHAPE).fullmatch


@functools.total_ordering
class PartialDate:
    """A day, a month or a year.

    `PartialDate.parse` raises ValueError for anything else. Two partial dates compare as their ISO texts do.
    """

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        if day is not None and month is None:
            raise ValueError("A day needs its month.")
        dt.date(year, month or 1, day or 1)  # raises ValueError when there is no such day
        self.year, self.month, self.day = year, month, day

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read ISO text of any of the three precisions. Raises ValueError with the text in it."""
        if isinstance(text, cls):
            return text
        if isinstance(text, dt.date):
            return cls(text.year, text.month, text.day)
        text = str(text).strip()
        if not _matches(text):
            raise ValueError(f"{text!r} is not a year, a month or a day.")
        return cls(*map(int, text.split("-")))

    @property
    def precision(self) -> str:
        """`day`, `month` or `year`."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that it may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def display(self) -> str:
        """In the active language, no finer than it is known: `2011`, `April 2021`, `18 August 2023`."""
        if self.day:
            return formats.date_format(self.earliest, "DATE_FORMAT")
        if self.month:
            return formats.date_format(self.earliest, "YEAR_MONTH_FORMAT")
        return str(self.year)

    def isoformat(self) -> str:
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    __str__ = isoformat

    def __repr__(self) -> str:
        return f"PartialDate({self.isoformat()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self.isoformat() == other.isoformat()

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self.isoformat() < other.isoformat()

    def __hash__(self) -> int:
        return hash(self.isoformat())


def _parse_or_complain(value: object) -> PartialDate:
    try:
        return PartialDate.parse(value)
    except ValueError as error:
        raise ValidationError(
            _("“%(value)s” is not a date. Write a year (2021), a month (2021-04) or a day (2021-04-18)."),
            code="invalid",
            params={"value": value},
        ) from error


class PartialDateFormField(forms.CharField):
    """A text input for a partial date in ISO form."""

    default_validators = [validate_year]

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]  # no text
        value = super().to_python(value)
        return _parse_or_complain(value) if value else None

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


class PartialDateAttribute(DeferredAttribute):
    """Turns ISO text into a PartialDate when it is assigned; what is no date stays, for validation to refuse."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, str | dt.date) and value:
            with suppress(ValueError):
                value = PartialDate.parse(value)
        instance.__dict__[self.field.attname] = value or None


class PartialDateField(models.CharField):
    """Stores a PartialDate; NULL when nothing is known."""

    description = _("A day, a month or a year")
    descriptor_class = PartialDateAttribute
    # What the type checker sees on a row, where a CharField has text.
    _pyi_private_set_type: PartialDate | dt.date | str | Combinable  # type: ignore[assignment]  # not `str`
    _pyi_private_get_type: PartialDate  # type: ignore[assignment]  # not `str`

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        self.validators = [validate_year]  # the shape is the rule; a PartialDate has no length to measure

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length")
        return name, path, args, kwargs

    def from_db_value(
        self, value: str | None, _expression: object, _connection: object
    ) -> PartialDate | None:
        """What is no date was written past this field: it is not known. A year out of bounds is read as the nearest."""
        if not value:
            return None
        with suppress(ValueError):
            date = PartialDate.parse(value)
            return date if are_known(date.year) else PartialDate(min(max(date.year, FIRST_YEAR), LAST_YEAR))
        return None

    def to_python(self, value: Any) -> PartialDate | None:
        return _parse_or_complain(value) if value else None

    def get_prep_value(self, value: Any) -> Any:
        return PartialDate.parse(value).isoformat() if value else None

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return str(value) if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs["max_length"] = None
        kwargs.setdefault("form_class", PartialDateFormField)
        kwargs.setdefault(
            "help_text",
            _("A year (2021), a month (2021-04) or a day (2021-04-18), as precise as the source."),
        )
        return super().formfield(**kwargs)


def latest_day(field: str) -> Concat:
    """An expression for the last day that the partial date in `field` may mean, as ISO text.

    Meant for comparing with `date.isoformat()`; a month ends on a day 31 that may not exist, which compares right.
    """
    rest = Substr(models.Value("-12-31"), Length(field) - 3)
    return Concat(models.F(field), rest, output_field=models.CharField())
