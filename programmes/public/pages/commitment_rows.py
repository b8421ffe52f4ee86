"""Commitments as rows of a list: every string ready, no instance made."""

import datetime as dt
import html
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.languages import active_language, pick
from programmes.models import Commitment, Responsibility, StatusReport, Wording
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf
from programmes.rules.responsible import responsible_on
from programmes.statuses import CLOSED_STATUSES, PublicStatus, Status, phrase
from programmes.words.strings import date_words, in_language_marked, label_of, marked, shortened
from programmes.words.titles import LONGEST_TITLE

# The order in which counts are shown: what is done, what is going on, what is not, what is not known.
SHOWN_ORDER = ("fulfilled", "under_way", "not_started", "not_pursued", "withheld", "not_reported")
WITHDRAWN = "withdrawn"
REPORTED = frozenset(Status.values)
STALE_AFTER_MONTHS = 12

COLUMNS = (
    "pk", "number", "plain_title_da", "plain_title_en", "kind", "withdrawn_on", "area_id", "track_id", "programme_id",
    "public_status", "public_next_at", "public_report__as_of_on", "public_report__is_demo",
    "track__title", "track__title_da", "track__kind",
)  # fmt: skip

STATUS_COLUMNS = ("pk", "status_now", "report_now")


class CommitmentValues(NamedTuple):
    """The values of one commitment under its COLUMNS, in that order."""

    pk: int
    number: str
    title_da: str
    title_en: str
    kind: str
    withdrawn_on: dt.date | None
    area_id: int | None
    track_id: int | None
    programme_id: int
    public_status: str
    public_next_at: dt.datetime | None
    as_of_on: dt.date | None
    is_demo: bool | None
    track_title: str | None
    track_title_da: str | None
    track_kind: str | None


class TrackTitle(NamedTuple):
    """A track's title as signed, its Danish title, and its kind; None outside tracks."""

    signed: str | None
    da: str | None
    kind: str | None


class Beginning(NamedTuple):
    """The first words of a commitment as HTML, and whether they are in another language than the page."""

    html: SafeString
    is_foreign: bool


# The status of a commitment, and the day and the demonstration mark of the report that says so.
Known: TypeAlias = tuple[str, dt.date | None, bool | None]
Parts: TypeAlias = Mapping[int, list["Part"]]  # by commitment


