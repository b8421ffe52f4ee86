"""How one commitment stands and has stood, as the public may know it, and what has happened under it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import active_language
from embassy.types import StrOrPromise
from programmes.models import Activity, Commitment, Programme, StatusReport
from programmes.models.publishing import State, states_on
from programmes.models.shared import Side
from programmes.models.status_reports import StatusReportQuerySet
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.commitment_rows import since_words
from programmes.statuses import Assessment, Status, criterion, phrase
from programmes.words.notes import Source, SourceColumns, source_of
from programmes.words.strings import date_words, joined
from programmes.words.written import written


@dataclass(slots=True)
class Entry:
    """A line of the history: a report, or only that one was withdrawn. `day` is ready; the rest is HTML."""

    day: str
    is_withdrawn: bool = False
    status: str = ""
    phrase: str = ""
    side: StrOrPromise = ""
    summary: str = ""
    evidence: str = ""
    evidence_url: str = ""


@dataclass(slots=True)
class CommitmentStatus:
    """The public status of a commitment with its criterion and since when; empty words where there is none."""

    code: str
    phrase: str
    criterion: str = ""
    since: str = ""
    as_of: str = ""
    assessment: StrOrPromise = ""
    waiting_for: StrOrPromise = ""
    is_demonstration: bool = False
    history: list[Entry] = field(default_factory=list)


class Shows(NamedTuple):
    """What a programme publishes of reports beside the Danish side's status."""

    assessment: bool
    waiting_for: bool
    partner_view: bool


OPTIONAL = (
    State.ASSESSMENT_PUBLISHED,
    State.WAITING_FOR_PUBLISHED,
    State.PARTNER_VIEW_PUBLISHED,
)  # as in Shows


def status_of(
    commitment: Commitment, *, at: dt.datetime, is_withheld: bool, as_of: AsOf | None = None
) -> CommitmentStatus:
    """Status and history of one commitment at a moment, which may be the end of an earlier day.

    Of a withheld one nothing is said but that; of a withdrawn report only the day of its withdrawal. Before the
    register began there is no status.
    """
    day = clock.public_day(at)
    if as_of and not as_of.has_statuses:
        return CommitmentStatus("", "")
    if is_withheld:
        return CommitmentStatus("withheld", phrase(commitment.kind, "withheld"))
    shows = _shows(commitment.programme, as_of)
    sides = list(Side) if shows.partner_view else [Side.DANISH]
    of_this = {"commitment": commitment, "side__in": sides}
    reports = list(StatusReport.objects.public(at=at).filter(**of_this).latest_first())
    withdrawn = StatusReport.objects.withdrawn_from_public(at=at).filter(**of_this)
    entries = [(report.as_of_on, _entry(commitment, report, shows)) for report in reports]
    for withdrawn_on in _days_of_withdrawal(withdrawn):
        entries.append((withdrawn_on, Entry(date_words(withdrawn_on), is_withdrawn=True)))
    entries.sort(key=lambda pair: pair[0], reverse=True)
    danish = [report for report in reports if report.side == Side.DANISH]
    current = _current(commitment, danish, day, shows) if danish else CommitmentStatus(
        "not_reported", phrase(commitment.kind, "not_reported")
    )  # fmt: skip
    current.history = [entry for _day, entry in entries]
    current.is_demonstration = any(report.is_demo for report in reports)
    return current


def _shows(programme: Programme, as_of: AsOf | None) -> Shows:
    """What it publishes today and, with `as_of`, published on that day too."""
    today = Shows(
        programme.publishes_assessment, programme.publishes_waiting_for, programme.publishes_partner_view
    )
    if as_of is None or not any(today):
        return today
    then = states_on(as_of.day, *((state, programme.pk) for state in OPTIONAL))
    return Shows._make(now and state in then for now, state in zip(today, OPTIONAL, strict=True))


def _days_of_withdrawal(reports: StatusReportQuerySet) -> list[dt.date]:
    return [clock.public_day(at) for at in reports.values_list("withdrawn_at", flat=True) if at]


def _current(
    commitment: Commitment, reports: list[StatusReport], day: dt.date, shows: Shows
) -> CommitmentStatus:
    """The latest of the Danish side's reports, with how long the status has been the same."""
    latest, first = reports[0], reports[0]
    for report in reports:
        if report.status != latest.status:
            break
        first = report
    words, is_stale = since_words(latest.status, latest.as_of_on, day, active_language())
    return CommitmentStatus(
        code=latest.status,
        phrase=phrase(commitment.kind, latest.status),
        criterion=criterion(commitment.kind, latest.status),
        since=date_words(first.as_of_on),
        as_of=words if is_stale else date_words(latest.as_of_on) if latest is not first else "",
        assessment=Assessment(latest.assessment).label if shows.assessment and latest.assessment else "",
        waiting_for=Side(latest.waiting_for).label if shows.waiting_for and latest.waiting_for else "",
    )


def _entry(commitment: Commitment, report: StatusReport, shows: Shows) -> Entry:
    return Entry(
        day=date_words(report.as_of_on),
        status=report.status,
        phrase=phrase(commitment.kind, Status(report.status)),
        side=Side(report.side).label if shows.partner_view else "",
        summary=written(report.summary, report.summary_language),
        evidence=written(report.evidence, report.language_of_evidence),
        evidence_url=report.evidence_url,
    )


@dataclass(slots=True)
class ActivityLine:
    title: str
    when: str
    about: str
    outcome: str
    is_demonstration: bool
    sources: list[Source]


def activities_of(commitment: Commitment, *, as_of: AsOf | None = None) -> list[ActivityLine]:
    """The public activities that carry the commitment out, the latest first; of an earlier day, those held by then."""
    activities = Activity.objects.public().filter(commitments=commitment).prefetch_related("documents")
    if as_of:
        activities = activities.public_on(as_of.day)
        activities = activities.filter(state=Activity.State.HELD, takes_place_on__lte=as_of.day)
    return [
        ActivityLine(
            title=written(activity.title),
            when=date_words(activity.takes_place_on) or _("date not recorded"),
            about=joined(
                (
                    escape(activity.get_kind_display()),
                    escape(activity.get_state_display()),
                    written(activity.place, activity.text_language),
                    written(activity.participants, activity.text_language),
                ),
                ", ",
            ),
            outcome=written(activity.outcome, activity.text_language),
            is_demonstration=activity.is_demo,
            sources=[
                source_of(SourceColumns.of(document))
                for document in activity.documents.all()
                if document.is_public
            ],
        )
        for activity in activities.order_by("-takes_place_on", "pk")
    ]  # fmt: skip
