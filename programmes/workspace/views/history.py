"""The history of a commitment, in words."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render

from programmes.actions.undo_rights import undoable
from programmes.workspace.pages.change_history import history_of
from programmes.workspace.serving import READ, StaffRequest, fetch_commitment, staff_page


@staff_page(*READ)
def history(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    commitment = fetch_commitment(request.user, reference, number)
    history_page = history_of(
        commitment, request.user, page=request.GET.get("page"), undoable=partial(undoable, request.user)
    )
    team = commitment.owner_team
    context = {
        "history": history_page,
        "commitment": commitment,
        "is_demonstration": bool(team and team.is_demo),
    }
    return render(request, "workspace/history.html", context)
