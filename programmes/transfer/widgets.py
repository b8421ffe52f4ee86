"""What the cells of a column may hold: from a cell to a plain value, and from that to the text of a cell.

A plain value is the same for a file and for the database, so that the two can be compared: a text, a whole number,
True or False, a code, an ISO date, a readable key, or a tuple of keys; and "" when there is none.
"""

import datetime as dt
import re
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext_noop
from import_export import widgets

from embassy import days
from embassy.invisible import without_invisible
from embassy.keys import SLUG, KeyShape
from embassy.partial_dates import PartialDate
from programmes.keys import FIRST_PLACE, LAST_PLACE, NUMBER
from programmes.transfer.cells import DATE
from programmes.transfer.faults import Fault, unknown

LANGUAGES = ("da", "en")
# Days that Excel counts from the end of 1899, or as old Macs did from 1904; these are 1954 to 2119.
_DAY_ZERO, _DAY_ZERO_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_SERIAL_DAYS = range(dt.date(1954, 10, 3).toordinal(), dt.date(2119, 1, 10).toordinal())
# Days as Excel writes them in other countries; of two orders, the rows of a page tell which.
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")
_is_address = URLValidator(schemes=["http", "https"])


def word(cell: Any) -> str:
    """A cell as one line of text without space around it."""
    return " ".join(str(cell).split())


class Plain(widgets.Widget):
    """A widget of django-import-export that speaks plain values. `clean` raises Fault."""

    excel = "text"  # how a spreadsheet keeps the column: text, date or number
    repeats = True  # whether the same cells come again and again, so that it pays to remember them
    # Set for each import or export: the `programmes.transfer.lookups.ImportContext`.
    context: Any = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The text of a cell, in `language`."""
        return str(value)

    def plain(self, value: Any) -> Any:
        """From a database value."""
        return "" if value is None else value

    def stored(self, plain: Any) -> Any:
        """The value as the database takes it."""
        return plain

    def is_same(self, new: Any, current: Any) -> bool:
        return new == current

    def says(self, cell: Any, current: Any) -> bool:
        """Whether a cell that `clean` refuses is what is written for the value that stands there."""
        if current in ("", ()):
            return False
        said = word(str(cell).removeprefix(DATE))
        return any(
            said == word(without_invisible(self.render(current, language=language))) for language in LANGUAGES
        )

    def allowed(self, language: str) -> list[str]:
        """The texts of a drop-down, when only these are allowed."""
        return []


TEXT_AS_DATE = gettext_noop(
    "Excel has turned this text into a date. Format the column as Text and write it again."
)
TEXT_AS_ANSWER = gettext_noop("This is the value true or false, and no text. Write a text here.")


class Text(Plain):
    """Free text, kept to the letter. Line ends of other systems are no difference."""

    repeats = False

    def __init__(self, max_length: int | None = None) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if type(value) is bool:
            raise Fault(TEXT_AS_ANSWER)
        if type(value) is not str:
            return "" if value is None else str(value)
        if value.startswith(DATE):
            raise Fault(TEXT_AS_DATE)
        if self.max_length and len(value) > self.max_length:
            raise Fault(
                gettext_noop("The text has %(length)s characters; there is room for %(limit)s."),
                length=len(value),
                limit=self.max_length,
            )
        if "\ufffd" in value:
            raise Fault(
                gettext_noop(
                    "The text has the sign � in place of a letter that was lost. Type the letter again."
                )
            )
        if not value.isprintable() and _CONTROL.search(value):
            raise Fault(gettext_noop("The text contains characters that cannot be saved. Type it again."))
        return "" if value.isspace() else value

    def is_same(self, new: Any, current: Any) -> bool:
        return new == current or _LINE_END.sub("\n", new) == _LINE_END.sub("\n", without_invisible(current))


class Address(Text):
    """A web address that a reader may follow."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value)
        try:
            _is_address(text or "https://um.dk/")
        except ValidationError:
            raise Fault(
                gettext_noop("“%(value)s” is not a web address. A web address begins with https://."),
                value=text[:80],
            ) from None
        return text


