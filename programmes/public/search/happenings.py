"""What the search shows of events, activities and notes: what is public of them, and the page that it stands on."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy.languages import pick
from programmes.models import Activity, Commitment, Event, Note
from programmes.public.search.excerpts import Marker
from programmes.public.search.hits import Hit, Hits, Texts, add_other, gathered_by, in_order, marked_title
from programmes.words.strings import date_words, event_words, joined


def _events(ids: Collection[int]) -> QuerySet[Event]:
    return Event.objects.public().filter(pk__in=ids).select_related("partnership__country").order_by()


def events(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    hits, is_demo = {}, False
    for row in _events(ids):
        texts, country = Texts(), row.partnership.country
        title, shown = marked_title(marker, row.title_da, row.title_en)
        for pair in ((row.participants_da, row.participants_en), (row.place_da, row.place_en)):
            text = pick(da=pair[0], en=pair[1])
            texts.add(text, text.lang)
            add_other(texts, *pair, text)
        add_other(texts, row.title_da, row.title_en, shown)
        excerpt, _signed = texts.excerpt(marker)
        when = event_words(row.starts_on, row.ends_on)
        where = joined([capfirst(row.get_kind_display()), marker.marked(country.name), when])
        hits[row.pk] = Hit(f"{row.partnership.get_absolute_url()}#events", title, where, excerpt)
        is_demo |= row.is_demo
    return in_order(ids, hits), is_demo


def _activities(ids: Collection[int]) -> QuerySet[Activity]:
    return Activity.objects.public().filter(pk__in=ids).order_by()


def _carried_out(ids: Collection[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """By activity the commitments on whose public pages it stands."""
    public = Commitment.objects.published().with_public_status()
    links = Activity.commitments.through.objects.filter(activity__pk__in=ids, commitment__in=public)
    return links.order_by("commitment__programme__reference", "commitment__position").values_list(
        "activity_id", "commitment_id"
    )


def _shown(ids: Collection[int]) -> Mapping[int, Commitment]:
    published = Commitment.objects.published().select_related("programme__partnership__country")
    return published.in_bulk(list(ids))


def activities(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    carried_out, hits, is_demo = gathered_by(_carried_out(ids)), {}, False
    commitments = _shown({pk for rows in carried_out.values() for (pk,) in rows[:1]})
    for row in _activities(ids):
        (first,), texts = carried_out[row.pk][0], Texts()
        title, shown = marked_title(marker, row.title_da, row.title_en)
        for text in (row.participants, row.outcome, row.place):
            texts.add(text, row.text_language)
        add_other(texts, row.title_da, row.title_en, shown)
        excerpt, _signed = texts.excerpt(marker)
        commitment = commitments[first]
        where = joined(
            [
                marker.marked(commitment.reference),
                marker.marked(commitment.programme.partnership.country.name),
                date_words(row.takes_place_on),
            ]
        )
        title = title or capfirst(row.get_kind_display())
        hits[row.pk] = Hit(f"{commitment.get_absolute_url()}#activities", title, where, excerpt)
        is_demo |= row.is_demo
    return in_order(ids, hits), is_demo


def _notes(ids: Collection[int]) -> QuerySet[Note]:
    related = (
        "partnership__country",
        "programme__partnership__country",
        "commitment__programme__partnership__country",
    )
    return Note.objects.public().filter(pk__in=ids).select_related(*related).order_by()


def notes(ids: list[int], marker: Marker, *, at: dt.datetime) -> Hits:
    hits = {}
    for row in _notes(ids):
        about, texts = row.commitment or row.programme or row.partnership, Texts()
        text = row.text
        texts.add(text, text.lang)
        add_other(texts, row.text_da, row.text_en, text)
        excerpt, _signed = texts.excerpt(marker)
        name = row.commitment.reference if row.commitment else row.programme.title if row.programme else ""
        where = joined([marker.marked(row.partnership.country.name), marker.marked(name)])
        hits[row.pk] = Hit(about.get_absolute_url(), _("Note by the editors"), where, excerpt)
    return in_order(ids, hits), False
