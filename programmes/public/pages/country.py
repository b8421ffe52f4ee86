"""A country's page: the partnership's levels, the programme that matters now, and what else is recorded."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db.models import Count, Q
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.languages import active_language
from embassy.models import Mission
from embassy.types import StrOrPromise
from programmes.models import (
    Commitment,
    Document,
    Event,
    EventProgramme,
    Note,
    Partnership,
    PartnershipLevel,
    PriorityArea,
    Programme,
    StatusReport,
)
from programmes.models.events import EventQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.commitment_rows import published_sentence
from programmes.public.pages.counts import counts_of
from programmes.public.pages.programme import facts_line, published_programmes, text_url
from programmes.public.pages.programme_life import ProgrammeLife, describe_life, matters_now
from programmes.statuses import Status
from programmes.words.notes import HeldTexts, PublicNote, Source, public_notes, sources_of
from programmes.words.strings import date_words, event_words, joined, marked
from programmes.words.written import written

# Danish adjectives of the levels, as they read before "partnere".
DANISH_PLURALS = {
    "strategisk": "strategiske",
    "grønt": "grønne",
    "omfattende": "omfattende",
    "styrket": "styrkede",
}

STATUS_COLUMNS = ("programme", "status_now", "report_now")


@dataclass
class ProgrammeCard:
    """A programme in a few lines."""

    title: str
    url: str
    life: ProgrammeLife
    period_note: str
    facts: list[str]
    counts: str
    standing: str
    text_url: str
    has_rows: bool
    is_complete: bool
    is_demonstration: bool


@dataclass(slots=True)
class Happening:
    """A level reached or an event held."""

    when: str
    title: str
    about: str
    sources: list[tuple[str, str]]  # titles and addresses

    def add_level(self, level: PartnershipLevel, sources: list[tuple[str, str]]) -> None:
        """Say that the partnership has a level from this day, with what that is known from."""
        self.about = joined([self.about, format_html(_("From this date: {}"), marked(level.title))], ". ")
        self.sources = list(dict.fromkeys([*self.sources, *sources]))


@dataclass(slots=True)
class MissionLines:
    title: str
    website: str
    website_name: str
    email: str
    phone: str
    address: str


@dataclass
class CountryPage:
    name: str
    official_name: str
    slug: str
    standfirst: str
    card: ProgrammeCard | None
    others: list[ProgrammeCard]
    missions: list[MissionLines]
    events: list[Happening]
    notes: list[PublicNote]
    documents: list[Source]
    is_demonstration: bool
    as_of: AsOf | None = None


def country_page(partnership: Partnership, *, at: dt.datetime, as_of: AsOf | None = None) -> CountryPage:
    """Everything the page shows, now or as of an earlier day."""
    at = as_of.at if as_of else at
    day = clock.public_day(at)
    country = partnership.country
    programmes = published_programmes(country.slug, on=day if as_of else None)
    cards = programme_cards(programmes, at=at, as_of=as_of)
    main = matters_now(programmes, on=day)
    reached = PartnershipLevel.objects.filter(partnership=partnership)
    dated = Event.objects.public().filter(partnership=partnership)
    notes = Note.objects.filter(partnership=partnership, programme=None)
    documents = Document.objects.filter(partnership=partnership)
    if as_of:
        reached, dated = reached.filter(agreed_on__lte=day), dated.filter(starts_on__lte=day)
        notes = notes.filter(Q(noted_on=None) | Q(noted_on__lte=day))
        documents = documents.public_on(day).filter(Q(published_on=None) | Q(published_on__lte=day))
    levels = list(reached.order_by("agreed_on").prefetch_related("documents"))
    texts = texts_held(programmes)
    named = {programme.pk for programme in programmes} if as_of else None
    events, has_demo_event = _events(dated, levels, texts, on=day, as_of=as_of, named=named)
    return CountryPage(
        name=country.name,
        official_name="" if country.official_name == country.name else marked(country.official_name),
        slug=country.slug,
        standfirst=levels_sentence(levels),
        card=cards[main.pk] if main else None,
        others=[cards[programme.pk] for programme in programmes if programme is not main],
        missions=[] if as_of else [mission_lines(mission) for mission in country.missions.all()],
        events=events,
        notes=public_notes(notes, texts),
        documents=sources_of(documents.order_by("key"), texts),
        is_demonstration=has_demo_event
        or any(card.is_demonstration for card in cards.values())
        or documents.public().filter(is_demo=True).exists(),
        as_of=as_of,
    )


def texts_held(programmes: Iterable[Programme]) -> dict[int, str]:
    """Where the texts of programmes that are held here can be read, by the document's id."""
    return {
        programme.text_id: text_url(programme, programme.get_absolute_url())
        for programme in programmes
        if programme.text_id and programme.text_is_held
    }


