"""Views across all partnerships: what an organisation promised, what there is on a sector, goal or kind of track."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.types import StrOrPromise
from programmes.models import SDG, Commitment, Organisation, PriorityArea, Programme, Sector, Track
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.commitment import successor_words
from programmes.public.pages.commitment_rows import (
    STALE_AFTER_MONTHS,
    WITHDRAWN,
    Standing,
    has_demonstrations,
    result_words,
    standing_of_counts,
)
from programmes.public.pages.lists import Listed, in_order, list_of
from programmes.public.pages.places import Place
from programmes.public.pages.selections import Cell, list_url, long_silent_url, months_before
from programmes.statuses import CLOSED_STATUSES
from programmes.words.strings import acronym_beside, in_language_marked, joined, marked, other_names


class Served(NamedTuple):
    """How many commitments serve a goal: marked with it themselves, and others for the text of their area alone."""

    marked: Cell
    through_area: Cell


@dataclass
class Subject:
    """What a list across programmes is of, and its commitments. `own` is the filter that would say the same."""

    title: StrOrPromise
    eyebrow: str
    url: str
    own: tuple[str, str]
    commitments: CommitmentQuerySet
    about: list[str] = field(default_factory=list)
    served: Served | None = None
    promoted: list[SafeString] = field(default_factory=list)


def organisation_subject(
    organisation: Organisation, *, at: dt.datetime, as_of: AsOf | None = None
) -> Subject:
    day = as_of.day if as_of else clock.public_day(at)
    place = organisation.country.name if organisation.country else ""
    kind = organisation.get_kind_display()
    acronym = acronym_beside(organisation.name, organisation.acronym)
    facts = [", ".join(part for part in (f"{kind[:1].upper()}{kind[1:]}", place, acronym) if part)]
    aliases = organisation.aliases.values_list("name", flat=True)
    others = other_names(aliases, organisation.name_en, organisation.name_da, organisation.acronym)
    if others:
        facts.append(_("Also named %(names)s.") % {"names": ", ".join(others)})
    if organisation.successor and organisation.is_succeeded_by(day):
        facts.append(successor_words(organisation, organisation.successor))
    return Subject(
        title=marked(organisation.name),
        eyebrow=_("Organisation"),
        url=organisation.get_absolute_url(),
        own=("organisation", organisation.slug),
        commitments=Commitment.objects.published().carried_out_by(organisation, on=day),
        about=facts,
    )


def sector_subject(sector: Sector) -> Subject:
    return Subject(
        title=marked(sector.name),
        eyebrow=_("Sector"),
        url=sector.get_absolute_url(),
        own=("sector", sector.slug),
        commitments=Commitment.objects.published().filter(sectors=sector),
    )


def track_kind_subject(kind: Track.Kind) -> Subject:
    return Subject(
        title=kind.label,
        eyebrow=_("Kind of cooperation track"),
        url=reverse("public:track-kind", args=[kind.value]),
        own=("track_kind", kind.value),
        commitments=Commitment.objects.published().filter(track__kind=kind),
        about=[_("Tracks keep the names they have in each programme; their kinds make them comparable.")],
    )


def sdg_subject(sdg: SDG, *, as_of: AsOf | None = None) -> Subject:
    """The commitments that serve a goal, and the priority areas whose text promotes it."""
    published = Programme.objects.published()
    programmes = published.agreed_by(as_of.day).published_on(as_of.day) if as_of else published
    areas = PriorityArea.objects.filter(sdgs=sdg, programme__in=programmes).order_by("programme", "number")
    return Subject(
        title=marked(sdg.name),
        eyebrow=_("Sustainable Development Goal %(number)s") % {"number": sdg.number},
        url=sdg.get_absolute_url(),
        own=("sdg", str(sdg.number)),
        commitments=Commitment.objects.published().marked_or_promoted([sdg.number]),
        served=_served(sdg, as_of),
        promoted=[_promoted(area, as_of) for area in areas.select_related("programme__partnership__country")],
    )


def _served(sdg: SDG, as_of: AsOf | None) -> Served:
    """Of what stands on public lists, today or on an earlier day; most serve a goal for their area's text alone."""
    listed = (
        Commitment.objects.shown_on(as_of.day).standing_on(as_of.day)
        if as_of
        else Commitment.objects.listed()
    )
    goal = [sdg.number]
    counts = {
        "sdg_marked": listed.marked_with(goal).count(),
        "sdg_area": listed.only_promoted(goal).count(),
    }
    return Served(
        *(
            Cell(count, "" if as_of or not count else list_url("public:matrix-list", **{name: sdg.number}))
            for name, count in counts.items()
        )
    )


def _promoted(area: PriorityArea, as_of: AsOf | None) -> SafeString:
    """An area whose text promotes a goal, as a link with the programme it is of."""
    programme = area.programme
    words = (
        marked(area.plain_title) if area.plain_title else in_language_marked(area.title, programme.language)
    )
    address = f"{keep_day(programme.get_absolute_url(), as_of)}#area-{area.number}"
    where = joined([marked(programme.partnership.country.name), marked(programme.title)])
    return format_html(
        '<a href="{}">{} {}</a> <span class="soft small">{}</span>', address, area.number, words, where
    )


# ---- what occurs in a list before any filter


