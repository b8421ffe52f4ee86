"""Texts in Danish and English, and honesty about which one is shown.

A text in both languages is two real columns, `title_da` and `title_en`. `Localised("title")` reads the one in the
active language and falls back to the other; what comes back knows which language it is in.
"""

from typing import Any, Self

from django.conf import settings
from django.utils import translation


class LocalText(str):
    """A text that knows its language (`lang`) and whether the wanted language was missing (`is_fallback`)."""

    __slots__ = ("is_fallback", "lang")
    is_fallback: bool
    lang: str

    def __new__(cls, text: str, lang: str, *, is_fallback: bool = False) -> Self:
        self = super().__new__(cls, text)
        self.lang, self.is_fallback = lang, is_fallback
        return self


def active_language() -> str:
    """`da` or `en`."""
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def pick(*, da: str | None, en: str | None, language: str | None = None) -> LocalText:
    """The text in `language` (the active one unless given), else in the other, else empty in the wanted one."""
    wanted = language or active_language()
    texts = {"da": da, "en": en}
    other = "en" if wanted == "da" else "da"
    if texts[wanted] or not texts[other]:
        return LocalText(texts[wanted] or "", wanted)
    return LocalText(texts[other] or "", other, is_fallback=True)


class Localised:
    """A read-only attribute over the columns `<name>_da` and `<name>_en`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return pick(da=getattr(instance, f"{self.name}_da"), en=getattr(instance, f"{self.name}_en"))
