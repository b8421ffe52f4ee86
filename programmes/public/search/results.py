"""What the search shows of each thing it found: its title, where it belongs, and the words around those looked for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import pick
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
    Signatory,
    Track,
    Wording,
)
from programmes.public.pages.commitment_rows import COLUMNS, WITHDRAWN, commitment_rows
from programmes.public.search.excerpts import Marker
from programmes.public.search.happenings import activities, events, notes
from programmes.public.search.hits import (
    Hit,
    Hits,
    Show,
    Texts,
    add_other,
    gathered_by,
    in_language,
    in_order,
    marked_title,
)
from programmes.rules.responsible import parts_ever
from programmes.statuses import phrase
from programmes.words.strings import acronym_beside, joined, other_names, period_words, with_acronym

Kind = SearchEntry.Kind
ALIASES_SHOWN = 8


def _partnerships(ids: Collection[int]) -> QuerySet[Partnership]:
    return Partnership.objects.published().filter(pk__in=ids).select_related("country").order_by()


def _levels(ids: Collection[int]) -> QuerySet[PartnershipLevel, tuple[Any, ...]]:
    levels = PartnershipLevel.objects.filter(partnership__pk__in=ids).order_by("agreed_on")
    return levels.values_list("partnership_id", "title_da", "title_en")


def partnerships(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    levels, hits = gathered_by(_levels(ids)), {}
    for row in _partnerships(ids):
        country, texts = row.country, Texts()
        title, shown = marked_title(marker, country.name_da, country.name_en)
        for title_da, title_en in reversed(levels[row.pk]):
            text = pick(da=title_da, en=title_en)
            texts.add(text, text.lang)
        add_other(texts, country.name_da, country.name_en, shown)
        excerpt, _signed = texts.excerpt(marker)
        hits[row.pk] = Hit(row.get_absolute_url(), title, marked_title(
            marker, country.official_name_da, country.official_name_en)[0], excerpt)  # fmt: skip
    return in_order(ids, hits), False


def _programmes(ids: Collection[int]) -> QuerySet[Programme]:
    return Programme.objects.published().filter(pk__in=ids).select_related("partnership__country").order_by()


def _areas(ids: Collection[int]) -> QuerySet[PriorityArea, tuple[Any, ...]]:
    areas = PriorityArea.objects.filter(programme__pk__in=ids, programme__is_named_only=False).order_by(
        "number"
    )
    return areas.values_list("programme_id", "title", "title_da", "title_en")


def _tracks(ids: Collection[int]) -> QuerySet[Track, tuple[Any, ...]]:
    tracks = Track.objects.filter(area__programme__pk__in=ids, area__programme__is_named_only=False).order_by(
        "pk"
    )
    return tracks.values_list("area__programme_id", "title", "title_da")


def _signatories(ids: Collection[int]) -> QuerySet[Signatory, tuple[Any, ...]]:
    named = Signatory.objects.filter(
        programme__pk__in=ids,
        programme__is_named_only=False,
        programme__signing_note_da="",
        programme__signing_note_en="",
    )
    return named.order_by("pk").values_list("programme_id", "name", "title_da", "title_en")


def programmes(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    areas, tracks, hits = gathered_by(_areas(ids)), gathered_by(_tracks(ids)), {}
    signatories = gathered_by(_signatories(ids))
    for row in _programmes(ids):
        texts = Texts()
        title, shown = marked_title(marker, row.title_da, row.title_en)
        for note in () if row.is_named_only else (row.standfirst, row.signing_note):
            texts.add(note, note.lang)
        texts.add(row.title_signed, row.language, is_signed=True)
        for signed, title_da, title_en in areas[row.pk]:
            plain = pick(da=title_da, en=title_en)
            texts.add(plain, plain.lang)
            texts.add(signed, row.language, is_signed=True)
        for signed, title_da in tracks[row.pk]:
            texts.add(title_da, "da")
            texts.add(signed, row.language, is_signed=True)
        for name, title_da, title_en in signatories[row.pk]:
            title_of = pick(da=title_da, en=title_en)
            texts.add(
                joined([name, title_of], ", "), title_of.lang if title_of else None, label=_("Signatory:")
            )
        add_other(texts, row.title_da, row.title_en, shown)
        excerpt, is_signed = texts.excerpt(marker)
        period = period_words(row.starts_on, row.ends_on)
        where = joined([marker.marked(row.partnership.country.name), marker.marked(row.reference), period])
        hits[row.pk] = Hit(row.get_absolute_url(), title, where, excerpt, is_signed)
    return in_order(ids, hits), False


def _organisations(ids: Collection[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).select_related("country").order_by()


def _aliases(ids: Collection[int]) -> QuerySet[OrganisationAlias, tuple[Any, ...]]:
    return OrganisationAlias.objects.filter(organisation__pk__in=ids).values_list("organisation_id", "name")


def organisations(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    aliases, hits = gathered_by(_aliases(ids)), {}
    for row in _organisations(ids):
        texts = Texts()
        title, shown = marked_title(marker, row.name_da, row.name_en)
        if beside := acronym_beside(row.name, row.acronym):
            title = format_html("{} ({})", title, marker.marked(beside))
        add_other(texts, row.name_da, row.name_en, shown)
        known_as = (row.name_en, row.name_da, row.acronym)
        others = other_names((name for (name,) in aliases[row.pk]), *known_as)
        names = ", ".join(others[:ALIASES_SHOWN])
        texts.add(names, label=_("Also named"))
        excerpt, _signed = texts.excerpt(marker)
        place = row.country.name if row.country else ""
        kind = row.get_kind_display()
        where = joined([f"{kind[:1].upper()}{kind[1:]}", marker.marked(place)])
        hits[row.pk] = Hit(row.get_absolute_url(), title, where, excerpt)
    return in_order(ids, hits), False


def _commitments(ids: Collection[int]) -> QuerySet[Commitment]:
    published = Commitment.objects.published().filter(pk__in=ids).order_by()
    return published.select_related("programme__partnership__country")


def _columns(ids: Collection[int]) -> QuerySet[Commitment, tuple[Any, ...]]:
    return Commitment.objects.published().filter(pk__in=ids).order_by().values_list(*COLUMNS)


def _wordings(ids: Collection[int], day: dt.date) -> QuerySet[Wording]:
    return Wording.objects.public().begun_by(day).filter(commitment__pk__in=ids).by_precedence()


def _responsible(ids: Collection[int]) -> QuerySet[Responsibility, tuple[Any, ...]]:
    columns = ("organisation__name_da", "organisation__name_en", "organisation__acronym")
    return parts_ever().filter(commitment__pk__in=ids).order_by("pk").values_list("commitment_id", *columns)


def _sectors(ids: Collection[int]) -> QuerySet[Any, tuple[Any, ...]]:
    marked = Commitment.sectors.through.objects.filter(commitment__pk__in=ids).order_by("pk")
    return marked.values_list("commitment_id", "sector__name_da", "sector__name_en")


def commitments(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    of = {row.pk: row for row in _commitments(ids)}
    texts = _texts_of_commitments(of, clock.public_day(at))
    urls = {row.programme_id: row.programme.get_absolute_url() for row in of.values()}
    rows = commitment_rows(_columns(of), at=at, base_urls=urls)
    hits = {}
    for row in rows:
        one = of[row.pk]
        excerpt, is_signed = texts[row.pk].excerpt(marker)
        title, _shown = marked_title(marker, one.plain_title_da, one.plain_title_en)
        country = one.programme.partnership.country
        status = (row.status, _("Withdrawn from the programme")) if row.status == WITHDRAWN else (
            row.status, phrase(row.kind, row.status))  # fmt: skip
        hits[row.pk] = Hit(
            one.get_absolute_url(), title or marker.marked(one.reference),
            joined([marker.marked(one.reference), marker.marked(country.name)]), excerpt, is_signed, status,
        )  # fmt: skip
    return in_order(ids, hits), any(row.is_demo for row in rows)


def _texts_of_commitments(of: Mapping[int, Commitment], day: dt.date) -> dict[int, Texts]:
    """The words of each: its wordings, the one that holds first, its other title, and who is responsible."""
    texts: dict[int, Texts] = defaultdict(Texts)
    for wording in sorted(_wordings(of, day), key=lambda wording: not wording.holds_on(day)):
        texts[wording.commitment_id].add(wording.text, wording.language, is_signed=True)
    for pk, row in of.items():
        add_other(
            texts[pk],
            row.plain_title_da,
            row.plain_title_en,
            pick(da=row.plain_title_da, en=row.plain_title_en),
        )
    for pk, name_da, name_en, acronym in _responsible(of):
        name = pick(da=name_da, en=name_en)
        texts[pk].add(with_acronym(str(name), acronym), name.lang, label=_("Involved:"))
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
        title, _shown = marked_title(marker, programme.title_da, programme.title_en)
        title = format_html("{}, ¶ {}", title, row.paragraph)
        hits[row.pk] = Hit(
            f"{programme.get_absolute_url()}text/#p{row.paragraph}", title,
            joined([marker.marked(programme.partnership.country.name), place]),
            in_language(html, row.document.language), is_signed=True,
        )  # fmt: skip
    return in_order(ids, hits), False


HITS: dict[Kind, Show] = {
    Kind.PARTNERSHIP: partnerships,
    Kind.PROGRAMME: programmes,
    Kind.ORGANISATION: organisations,
    Kind.COMMITMENT: commitments,
    Kind.EVENT: events,
    Kind.ACTIVITY: activities,
    Kind.NOTE: notes,
    Kind.PASSAGE: passages,
}
