"""A whole programme as a publication: what its page shows, with the wording of every commitment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from embassy import clock
from embassy.languages import active_language
from programmes.models import Commitment, PartnershipLevel, Programme
from programmes.public.pages.country import levels_sentence
from programmes.public.pages.programme import AreaBlock, ProgrammePage, TrackBlock, programme_page
from programmes.words.strings import date_words, in_language
from programmes.words.written import written

WORDING = ("pk", "wording_text", "wording_language")
Wordings: TypeAlias = Mapping[int, tuple[str | None, str | None]]  # words and their language, by commitment


@dataclass
class Publication:
    """The programme's page, the words of its commitments in their order, and the day that they are shown as of."""

    page: ProgrammePage
    levels: str
    areas: list[tuple[AreaBlock, list[tuple[TrackBlock, SafeString]]]]  # tracks with their entries
    languages: list[str]
    as_of: str
    address: str


def publication(programme: Programme, *, at: dt.datetime, site: str) -> Publication:
    """Everything that the publication holds, of a programme from `published_programmes`. `site` begins its address."""
    page = programme_page(programme, at=at)
    wordings = {
        pk: (words, language) for pk, words, language in _wordings(programme.pk, on=clock.public_day(at))
    }
    levels = PartnershipLevel.objects.filter(partnership=programme.partnership_id).order_by("agreed_on")
    foreign = {language for _words, language in wordings.values() if language} - {active_language()}
    return Publication(
        page=page,
        levels=levels_sentence(list(levels.prefetch_related("documents"))),
        areas=[(area, [(track, _entries(track, wordings)) for track in area.tracks]) for area in page.areas],
        languages=[in_language(language) for language in sorted(foreign)],
        as_of=date_words(clock.public_day(at)),
        address=f"{site}{page.url}",
    )


def _wordings(programme: int, *, on: dt.date) -> QuerySet[Commitment, Any]:
    return (
        Commitment.objects.published().filter(programme=programme).with_wording_on(on).values_list(*WORDING)
    )


def _entries(track: TrackBlock, wordings: Wordings) -> SafeString:
    """The track's rows as a list draws them, each with its wording in it."""
    return SafeString("".join([_entry(row.html, *wordings[row.pk]) for row in track.rows]))


def _entry(row: str, words: str | None, language: str | None) -> str:
    if not words:
        return row
    quotation = f'<blockquote lang="{language}">{written(words)}</blockquote>'
    return f"{row.removesuffix('</li>')}{quotation}</li>"