@dataclass(slots=True)
class Row:
    """One commitment in a list. `html` is what a page draws of it; the rest is for counting and grouping."""

    pk: int
    html: str
    status: str
    kind: str
    area_id: int | None
    track_id: int | None
    track: TrackTitle
    programme_id: int
    is_stale: bool
    is_demo: bool
    lacks_translation: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation responsible for a commitment, as a list shows it."""

    slug: str
    name: str
    label: str
    side: str


def commitment_rows(
    commitments: Iterable[Iterable[Any]],
    *,
    at: dt.datetime,
    base_urls: Mapping[int, str],
    parts: Parts | None = None,
    as_of: AsOf | None = None,
) -> list[Row]:
    """The rows of commitments given by their `COLUMNS`, as the public sees them at a moment.

    `base_urls` gives the address of each programme by id; `parts` the responsible organisations by commitment id. With
    `as_of`, an earlier day, they are as they stood then, whatever the caches say.
    """
    day, language = clock.public_day(at), active_language()
    listed = list(map(CommitmentValues._make, commitments))
    without_title = [one.pk for one in listed if not (one.title_da or one.title_en)]
    if as_of:
        listed = [_not_withdrawn_yet(one, day) for one in listed]
        known, untitled = _known_on([one.pk for one in listed], as_of), _beginnings_on(without_title, day)
    else:
        ended = [one.pk for one in listed if one.public_next_at and one.public_next_at <= at]
        known, untitled = _past_embargo(ended, at), _beginnings(without_title, day)
    drawing = _Drawing(day, language, base_urls, parts or {}, known, untitled, as_of.query if as_of else "")
    return [drawing.row(one) for one in listed]


RESPONSIBILITY_COLUMNS = (
    "commitment_id", "side", "organisation__slug", "organisation__acronym",
    "organisation__name_da", "organisation__name_en",
)  # fmt: skip


def responsibilities(*, on: dt.date) -> QuerySet[Responsibility, Any]:
    """Who is responsible for what on a day, as `responsible_parts` reads it."""
    parts = responsible_on(on).order_by("side", "organisation__name_en")
    return parts.values_list(*RESPONSIBILITY_COLUMNS)


def responsible_parts(columns: Iterable[tuple[int, str, str, str, str, str]]) -> dict[int, list[Part]]:
    """Who is responsible, by commitment id, of responsibilities given by their columns."""
    language = active_language()
    parts: dict[int, list[Part]] = defaultdict(list)
    seen: dict[tuple[str, str], Part] = {}
    for pk, side, slug, acronym, name_da, name_en in columns:
        part = seen.get((slug, side))
        if part is None:
            name = pick(da=name_da, en=name_en, language=language)
            part = seen[slug, side] = Part(slug, name, escape(acronym) if acronym else marked(name), side)
        parts[pk].append(part)
    return parts


def _past_embargo(keys: list[int], at: dt.datetime) -> dict[int, Known]:
    """Status, day and demonstration mark of the few whose embargo has ended since the cache was written."""
    return _with_reports(keys, Commitment.objects.filter(pk__in=keys).with_status_at(at)) if keys else {}


def _known_on(keys: list[int], as_of: AsOf) -> dict[int, Known]:
    """The same of all as they stood on an earlier day; no status at all before the register began."""
    if not as_of.has_statuses:
        return dict.fromkeys(keys, ("", None, None))
    return _with_reports(keys, Commitment.objects.filter(pk__in=keys).with_status_on(as_of.day))


def _not_withdrawn_yet(listed: CommitmentValues, day: dt.date) -> CommitmentValues:
    """A commitment without the day of its withdrawal, where that was still to come."""
    is_to_come = listed.withdrawn_on is not None and listed.withdrawn_on > day
    return listed._replace(withdrawn_on=None) if is_to_come else listed


def _with_reports(keys: list[int], commitments: CommitmentQuerySet) -> dict[int, Known]:
    """Of commitments with their status: that, and the day and demonstration mark of the report that says so."""
    now = commitments.values_list(*STATUS_COLUMNS)
    reports = StatusReport.objects.filter(commitment__in=keys).values_list("pk", "as_of_on", "is_demo")
    known: dict[int | None, tuple[dt.date | None, bool]] = {
        pk: (as_of_on, is_demo) for pk, as_of_on, is_demo in reports
    }
    return {pk: (status, *known.get(report, (None, False))) for pk, status, report in now}


def _beginnings(keys: list[int], day: dt.date) -> dict[int, Beginning]:
    """The first words of commitments that the editors have given no title, marked as in their language."""
    if not keys:
        return {}
    beginning = Substr("wording_text", 1, LONGEST_TITLE + 1)
    commitments = Commitment.objects.filter(pk__in=keys).with_wording_on(day)
    return _marked_beginnings(commitments.values_list("pk", beginning, "wording_language"))


def _beginnings_on(keys: list[int], day: dt.date) -> dict[int, Beginning]:
    """The same of the wordings that held on an earlier day."""
    if not keys:
        return {}
    wordings = Wording.objects.public().on(day).filter(commitment=OuterRef("pk")).by_precedence()
    beginning = Substr(Subquery(wordings.values("text")[:1]), 1, LONGEST_TITLE + 1)
    language = Subquery(wordings.values("language")[:1])
    return _marked_beginnings(Commitment.objects.filter(pk__in=keys).values_list("pk", beginning, language))


def _marked_beginnings(rows: Iterable[tuple[int, str | None, str | None]]) -> dict[int, Beginning]:
    own = active_language()
    return {
        pk: Beginning(
            in_language_marked(shortened(words, LONGEST_TITLE), language or own), (language or own) != own
        )
        for pk, words, language in rows
        if words
    }


@dataclass(slots=True)
class _Drawing:
    """What the rows of one list share."""

    day: dt.date
    language: str
    base_urls: Mapping[int, str]
    parts: Parts
    known: Mapping[int, Known]
    untitled: Mapping[int, Beginning]
    query: str

    def row(self, listed: CommitmentValues) -> Row:
        (
            pk, number, title_da, title_en, kind, withdrawn_on, area_id, track_id, programme_id,
            status, _next_at, as_of_on, is_demo, *track,
        ) = listed  # fmt: skip
        words: str
        if withdrawn_on:
            status, is_stale, is_demo = WITHDRAWN, False, False
            words, since = escape(_("Withdrawn from the programme")), date_words(withdrawn_on)
        else:
            if pk in self.known:
                status, as_of_on, is_demo = self.known[pk]
            words = _phrase(kind, status, self.language) if status else ""
            since, is_stale = since_words(status, as_of_on, self.day, self.language)
        shown = SafeString(html.escape(number))
        if pk in self.untitled:
            title, lacks_translation = self.untitled[pk]
        else:
            text = pick(da=title_da, en=title_en, language=self.language)
            title, lacks_translation = marked(text) or shown, text.is_fallback
        who = " · ".join([part.label for part in self.parts[pk]]) if pk in self.parts else ""
        url = f"{self.base_urls[programme_id]}{shown}/{self.query}"
        return Row(
            pk=pk,
            html=_line(shown, url, title, who, status, words, since),
            status=status,
            kind=kind,
            area_id=area_id,
            track_id=track_id,
            track=TrackTitle._make(track),
            programme_id=programme_id,
            is_stale=is_stale,
            is_demo=bool(is_demo) and status in REPORTED,
            lacks_translation=lacks_translation,
        )


def _line(number: str, url: str, title: str, who: str, status: str, words: str, since: str) -> str:
    """The one look of a commitment in a list, from ready HTML. Made here, not in a template: a page has up to 200."""
    who = f'<span class="row-who">{who}</span>' if who else ""
    since = f' <span class="status-since">{since}</span>' if since else ""
    stands = f'<span class="status status-{status}">{words}</span>{since}' if status else ""
    return (
        f'<li><span class="row-number">{number}</span>'
        f'<div><a class="row-title" href="{url}">{title}</a>{who}</div>'
        f'<div class="row-status">{stands}</div></li>'
    )


def drawn(rows: Iterable[Row]) -> SafeString:
    """The rows one under the other, as the HTML of a list's entries."""
    return SafeString("\n".join([row.html for row in rows]))


