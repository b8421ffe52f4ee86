"""What the search shows of each thing it found: its title, where it belongs, and the words around those looked for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.languages import LocalText, active_language, pick
from embassy.types import StrOrPromise
from programmes.models import (
    Commitment,
    Organisation,
    OrganisationAlias,
    Partnership,
    PartnershipLevel,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    SearchEntry,
    Track,
    Wording,
)
from programmes.public.pages.commitment_rows import COLUMNS, WITHDRAWN, commitment_rows
from programmes.public.search.excerpts import Marker
from programmes.rules.responsible import parts_ever
from programmes.statuses import phrase
from programmes.words.strings import joined, period_words

Kind = SearchEntry.Kind
ALIASES_SHOWN = 8


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


class _Text(NamedTuple):
    words: str
    language: str | None
    is_signed: bool
    label: str


class _Texts:
    """Texts of one thing with the language of each (None: ours); those in the title need no excerpt."""

    def __init__(self) -> None:
        self._texts: list[_Text] = []

    def add(
        self, text: str, language: str | None = None, *, is_signed: bool = False, label: str = ""
    ) -> None:
        if text:
            self._texts.append(_Text(str(text), language, is_signed, label))

    def excerpt(self, marker: Marker) -> tuple[str, bool]:
        """The best stretch as HTML, and whether the parties wrote it."""
        html, number = marker.excerpt([text.words for text in self._texts])
        if number is None:
            return "", False
        text = self._texts[number]
        html = _in_language(html, text.language)
        return (format_html("{} {}", text.label, html) if text.label else html), text.is_signed


def _in_language(html: str, language: str | None) -> str:
    if not language or language == active_language():
        return html
    return SafeString(f'<span lang="{language}">{html}</span>')


def _title(marker: Marker, da: str, en: str) -> tuple[str, LocalText]:
    """A title in the page's language, marked, and the other one as a text to look for words in."""
    text = pick(da=da, en=en)
    return _in_language(marker.marked(text), text.lang), text


def _other(texts: _Texts, da: str, en: str, shown: LocalText) -> None:
    """Words may stand in the title that is not shown."""
    for language, text in (("da", da), ("en", en)):
        if text and language != shown.lang:
            texts.add(text, language)


def _in_order(ids: Iterable[int], hits: Mapping[int, Hit]) -> list[Hit]:
    """The hits that are there, in the order of the answers."""
    return [hits[pk] for pk in ids if pk in hits]


def _gathered(rows: Iterable[Sequence[Any]]) -> dict[int, list[list[Any]]]:
    """Rows by their first column, whom they belong to."""
    gathered = defaultdict(list)
    for owner, *values in rows:
        gathered[owner].append(values)
    return gathered


def _partnerships(ids: Collection[int]) -> QuerySet[Partnership]:
    return Partnership.objects.published().filter(pk__in=ids).select_related("country").order_by()


def _levels(ids: Collection[int]) -> QuerySet[PartnershipLevel, tuple[Any, ...]]:
    levels = PartnershipLevel.objects.filter(partnership__pk__in=ids).order_by("agreed_on")
    return levels.values_list("partnership_id", "title_da", "title_en")


