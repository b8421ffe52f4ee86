"""An answer of the search as it is shown: its title, where it belongs, and the words around those looked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString

from embassy.languages import LocalText, active_language, pick
from embassy.types import StrOrPromise
from programmes.public.search.excerpts import Marker


@dataclass(slots=True)
class Hit:
    """One answer. `title`, `where` and `excerpt` are HTML; `status` is the status's code and its words."""

    url: str
    title: str
    where: str
    excerpt: str = ""
    is_signed: bool = False  # the excerpt is of words that the parties wrote
    status: tuple[str, StrOrPromise] | tuple[()] = ()


Hits: TypeAlias = tuple[list[Hit], bool]  # and whether a public report on any is for demonstration
Show: TypeAlias = Callable[..., Hits]


class Text(NamedTuple):
    words: str
    language: str | None
    is_signed: bool
    label: str


class Texts:
    """Texts of one thing with the language of each (None: ours); those in the title need no excerpt."""

    def __init__(self) -> None:
        self._texts: list[Text] = []

    def add(
        self, text: str, language: str | None = None, *, is_signed: bool = False, label: str = ""
    ) -> None:
        if text:
            self._texts.append(Text(str(text), language, is_signed, label))

    def excerpt(self, marker: Marker) -> tuple[str, bool]:
        """The best stretch as HTML, and whether the parties wrote it."""
        html, number = marker.excerpt([text.words for text in self._texts])
        if number is None:
            return "", False
        text = self._texts[number]
        html = in_language(html, text.language)
        return (format_html("{} {}", text.label, html) if text.label else html), text.is_signed


def in_language(html: str, language: str | None) -> str:
    if not language or language == active_language():
        return html
    return SafeString(f'<span lang="{language}">{html}</span>')


def marked_title(marker: Marker, da: str, en: str) -> tuple[str, LocalText]:
    """A title in the page's language, marked, and the other one as a text to look for words in."""
    text = pick(da=da, en=en)
    return in_language(marker.marked(text), text.lang), text


def add_other(texts: Texts, da: str, en: str, shown: LocalText) -> None:
    """Words may stand in the title that is not shown, where it is another one."""
    for language, text in (("da", da), ("en", en)):
        if text and language != shown.lang and text != str(shown):
            texts.add(text, language)


def in_order(ids: Iterable[int], hits: Mapping[int, Hit]) -> list[Hit]:
    """The hits that are there, in the order of the answers."""
    return [hits[pk] for pk in ids if pk in hits]


def gathered_by(rows: Iterable[Sequence[Any]]) -> dict[int, list[list[Any]]]:
    """Rows by their first column, whom they belong to."""
    gathered = defaultdict(list)
    for owner, *values in rows:
        gathered[owner].append(values)
    return gathered