@lru_cache(maxsize=512)  # two translations for each of up to 200 rows, of some forty different ones
def _phrase(kind: str, status: str, _language: str) -> str:
    return escape(str(phrase(kind, status)))


def since_words(status: str, as_of_on: dt.date | None, day: dt.date, language: str) -> tuple[str, bool]:
    """The day that a status speaks of; of an open one older than a year, how long nothing has been heard."""
    if as_of_on is None or status not in REPORTED:
        return "", False
    return _since_words(status in CLOSED_STATUSES, as_of_on, day, language)


@lru_cache(maxsize=4096)  # a report's day is that of many rows
def _since_words(is_closed: bool, as_of_on: dt.date, day: dt.date, _language: str) -> tuple[str, bool]:
    months = (day.year - as_of_on.year) * 12 + day.month - as_of_on.month - (day.day < as_of_on.day)
    if not is_closed and months >= STALE_AFTER_MONTHS:
        words = ngettext("last reported %(count)d month ago", "last reported %(count)d months ago", months)
        return escape(words % {"count": months}), True
    return escape(_("as of %(date)s") % {"date": date_words(as_of_on)}), False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the status bar with its entry in the legend. `x` and `width` are percentages for SVG."""

    status: str
    label: str
    count: int
    x: str
    width: str
    url: str


@dataclass(frozen=True)
class Standing:
    """How the commitments of one programme stand: counts, the sentence that says them, and the bar that draws them."""

    total: int
    published: int
    stale: int
    withdrawn: int
    segments: tuple[Segment, ...]
    stale_url: str = ""

    @property
    def bar(self) -> SafeString:
        """The stretches of the bar, as SVG whose measures are attributes: the pages' policy allows no styles."""
        return SafeString("".join([
            f'<rect class="{part.status}" x="{part.x}" width="{part.width}" height="12"/>' for part in self.segments
        ]))  # fmt: skip

    @property
    def legend(self) -> SafeString:
        """The same counts in words, each leading to its list."""
        return SafeString("".join([
            f'<li><a class="status status-{part.status}" href="{part.url}"><b>{part.count}</b> {part.label}</a></li>'
            for part in self.segments
        ]))  # fmt: skip

    @property
    def sentence(self) -> str:
        return published_sentence(self.published, self.total)

    @property
    def stale_sentence(self) -> str:
        if not self.stale:
            return ""
        return ngettext(
            "%(count)d of these was last reported more than a year ago.",
            "%(count)d of these were last reported more than a year ago.",
            self.stale,
        ) % {"count": self.stale}  # fmt: skip


