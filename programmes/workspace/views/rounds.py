"""Reporting rounds: all of them, opening one, and one with who is left."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from programmes.actions.closing import CannotClose, close_round, open_round, reopen_round
from programmes.models import Programme, ReportingRound
from programmes.rules import permissions
from programmes.workspace.forms.rounds import RoundForm
from programmes.workspace.pages.rounds import round_page, rounds_of
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import READ, READ_AND_SEND, require, staff_page, success_with_undo


@staff_page(*READ)
def rounds(request):
    page = rounds_of(request.user)
    context = {"page": page, "section": "dashboard", "is_demonstration": page.is_demonstration}
    return render(request, "workspace/rounds.html", context)


@staff_page(*READ_AND_SEND)
def new(request):
    """Open a round; `?programme=KR-2021` chooses that one."""
    offered = Programme.objects.editable_by(request.user).filter(closed_at=None)
    require(offered.exists())
    names = [
        (one.reference, programme_name(one))
        for one in offered.select_related("partnership__country").order_by("reference")
    ]
    if request.method != "POST":
        initial = {"programme": request.GET.get("programme", ""), "opens_on": clock.today()}
        return _form(request, RoundForm(programmes=names, initial=initial))
    form = RoundForm(request.POST, programmes=names)
    if not form.is_valid():
        return _form(request, form, status=422)
    programme = offered.get(reference=form.cleaned_data["programme"])
    done = open_round(programme, by=request.user, **form.columns)
    words = format_html(_("“{title}” is open. The teams see it in their lists."), title=done.row.title)
    success_with_undo(request, words, done.change_set)
    return redirect("workspace:round", done.row.pk)


def _form(request, form, *, status=200):
    context = {"form": form, "section": "dashboard", "is_demonstration": request.user.is_demo}
    return render(request, "workspace/round_form.html", context, status=status)


@staff_page(*READ_AND_SEND)
def one(request, pk):
    """How far each team has come and who is left; administrators close the round, and open it again."""
    found = get_object_or_404(
        ReportingRound.objects.visible_to(request.user).select_related(
            "programme__partnership__country", "closed_by"
        ),
        pk=pk,
    )
    if request.method == "POST":
        require(permissions.may_edit_round(request.user, found))
        return _reopen(request, found) if "reopen" in request.POST else _close(request, found)
    return _page(request, found)


def _close(request, found):
    try:
        done = close_round(found, by=request.user)
    except CannotClose:
        return _page(request, found, refusal=_("The round is closed already."), status=409)
    words = format_html(_("“{title}” is closed. Nobody is asked about it any more."), title=found.title)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:round", found.pk)


def _reopen(request, found):
    if found.closed_at is None:
        return _page(request, found, refusal=_("The round is open already."), status=409)
    done = reopen_round(found, by=request.user)
    words = format_html(_("“{title}” is open again."), title=found.title)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:round", found.pk)


def _page(request, found, *, refusal="", status=200):
    page = round_page(found, request.user, at=clock.now())
    context = {
        "page": page,
        "round": found,
        "may_edit": permissions.may_edit_round(request.user, found),
        "refusal": refusal,
        "section": "dashboard",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/round.html", context, status=status)
