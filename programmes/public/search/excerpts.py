"""Texts with the words that were looked for marked, and the stretch of a long text where they stand closest."""

import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from django.utils.html import escape
from django.utils.safestring import SafeString

from programmes.search.text import apart, places_of

LENGTH = 220  # letters of an excerpt
BEFORE = 60  # of these before the first marked word

Place: TypeAlias = tuple[int, int]  # where a word starts and ends


class Marker:
    """Marks words in texts; `words` are folded."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = set(words) | {part for word in words for part in apart(word)}

    def places(self, text: str) -> list[Place]:
        """Where the words stand."""
        return places_of(text, self.words)

    def marked(self, text: str) -> SafeString:
        """The whole text as HTML."""
        text = unicodedata.normalize("NFC", text)
        return _html(text, self.places(text), 0, len(text))

    def excerpt(self, texts: Iterable[str]) -> tuple[str, int | None]:
        """Of some texts the stretch with most different words in it, as HTML, and which text it is from; or nothing.

        Of equally good ones the first.
        """
        best, chosen = 0, None
        for number, text in enumerate(texts):
            text = unicodedata.normalize("NFC", text)
            places = self.places(text)
            for start, _end in places:
                within = [
                    place for place in places if start <= place[0] and place[1] <= start + LENGTH - BEFORE
                ]
                worth = len({text[slice(*place)].casefold() for place in within})
                if worth > best:
                    best, chosen = worth, (number, text, places, start)
        if chosen is None:
            return "", None
        number, text, places, start = chosen
        return _stretch(text, places, start), number


def _stretch(text: str, places: list[Place], first: int) -> SafeString:
    """About LENGTH letters from a little before `first`, cut between words."""
    if len(text) <= LENGTH * 1.3:
        return _html(text, places, 0, len(text))
    start = text.find(" ", max(0, first - BEFORE)) + 1 if first > BEFORE else 0
    start = min(start, first)
    end = len(text) if start + LENGTH >= len(text) else max(text.rfind(" ", 0, start + LENGTH), start + 1)
    cut = _html(text, places, start, end)
    return SafeString(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}")


def _html(text: str, places: list[Place], start: int, end: int) -> SafeString:
    parts, last = [], start
    for begin, stop in places:
        if begin >= start and stop <= end:
            parts += [escape(text[last:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
            last = stop
    parts.append(escape(text[last:end]))
    return SafeString("".join(parts))