def published_sentence(published: int, total: int) -> str:
    """`12 of 69 commitments have a published status; 57 do not.`"""
    if not published:
        return ngettext(
            "The commitment has no published status.",
            "None of the %(total)d commitments has a published status.",
            total,
        ) % {"total": total}  # fmt: skip
    if published == total:
        return ngettext(
            "The commitment has a published status.",
            "All %(total)d commitments have a published status.",
            total,
        ) % {"total": total}  # fmt: skip
    rest = total - published
    first = ngettext(
        "%(published)d of %(total)d commitments has a published status;",
        "%(published)d of %(total)d commitments have a published status;",
        published,
    ) % {"published": published, "total": total}  # fmt: skip
    second = ngettext("%(count)d does not.", "%(count)d do not.", rest) % {"count": rest}
    return f"{first} {second}"


def standing_of(
    rows: Collection[Row], *, url: str, stale_url: str = "", as_of: AsOf | None = None
) -> Standing:
    """Count how the rows stand, each segment with a link to its own list under `url`, for the same day."""
    counts = Counter(row.status for row in rows)
    stale = sum(row.is_stale for row in rows)
    return standing_of_counts(counts, stale=stale, url=url, stale_url=stale_url, as_of=as_of)


def standing_of_counts(
    counts: Counter[str],
    *,
    stale: int,
    url: str,
    stale_url: str = "",
    more: str = "",
    as_of: AsOf | None = None,
) -> Standing:
    """The same of a Counter by status, WITHDRAWN among them.

    `more` are the parameters besides the status by which the list under `url` holds what was counted and nothing else.
    """
    asks = f"{as_of.query}&amp;" if as_of else "?"
    withdrawn = counts[WITHDRAWN]
    total = counts.total() - withdrawn
    segments, x = [], 0.0
    for status in SHOWN_ORDER:
        count = counts[status]
        if count:
            width, label = 100 * count / total, label_of(PublicStatus(status))
            address = f"{url}{asks}status={status}{more}"
            segments.append(Segment(status, label, count, f"{x:.2f}%", f"{width:.2f}%", address))
            x += width
    return Standing(
        total=total,
        published=sum(counts[status] for status in Status.values),
        stale=stale,
        withdrawn=withdrawn,
        segments=tuple(segments),
        stale_url="" if as_of else stale_url,
    )


def has_demonstrations(commitments: CommitmentQuerySet, *, at: dt.datetime) -> bool:
    """Whether any public report on some commitments is for demonstration; where none is, hardly anything is read."""
    if not StatusReport.objects.filter(is_demo=True).exists():
        return False
    keys = commitments.order_by().values("pk")
    return StatusReport.objects.public(at=at).filter(is_demo=True, commitment__in=keys).exists()


def result_words(shown: int, total: int, *, is_filtered: bool) -> str:
    """How many commitments a list has, or of how many its filters leave how many."""
    if is_filtered:
        words = ngettext("%(shown)d of %(total)d commitment", "%(shown)d of %(total)d commitments", total)
        return words % {"shown": shown, "total": total}
    return ngettext("%(total)d commitment", "%(total)d commitments", total) % {"total": total}