def programme_cards(
    programmes: Iterable[Programme], *, at: dt.datetime, as_of: AsOf | None = None
) -> dict[int, ProgrammeCard]:
    """A card for each programme, by id; the number of queries does not depend on how many there are."""
    day = clock.public_day(at)
    ids = [programme.pk for programme in programmes]
    areas = dict(
        PriorityArea.objects.filter(programme__in=ids).values_list("programme").annotate(Count("pk"))
    )
    counts = standing_counts_on(ids, as_of=as_of) if as_of else standing_counts(ids, at=at)
    shows_standing = as_of is None or as_of.has_statuses
    cards: dict[int, ProgrammeCard] = {}
    for programme in programmes:
        url = programme.get_absolute_url()
        total, published, has_demo = counts.get(programme.pk, NOTHING_COUNTED)
        is_agreed = as_of is None or programme.is_agreed_by(day)
        cards[programme.pk] = ProgrammeCard(
            title=marked(programme.title),
            url=keep_day(url, as_of),
            life=describe_life(programme, on=day, successor=programme.successor),
            period_note="" if as_of or programme.is_named_only else written(programme.period_note),
            facts=facts_line(programme, on=day if as_of else None),
            counts=counts_sentence(programme, total, areas.get(programme.pk, 0)) if is_agreed else "",
            standing=published_sentence(published, total)
            if programme.is_complete and total and shows_standing
            else "",
            text_url=text_url(programme, url) if is_agreed else "",
            has_rows=bool(total),
            is_complete=programme.is_complete,
            is_demonstration=has_demo,
        )
    return cards


class Counts(NamedTuple):
    """Of a programme: commitments, those with a published status, and whether some of it is demonstration data."""

    total: int
    published: int
    has_demonstration: bool


NOTHING_COUNTED = Counts(0, 0, False)


def standing_counts(programme_ids: Iterable[int], *, at: dt.datetime) -> dict[int, Counts]:
    counts = counts_of(Programme.objects.filter(pk__in=programme_ids), at=at)
    demo: set[int] = set()
    if StatusReport.objects.filter(is_demo=True).exists():
        shown = Commitment.objects.without_unpublished_or_withdrawn().filter(public_report__is_demo=True)
        demo.update(shown.order_by().values_list("programme", flat=True).distinct())
    return {
        programme: Counts(
            by_status.total(), sum(by_status[status] for status in Status.values), programme in demo
        )
        for programme, by_status in counts.items()
    }


def standing_counts_on(programme_ids: Iterable[int], *, as_of: AsOf) -> dict[int, Counts]:
    """The same as the commitments stood on an earlier day."""
    shown = (
        Commitment.objects.shown_on(as_of.day)
        .standing_on(as_of.day)
        .filter(programme__in=programme_ids)
        .with_status_on(as_of.day)
    )
    rows = list(shown.values_list(*STATUS_COLUMNS))
    reports = [report for _programme, _status, report in rows if report]
    demo = set(StatusReport.objects.filter(pk__in=reports, is_demo=True).values_list("pk", flat=True))
    counts: dict[int, Counts] = {}
    for programme, status, report in rows:
        total, published, has_demo = counts.get(programme, NOTHING_COUNTED)
        counts[programme] = Counts(
            total + 1, published + (status in Status.values), has_demo or report in demo
        )
    return counts


def counts_sentence(programme: Programme, total: int, areas: int) -> str:
    """`69 commitments in 4 areas.`, or why no total is given."""
    if programme.is_named_only:
        return ""
    if not programme.is_complete:
        if total:
            return _("Some of its commitments are named in a ministry summary; we do not have the full text.")
        return _("We do not have the full text.")
    if not total:
        return ""
    commitments = ngettext("%(count)d commitment", "%(count)d commitments", total) % {"count": total}
    if not areas:
        return f"{commitments}."
    return ngettext(
        "%(commitments)s in %(count)d area.", "%(commitments)s in %(count)d areas.", areas
    ) % {"commitments": commitments, "count": areas}  # fmt: skip


