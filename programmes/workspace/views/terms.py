"""Withholding a commitment's status or making it public, and moving its deadline: each with a reason."""

from copy import copy
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.audit import StaleVersion
from embassy.models import ChangeSet
from embassy.unsent.keeping import refilled
from programmes.actions.commitments import move_deadline, set_visibility
from programmes.models import Commitment, StatusReport
from programmes.rules import permissions
from programmes.rules.publicity import Audience, audience_of
from programmes.words.public_changes import last_change
from programmes.workspace.forms.terms import DeadlineForm, VisibilityForm, WithReason
from programmes.workspace.pages.deadlines import moves_of
from programmes.workspace.serving import (
    READ_AND_SEND,
    StaffRequest,
    fetch_commitment,
    require,
    staff_page,
    success_with_undo,
)

Visibility = Commitment.Visibility
# What somebody wants who comes to change it; where nobody has said anything yet, nothing is chosen for them.
OPPOSITE = {
    Visibility.PUBLIC.value: Visibility.WITHHELD.value,
    Visibility.WITHHELD.value: Visibility.PUBLIC.value,
}


def _fetch(request: StaffRequest, reference: str, number: str) -> Commitment:
    commitment = fetch_commitment(request.user, reference, number)
    require(permissions.may_edit_commitment(request.user, commitment))
    return commitment


@staff_page(*READ_AND_SEND, forms=[VisibilityForm])
def visibility(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Say that the status is public, or that it is withheld."""
    commitment = _fetch(request, reference, number)
    if request.method != "POST":
        initial = {"visibility": OPPOSITE.get(commitment.status_visibility), "version": commitment.version}
        form = refilled(VisibilityForm(initial=initial), request)
        return _page(request, "visibility", form, commitment)
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        return _page(request, "visibility", form, commitment, status=422)
    sent = form.cleaned_data
    try:
        done = set_visibility(
            commitment, visibility=sent["visibility"], reason=sent["reason"], by=request.user,
            expected_version=sent["version"],
        )  # fmt: skip
    except StaleVersion as news:
        return _clash(request, "visibility", VisibilityForm, commitment, news.current)
    words = _("The status of {number} is withheld. The public page says only that it is not published.")
    if sent["visibility"] == Visibility.PUBLIC:
        commitment.status_visibility = Visibility.PUBLIC
        words = _("The status of {number} is public.")
        if audience_of(commitment) != Audience.PUBLIC:
            words = _("The status of {number} is public once the programme is published.")
    return _done(request, commitment, words, done.change_set, "visibility/")


@staff_page(*READ_AND_SEND, forms=[DeadlineForm])
def deadline(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Set, move or lift the deadline."""
    commitment = _fetch(request, reference, number)
    if request.method != "POST":
        form = DeadlineForm(initial={"due_on": commitment.due_on, "version": commitment.version})
        return _page(request, "deadline", refilled(form, request), commitment)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, "deadline", form, commitment, status=422)
    sent = form.cleaned_data
    try:
        done = move_deadline(
            commitment, due_on=sent["due_on"], reason=sent["reason"], by=request.user,
            expected_version=sent["version"],
        )  # fmt: skip
    except StaleVersion as news:
        return _clash(request, "deadline", DeadlineForm, commitment, news.current)
    words = _("{number} has its new deadline.") if sent["due_on"] else _("{number} has no deadline any more.")
    return _done(request, commitment, words, done.change_set, "deadline/")


def _done(
    request: StaffRequest, commitment: Commitment, words: str, change: ChangeSet | None, step: str
) -> HttpResponse:
    success_with_undo(
        request, format_html(words, number=commitment.number), change, back=request.path.removesuffix(step)
    )
    return redirect("workspace:commitment", commitment.programme.reference, commitment.number)


def _clash(
    request: StaffRequest,
    what: str,
    form_class: type[WithReason],
    commitment: Commitment,
    current: Commitment,
) -> HttpResponse:
    """Somebody saved meanwhile: what holds now stands above the form, which keeps the writer's words."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    for name in ("due_on", "status_visibility", "version"):
        setattr(commitment, name, getattr(current, name))
    change = last_change(commitment)
    return _page(request, what, form_class(data), commitment, change=change, is_clash=True, status=409)


def _page(
    request: StaffRequest,
    what: str,
    form: WithReason,
    commitment: Commitment,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    team = commitment.owner_team
    context = {
        "form": form,
        "commitment": commitment,
        "waiting": _would_appear(commitment) if what == "visibility" else 0,
        "moves": moves_of(commitment) if what == "deadline" else [],
        "is_demonstration": bool(team and team.is_demo),
        **more,
    }
    return render(request, f"workspace/{what}.html", context, status=status)


def _would_appear(commitment: Commitment) -> int:
    """How many cleared reports the public would read at once."""
    as_public = copy(commitment)
    as_public.status_visibility = Visibility.PUBLIC
    if not commitment.is_withheld or audience_of(as_public) != Audience.PUBLIC:
        return 0
    return StatusReport.objects.effective(at=clock.now()).danish().filter(commitment=commitment).count()