class Key(Plain):
    """What a row is known by: a short name, unless another shape is said."""

    def __init__(self, max_length: int = 50, shape: KeyShape = SLUG) -> None:
        super().__init__()
        self.max_length, self.shape = max_length, shape

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str) and value.startswith(DATE):
            raise Fault(TEXT_AS_DATE)
        key = word(value)
        if isinstance(value, bool | float) or not self.shape.fits(key):
            raise misshapen(self.shape, key)
        if len(key) > self.max_length:
            raise Fault(
                gettext_noop("The text has %(length)s characters; there is room for %(limit)s."),
                length=len(key),
                limit=self.max_length,
            )
        return key


def misshapen(shape: KeyShape, key: str) -> Fault:
    """What is wrong with a key that has not its shape, and what to write instead."""
    return Fault(shape.complaint, value=key[:40])


class Number(Plain):
    """The number of a commitment: 1.1.3, 1.3 or 3. Excel would gladly make a number or a date of it."""

    repeats = False
    shape = NUMBER

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if type(value) is str and self.shape.fits(value):
            return value
        if isinstance(value, float):
            raise Fault(
                gettext_noop(
                    "Excel has turned this cell into the number %(value)s; it may have been %(value)s"
                    " or %(value)s0. Format the column as Text and write it again, or fill in "
                    "Reference."
                ),
                value=f"{value:g}",
            )
        if isinstance(value, str) and (value.startswith(DATE) or _looks_like_date(value)):
            raise Fault(
                gettext_noop(
                    "Excel has turned this number into a date (%(value)s). Format the column as Text "
                    "and write it again (as in 1.1.3), or fill in Reference."
                ),
                value=value.removeprefix(DATE)[:10],
            )
        text = word(value)
        if not self.shape.fits(text):
            raise misshapen(self.shape, text)
        return text


def _looks_like_date(text: str) -> bool:
    return bool(
        re.fullmatch(r"[0-9]{1,4}[-/.]\w{1,3}[-/.][0-9]{2,4}", text) and re.search(r"[0-9]{4}|[-/]", text)
    )


class Whole(Plain):
    """A whole number, such as a position or a paragraph."""

    excel = "number"

    def __init__(self, largest: int = 32767, *, smallest: int = 0) -> None:
        super().__init__()
        self.largest, self.smallest = largest, smallest

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 12:
            value = int(value)
        if type(value) is not int or not self.smallest <= value <= self.largest:
            raise Fault(
                gettext_noop("Write a whole number from %(smallest)s to %(largest)s here."),
                smallest=self.smallest,
                largest=self.largest,
            )
        return value

    def stored(self, plain: Any) -> Any:
        return None if plain == "" else plain


class Place(Whole):
    """The number of an area, or the place of a track in it: what the numbers of commitments are made of."""

    def __init__(self) -> None:
        super().__init__(LAST_PLACE, smallest=FIRST_PLACE)


class YesNo(Plain):
    """Yes or no."""

    TEXTS = {"da": {True: "ja", False: "nej"}, "en": {True: "yes", False: "no"}}
    KNOWN = {
        "ja": True, "yes": True, "true": True, "sand": True, "1": True, "x": True,
        "nej": False, "no": False, "false": False, "falsk": False, "0": False,
    }  # fmt: skip

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return False
        answer = self.KNOWN.get(word(value).casefold())
        if answer is None:
            raise Fault(gettext_noop("Write yes or no here."))
        return answer

    def render(self, value: Any, obj: Any = None, *, language: str = "en", **kwargs: Any) -> str:
        return self.TEXTS[language][bool(value)]

    def allowed(self, language: str) -> list[str]:
        return list(self.TEXTS[language].values())


