"""Handover: a sheet for a team or a person, the notes on it, and giving everything to somebody else in one step."""

from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.audit import Done, StaleVersion
from embassy.models import SectorTeam, User
from embassy.unsent.keeping import refilled
from programmes.actions.commitments import hand_over
from programmes.actions.handover import save_handover_note
from programmes.models import Commitment, HandoverNote
from programmes.rules import permissions
from programmes.words.month import teams_of
from programmes.workspace.forms.handover import NoteForm, PersonForm, TeamForm, TeamRows
from programmes.workspace.pages.handover import Sheet, person_sheet, sheets_to_pick, team_sheet
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    require,
    staff_page,
    success_with_undo,
)

MOST_NAMED = 100  # of those that are given to somebody else; the rest are on the sheet


def _team(request: StaffRequest, pk: int) -> SectorTeam:
    return get_object_or_404(SectorTeam.objects.visible_to(request.user).select_related("mission"), pk=pk)


def _person(request: StaffRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@staff_page(*READ)
def choose(request: StaffRequest) -> HttpResponse:
    """The teams and people that one may make a sheet of."""
    teams = list(teams_of(request.user))
    context = {
        "picks": sheets_to_pick(teams, request.user, on=clock.today()),
        "section": "handover",
        "is_demonstration": any(team.is_demo for team in teams),
    }
    return render(request, "workspace/handover.html", context)


@staff_page(*READ)
def team(request: StaffRequest, pk: int) -> HttpResponse:
    sector_team = _team(request, pk)
    page = team_sheet(sector_team, request.user, at=clock.now(), page=request.GET.get("page"))
    return _sheet(
        request, page, team=sector_team, may_reassign=_own(request, owner_team=sector_team).exists(),
        may_write=permissions.may_write_handover_notes(request.user, sector_team),
    )  # fmt: skip


@staff_page(*READ)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = _person(request, pk)
    page = person_sheet(colleague, request.user, at=clock.now(), page=request.GET.get("page"))
    return _sheet(request, page, person=colleague, may_reassign=_own(request, owner=colleague).exists())


def _own(request: StaffRequest, **whose: User | SectorTeam) -> QuerySet[Commitment]:
    """The commitments in question that this user may give to somebody else."""
    commitments = Commitment.objects.editable_by(request.user).filter(withdrawn_on=None, **whose)
    return commitments.select_related("programme", "owner_team__mission").order_by(
        "owner_team", "programme", "position"
    )


def _sheet(request: StaffRequest, page: Sheet, **more: Any) -> HttpResponse:
    context = {"page": page, "section": "handover", "is_demonstration": page.is_demonstration, **more}
    return render(request, "workspace/handover_sheet.html", context)


@staff_page(*READ_AND_SEND, forms=[NoteForm])
def notes(request: StaffRequest, pk: int) -> HttpResponse:
    sector_team = _team(request, pk)
    require(permissions.may_write_handover_notes(request.user, sector_team))
    note = HandoverNote.objects.filter(team=sector_team).first()
    if request.method != "POST":
        initial = {"text": note.text if note else "", "version": note.version if note else 0}
        return _notes(request, refilled(NoteForm(initial=initial), request), sector_team)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _notes(request, form, sector_team, status=422)
    try:
        done = save_handover_note(
            sector_team, text=form.cleaned_data["text"], expected_version=form.cleaned_data["version"],
            by=request.user,
        )  # fmt: skip
    except StaleVersion as news:
        data = request.POST.copy()
        data["version"] = str(news.current.version)
        return _notes(request, NoteForm(data), sector_team, theirs=news.current.text, status=409)
    back = request.path.removesuffix("notes/")
    success_with_undo(request, _("The notes are saved."), done.change_set, back=back)
    return redirect("workspace:handover-team", sector_team.pk)


def _notes(
    request: StaffRequest,
    form: NoteForm,
    sector_team: SectorTeam,
    *,
    theirs: str | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "team": sector_team,
        "theirs": theirs,
        "section": "handover",
        "is_demonstration": sector_team.is_demo,
    }
    return render(request, "workspace/handover_notes.html", context, status=status)


@staff_page(*READ_AND_SEND, forms=[PersonForm])
def reassign_person(request: StaffRequest, pk: int) -> HttpResponse:
    """Give everything that a person follows to their colleagues, in one step."""
    colleague = _person(request, pk)
    own = list(_own(request, owner=colleague))
    require(bool(own) or _keeps_any(request, colleague))
    by_team = [TeamRows(team, list(rows)) for team, rows in groupby(own, key=lambda row: row.owner_team)]
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        person=colleague,
        by_team=by_team,
        today=clock.today(),
    )
    if request.method != "POST" or not form.is_valid():
        return _reassign(
            request, form, own, name=str(colleague), back=_Back("workspace:handover-person", colleague.pk)
        )
    people = User.objects.in_bulk([pk for _rows, pk in form.moves() if pk])
    moves = [(rows, people.get(pk)) for rows, pk in form.moves()]
    done = hand_over(moves, whose=colleague, reason=form.cleaned_data["reason"], by=request.user)
    return _handed_over(request, done, "workspace:handover-person", colleague.pk)


def _keeps_any(request: StaffRequest, colleague: User) -> bool:
    """Whether the user keeps commitments of a team that the person is in: then there is just nothing to hand over."""
    teams = colleague.memberships.filter(team__isnull=False).values("team")
    return Commitment.objects.editable_by(request.user).filter(owner_team__in=teams).exists()


@staff_page(*READ_AND_SEND, forms=[TeamForm])
def reassign_team(request: StaffRequest, pk: int) -> HttpResponse:
    """Give everything that a team follows to one of its people, or to another team, in one step."""
    sector_team = _team(request, pk)
    own = list(_own(request, owner_team=sector_team))
    require(bool(own))
    teams = (
        SectorTeam.objects.editable_by(request.user)
        .filter(mission=sector_team.mission_id)
        .exclude(pk=sector_team.pk)
    )
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        team=sector_team,
        teams=list(teams.select_related("mission")),
        today=clock.today(),
    )
    if request.method != "POST" or not form.is_valid():
        return _reassign(
            request, form, own, name=str(sector_team), back=_Back("workspace:handover-team", sector_team.pk)
        )
    sent = form.cleaned_data
    to = User.objects.get(pk=sent["owner"]) if sent["owner"] else SectorTeam.objects.get(pk=sent["team"])
    done = hand_over([(own, to)], whose=sector_team, reason=sent["reason"], by=request.user)
    return _handed_over(request, done, "workspace:handover-team", sector_team.pk)


def _handed_over(request: StaffRequest, done: Done[int], name: str, pk: int) -> HttpResponse:
    count = done.row
    words = ngettext("{count} commitment is handed over.", "{count} commitments are handed over.", count)
    back = request.path.removesuffix("reassign/")
    success_with_undo(request, format_html(words, count=count), done.change_set, back=back)
    return redirect(name, pk)


class _Back(NamedTuple):
    """The page to go back to: the name of its address, and the key in it."""

    name: str
    pk: int


def _reassign(
    request: StaffRequest,
    form: PersonForm | TeamForm,
    own: list[Commitment],
    *,
    name: str,
    back: _Back,
) -> HttpResponse:
    context = {
        "form": refilled(form, request),
        "name": name,
        "total": len(own),
        "rows": own[:MOST_NAMED],
        "left_out": max(0, len(own) - MOST_NAMED),
        "back_name": back.name,
        "back_key": back.pk,
        "section": "handover",
        "is_demonstration": request.user.is_demo,
    }
    return render(request, "workspace/handover_reassign.html", context, status=422 if form.errors else 200)
