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

from embassy.partial_dates import PartialDate
from programmes.transfer.cells import DATE
from programmes.transfer.faults import Fault, unknown

LANGUAGES = ("da", "en")
# Days that Excel counts from the end of 1899; these are 1954 to 2119.
_SERIAL = range(20_000, 80_000)
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

    def allowed(self, language: str) -> list[str]:
        """The texts of a drop-down, when only these are allowed."""
        return []


class Text(Plain):
    """Free text, kept to the letter. Line ends of other systems are no difference."""

    repeats = False

    def __init__(self, max_length: int | None = None) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if type(value) is not str:
            return "" if value is None else str(value)
        if value.startswith(DATE):
            raise Fault(
                gettext_noop(
                    "Excel has turned this text into a date. Format the column as Text and write it again."
                )
            )
        if self.max_length and len(value) > self.max_length:
            raise Fault(
                gettext_noop("The text has %(length)s characters; there is room for %(limit)s."),
                length=len(value),
                limit=self.max_length,
            )
        if not value.isprintable() and _CONTROL.search(value):
            raise Fault(gettext_noop("The text contains characters that cannot be saved. Type it again."))
        return "" if value.isspace() else value

    def is_same(self, new: Any, current: Any) -> bool:
        return new == current or _LINE_END.sub("\n", new) == _LINE_END.sub("\n", current)


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
    """A short name that a row is known by: letters, digits, hyphens."""

    shape = re.compile(r"[a-zA-Z0-9_-]+")

    def __init__(self, max_length: int = 50) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if not isinstance(value, str) or value.startswith(DATE) or not self.shape.fullmatch(word(value)):
            raise Fault(gettext_noop("A short name has letters, digits and hyphens only."))
        if len(word(value)) > self.max_length:
            raise Fault(
                gettext_noop("The text has %(length)s characters; there is room for %(limit)s."),
                length=len(word(value)),
                limit=self.max_length,
            )
        return word(value)


class Number(Plain):
    """The number of a commitment: 1.1.3, 1.3 or 3. Excel would gladly make a number or a date of it."""

    repeats = False
    shape = re.compile(r"\d{1,3}(\.\d{1,3}){0,2}")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if type(value) is str and self.shape.fullmatch(value):
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
        if text not in self.context.numbers and not self.shape.fullmatch(text):
            raise Fault(
                gettext_noop("“%(value)s” is not a number. Numbers look like 1.1.3, 1.3 or 3."),
                value=text[:40],
            )
        return text


def _looks_like_date(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}[-/.]\w{1,3}[-/.]\d{2,4}", text) and re.search(r"\d{4}|[-/]", text))


class Whole(Plain):
    """A whole number, such as a position or a paragraph."""

    excel = "number"

    def __init__(self, largest: int = 32767) -> None:
        super().__init__()
        self.largest = largest

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 12:
            value = int(value)
        if type(value) is not int or not 0 <= value <= self.largest:
            raise Fault(gettext_noop("Write a whole number here, such as 3."))
        return value

    def stored(self, plain: Any) -> Any:
        return None if plain == "" else plain


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
        day = _day(value)
        if day is None:
            raise Fault(
                gettext_noop("“%(value)s” is not a date. Write 2021-04-18 or 18-04-2021."),
                value=str(value)[:40],
            )
        return day.isoformat()

    def plain(self, value: Any) -> Any:
        return value.isoformat() if value else ""

    def stored(self, plain: Any) -> Any:
        return plain or None


def _day(value: Any) -> dt.date | None:
    """The day that a cell means, or None."""
    if type(value) is int and value in _SERIAL:
        return dt.date(1899, 12, 30) + dt.timedelta(days=value)
    if not isinstance(value, str):
        return None
    text = value.removeprefix(DATE)[:10] if value.startswith(DATE) else word(value)
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text)
        parts = re.fullmatch(r"(\d{1,2})[-. ](\d{1,2})[-. ](\d{4})", text)
        if parts:
            return dt.date(int(parts[3]), int(parts[2]), int(parts[1]))
    return None


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
        known_day = None if is_year else _day(value)
        try:
            return PartialDate.parse(known_day or word(value)).isoformat()
        except ValueError:
            raise Fault(
                gettext_noop(
                    "“%(value)s” is not a date. Write a year (2021), a month (2021-04) or a day (2021-04-18)."
                ),
                value=str(value)[:40],
            ) from None

    def plain(self, value: Any) -> Any:
        return value.isoformat() if value else ""

    def stored(self, plain: Any) -> Any:
        return plain or None