class Choice(Plain):
    """One of a list. Codes are always understood; files say them in English, and the list's words in Danish."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices
        self._texts: dict[str, dict[str, str]] = {}
        self._known: dict[str, str] = {}

    def texts(self, language: str) -> dict[str, str]:
        if language not in self._texts:
            with translation.override(language):
                labels = {code: str(label) for code, label in self.choices.choices}
            self._texts[language] = labels if language == "da" else {code: code for code in labels}
        return self._texts[language]

    def _codes(self) -> dict[str, str]:
        if not self._known:
            for language in LANGUAGES:
                with translation.override(language):
                    self._known |= {str(label).casefold(): code for code, label in self.choices.choices}
            self._known |= {code: code for code in self.choices.values}
        return self._known

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        text = word(value)
        code = self._codes().get(text.casefold())
        if code is None:
            raise unknown(text, self.texts(self.context.language).values())
        return code

    def render(self, value: Any, obj: Any = None, *, language: str = "en", **kwargs: Any) -> str:
        return self.texts(language)[value] if value else ""

    def allowed(self, language: str) -> list[str]:
        return list(self.texts(language).values())


class Date(Plain):
    """A day, as Excel's own date or as text."""

    excel = "date"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        day = _day(value, self.context)
        if day is None:
            raise Fault(
                gettext_noop("“%(value)s” is not a date. Write 2021-04-18 or 18-04-2021."),
                value=str(value)[:40],
            )
        _demand_known(day.year)
        return day.isoformat()

    def plain(self, value: Any) -> Any:
        return value.isoformat() if value else ""

    def stored(self, plain: Any) -> Any:
        return plain or None


def _demand_known(year: int) -> None:
    if not days.are_known(year):
        raise Fault(days.OUT_OF_BOUNDS, **days.out_of_bounds(year))


def _day(value: Any, context: Any) -> dt.date | None:
    """The day that a cell means, or None."""
    if type(value) is int:
        ordinal = (_DAY_ZERO_1904 if context.is_1904 else _DAY_ZERO).toordinal() + value
        return dt.date.fromordinal(ordinal) if ordinal in _SERIAL_DAYS else None
    if not isinstance(value, str):
        return None
    text = value.removeprefix(DATE)[:10] if value.startswith(DATE) else word(value)
    with suppress(ValueError):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
        parts = re.fullmatch(r"([0-9]{1,2})[-. ]([0-9]{1,2})[-. ]([0-9]{4})", text)
        if parts:
            return dt.date(int(parts[3]), int(parts[2]), int(parts[1]))
        parts = SLASHED.fullmatch(text)
        if parts:
            return _day_with_slashes(*map(int, parts.groups()), order=context.day_order)
    return None


def _day_with_slashes(one: int, other: int, year: int, *, order: str) -> dt.date | None:
    """31/12/2032 or 12/31/2032, as Excel writes days in other countries; None where either order makes sense.

    Raises ValueError when neither does.
    """
    order = slash_order(one, other) or order
    if not order and one != other:
        return None
    return dt.date(year, other, one) if order == DAY_FIRST else dt.date(year, one, other)


def slash_order(one: int, other: int) -> str:
    """Which of the two must be the day, or nothing."""
    if one > 12:
        return DAY_FIRST
    return MONTH_FIRST if other > 12 else ""


class Partial(Plain):
    """A day, a month or a year, no finer than its source has it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str) and value.startswith(DATE):
            day = value.removeprefix(DATE)[:10]
            if day.endswith("-01"):
                raise Fault(
                    gettext_noop(
                        "Excel has turned this cell into the day %(day)s. If the month was meant, "
                        "write '%(month)s; if the day, '%(day)s."
                    ),
                    day=day,
                    month=day[:7],
                )
            return day
        is_year = type(value) is int and 1000 <= value <= 9999
        known_day = None if is_year else _day(value, self.context)
        try:
            date = PartialDate.parse(known_day or word(value))
        except ValueError:
            raise Fault(
                gettext_noop(
                    "“%(value)s” is not a date. Write a year (2021), a month (2021-04) or a day (2021-04-18)."
                ),
                value=str(value)[:40],
            ) from None
        _demand_known(date.year)
        return date.isoformat()

    def plain(self, value: Any) -> Any:
        return value.isoformat() if value else ""

    def stored(self, plain: Any) -> Any:
        return plain or None
