"""A commitment's page: the words first, then how it stands, by whom, and where it is written."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import active_language
from embassy.models import Country, SectorTeam
from embassy.types import StrOrPromise
from programmes.models import (
    BasisListing,
    Commitment,
    Note,
    Organisation,
    Passage,
    Programme,
    Responsibility,
    Track,
    Wording,
)
from programmes.models.publishing import State, states_on
from programmes.models.shared import Side
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.programme import facts_line, text_url
from programmes.public.pages.programme_life import ProgrammeLife, describe_life
from programmes.public.pages.status_history import ActivityLine, CommitmentStatus, activities_of, status_of
from programmes.rules.responsible import FORUM, by_side, parts_on
from programmes.statuses import KIND_MEANINGS, Kind
from programmes.words.meetings import PublicMeetings, public_meetings
from programmes.words.notes import PublicNote, public_notes
from programmes.words.strings import (
    alphabetical,
    date_words,
    in_language,
    in_language_marked,
    joined,
    marked,
    marked_pick,
    with_acronym,
)
from programmes.words.written import written

HEADINGS: dict[str, Callable[[], str]] = {
    Wording.Provenance.SIGNED: lambda: _("Official wording"),
    Wording.Provenance.OFFICIAL_TRANSLATION: lambda: _("Official translation"),
    Wording.Provenance.COURTESY_TRANSLATION: lambda: _("Courtesy translation"),
    Wording.Provenance.MINISTRY_SUMMARY: lambda: _(
        "Named in a ministry summary; we do not have the full text"
    ),
}


@dataclass(slots=True)
class WordingBlock:
    """Words with their heading, language and the place they come from."""

    heading: str
    text: str
    language: str
    in_language: str
    is_foreign: bool
    source: str
    source_url: str
    cite: str
    until: str


@dataclass(slots=True)
class Responsible:
    """An organisation's part: ready name, its address, how the text names it, and what has become of it."""

    name: str
    url: str
    as_named: str
    successor: str


Link: TypeAlias = tuple[SafeString, str]  # the words and the address


class Neighbour(NamedTuple):
    """The commitment before or after this one."""

    number: str
    title: SafeString
    url: str


@dataclass
class CommitmentPage:
    commitment: Commitment
    programme: Programme
    country: Country
    url: str
    programme_url: str
    programme_title: str
    reference: str
    title: str
    place: list[SafeString]
    track_kind: (
        tuple[StrOrPromise, str] | tuple[()]
    )  # its words and the address of its list; empty outside tracks
    wordings: list[WordingBlock]
    earlier: list[WordingBlock]
    status: CommitmentStatus
    kind: StrOrPromise
    kind_meaning: StrOrPromise
    recurrence: str
    withdrawn: str
    final_since: str
    is_left_open: bool  # the programme was closed without a final status of it
    danish: list[Responsible]
    partner: list[Responsible]
    forums: list[Responsible]
    team: str
    activities: list[ActivityLine]
    meetings: PublicMeetings
    basis: list[SafeString]
    sectors: list[Link]
    sdgs: list[Link]
    notes: list[PublicNote]
    previous: Neighbour | None
    following: Neighbour | None
    life: ProgrammeLife
    facts: list[str]
    address: str
    read_on: str
    is_demonstration: bool
    as_of: AsOf | None = None

    @property
    def lacks_translation(self) -> bool:
        """Whether no wording is in the page's language."""
        return all(wording.is_foreign for wording in self.wordings)


