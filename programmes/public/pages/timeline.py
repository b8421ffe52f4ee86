"""A partnership over the years: levels, programmes, events, changes of text and of status, the latest first."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.partial_dates import PartialDate
from programmes.models import (
    Commitment,
    Event,
    EventProgramme,
    PartnershipLevel,
    StatusReport,
    Wording,
)
from programmes.public.pages.commitment_rows import SHOWN_ORDER
from programmes.public.pages.country import event_sources, happening
from programmes.public.pages.programme import concluded, published_programmes, text_url
from programmes.statuses import PublicStatus
from programmes.words.strings import date_words, joined, marked, marked_pick

# What stands first on the same day: the frame before what happened in it.
LEVEL, PROGRAMME, EVENT, TEXT, STATUS = KINDS = ("level", "programme", "event", "text", "status")

MOST_TITLES = 5  # on one day, of commitments with the same new status; of more, only the numbers are named


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
    sources: list = field(default_factory=list)


@dataclass
class Year:
    year: int
    entries: list


@dataclass
class Timeline:
    name: str
    url: str
    years: list
    is_demonstration: bool


def timeline_of(partnership, *, at):
    """Everything dated that the public may know of one partnership, in a fixed number of queries."""
    day = clock.public_day(at)
    programmes = published_programmes(partnership.country.slug)
    urls = {programme.pk: programme.get_absolute_url() for programme in programmes}
    held = {
        programme.text_id: text_url(programme, urls[programme.pk])
        for programme in programmes
        if programme.text_id and programme.text_is_held
    }
    events = list(
        Event.objects.public()
        .filter(partnership=partnership)
        .prefetch_related("documents", "programme_links__programme__partnership__country")
    )
    reports = list(_public_reports(urls, at=at))
    entries = [
        *_levels(partnership, held),
        *_programmes(programmes, urls, events),
        *(_event(event, held) for event in events),
        *_new_wordings(urls, day),
        *_withdrawals(urls, day),
        *_status_changes(reports, urls),
        *_withdrawn_reports(urls, at=at),
    ]
    labels = _labels()
    for entry in entries:
        entry.when = entry.when or date_words(entry.on)
        entry.label = labels[entry.kind]
        entry.is_to_come = entry.on.earliest > day
    return Timeline(
        name=partnership.country.name,
        url=partnership.get_absolute_url(),
        years=_by_year(entries),
        is_demonstration=any(event.is_demo for event in events) or any(report[-1] for report in reports),
    )


def _labels():
    return {
        LEVEL: _("Level"),
        PROGRAMME: _("Programme"),
        EVENT: _("Event"),
        TEXT: _("Text"),
        STATUS: _("Status"),
    }


def _by_year(entries):
    years = defaultdict(list)
    for entry in sorted(entries, key=lambda one: KINDS.index(one.kind)):
        years[entry.on.year].append(entry)
    for found in years.values():
        found.sort(key=lambda one: str(one.on), reverse=True)
    return [Year(year, years[year]) for year in sorted(years, reverse=True)]


def _levels(partnership, held):
    levels = PartnershipLevel.objects.filter(partnership=partnership).prefetch_related("documents")
    return [
        Entry(
            level.agreed_on, LEVEL, marked(level.title), _("The level of the partnership from this date."),
            sources=event_sources(level, held),
        )
        for level in levels
    ]  # fmt: skip


def _programmes(programmes, urls, events):
    """What is dated about the programmes themselves; a signing that an event tells of is left to it."""
    told = {
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
        if programme.signed_on and programme.pk not in told:
            words = concluded(programme)
            steps.append((programme.signed_on, f"{words[:1].upper()}{words[1:]}."))
        yield from (Entry(on, PROGRAMME, title, words) for on, words in steps if on)


def _period_ends(programme):
    if programme.end_is_certain:
        return _("The period ends.")
    return _("The period ends; the exact end is not recorded.")


def _event(event, held):
    found = happening(event, held)
    return Entry(event.starts_on, EVENT, found.title, found.about, when=found.when, sources=found.sources)


def _link(urls, programme, number):
    return format_html('<a href="{}{}/">{}</a>', urls[programme], number, number)


def _new_wordings(urls, day):
    """Commitments added or reworded since the signing, by the day from which the words hold."""
    found = (
        Wording.objects.public()
        .filter(
            commitment__in=Commitment.objects.published().filter(programme__in=urls), valid_from__isnull=False
        )
        .order_by("valid_from", "commitment__position")
        .values_list("valid_from", "commitment__programme", "commitment__number")
        .distinct()
    )
    days = defaultdict(list)
    for valid_from, programme, number in found:
        if valid_from <= day:
            days[valid_from].append(_link(urls, programme, number))
    return [
        Entry(PartialDate.parse(on), TEXT, _("New wording"), joined(links, ", "))
        for on, links in days.items()
    ]


def _withdrawals(urls, day):
    """Commitments withdrawn from their programme."""
    found = Commitment.objects.published().filter(programme__in=urls, withdrawn_on__lte=day)
    days = defaultdict(list)
    for on, programme, number in found.order_by("position").values_list(
        "withdrawn_on", "programme", "number"
    ):
        days[on].append(_link(urls, programme, number))
    return [
        Entry(PartialDate.parse(on), TEXT, _("Withdrawn from the programme"), joined(links, ", "))
        for on, links in days.items()
    ]


def _public_reports(urls, *, at):
    """The Danish side's public reports, in the order in which each commitment's status came about."""
    return (
        StatusReport.objects.public(at=at)
        .danish()
        .filter(commitment__programme__in=urls)
        .order_by("commitment__position", "commitment", "as_of_on", "effective_at", "pk")
        .values_list(
            "commitment",
            "commitment__programme",
            "commitment__number",
            "commitment__plain_title_da",
            "commitment__plain_title_en",
            "as_of_on",
            "status",
            "is_demo",
        )
    )


def _status_changes(reports, urls):
    """The days on which statuses became others: one entry a day, the commitments under their new status."""
    last, days = {}, defaultdict(lambda: defaultdict(list))
    for commitment, programme, number, title_da, title_en, as_of_on, status, _is_demo in reports:
        if last.get(commitment) != status:
            days[as_of_on][status].append((programme, number, marked_pick(title_da, title_en)))
        last[commitment] = status
    for on, changes in days.items():
        parts = [
            format_html(
                '<span class="status status-{}">{}</span>{}', status, PublicStatus(status).label,
                _changed(changes[status], urls),
            )
            for status in SHOWN_ORDER
            if status in changes
        ]  # fmt: skip
        yield Entry(PartialDate.parse(on), STATUS, joined(parts, ""))


def _changed(commitments, urls):
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


def _withdrawn_reports(urls, *, at):
    found = (
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
        for withdrawn_at, programme, number in found
    ]  # fmt: skip
