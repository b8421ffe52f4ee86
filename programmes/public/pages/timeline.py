"""A partnership over the years: levels, programmes, events, changes of text and of status, the latest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy import clock
from embassy.partial_dates import PartialDate
from programmes.models import (
    Commitment,
    Event,
    EventProgramme,
    Partnership,
    PartnershipLevel,
    Programme,
    StatusReport,
    Wording,
)
from programmes.public.pages.commitment_rows import SHOWN_ORDER
from programmes.public.pages.country import event_sources, happening, texts_held
from programmes.public.pages.programme import concluded, published_programmes
from programmes.public.pages.programme_life import Review, last_evaluated
from programmes.statuses import phrase
from programmes.words.notes import HeldTexts
from programmes.words.strings import date_words, joined, marked, marked_pick

# What stands first on the same day: the frame before what happened in it.
LEVEL, PROGRAMME, EVENT, TEXT, STATUS = KINDS = ("level", "programme", "event", "text", "status")

MOST_TITLES = 5  # on one day, of commitments with the same new status; of more, only the numbers are named


REPORT_COLUMNS = (
    "commitment", "commitment__programme", "commitment__number", "commitment__plain_title_da",
    "commitment__plain_title_en", "commitment__kind", "as_of_on", "status", "is_demo",
)  # fmt: skip

Urls: TypeAlias = Mapping[int, str]  # of programmes
Changed: TypeAlias = tuple[int, str, SafeString]  # a commitment's programme, number and title


class ReportValues(NamedTuple):
    """The values of one report under its REPORT_COLUMNS, in that order."""

    commitment_id: int
    programme_id: int
    number: str
    title_da: str
    title_en: str
    commitment_kind: str
    as_of_on: dt.date
    status: str
    is_demo: bool


@dataclass(slots=True)
class Entry:
    """Something that happened on a day, in a month or in a year. `title` and `about` are HTML; `kind` one of KINDS."""

    on: PartialDate
    kind: str
    title: str
    about: str = ""
    when: str = ""
    label: str = ""
    is_to_come: bool = False
    sources: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Year:
    year: int
    entries: list[Entry]


@dataclass
class Timeline:
    name: str
    url: str
    evaluated: list[SafeString]  # when each programme was evaluated last
    years: list[Year]
    is_demonstration: bool


def timeline_of(partnership: Partnership, *, at: dt.datetime) -> Timeline:
    """Everything dated that the public may know of one partnership, in a fixed number of queries."""
    day = clock.public_day(at)
    programmes = published_programmes(partnership.country.slug)
    urls = {programme.pk: programme.get_absolute_url() for programme in programmes}
    texts = texts_held(programmes)
    events = list(
        Event.objects.public()
        .filter(partnership=partnership)
        .prefetch_related("documents", "programme_links__programme__partnership__country")
    )
    reports = _public_reports(urls, at=at)
    entries = [
        *_levels(partnership, texts),
        *_programmes(programmes, urls, events),
        *(_event(event, texts, day) for event in events),
        *_new_wordings(urls, day),
        *_withdrawals(urls, day),
        *_status_changes(reports, urls),
        *_withdrawn_reports(urls, at=at),
    ]
    labels = _labels()
    for entry in entries:
        entry.when = entry.when or date_words(entry.on)
        entry.label = entry.label or labels[entry.kind]
        entry.is_to_come = entry.on.earliest > day
    return Timeline(
        name=partnership.country.name,
        url=partnership.get_absolute_url(),
        evaluated=_evaluated(programmes, urls, events, day),
        years=_by_year(entries),
        is_demonstration=any(event.is_demo for event in events) or any(report.is_demo for report in reports),
    )


def _labels() -> dict[str, str]:
    return {
        LEVEL: _("Level"),
        PROGRAMME: _("Programme"),
        EVENT: _("Event"),
        TEXT: _("Text"),
        STATUS: _("Status"),
    }


def _by_year(entries: Iterable[Entry]) -> list[Year]:
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: KINDS.index(one.kind)):
        years[entry.on.year].append(entry)
    for of_year in years.values():
        of_year.sort(key=lambda one: str(one.on), reverse=True)
    return [Year(year, years[year]) for year in sorted(years, reverse=True)]


def _levels(partnership: Partnership, texts: HeldTexts) -> list[Entry]:
    levels = PartnershipLevel.objects.filter(partnership=partnership).prefetch_related("documents")
    return [
        Entry(
            level.agreed_on, LEVEL, marked(level.title), _("The level of the partnership from this date."),
            sources=event_sources(level, texts),
        )
        for level in levels
    ]  # fmt: skip


def _programmes(programmes: Iterable[Programme], urls: Urls, events: Iterable[Event]) -> Iterator[Entry]:
    """What is dated about the programmes themselves; a signing that an event tells of is left to it."""
    signed_at_event = {
        link.programme_id
        for event in events
        for link in event.programme_links.all()
        if link.relation == EventProgramme.Relation.SIGNED
    }
    for programme in programmes:
        title = format_html('<a href="{}">{}</a>', urls[programme.pk], marked(programme.title))
        steps = [
            (programme.announced_on, _("Announced.")),
            (programme.preparation_noted_on, _("Noted as in preparation.")),
            (programme.starts_on, _("The period begins.")),
            (programme.ends_on, _period_ends(programme)),
        ]
        if programme.signed_on and programme.pk not in signed_at_event:
            words = concluded(programme)
            steps.append((programme.signed_on, f"{words[:1].upper()}{words[1:]}."))
        yield from (Entry(on, PROGRAMME, title, words) for on, words in steps if on)


def _period_ends(programme: Programme) -> str:
    if programme.end_is_certain:
        return _("The period ends.")
    return _("The period ends; the exact end is not recorded.")


def _event(event: Event, texts: HeldTexts, day: dt.date) -> Entry:
    words = happening(event, texts, on=day)
    label = capfirst(event.get_kind_display()) if event.kind in Event.REVIEWS else ""
    return Entry(
        event.starts_on, EVENT, words.title, words.about, when=words.when, label=label, sources=words.sources
    )


def _evaluated(
    programmes: Iterable[Programme], urls: Urls, events: Iterable[Event], day: dt.date
) -> list[SafeString]:
    """The programmes that have been evaluated, each with when that was last."""
    reviews: dict[int, list[Review]] = defaultdict(list)
    for event in events:
        if event.kind in Event.REVIEWS:
            for link in event.programme_links.all():
                if link.relation == EventProgramme.Relation.REVIEWED:
                    reviews[link.programme_id].append(Review(event.kind, event.starts_on, event.ends_on))
    words = [(programme, last_evaluated(reviews[programme.pk], on=day)) for programme in programmes]
    return [
        format_html('<a href="{}">{}</a>: {}', urls[programme.pk], marked(programme.title), said)
        for programme, said in words
        if said
    ]


def _link(urls: Urls, programme: int, number: str) -> SafeString:
    return format_html('<a href="{}{}/">{}</a>', urls[programme], number, number)


def _new_wordings(urls: Urls, day: dt.date) -> list[Entry]:
    """Commitments added or reworded since the signing, by the day from which the words hold."""
    wordings = (
        Wording.objects.public()
        .filter(
            commitment__in=Commitment.objects.published().filter(programme__in=urls), valid_from__isnull=False
        )
        .order_by("valid_from", "commitment__position")
        .values_list("valid_from", "commitment__programme", "commitment__number")
        .distinct()
    )
    days: dict[dt.date, list[SafeString]] = defaultdict(list)
    for valid_from, programme, number in wordings:
        if valid_from and valid_from <= day:
            days[valid_from].append(_link(urls, programme, number))
    return [
        Entry(PartialDate.parse(on), TEXT, _("New wording"), joined(links, ", "))
        for on, links in days.items()
    ]


def _withdrawals(urls: Urls, day: dt.date) -> list[Entry]:
    """Commitments withdrawn from their programme."""
    withdrawn = Commitment.objects.published().filter(programme__in=urls, withdrawn_on__lte=day)
    days: dict[dt.date, list[SafeString]] = defaultdict(list)
    for on, programme, number in withdrawn.order_by("position").values_list(
        "withdrawn_on", "programme", "number"
    ):
        if on:
            days[on].append(_link(urls, programme, number))
    return [
        Entry(PartialDate.parse(on), TEXT, _("Withdrawn from the programme"), joined(links, ", "))
        for on, links in days.items()
    ]


def _public_reports(urls: Urls, *, at: dt.datetime) -> list[ReportValues]:
    """The Danish side's public reports, in the order in which each commitment's status came about."""
    reports = StatusReport.objects.public(at=at).danish().filter(commitment__programme__in=urls)
    ordered = reports.order_by("commitment__position", "commitment", "as_of_on", "effective_at", "pk")
    return list(map(ReportValues._make, ordered.values_list(*REPORT_COLUMNS)))


def _status_changes(reports: Iterable[ReportValues], urls: Urls) -> Iterator[Entry]:
    """The days on which statuses became others: one entry a day, the commitments under their new status.

    A status is said in the words of the commitment's kind, as on its own page.
    """
    last: dict[int, str] = {}
    days: dict[dt.date, dict[tuple[str, str], list[Changed]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if last.get(report.commitment_id) != report.status:
            title = marked_pick(report.title_da, report.title_en)
            said = report.status, phrase(report.commitment_kind, report.status)
            days[report.as_of_on][said].append((report.programme_id, report.number, title))
        last[report.commitment_id] = report.status
    for on, changes in days.items():
        parts = [
            format_html('<span class="status status-{}">{}</span>{}', status, words, _changed(changed, urls))
            for (status, words), changed in sorted(changes.items(), key=_in_shown_order)
        ]
        yield Entry(PartialDate.parse(on), STATUS, joined(parts, ""))


def _in_shown_order(change: tuple[tuple[str, str], list[Changed]]) -> int:
    """By status; of one status, the words stay in the order of the commitments."""
    (status, _words), _commitments = change
    return SHOWN_ORDER.index(status)


def _changed(commitments: Sequence[Changed], urls: Urls) -> SafeString:
    """Those that changed to one status on one day: a line each, or only their numbers where they are many."""
    if len(commitments) > MOST_TITLES:
        numbers = [_link(urls, programme, number) for programme, number, _title in commitments]
        return format_html("<p>{}</p>", joined(numbers, ", "))
    return joined(
        [
            format_html('<p>{} <a href="{}{}/">{}</a></p>', number, urls[programme], number, title or number)
            for programme, number, title in commitments
        ],
        "",
    )


def _withdrawn_reports(urls: Urls, *, at: dt.datetime) -> list[Entry]:
    withdrawn = (
        StatusReport.objects.withdrawn_from_public(at=at)
        .filter(commitment__programme__in=urls)
        .order_by("withdrawn_at")
        .values_list("withdrawn_at", "commitment__programme", "commitment__number")
    )
    return [
        Entry(
            PartialDate.parse(clock.public_day(withdrawn_at)), STATUS, _("A report was withdrawn"),
            _link(urls, programme, number),
        )
        for withdrawn_at, programme, number in withdrawn
        if withdrawn_at
    ]  # fmt: skip