def levels_sentence(levels: Iterable[PartnershipLevel]) -> str:
    """`Strategic partners since 2011; comprehensive green strategic partners since 2021.`"""
    parts = [
        _("%(partners)s since %(year)s") % {"partners": _partners(level), "year": level.agreed_on.year}
        for level in levels
    ]
    if not parts:
        return ""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _partners(level: PartnershipLevel) -> str:
    """A level's title as what the two countries are: `Strategic Partnership` makes them strategic partners."""
    title = str(level.title).lower()
    if active_language() == "en":
        return title.replace("partnership arrangement", "partners").replace("partnership", "partners")
    *adjectives, noun = title.split()
    if noun == "partnerskab" and all(word in DANISH_PLURALS for word in adjectives):
        return " ".join([*(DANISH_PLURALS[word] for word in adjectives), "partnere"])
    return title


def _events(
    events: EventQuerySet,
    levels: Iterable[PartnershipLevel],
    texts: HeldTexts,
    *,
    on: dt.date,
    as_of: AsOf | None,
    named: Collection[int] | None,
) -> tuple[list[Happening], bool]:
    """Milestones and events, the latest first, with their public sources; and whether any is demonstration data."""
    listed = list(events.prefetch_related("documents", "programme_links__programme__partnership__country"))
    happenings = [
        (event.starts_on, happening(event, texts, on=on, as_of=as_of, named=named)) for event in listed
    ]
    days = {str(event.starts_on): place for place, event in enumerate(listed)}
    for level in levels:
        place = days.get(str(level.agreed_on))
        if place is None:
            happenings.append((level.agreed_on, _new_level(level, texts)))
        else:  # the day on which it was agreed is told once
            happenings[place][1].add_level(level, event_sources(level, texts))
    happenings.sort(key=lambda pair: str(pair[0]), reverse=True)
    return [happening for _date, happening in happenings], any(event.is_demo for event in listed)


def _new_level(level: PartnershipLevel, texts: HeldTexts) -> Happening:
    return Happening(
        when=date_words(level.agreed_on),
        title=marked(level.title),
        about=_("The level of the partnership from this date."),
        sources=event_sources(level, texts),
    )


def happening(
    event: Event,
    texts: HeldTexts,
    *,
    on: dt.date,
    as_of: AsOf | None = None,
    named: Collection[int] | None = None,
) -> Happening:
    """An event in a few ready words, with what it did to which published programme, of those `named` if given.

    `on` is the day that the page shows.
    """
    about = [marked(event.place), written(event.participants)]
    for link in event.programme_links.all():
        if link.programme.is_published and (named is None or link.programme_id in named):
            relation = relation_words(event, link, on=on)
            url, title = keep_day(link.programme.get_absolute_url(), as_of), marked(link.programme.title)
            about.append(format_html('{}: <a href="{}">{}</a>', capfirst(relation), url, title))
    return Happening(
        when=event_words(event.starts_on, event.ends_on),
        title=marked(event.title),
        about=joined(about, ". "),
        sources=event_sources(event, texts),
    )


def relation_words(event: Event, link: EventProgramme, *, on: dt.date) -> StrOrPromise:
    """What an event did to a programme, or is to do when its day has not come."""
    if link.relation == EventProgramme.Relation.REVIEWED and event.starts_on.earliest > on:
        return _("to review")
    return EventProgramme.Relation(link.relation).label


def event_sources(row: Event | PartnershipLevel, texts: HeldTexts) -> list[tuple[str, str]]:
    """The public documents of an event or a level: title and address, ours where the text is held here."""
    return [
        (marked(document.title), texts.get(document.pk) or document.url)
        for document in row.documents.all()
        if document.is_public
    ]


def mission_lines(mission: Mission) -> MissionLines:
    """A mission's contact, as far as it is recorded."""
    titles = {
        "embassy": _("Embassy of Denmark in %(city)s"),
        "consulate": _("Consulate of Denmark in %(city)s"),
    }
    return MissionLines(
        title=titles[mission.kind] % {"city": mission.city},
        website=mission.website,
        website_name=urlsplit(mission.website).netloc,
        email=mission.email,
        phone=mission.phone,
        address=mission.address,
    )