def partnerships(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    levels, hits = _gathered(_levels(ids)), {}
    for row in _partnerships(ids):
        country, texts = row.country, _Texts()
        title, shown = _title(marker, country.name_da, country.name_en)
        for title_da, title_en in reversed(levels[row.pk]):
            text = pick(da=title_da, en=title_en)
            texts.add(text, text.lang)
        _other(texts, country.name_da, country.name_en, shown)
        excerpt, _signed = texts.excerpt(marker)
        hits[row.pk] = Hit(row.get_absolute_url(), title, _title(
            marker, country.official_name_da, country.official_name_en)[0], excerpt)  # fmt: skip
    return _in_order(ids, hits), False


def _programmes(ids: Collection[int]) -> QuerySet[Programme]:
    return Programme.objects.published().filter(pk__in=ids).select_related("partnership__country").order_by()


def _areas(ids: Collection[int]) -> QuerySet[PriorityArea, tuple[Any, ...]]:
    areas = PriorityArea.objects.filter(programme__pk__in=ids).order_by("number")
    return areas.values_list("programme_id", "title", "title_da", "title_en")


def _tracks(ids: Collection[int]) -> QuerySet[Track, tuple[Any, ...]]:
    tracks = Track.objects.filter(area__programme__pk__in=ids).order_by("pk")
    return tracks.values_list("area__programme_id", "title", "title_da")


def programmes(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    areas, tracks, hits = _gathered(_areas(ids)), _gathered(_tracks(ids)), {}
    for row in _programmes(ids):
        texts = _Texts()
        title, shown = _title(marker, row.title_da, row.title_en)
        standfirst = row.standfirst
        texts.add(standfirst, standfirst.lang)
        texts.add(row.title_signed, row.language, is_signed=True)
        for signed, title_da, title_en in areas[row.pk]:
            plain = pick(da=title_da, en=title_en)
            texts.add(plain, plain.lang)
            texts.add(signed, row.language, is_signed=True)
        for signed, title_da in tracks[row.pk]:
            texts.add(title_da, "da")
            texts.add(signed, row.language, is_signed=True)
        _other(texts, row.title_da, row.title_en, shown)
        excerpt, is_signed = texts.excerpt(marker)
        period = period_words(row.starts_on, row.ends_on)
        where = joined([marker.marked(row.partnership.country.name), marker.marked(row.reference), period])
        hits[row.pk] = Hit(row.get_absolute_url(), title, where, excerpt, is_signed)
    return _in_order(ids, hits), False


def _organisations(ids: Collection[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).select_related("country").order_by()


def _aliases(ids: Collection[int]) -> QuerySet[OrganisationAlias, tuple[Any, ...]]:
    return OrganisationAlias.objects.filter(organisation__pk__in=ids).values_list("organisation_id", "name")


def organisations(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    aliases, hits = _gathered(_aliases(ids)), {}
    for row in _organisations(ids):
        texts = _Texts()
        title, shown = _title(marker, row.name_da, row.name_en)
        if row.acronym and row.acronym not in str(row.name).split():
            title = format_html("{} ({})", title, marker.marked(row.acronym))
        _other(texts, row.name_da, row.name_en, shown)
        names = ", ".join(name for (name,) in aliases[row.pk][:ALIASES_SHOWN])
        texts.add(names, label=_("Also named"))
        excerpt, _signed = texts.excerpt(marker)
        place = row.country.name if row.country else ""
        kind = row.get_kind_display()
        where = joined([f"{kind[:1].upper()}{kind[1:]}", marker.marked(place)])
        hits[row.pk] = Hit(row.get_absolute_url(), title, where, excerpt)
    return _in_order(ids, hits), False


def _commitments(ids: Collection[int]) -> QuerySet[Commitment]:
    published = Commitment.objects.published().filter(pk__in=ids).order_by()
    return published.select_related("programme__partnership__country").defer("search_text")


def _columns(ids: Collection[int]) -> QuerySet[Commitment, tuple[Any, ...]]:
    return Commitment.objects.published().filter(pk__in=ids).order_by().values_list(*COLUMNS)


def _wordings(ids: Collection[int]) -> QuerySet[Wording]:
    return Wording.objects.public().filter(commitment__pk__in=ids).order_by("pk")


def _responsible(ids: Collection[int]) -> QuerySet[Responsibility, tuple[Any, ...]]:
    columns = ("organisation__name_da", "organisation__name_en", "organisation__acronym")
    return parts_ever().filter(commitment__pk__in=ids).order_by("pk").values_list("commitment_id", *columns)


def _sectors(ids: Collection[int]) -> QuerySet[Any, tuple[Any, ...]]:
    marked = Commitment.sectors.through.objects.filter(commitment__pk__in=ids).order_by("pk")
    return marked.values_list("commitment_id", "sector__name_da", "sector__name_en")


def commitments(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    of = {row.pk: row for row in _commitments(ids)}
    texts = _texts_of_commitments(of)
    urls = {row.programme_id: row.programme.get_absolute_url() for row in of.values()}
    rows = commitment_rows(_columns(of), at=at, base_urls=urls)
    hits = {}
    for row in rows:
        one = of[row.pk]
        excerpt, is_signed = texts[row.pk].excerpt(marker)
        title, _shown = _title(marker, one.plain_title_da, one.plain_title_en)
        country = one.programme.partnership.country
        status = (row.status, _("Withdrawn from the programme")) if row.status == WITHDRAWN else (
            row.status, phrase(row.kind, row.status))  # fmt: skip
        hits[row.pk] = Hit(
            one.get_absolute_url(), title or marker.marked(one.reference),
            joined([marker.marked(one.reference), marker.marked(country.name)]), excerpt, is_signed, status,
        )  # fmt: skip
    return _in_order(ids, hits), any(row.is_demo for row in rows)


def _texts_of_commitments(of: Mapping[int, Commitment]) -> dict[int, _Texts]:
    """The words of each: its wordings, the one that holds first, its other title, and who is responsible."""
    texts: dict[int, _Texts] = defaultdict(_Texts)
    wordings = sorted(
        _wordings(of), key=lambda wording: wording.pk != of[wording.commitment_id].current_wording_id
    )
    for wording in wordings:
        texts[wording.commitment_id].add(wording.text, wording.language, is_signed=True)
    for pk, row in of.items():
        _other(
            texts[pk],
            row.plain_title_da,
            row.plain_title_en,
            pick(da=row.plain_title_da, en=row.plain_title_en),
        )
    for pk, name_da, name_en, acronym in _responsible(of):
        name = pick(da=name_da, en=name_en)
        texts[pk].add(f"{name} ({acronym})" if acronym else name, name.lang, label=_("Involved:"))
    for pk, name_da, name_en in _sectors(of):
        name = pick(da=name_da, en=name_en)
        texts[pk].add(name, name.lang, label=_("Sector:"))
    return texts


def _passages(ids: Collection[int]) -> QuerySet[Passage]:
    return Passage.objects.filter(pk__in=ids).select_related("document").order_by()


def _programmes_of_texts(documents: Collection[int]) -> QuerySet[Programme]:
    texts = Programme.objects.published().filter(text__pk__in=documents)
    return texts.select_related("partnership__country").order_by("-pk")


def passages(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    rows, hits = _passages(ids), {}
    programme_of = {row.text_id: row for row in _programmes_of_texts({row.document_id for row in rows})}
    for row in rows:
        programme = programme_of.get(row.document_id)
        if programme is None:
            continue
        html, _number = marker.excerpt([row.text])
        place = _("page %(number)d") % {"number": row.page} if row.page else ""
        title, _shown = _title(marker, programme.title_da, programme.title_en)
        title = format_html("{}, ¶ {}", title, row.paragraph)
        hits[row.pk] = Hit(
            f"{programme.get_absolute_url()}text/#p{row.paragraph}", title,
            joined([marker.marked(programme.partnership.country.name), place]),
            _in_language(html, row.document.language), is_signed=True,
        )  # fmt: skip
    return _in_order(ids, hits), False


HITS: dict[Kind, Show] = {
    Kind.PARTNERSHIP: partnerships,
    Kind.PROGRAMME: programmes,
    Kind.ORGANISATION: organisations,
    Kind.COMMITMENT: commitments,
    Kind.PASSAGE: passages,
}
