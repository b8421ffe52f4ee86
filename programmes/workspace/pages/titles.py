"""The table of a whole programme: what each commitment is called, which team it belongs to, and who follows it."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import Membership, SectorTeam, User
from programmes.models import Commitment, PriorityArea, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.words.strings import joined, marked_pick
from programmes.workspace.forms.fields import Choice
from programmes.workspace.pages.tasks import programme_name

ON_A_PAGE = 50
OUTSIDE = 0  # in place of an area's number


class People(NamedTuple):
    """Teams of a programme's missions and the people in them, as choices; `places` are (person, team), by key."""

    teams: list[Choice]
    owners: list[Choice]
    places: set[tuple[int, int]]


@dataclass(slots=True)
class TitlesTable:
    """One page of a programme's commitments; `only` says which are left, `showing` each such choice with its count."""

    name: str
    rows: list[Commitment]
    page: Page[Commitment]
    only: str
    showing: list[tuple[str, str, int, bool]]
    areas: list[Choice]
    people: People
    unseen: int
    without_title: int
    is_demonstration: bool


CONDITIONS = {
    "without-title": Q(plain_title_da="", plain_title_en=""),
    "proposed": Q(plain_title_da="", plain_title_en="") & ~Q(proposed_title_da="", proposed_title_en=""),
    "without-team": Q(owner_team=None),
    "without-owner": Q(owner=None),
}


def commitments_of(programme: Programme) -> CommitmentQuerySet:
    """Those of a programme that have titles and owners: all that were not withdrawn."""
    return Commitment.objects.filter(programme=programme, withdrawn_on=None)


def titles_table(programme: Programme, user: User, *, only: str, page: str | None) -> TitlesTable:
    """A page of the table, in a fixed number of queries."""
    rows = commitments_of(programme)
    only = only if only in CONDITIONS else ""
    chosen = rows.filter(CONDITIONS[only]) if only else rows
    shown = Paginator(chosen.order_by("position"), ON_A_PAGE).get_page(page)
    words = {
        "": _("All"),
        "without-title": _("Without a title"),
        "proposed": _("With a proposed title"),
        "without-team": _("Without a team"),
        "without-owner": _("Without an owner"),
    }
    counts = {
        "": rows.count(),
        **{code: rows.filter(condition).count() for code, condition in CONDITIONS.items()},
    }
    url = reverse("workspace:programme-titles", args=[programme.reference])
    shown_rows = fetched(rows.filter(pk__in=[one.pk for one in shown]))
    return TitlesTable(
        name=programme_name(programme),
        rows=shown_rows,
        page=shown,
        only=only,
        showing=[
            (words[code], f"{url}?only={code}" if code else url, counts[code], code == only) for code in words
        ],
        areas=_areas(programme, rows),
        people=people_of(programme, user, on=clock.today()),
        unseen=counts["proposed"],
        without_title=counts["without-title"] - counts["proposed"],
        is_demonstration=user.is_demo
        or any(row.owner_team is not None and row.owner_team.is_demo for row in shown_rows),
    )


def fetched(rows: CommitmentQuerySet) -> list[Commitment]:
    """Commitments with what their rows show, in the programme's order."""
    with_words = rows.select_related("programme", "owner_team__mission", "owner").with_wording_on(
        clock.today()
    )
    return list(with_words.order_by("position"))


def people_of(programme: Programme, user: User, *, on: dt.date) -> People:
    """The teams that the user may give a commitment of the programme to, and their people on a day."""
    teams = list(
        SectorTeam.objects.visible_to(user)
        .filter(mission__in=programme.missions.all())
        .select_related("mission")
        .order_by("mission__slug", "name_en", "pk")
    )
    places: set[tuple[int, int]] = set(
        Membership.objects.on(on).filter(team__in=teams).values_list("user_id", "team_id")
    )
    people = User.objects.filter(pk__in={user for user, _team in places}, is_active=True)
    return People(
        [(team.pk, str(team)) for team in teams],
        [(person.pk, str(person)) for person in people.order_by("first_name", "last_name", "username")],
        places,
    )


def _areas(programme: Programme, rows: CommitmentQuerySet) -> list[Choice]:
    """Areas by number as they are called, and what lies outside them."""
    areas: list[Choice] = [
        (
            area.number,
            joined([f"{area.number}.", marked_pick(area.title_da, area.title_en) or escape(area.title)], " "),
        )
        for area in PriorityArea.objects.filter(programme=programme).order_by("number")
    ]
    if not areas:
        return [(OUTSIDE, _("The whole programme"))]
    return [*areas, (OUTSIDE, _("Outside the areas"))] if rows.filter(area=None).exists() else areas