@dataclass
class Facets:
    """What occurs among the commitments of a list: how many in which programmes, statuses, kinds and kinds of track."""

    subject: Subject
    commitments: CommitmentQuerySet
    programmes: list[Programme]
    counts: Counter[int]  # by programme
    statuses: Counter[str]  # WITHDRAWN among them
    kinds: set[str]
    track_kinds: set[str]
    # Of the programmes whose full text is held; None where none is, or no status was recorded yet.
    standing: Standing | None
    is_demonstration: bool
    at: dt.datetime
    as_of: AsOf | None = None

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def is_partly_counted(self) -> bool:
        """Whether some programmes are left out of the totals, since only some of their commitments are known."""
        return bool(self.standing) and not all(programme.is_complete for programme in self.programmes)


def facets_of(subject: Subject, *, at: dt.datetime, as_of: AsOf | None = None) -> Facets:
    """A fixed number of queries, whatever there is."""
    commitments = subject.commitments
    if as_of:
        at, commitments = as_of.at, commitments.shown_on(as_of.day)
    rows = _counted(commitments, clock.public_day(at), at, as_of)
    counts: Counter[int] = Counter()
    statuses: Counter[str] = Counter()
    for row in rows:
        counts[row.programme_id] += row.number
        statuses[row.stands] += row.number
    programmes = in_order(counts)
    has_statuses = as_of is None or as_of.has_statuses
    return Facets(
        subject=subject,
        commitments=commitments,
        programmes=programmes,
        counts=counts,
        statuses=statuses if has_statuses else Counter(),
        kinds={row.kind for row in rows},
        track_kinds={row.track_kind for row in rows if row.track_kind is not None},
        standing=_standing(rows, programmes, subject, as_of) if has_statuses else None,
        is_demonstration=has_statuses and has_demonstrations(commitments, at=at),
        at=at,
        as_of=as_of,
    )


class Counted(NamedTuple):
    """How many commitments of a programme share a kind, a kind of track and how they stand."""

    programme_id: int
    kind: str
    track_kind: str | None
    stands: str
    is_stale: bool
    number: int


def _counted(
    commitments: CommitmentQuerySet, day: dt.date, at: dt.datetime, as_of: AsOf | None
) -> list[Counted]:
    is_stale: Combinable = Value(0)
    is_withdrawn = Q(withdrawn_on__lte=day) if as_of else Q(withdrawn_on__isnull=False)
    if as_of:
        shown = commitments.with_status_on(day)
    else:
        shown = commitments.with_report_at(at)
        is_old = Q(as_of_now__lte=months_before(day, STALE_AFTER_MONTHS), withdrawn_on=None)
        is_stale = Case(When(is_old & ~Q(status_now__in=CLOSED_STATUSES), then=Value(1)), default=Value(0))
    stands = Case(
        When(is_withdrawn, then=Value(WITHDRAWN)), default=F("status_now"), output_field=CharField()
    )
    columns = ("programme", "kind", "track__kind", "stands", "is_stale")
    rows = shown.annotate(stands=stands, is_stale=is_stale).order_by().values_list(*columns)
    return list(map(Counted._make, rows.annotate(count=Count("*"))))


def _standing(
    rows: Sequence[Counted], programmes: Sequence[Programme], subject: Subject, as_of: AsOf | None
) -> Standing | None:
    complete = {programme.pk for programme in programmes if programme.is_complete}
    counts: Counter[str] = Counter()
    stale = 0
    for row in rows:
        if row.programme_id in complete:
            counts[row.stands] += row.number
            stale += row.number * row.is_stale
    if not counts.total() - counts[WITHDRAWN]:
        return None
    is_partly_counted = len(complete) < len(programmes)
    name, value = subject.own
    return standing_of_counts(
        counts,
        stale=stale,
        url=subject.url,
        stale_url=long_silent_url(**{name: value}),
        more="&amp;full_text=yes" if is_partly_counted else "",
        as_of=as_of,
    )


# ---- the page


@dataclass
class ListingPage:
    """One page of a list across programmes, as templates/public/listing.html draws it."""

    facets: Facets
    listed: Listed
    is_filtered: bool
    following_url: str
    first_url: str

    @property
    def subject(self) -> Subject:
        return self.facets.subject

    @property
    def title(self) -> StrOrPromise:
        return self.subject.title

    @property
    def url(self) -> str:
        return self.subject.url

    @property
    def as_of(self) -> AsOf | None:
        return self.facets.as_of

    @property
    def here(self) -> str:
        """The page's own address without filters, for the day that it shows."""
        return keep_day(self.url, self.as_of)

    @property
    def total(self) -> int:
        return self.facets.total

    @property
    def is_demonstration(self) -> bool:
        return self.facets.is_demonstration

    @property
    def result_words(self) -> str:
        return result_words(self.listed.total, self.total, is_filtered=self.is_filtered)

    @property
    def count_words(self) -> str:
        return ngettext("%(count)d commitment", "%(count)d commitments", self.total) % {"count": self.total}


def listing_page(
    facets: Facets,
    narrowed: CommitmentQuerySet | None = None,
    *,
    after: Place | None = None,
    address: Callable[[str], str],
) -> ListingPage:
    """A page of a list that filters have narrowed, or of the whole list.

    `address` makes the address of this list from the place that its page begins after.
    """
    listed = list_of(
        facets.commitments if narrowed is None else narrowed,
        counts=facets.counts if narrowed is None else None,
        after=after,
        at=facets.at,
        as_of=facets.as_of,
    )
    return ListingPage(
        facets=facets,
        listed=listed,
        is_filtered=narrowed is not None,
        following_url=address(listed.following) if listed.following else "",
        first_url=address("") if listed.after else "",
    )
