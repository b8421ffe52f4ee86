"""What waits for clearance, what is under embargo, and what was cleared lately: for leads and administrators."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from embassy import clock
from embassy.models import SectorTeam, User, roles_of
from programmes.models import Programme, StatusReport, Wording
from programmes.words.day_words import clock_time, in_both_places
from programmes.words.titles import titled_by
from programmes.workspace.pages.commitment import ReportInWords, report_in_words
from programmes.workspace.pages.freshness import Narrowed

State = StatusReport.State
ON_A_PAGE, SHOWN_LATELY = 50, 20


@dataclass(slots=True)
class Waiting:
    """A submitted report. `is_own_words` says that four eyes are asked for and these are the reader's own words.

    `clear_url` is empty for those who oversee and do not clear.
    """

    number: str
    title: str
    url: str
    words: ReportInWords
    team: str
    clear_url: str
    is_own_words: bool


@dataclass(slots=True)
class Cleared:
    """A cleared report: by whom and from when, in both places' time while that is still to come."""

    number: str
    title: str
    url: str
    phrase: str
    by: str
    cleared_at: str
    public_from: str
    withdraw_url: str


@dataclass
class Clearance:
    """One page of what waits, one of what is under embargo, and the few that were cleared lately."""

    waiting: list[Waiting]
    waiting_page: Page[int]
    embargoed: list[Cleared]
    embargoed_page: Page[int]
    lately: list[Cleared]
    is_demonstration: bool


def may_see_clearance(user: User) -> bool:
    """Whether what waits for clearance is anything for this person at all."""
    return roles_of(user).leads_or_oversees


def clearance_of(
    user: User,
    *,
    at: dt.datetime,
    narrowed: Narrowed,
    page: str | None = None,
    embargoed_page: str | None = None,
) -> Clearance:
    """Everything the page shows, in a fixed number of queries."""
    reports = narrowed.narrow(StatusReport.objects.overseen_by(user), path="commitment__")
    cleared = reports.filter(state=State.CLEARED)
    waiting = _page_of(reports.waiting_for_clearance().order_by("submitted_at", "pk"), page)
    embargoed = _page_of(cleared.filter(effective_at__gt=at).order_by("effective_at", "pk"), embargoed_page)
    lately = cleared.filter(effective_at__lte=at).order_by("-cleared_at", "-pk")[:SHOWN_LATELY]
    keys = [*waiting, *embargoed, *lately.values_list("pk", flat=True)]
    shown = {
        report.pk: report
        for report in StatusReport.objects.filter(pk__in=keys)
        .select_related(
            "commitment__programme",
            "commitment__owner_team__mission",
            "submitted_by",
            "drafted_by",
            "cleared_by",
        )
        .prefetch_related(
            Prefetch("commitment__wordings", Wording.objects.public().standing_on(clock.public_day(at)))
        )
    }
    clearable = set(StatusReport.objects.clearable_by(user).filter(pk__in=keys).values_list("pk", flat=True))

    def of(keys: Iterable[int]) -> list[StatusReport]:
        """Those of some keys that are there still, in their order."""
        return [shown[pk] for pk in keys if pk in shown]

    return Clearance(
        waiting=[_waiting(report, user, may_clear=report.pk in clearable) for report in of(waiting)],
        waiting_page=waiting,
        embargoed=[
            _cleared(report, is_to_come=True, may_clear=report.pk in clearable) for report in of(embargoed)
        ],
        embargoed_page=embargoed,
        lately=[
            _cleared(report, is_to_come=False, may_clear=report.pk in clearable)
            for report in of(keys[len(waiting) + len(embargoed) :])
        ],
        is_demonstration=user.is_demo or any(report.is_demo for report in shown.values()),
    )


def _page_of(reports: QuerySet[StatusReport], page: str | None) -> Page[int]:
    return Paginator(reports.values_list("pk", flat=True), ON_A_PAGE).get_page(page)


def teams_and_programmes(user: User) -> tuple[list[SectorTeam], list[str]]:
    """What the list can be narrowed to: those of the reports that wait."""
    waiting = StatusReport.objects.overseen_by(user).waiting_for_clearance()
    teams = SectorTeam.objects.filter(Q(pk__in=waiting.values("commitment__owner_team")))
    programmes = Programme.objects.filter(pk__in=waiting.values("commitment__programme"))
    return list(teams.select_related("mission")), list(programmes.values_list("reference", flat=True))


def _place(report: StatusReport) -> list[str]:
    return [report.commitment.programme.reference, report.commitment.number]


def _title(report: StatusReport) -> str:
    """The title of its commitment, whose standing wording has been fetched with it."""
    standing = next(iter(report.commitment.wordings.all()), None)
    return titled_by(
        report.commitment, standing.text if standing else None, standing.language if standing else None
    )


def _waiting(report: StatusReport, user: User, *, may_clear: bool) -> Waiting:
    team = report.commitment.owner_team
    clear_url = reverse("workspace:report-clear", args=[*_place(report), report.pk]) if may_clear else ""
    return Waiting(
        number=report.commitment.number,
        title=_title(report),
        url=clear_url or reverse("workspace:commitment", args=_place(report)),
        words=report_in_words(report),
        team=str(team.name) if team else "",
        clear_url=clear_url,
        is_own_words=bool(team and team.needs_four_eyes and report.submitted_by_id == user.pk),
    )


def _cleared(report: StatusReport, *, is_to_come: bool, may_clear: bool) -> Cleared:
    team = report.commitment.owner_team
    return Cleared(
        number=report.commitment.number,
        title=_title(report),
        url=reverse("workspace:commitment", args=_place(report)),
        phrase=report_in_words(report).phrase,
        by=str(report.cleared_by),
        cleared_at=clock_time(report.cleared_at, clock.COPENHAGEN) if report.cleared_at else "",
        public_from=(
            in_both_places(report.effective_at, team.mission if team else None)
            if is_to_come and report.effective_at
            else ""
        ),
        withdraw_url=(
            reverse("workspace:report-withdraw", args=[*_place(report), report.pk]) if may_clear else ""
        ),
    )