def commitment_page(
    commitment: Commitment, programme: Programme, *, at: dt.datetime, site: str, as_of: AsOf | None = None
) -> CommitmentPage:
    """Everything the page shows, now or as of an earlier day. `site` is the site's own address, for the citation."""
    at = as_of.at if as_of else at
    day = clock.public_day(at)
    commitment.programme = programme
    url, programme_url = commitment.get_absolute_url(), programme.get_absolute_url()
    withdrawn_on = commitment.withdrawn_on if as_of is None or _is_by(commitment.withdrawn_on, day) else None
    current, earlier = _wordings(commitment, programme, day)
    title: str = written(commitment.plain_title)
    if not commitment.plain_title:
        title = _("Commitment %(number)s") % {"number": commitment.number}
    responsible = _responsible(commitment, on=day, as_of=as_of)
    is_withheld = commitment.was_withheld_on(day) if as_of else commitment.is_withheld
    status = status_of(commitment, at=at, as_of=as_of, is_withheld=is_withheld)
    activities = [] if is_withheld else activities_of(commitment, as_of=as_of)
    team = None if as_of else commitment.owner_team
    return CommitmentPage(
        commitment=commitment,
        programme=programme,
        country=programme.partnership.country,
        url=url,
        programme_url=keep_day(programme_url, as_of),
        programme_title=marked(programme.title),
        reference=commitment.reference,
        title=title,
        place=_place(commitment, programme),
        wordings=current,
        earlier=earlier,
        status=status,
        kind=Kind(commitment.kind).label,
        kind_meaning=KIND_MEANINGS[Kind(commitment.kind)],
        recurrence=_recurrence(commitment),
        withdrawn=date_words(withdrawn_on),
        final_since=date_words(programme.closed_on),
        is_left_open=_is_left_open(commitment, programme, as_of),
        danish=responsible[Side.DANISH],
        partner=responsible[Side.PARTNER],
        forums=responsible[FORUM],
        team=_team_words(team) if team else "",
        activities=activities,
        meetings=PublicMeetings([], []) if as_of else public_meetings(commitment, programme, on=day),
        basis=_basis(commitment, programme),
        sectors=[
            (marked(sector.name), keep_day(sector.get_absolute_url(), as_of))
            for sector in commitment.sectors.all()
        ],
        sdgs=[
            (format_html("{} {}", sdg.number, sdg.name), keep_day(sdg.get_absolute_url(), as_of))
            for sdg in commitment.sdgs.all()
        ],
        track_kind=_track_kind(commitment, as_of),
        notes=public_notes(Note.objects.filter(commitment=commitment)),
        previous=_neighbour(
            commitment, programme_url, Q(position__lt=commitment.position), "-position", as_of
        ),
        following=_neighbour(
            commitment, programme_url, Q(position__gt=commitment.position), "position", as_of
        ),
        life=describe_life(programme, on=day, successor=programme.successor),
        facts=facts_line(programme, on=day if as_of else None),
        address=f"{settings.SITE_URL or site}{keep_day(url, as_of)}",
        read_on=date_words(clock.today() if as_of else day),
        is_demonstration=status.is_demonstration
        or any(activity.is_demonstration for activity in activities)
        or bool(team and team.is_demo),
        as_of=as_of,
    )


def _is_left_open(commitment: Commitment, programme: Programme, as_of: AsOf | None) -> bool:
    if as_of is None or not programme.closed_on:
        return bool(programme.closed_on and commitment.left_open_because)
    return bool(states_on(as_of.day, (State.LEFT_OPEN, commitment.pk)))


