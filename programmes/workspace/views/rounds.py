"""Reporting rounds: all of them, opening one, and one with who is left."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.unsent.keeping import refilled
from programmes.actions.closing import CannotClose, close_round, open_round, reopen_round
from programmes.models import ReportingRound
from programmes.rules import permissions
from programmes.workspace.forms.rounds import RoundForm
from programmes.workspace.pages.rounds import programmes_for_a_round, reach_words, round_page, rounds_of
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ)
def rounds(request: StaffRequest) -> HttpResponse:
    page = rounds_of(request.user)
    context = {"page": page, "section": "dashboard", "is_demonstration": page.is_demonstration}
    return render(request, "workspace/rounds.html", context)


@staff_page(*READ_AND_SEND, forms=[RoundForm])
def new(request: StaffRequest) -> HttpResponse:
    """Open a round; `?programme=KR-2021` chooses that one."""
    offered = programmes_for_a_round(request.user)
    require(offered.exists())
    names = [
        (one.reference, programme_name(one))
        for one in offered.select_related("partnership__country").order_by("reference")
    ]
    if request.method != "POST":
        initial = {"programme": request.GET.get("programme", ""), "opens_on": request.user.today}
        return _form(request, refilled(RoundForm(programmes=names, initial=initial), request))
    form = RoundForm(request.POST, programmes=names)
    if not form.is_valid():
        return _form(request, form, status=422)
    programme = offered.get(reference=form.cleaned_data["programme"])
    done = open_round(programme, by=request.user, **form.columns)
    said = _("“{title}” is open already.")
    if done.change_set:
        said = _("“{title}” is open. The teams see it in their lists.")
        if reach := reach_words(programme, on=request.user.today):
            said = _("“{title}” is open.") + " " + reach
    words = format_html(said, title=done.row.title)
    success_with_undo(request, words, done.change_set)
    return redirect("workspace:round", done.row.pk)


def _form(request: StaffRequest, form: RoundForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "section": "dashboard", "is_demonstration": request.user.is_demo}
    return render(request, "workspace/round_form.html", context, status=status)


@staff_page(*READ_AND_SEND)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """How far each team has come and who is left; administrators close the round, and open it again."""
    reporting_round = get_object_or_404(
        ReportingRound.objects.visible_to(request.user).select_related(
            "programme__partnership__country", "closed_by"
        ),
        pk=pk,
    )
    if request.method == "POST":
        require(permissions.may_edit_round(request.user, reporting_round))
        return (
            _reopen(request, reporting_round)
            if "reopen" in request.POST
            else _close(request, reporting_round)
        )
    return _page(request, reporting_round)


def _close(request: StaffRequest, reporting_round: ReportingRound) -> HttpResponse:
    try:
        done = close_round(reporting_round, by=request.user)
    except CannotClose:
        return _page(request, reporting_round, refusal=_("The round is closed already."), status=409)
    words = format_html(
        _("“{title}” is closed. Nobody is asked about it any more."), title=reporting_round.title
    )
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:round", reporting_round.pk)


def _reopen(request: StaffRequest, reporting_round: ReportingRound) -> HttpResponse:
    if reporting_round.closed_at is None:
        return _page(request, reporting_round, refusal=_("The round is open already."), status=409)
    done = reopen_round(reporting_round, by=request.user)
    words = format_html(_("“{title}” is open again."), title=reporting_round.title)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:round", reporting_round.pk)


def _page(
    request: StaffRequest, reporting_round: ReportingRound, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = round_page(reporting_round, request.user, at=clock.now(), page=request.GET.get("page"))
    context = {
        "page": page,
        "round": reporting_round,
        "may_edit": permissions.may_edit_round(request.user, reporting_round),
        "refusal": refusal,
        "section": "dashboard",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/round.html", context, status=status)
