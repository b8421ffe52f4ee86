"""Dates, periods and names as ready strings, in the active language."""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.db import models
from django.utils import formats
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.languages import LocalText, active_language, pick
from embassy.partial_dates import PartialDate

# Danish ends its alphabet with æ, ø, å, which no accent-stripping may fold into a and o.
DANISH_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
GOES_ON = " …"
ENGLISH_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def alphabetical(text: object) -> str:
    """A key that sorts names as the page's language does, whatever their accents."""
    return _alphabetical(str(text), active_language())


@lru_cache(maxsize=4096)  # every page sorts the same organisations, sectors and countries
def _alphabetical(text: str, language: str) -> str:
    letters = DANISH_LETTERS if language == "da" else ENGLISH_LETTERS
    folded = unicodedata.normalize("NFC", text).casefold().translate(letters)
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))


def acronym_beside(name: object, acronym: str) -> str:
    """The acronym to be said beside a name, a text or HTML; none where the name has it already."""
    return "" if acronym in strip_tags(str(name)).split() else acronym


def with_acronym(name: str, acronym: str) -> str:
    """`Danish Medicines Agency (DKMA)`, of a text or of HTML."""
    beside = acronym_beside(name, acronym)
    if not beside:
        return name
    return format_html("{} ({})", name, beside) if isinstance(name, SafeString) else f"{name} ({beside})"


def other_names(aliases: Iterable[str], *names: str) -> list[str]:
    """The aliases that are other words than the names, and not the same with another dash."""
    known = {_words_of(name) for name in names}
    return [alias for alias in aliases if _words_of(alias) not in known]


def _words_of(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def shortened(words: str, longest: int) -> str:
    """The beginning of a text of more than `longest` letters, cut between words, with a mark that it goes on."""
    return f"{words[:longest].rsplit(' ', 1)[0]}{GOES_ON}" if len(words) > longest else words


def fitted(words: str, room: int) -> str:
    """The same so short that it takes no more than `room` letters with its mark."""
    return words if len(words) <= room else shortened(words, room - len(GOES_ON))


def date_words(value: PartialDate | dt.date | None) -> str:
    """A date or partial date, no finer than it is known; empty when there is none."""
    if not value:
        return ""
    iso = value.isoformat()[:10]
    return _date_words(iso, active_language())


@lru_cache(maxsize=4096)  # the same days stand on a page again and again
def _date_words(iso: str, language: str) -> str:
    date = PartialDate.parse(iso)
    name = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT"}.get(date.precision)
    if name is None:
        return iso
    return formats.date_format(date.earliest, formats.get_format(name, lang=language))


def event_words(starts_on: PartialDate, ends_on: PartialDate | None) -> str:
    """One day, or from a day to a day: `10–15 May 2012`."""
    if not ends_on or ends_on == starts_on:
        return date_words(starts_on)
    if starts_on.day and ends_on.day and (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        stop = "." if active_language() == "da" else ""
        return f"{starts_on.day}{stop}–{date_words(ends_on)}"
    return f"{date_words(starts_on)} – {date_words(ends_on)}"


def period_words(starts_on: PartialDate | None, ends_on: PartialDate | None) -> str:
    """`2021–2024`, `from 2021`, `until 2024`; empty when nothing is recorded."""
    if starts_on and ends_on:
        dash = "–" if starts_on.precision == ends_on.precision == "year" else " – "
        return f"{date_words(starts_on)}{dash}{date_words(ends_on)}"
    if starts_on:
        return _("from %(date)s") % {"date": date_words(starts_on)}
    if ends_on:
        return _("until %(date)s") % {"date": date_words(ends_on)}
    return ""


def in_language(code: str) -> str:
    """`in English`: said of a text."""
    names = {
        "da": _("in Danish"),
        "en": _("in English"),
        "de": _("in German"),
        "ko": _("in Korean"),
        "zh": _("in Chinese"),
        "ja": _("in Japanese"),
        "es": _("in Spanish"),
        "id": _("in Indonesian"),
        "hi": _("in Hindi"),
        "vi": _("in Vietnamese"),
    }
    return names[code]


def label_of(choice: models.TextChoices) -> SafeString:
    """The label of a code as HTML, in the active language."""
    return _label_of(choice, active_language())


@lru_cache(maxsize=512)  # the same few codes stand in every list's filters and bars
def _label_of(choice: models.TextChoices, _language: str) -> SafeString:
    return SafeString(html.escape(str(choice.label)))


def marked(text: str) -> SafeString:
    """A text as HTML; in a language other than the page's it is marked so."""
    if isinstance(text, LocalText) and text.is_fallback:
        return SafeString(f'<span lang="{text.lang}">{html.escape(text)}</span>')
    return SafeString(html.escape(text))


def marked_pick(da: str, en: str) -> SafeString:
    """The one of two texts that the page's language asks for, as HTML."""
    return marked(pick(da=da, en=en))


def in_language_marked(text: str, code: str) -> SafeString:
    """A text that exists in one language only, as HTML, marked when that is not the page's."""
    if not text or code == active_language():
        return SafeString(html.escape(text))
    return SafeString(f'<span lang="{code}">{html.escape(text)}</span>')


def joined(parts: Iterable[str], separator: str = " · ") -> SafeString:
    """Ready HTML parts put beside one another."""
    return SafeString(separator.join(part for part in parts if part))


def no_final_status(count: int) -> str:
    """`No final status was given for 5.`: what a programme was closed without, on purpose."""
    words = ngettext(
        "No final status was given for %(count)d.", "No final status was given for %(count)d.", count
    )
    return words % {"count": count}


def why_taken_back(note: str, *, is_undone: bool) -> str:
    """Why a report was returned or withdrawn: as the person wrote it, or that undoing did it."""
    return _("It was taken back by undoing an earlier step.") if is_undone else note
