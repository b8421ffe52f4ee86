"""Cleared changes as a feed tells them: each public report, and of a withdrawn one only the day of that."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import LocalText, active_language, pick
from programmes.models import StatusReport
from programmes.models.shared import Side
from programmes.public.downloads.commitment_table import DEMONSTRATION
from programmes.statuses import Kind, phrase
from programmes.words.strings import date_words
from programmes.words.written import written

MOST_ENTRIES = 50
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FIELDS = (
    "submission_key", "state", "status", "side", "as_of_on", "summary", "summary_language", "evidence",
    "evidence_language", "evidence_url", "effective_at", "withdrawn_at", "is_demo", "commitment__number",
    "commitment__kind",
    "commitment__plain_title_da", "commitment__plain_title_en", "commitment__programme__reference",
    "commitment__programme__slug", "commitment__programme__publishes_partner_view",
    "commitment__programme__partnership__country__slug", "commitment__programme__partnership__country__name_da",
    "commitment__programme__partnership__country__name_en",
)  # fmt: skip


Values: TypeAlias = Mapping[str, Any]  # of a report, under its FIELDS


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `id` stays the same when a report is withdrawn, so that a reader's copy is replaced."""

    id: str
    title: str
    path: str
    html: str
    updated: dt.datetime
    published: dt.datetime
    is_demonstration: bool


def feed_entries(*, at: dt.datetime, **where: Any) -> list[Entry]:
    """The latest changes of the published commitments that match `where`, the newest first; in two queries."""
    public, withdrawn = StatusReport.objects.public(at=at), StatusReport.objects.withdrawn_from_public()
    latest = [
        *public.filter(**where).order_by("-effective_at", "-pk").values(*FIELDS)[:MOST_ENTRIES],
        *withdrawn.filter(**where).order_by("-withdrawn_at", "-pk").values(*FIELDS)[:MOST_ENTRIES],
    ]
    entries = sorted(map(_entry, latest), key=lambda entry: (entry.updated, entry.id), reverse=True)
    return entries[:MOST_ENTRIES]


def stable_id(name: str) -> str:
    """An address for something that stays for good, wherever the site stands (RFC 4122, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"strategic-partnerships:{name}").urn


def _entry(report: Values) -> Entry:
    reference = f"{report['commitment__programme__reference']}-{report['commitment__number']}"
    place = [
        report["commitment__programme__partnership__country__slug"],
        report["commitment__programme__slug"],
    ]
    is_withdrawn = report["state"] == StatusReport.State.WITHDRAWN
    return Entry(
        id=stable_id(f"report:{report['submission_key']}:{active_language()}"),
        title=xml_text(
            f"{_pick(report, 'commitment__plain_title') or reference}: {_headline(report, is_withdrawn=is_withdrawn)}"
        ),
        path=f"/{active_language()}/{'/'.join(place)}/{report['commitment__number']}/",
        html=_withdrawn(report, reference) if is_withdrawn else _html(report, reference),
        updated=report["withdrawn_at"] if is_withdrawn else report["effective_at"],
        published=report["effective_at"],
        is_demonstration=report["is_demo"],
    )


def _pick(report: Values, name: str) -> LocalText:
    return pick(da=report[f"{name}_da"], en=report[f"{name}_en"])


def _headline(report: Values, *, is_withdrawn: bool) -> str:
    if is_withdrawn:
        return _("a report was withdrawn")
    words = str(phrase(Kind(report["commitment__kind"]), report["status"]))
    if report["commitment__programme__publishes_partner_view"]:
        return f"{words} ({Side(report['side']).label})"
    return words


def _withdrawn(report: Values, reference: str) -> str:
    day = date_words(clock.public_day(report["withdrawn_at"]))
    return _paragraphs(
        [_place(report, reference), _("A report was withdrawn on %(date)s.") % {"date": day}],
        is_demonstration=report["is_demo"],
    )


def _html(report: Values, reference: str) -> str:
    """What a reader shows: where it belongs, the status and its day, what happened and what shows it."""
    status = _headline(report, is_withdrawn=False)
    lines = [
        _place(report, reference),
        _("%(status)s, as of %(date)s.") % {"status": status, "date": date_words(report["as_of_on"])},
    ]
    language = report["summary_language"]
    texts = ((report["summary"], language), (report["evidence"], report["evidence_language"] or language))
    lines += [written(text, code) for text, code in texts if text]
    if report["evidence_url"]:
        lines.append(format_html('<a href="{}">{}</a>', report["evidence_url"], report["evidence_url"]))
    return _paragraphs(lines, is_demonstration=report["is_demo"])


def _place(report: Values, reference: str) -> str:
    return f"{_pick(report, 'commitment__programme__partnership__country__name')}, {reference}"


def _paragraphs(lines: Iterable[str], *, is_demonstration: bool) -> str:
    lines = [str(DEMONSTRATION), *lines] if is_demonstration else lines
    return xml_text(format_html_join("", "<p>{}</p>", ((line,) for line in lines)))


def xml_text(text: str) -> str:
    """Without the characters that XML has no place for."""
    return NOT_XML.sub("", text)