def _is_by(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date <= day


def _wordings(
    commitment: Commitment, programme: Programme, day: dt.date
) -> tuple[list[WordingBlock], list[WordingBlock]]:
    """The wordings that hold on a day, the one that stands for all first, and those that held before."""
    begun = Wording.objects.public().begun_by(day).filter(commitment=commitment)
    current: list[WordingBlock] = []
    earlier: list[WordingBlock] = []
    for wording in begun.by_precedence().select_related("passage__document"):
        (current if wording.holds_on(day) else earlier).append(_wording_block(wording, programme))
    return current, earlier


def _wording_block(wording: Wording, programme: Programme) -> WordingBlock:
    passage = wording.passage
    document, source, source_url = None, "", ""
    if passage and passage.document.is_public:
        document, source = passage.document, _cited(passage)
        address = text_url(programme, programme.get_absolute_url())
        is_held = document.pk == programme.text_id and programme.text_is_held
        source_url = f"{address}#p{passage.paragraph}" if is_held else document.url
    return WordingBlock(
        heading=HEADINGS[wording.provenance](),
        text=wording.text,
        language=wording.language,
        in_language=in_language(wording.language),
        is_foreign=wording.language != active_language(),
        source=source,
        source_url=source_url,
        cite=document.url if document else "",
        until=date_words(wording.valid_until),
    )


def _cited(passage: Passage) -> SafeString:
    """Where the words stand; the page where the text that we hold shows pages."""
    title = marked(passage.document.title)
    if passage.page:
        return format_html(_("{}, page {}, paragraph {}"), title, passage.page, passage.paragraph)
    return format_html(_("{}, paragraph {}"), title, passage.paragraph)


def _place(commitment: Commitment, programme: Programme) -> list[SafeString]:
    """Where in the programme it stands: its area and its track."""
    place = []
    if commitment.area:
        area = commitment.area
        plain = area.plain_title
        title = marked(plain) if plain else in_language_marked(area.title, programme.language)
        place.append(format_html("{} {}", area.number, title))
    if commitment.track:
        track = commitment.track
        if track.title_da and active_language() == "da":
            place.append(marked_pick(track.title_da, ""))
        else:
            place.append(in_language_marked(track.title, programme.language))
    return place


def _track_kind(commitment: Commitment, as_of: AsOf | None) -> tuple[StrOrPromise, str] | tuple[()]:
    if not commitment.track:
        return ()
    kind = Track.Kind(commitment.track.kind)
    return kind.label, keep_day(reverse("public:track-kind", args=[kind.value]), as_of)


def _recurrence(commitment: Commitment) -> str:
    if commitment.recurrence == Commitment.Recurrence.OTHER:
        return commitment.recurrence_other
    return commitment.get_recurrence_display() if commitment.recurrence else ""


def _responsible(commitment: Commitment, *, on: dt.date, as_of: AsOf | None) -> dict[str, list[Responsible]]:
    """Who has a part on a day, by side."""
    rows = parts_on(on, [commitment]).select_related("organisation__successor")
    parts = sorted(rows, key=lambda part: alphabetical(part.organisation.name))
    return {
        side: [_responsible_organisation(part, on=on, as_of=as_of) for part in those]
        for side, those in by_side(parts).items()
    }


def _responsible_organisation(part: Responsibility, *, on: dt.date, as_of: AsOf | None) -> Responsible:
    organisation = part.organisation
    name = marked(organisation.name)
    successor = organisation.successor if organisation.is_succeeded_by(on) else None
    return Responsible(
        name=with_acronym(name, organisation.acronym),
        url=keep_day(organisation.get_absolute_url(), as_of),
        as_named=part.as_named if part.as_named not in _names_shown(organisation) else "",
        successor=successor_words(organisation, successor) if successor else "",
    )


def _names_shown(organisation: Organisation) -> set[str]:
    """The spellings that the page shows anyway, so that `named as` is said only where it tells something."""
    name, acronym = str(organisation.name), organisation.acronym
    return {name, acronym, f"{name} ({acronym})"}


def successor_words(organisation: Organisation, successor: Organisation) -> SafeString:
    """`Became the Export and Investment Fund of Denmark (2023)`: no finer than recorded, and by which source."""
    known = [escape(date_words(organisation.succeeded_on)), _source_of_succession(organisation)]
    about = format_html(" ({})", joined(known, ", ")) if any(known) else ""
    return format_html(_("Became {organisation}{date}."), organisation=marked(successor.name), date=about)


def _source_of_succession(organisation: Organisation) -> str:
    source, url = marked(organisation.succession_source), organisation.succession_source_url
    return format_html('<a href="{}">{}</a>', url, source or url) if url else source


def _basis(commitment: Commitment, programme: Programme) -> list[SafeString]:
    """The basis agreements listed for the commitment's area."""
    if not commitment.area_id:
        return []
    listings = BasisListing.objects.filter(area=commitment.area_id).order_by("position")
    return [
        in_language_marked(listed_as, programme.language)
        for listed_as in listings.values_list("listed_as", flat=True)
    ]


def _team_words(team: SectorTeam) -> str:
    words = {
        "embassy": _("%(team)s, Embassy of Denmark in %(city)s"),
        "consulate": _("%(team)s, Consulate of Denmark in %(city)s"),
    }
    return words[team.mission.kind] % {"team": team.name, "city": team.mission.city}


def _neighbour(
    commitment: Commitment, programme_url: str, where: Q, order: str, as_of: AsOf | None
) -> Neighbour | None:
    published = Commitment.objects.published()
    neighbour = (
        (published.shown_on(as_of.day) if as_of else published)
        .filter(where, programme=commitment.programme)
        .order_by(order)
        .values_list("number", "plain_title_da", "plain_title_en")
        .first()
    )
    if neighbour is None:
        return None
    number, title_da, title_en = neighbour
    return Neighbour(number, marked_pick(title_da, title_en), keep_day(f"{programme_url}{number}/", as_of))
