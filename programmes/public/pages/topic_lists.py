"""Views across all partnerships: what an organisation promised, what there is on a sector, goal or kind of track."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from programmes.models import Commitment, PriorityArea, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.commitment import has_succeeded_by, successor_words
from programmes.public.pages.commitment_rows import (
    STALE_AFTER_MONTHS,
    WITHDRAWN,
    has_demonstrations,
    result_words,
    standing_of_counts,
)
from programmes.public.pages.lists import in_order, list_of
from programmes.public.pages.selections import months_before
from programmes.statuses import CLOSED_STATUSES
from programmes.words.strings import in_language_marked, joined, marked


@dataclass
class Subject:
    """What a list across programmes is of, and its commitments. `own` is the filter that would say the same."""

    title: str
    eyebrow: str
    url: str
    own: tuple
    commitments: QuerySet
    about: list = field(default_factory=list)
    promoted: list = field(default_factory=list)


def organisation_subject(organisation, *, at, as_of=None):
    day = as_of.day if as_of else clock.public_day(at)
    place = organisation.country.name if organisation.country else ""
    kind = organisation.get_kind_display()
    facts = [
        ", ".join(part for part in (f"{kind[:1].upper()}{kind[1:]}", place, organisation.acronym) if part)
    ]
    aliases = list(organisation.aliases.values_list("name", flat=True))
    if aliases:
        facts.append(_("Also named %(names)s.") % {"names": ", ".join(aliases)})
    if organisation.successor and (as_of is None or has_succeeded_by(organisation, as_of.day)):
        facts.append(successor_words(organisation, organisation.successor))
    return Subject(
        title=marked(organisation.name),
        eyebrow=_("Organisation"),
        url=organisation.get_absolute_url(),
        own=("organisation", organisation.slug),
        commitments=Commitment.objects.published().carried_out_by(organisation, on=day),
        about=facts,
    )


def sector_subject(sector):
    return Subject(
        title=marked(sector.name),
        eyebrow=_("Sector"),
        url=sector.get_absolute_url(),
        own=("sector", sector.slug),
        commitments=Commitment.objects.published().filter(sectors=sector),
    )


def track_kind_subject(kind):
    """`kind` is a Track.Kind."""
    return Subject(
        title=kind.label,
        eyebrow=_("Kind of cooperation track"),
        url=reverse("public:track-kind", args=[kind.value]),
        own=("track_kind", kind.value),
        commitments=Commitment.objects.published().filter(track__kind=kind),
        about=[_("Tracks keep the names they have in each programme; their kinds make them comparable.")],
    )


def sdg_subject(sdg, *, as_of=None):
    """The commitments that serve a goal, and the priority areas whose text promotes it."""
    published = Programme.objects.published()
    programmes = published.agreed_by(as_of.day) if as_of else published
    areas = PriorityArea.objects.filter(sdgs=sdg, programme__in=programmes).order_by("programme", "number")
    return Subject(
        title=marked(sdg.name),
        eyebrow=_("Sustainable Development Goal %(number)s") % {"number": sdg.number},
        url=sdg.get_absolute_url(),
        own=("sdg", str(sdg.number)),
        commitments=Commitment.objects.published().marked_or_promoted([sdg.number]),
        about=[
            _(
                "This page lists commitments marked with the goal, and all commitments in areas whose "
                "text promotes it."
            )
        ],
        promoted=[_promoted(area, as_of) for area in areas.select_related("programme__partnership__country")],
    )


def _promoted(area, as_of):
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
    programmes: list
    counts: Counter  # by programme
    statuses: Counter  # WITHDRAWN among them
    kinds: set
    track_kinds: set
    standing: (
        object  # of the programmes whose full text is held; None where none is, or no status was recorded yet
    )
    is_demonstration: bool
    at: dt.datetime
    as_of: AsOf | None = None

    @property
    def total(self):
        return self.counts.total()

    @property
    def is_partly_counted(self):
        """Whether some programmes are left out of the totals, since only some of their commitments are known."""
        return bool(self.standing) and not all(programme.is_complete for programme in self.programmes)


def facets_of(subject, *, at, as_of=None):
    """A fixed number of queries, whatever there is."""
    commitments = subject.commitments
    if as_of:
        at, commitments = as_of.at, commitments.agreed_by(as_of.day)
    rows = list(_counted(commitments, clock.public_day(at), at, as_of))
    by = {name: Counter() for name in ("programme", "kind", "track_kind", "stands")}
    for *values, _is_stale, count in rows:
        for counter, value in zip(by.values(), values, strict=True):
            counter[value] += count
    programmes = in_order(by["programme"])
    has_statuses = as_of is None or as_of.has_statuses
    return Facets(
        subject=subject,
        commitments=commitments,
        programmes=programmes,
        counts=by["programme"],
        statuses=by["stands"] if has_statuses else Counter(),
        kinds=set(by["kind"]),
        track_kinds=set(by["track_kind"]) - {None},
        standing=_standing(rows, programmes, subject, as_of) if has_statuses else None,
        is_demonstration=has_statuses and has_demonstrations(commitments, at=at),
        at=at,
        as_of=as_of,
    )


def _counted(commitments, day, at, as_of):
    """(programme, kind, kind of track, how it stands, whether that is stale, how many)."""
    if as_of:
        shown, is_stale = commitments.with_status_on(day), Value(0)
    else:
        shown = commitments.with_report_at(at)
        is_old = Q(as_of_now__lte=months_before(day, STALE_AFTER_MONTHS), withdrawn_on=None)
        is_stale = Case(When(is_old & ~Q(status_now__in=CLOSED_STATUSES), then=Value(1)), default=Value(0))
    stands = Case(
        When(withdrawn_on__lte=day, then=Value(WITHDRAWN)), default=F("status_now"), output_field=CharField()
    )
    return (
        shown.annotate(stands=stands, is_stale=is_stale)
        .order_by()
        .values_list("programme", "kind", "track__kind", "stands", "is_stale")
        .annotate(count=Count("*"))
    )


def _standing(rows, programmes, subject, as_of):
    complete = {programme.pk for programme in programmes if programme.is_complete}
    counts, stale = Counter(), 0
    for programme, _kind, _track_kind, stands, is_stale, count in rows:
        if programme in complete:
            counts[stands] += count
            stale += count * is_stale
    if not counts.total() - counts[WITHDRAWN]:
        return None
    return standing_of_counts(counts, stale=stale, url=subject.url, as_of=as_of)


# ---- the page


@dataclass
class ListingPage:
    """One page of a list across programmes, as templates/public/listing.html draws it."""

    facets: Facets
    listed: object
    is_filtered: bool
    following_url: str
    first_url: str

    @property
    def subject(self):
        return self.facets.subject

    @property
    def title(self):
        return self.subject.title

    @property
    def url(self):
        return self.subject.url

    @property
    def as_of(self):
        return self.facets.as_of

    @property
    def here(self):
        """The page's own address without filters, for the day that it shows."""
        return keep_day(self.url, self.as_of)

    @property
    def total(self):
        return self.facets.total

    @property
    def is_demonstration(self):
        return self.facets.is_demonstration

    @property
    def result_words(self):
        return result_words(self.listed.total, self.total, is_filtered=self.is_filtered)

    @property
    def count_words(self):
        return ngettext("%(count)d commitment", "%(count)d commitments", self.total) % {"count": self.total}


def listing_page(facets, found=None, *, after="", address):
    """A page of a list that filters have narrowed to `found`, or of the whole list.

    `address` makes the address of this list from the reference that its page begins after.
    """
    listed = list_of(
        facets.commitments if found is None else found,
        counts=facets.counts if found is None else None,
        after=after,
        at=facets.at,
        as_of=facets.as_of,
    )
    return ListingPage(
        facets=facets,
        listed=listed,
        is_filtered=found is not None,
        following_url=address(listed.following) if listed.following else "",
        first_url=address("") if listed.after else "",
    )
