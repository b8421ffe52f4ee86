"""Views across all partnerships: an organisation, a sector or a goal. A plain first form."""

from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from programmes.models import Commitment, PriorityArea, Programme
from programmes.reports.as_of import keep_day
from programmes.reports.commitment import has_succeeded_by, successor_words
from programmes.reports.commitments import (
    COLUMNS,
    commitment_rows,
    drawn,
    responsibilities,
    responsible_parts,
)
from programmes.reports.words import alphabetical, in_language_marked, marked

MOST_RESULTS = 100  # a first form without pages: what is left out is said


@dataclass(slots=True)
class ProgrammeGroup:
    """The commitments of one programme in a list across programmes."""

    title: str
    url: str
    country: str
    rows: list
    areas: list = field(default_factory=list)

    @property
    def drawn(self):
        return drawn(self.rows)


@dataclass
class ListingPage:
    """A list of commitments across programmes, with what the list is of."""

    title: str
    eyebrow: str
    about: list
    groups: list
    total: int
    left_out: int
    is_demonstration: bool
    q: str = ""
    as_of: object = None

    @property
    def count_words(self):
        return ngettext("%(count)d commitment", "%(count)d commitments", self.total) % {"count": self.total}


def organisation_page(organisation, *, at, as_of=None):
    day = as_of.day if as_of else clock.public_day(at)
    commitments = Commitment.objects.published().carried_out_by(organisation, on=day)
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
    return _listing(
        commitments,
        at=at,
        as_of=as_of,
        title=marked(organisation.name),
        eyebrow=_("Organisation"),
        about=facts,
    )


def sector_page(sector, *, at, as_of=None):
    commitments = Commitment.objects.published().filter(sectors=sector)
    return _listing(commitments, at=at, as_of=as_of, title=marked(sector.name), eyebrow=_("Sector"), about=[])


def sdg_page(sdg, *, at, as_of=None):
    """The commitments marked with a goal, and the priority areas whose text promotes it."""
    commitments = Commitment.objects.published().filter(sdgs=sdg)
    page = _listing(
        commitments, at=at, as_of=as_of, title=marked(sdg.name), about=[],
        eyebrow=_("Sustainable Development Goal %(number)s") % {"number": sdg.number},
    )  # fmt: skip
    published = Programme.objects.published()
    programmes = published.agreed_by(as_of.day) if as_of else published
    areas = PriorityArea.objects.filter(sdgs=sdg, programme__in=programmes)
    for area in areas.select_related("programme__partnership__country").order_by("programme", "number"):
        group = _group_of(page.groups, area.programme, as_of)
        plain = (
            marked(area.plain_title)
            if area.plain_title
            else in_language_marked(area.title, area.programme.language)
        )
        group.areas.append((format_html("{} {}", area.number, plain), f"{group.url}#area-{area.number}"))
    page.groups.sort(key=lambda group: alphabetical(group.country))
    return page


def _listing(commitments, *, at, as_of=None, **words):
    """Group a set of commitments by programme, countries in alphabetical order, at most MOST_RESULTS rows."""
    if as_of:
        at, commitments = as_of.at, commitments.agreed_by(as_of.day)
    keys = list(commitments.order_by("programme", "position").values_list("pk", flat=True).distinct())
    chosen = Commitment.objects.filter(pk__in=keys[:MOST_RESULTS]).order_by("programme", "position")
    programmes = {
        programme.pk: programme
        for programme in Programme.objects.filter(commitments__in=keys[:MOST_RESULTS])
        .distinct()
        .select_related("partnership__country")
    }
    base_urls = {pk: programme.get_absolute_url() for pk, programme in programmes.items()}
    held = responsibilities(on=clock.public_day(at)).filter(commitment__in=keys[:MOST_RESULTS])
    parts = responsible_parts(held)
    groups = []
    rows = commitment_rows(chosen.values_list(*COLUMNS), at=at, base_urls=base_urls, parts=parts, as_of=as_of)
    for row in rows:
        _group_of(groups, programmes[row.programme_id], as_of).rows.append(row)
    groups.sort(key=lambda group: alphabetical(group.country))
    return ListingPage(
        groups=groups,
        total=len(keys),
        left_out=max(0, len(keys) - MOST_RESULTS),
        is_demonstration=any(row.is_demo for row in rows),
        as_of=as_of,
        **words,
    )


def _group_of(groups, programme, as_of=None):
    """The group of a programme, made when it is not there yet."""
    url = keep_day(programme.get_absolute_url(), as_of)
    for group in groups:
        if group.url == url:
            return group
    groups.append(
        ProgrammeGroup(marked(programme.title), url, marked(programme.partnership.country.name), [])
    )
    return groups[-1]
