"""A whole area or track as a table to report in: each commitment with what was last said of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import Membership, User
from programmes.models import Commitment, PriorityArea, Programme, StatusReport
from programmes.models.commitments import CommitmentQuerySet
from programmes.words.strings import joined, marked_pick
from programmes.words.titles import titled_by
from programmes.workspace.pages.commitment import ReportInWords, report_in_words
from programmes.workspace.pages.tasks import programme_name

ON_A_PAGE = 40


@dataclass(slots=True)
class TableRow:
    """One commitment in the table: `title` is ready HTML, `last` its latest standing report in words."""

    commitment: Commitment
    title: str
    url: str
    owner: str
    last: ReportInWords | None
    last_seen: int
    may_report: bool
    may_edit: bool


@dataclass(slots=True)
class Part:
    """An area or a track that can be reported on in one go, and how many commitments it has for this user."""

    name: str
    url: str
    count: int
    is_chosen: bool
    tracks: list["Part"] = field(default_factory=list)


@dataclass
class Table:
    """`parts` to choose from; `rows` of what is chosen, one page of it."""

    name: str
    parts: list[Part]
    rows: list[TableRow]
    page: Page[Commitment]
    is_demonstration: bool


def own_rows(user: User, programme: Programme) -> CommitmentQuerySet:
    """The commitments of a programme that the user may report on or give to somebody."""
    reportable = Commitment.objects.reportable_by(user).values("pk")
    editable = Commitment.objects.editable_by(user).values("pk")
    commitments = Commitment.objects.visible_to(user).filter(programme=programme, withdrawn_on=None)
    return commitments.filter(Q(pk__in=reportable) | Q(pk__in=editable))


def followed_rows(user: User, programme: Programme) -> CommitmentQuerySet:
    """The same for those who look on: with what the user oversees and does not write."""
    reportable = Commitment.objects.reportable_by(user).values("pk")
    overseen = Commitment.objects.overseen_by(user).values("pk")
    commitments = Commitment.objects.visible_to(user).filter(programme=programme, withdrawn_on=None)
    return commitments.filter(Q(pk__in=reportable) | Q(pk__in=overseen))


def table_of(
    user: User, programme: Programme, *, area: int | None, track: int | None, page: str | None
) -> Table:
    """The page of a programme's table: an area (0 is “without”) and a track by their places, or the choice."""
    own = own_rows(user, programme)
    parts, total = _parts(own, programme, area=area, track=track)
    chosen = own
    if area is not None:
        chosen = chosen.filter(area__number=area) if area else chosen.filter(area=None)
    if track is not None:
        chosen = chosen.filter(track__position=track)
    is_chosen = area is not None or total <= ON_A_PAGE
    pages = Paginator(chosen.order_by("position") if is_chosen else own.none().order_by("pk"), ON_A_PAGE)
    shown = pages.get_page(page)
    rows = rows_of(user, Commitment.objects.filter(pk__in=[one.pk for one in shown]))
    return Table(
        name=programme_name(programme),
        parts=parts,
        rows=rows,
        page=shown,
        is_demonstration=user.is_demo or any(_is_demo(row) for row in rows),
    )


def _is_demo(row: TableRow) -> bool:
    return bool(row.commitment.owner_team and row.commitment.owner_team.is_demo)


def _parts(
    own: CommitmentQuerySet, programme: Programme, *, area: int | None, track: int | None
) -> tuple[list[Part], int]:
    """Areas with their tracks as links, and how many commitments there are in all."""
    url = reverse("workspace:table", args=[programme.reference])
    counts = own.order_by().values("area__number", "track__position").annotate(count=Count("*"))
    counted = {
        (number or 0, position or 0): count
        for number, position, count in counts.values_list("area__number", "track__position", "count")
    }
    parts = []
    for one in PriorityArea.objects.filter(programme=programme).order_by("number").prefetch_related("tracks"):
        tracks = [
            Part(
                name=marked_pick(each.title_da, each.title),
                url=f"{url}?area={one.number}&track={each.position}",
                count=counted.get((one.number, each.position), 0),
                is_chosen=(area, track) == (one.number, each.position),
            )
            for each in one.tracks.all()
        ]
        count = sum(
            number for (counted_area, _track), number in counted.items() if counted_area == one.number
        )
        title = marked_pick(one.title_da, one.title_en) or escape(one.title)
        name = joined([f"{one.number}.", title], " ")
        parts.append(
            _part(name, f"{url}?area={one.number}", count, (area, track) == (one.number, None), tracks)
        )
    outside = sum(number for (counted_area, _track), number in counted.items() if not counted_area)
    parts.append(_part(_("Outside the areas"), f"{url}?area=0", outside, area == 0, []))
    return [part for part in parts if part.count], sum(counted.values())


def _part(name: str, url: str, count: int, is_chosen: bool, tracks: list[Part]) -> Part:
    return Part(name, url, count, is_chosen, [track for track in tracks if track.count])


def rows_of(user: User, commitments: CommitmentQuerySet) -> list[TableRow]:
    """Commitments as rows, in the programme's order, in a fixed number of queries."""
    newest = (
        StatusReport.objects.danish()
        .submitted_or_cleared()
        .filter(commitment=OuterRef("pk"))
        .order_by("-submitted_at", "-id")
    )
    rows = list(
        commitments.select_related("programme__partnership", "owner_team", "owner")
        # The model declares what this adds.
        .annotate(newest_id=Subquery(newest.values("pk")[:1]))  # type: ignore[no-redef]
        .with_wording_on(clock.today())
        .order_by("position")
    )
    ids = [one.pk for one in rows]
    reports = StatusReport.objects.select_related("submitted_by", "drafted_by").in_bulk(
        [one.newest_id for one in rows if one.newest_id]
    )
    reportable = set(Commitment.objects.reportable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    editable = set(Commitment.objects.editable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        TableRow(
            commitment=one,
            title=titled_by(one, one.wording_text, one.wording_language),
            url=reverse("workspace:commitment", args=[one.programme.reference, one.number]),
            owner=str(one.owner) if one.owner else "",
            last=last_report(reports.get(one.newest_id), one),
            last_seen=one.newest_id or 0,
            may_report=one.pk in reportable,
            may_edit=one.pk in editable,
        )
        for one in rows
    ]


def last_report(report: StatusReport | None, commitment: Commitment) -> ReportInWords | None:
    if report is None:
        return None
    report.commitment = commitment
    return report_in_words(report)


class People(NamedTuple):
    """People by name, and who (their key) is in which team (its key)."""

    people: list[User]
    places: set[tuple[int, int]]


def people_of(commitments: Iterable[Commitment], *, on: dt.date) -> People:
    """Who may be given these commitments: the people of their teams."""
    teams = {one.owner_team_id for one in commitments if one.owner_team_id}
    places = set(Membership.objects.on(on).filter(team__in=teams).values_list("user_id", "team_id"))
    people = User.objects.filter(pk__in={user for user, _team in places}, is_active=True)
    return People(list(people.order_by("first_name", "last_name", "username")), places)
