"""Editing a commitment, or proposing it; and deciding on proposals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.audit import StaleVersion
from embassy.unsent.keeping import refilled
from programmes.actions.commitments import decide_proposal, edit_commitment, editable_values, propose_edit
from programmes.models import Commitment, Proposal
from programmes.rules import permissions
from programmes.words.public_changes import last_change
from programmes.workspace.forms.decisions import DecisionForm
from programmes.workspace.forms.edit import EditForm
from programmes.workspace.pages.edit_difference import clash_of, differences
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import (
    READ_AND_SEND,
    StaffRequest,
    fetch_commitment,
    fetch_proposal,
    require,
    staff_page,
)


@staff_page(*READ_AND_SEND, forms=[EditForm])
def edit(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Titles, owner, sectors, goals, responsibilities: leads and administrators save, members propose."""
    commitment = fetch_commitment(request.user, reference, number)
    saves = permissions.may_edit_commitment(request.user, commitment)
    require(saves or permissions.may_propose_edit(request.user, commitment))
    current_values = editable_values(commitment)
    if request.method != "POST":
        begin = EditForm.begin(current_values, commitment.version)
        form = EditForm(
            commitment=commitment, current_values=current_values, user=request.user, initial=begin
        )
        return _form(request, refilled(form, request), commitment, saves=saves)
    form = EditForm(request.POST, commitment=commitment, current_values=current_values, user=request.user)
    if not form.is_valid():
        return _form(request, form, commitment, saves=saves, status=422)
    try:
        words = (_save if saves else _propose)(request, commitment, form)
    except StaleVersion:
        return _clash(request, form, commitment, saves=saves)
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:commitment", reference, number)


def _save(request: StaffRequest, commitment: Commitment, form: EditForm) -> str:
    edit_commitment(
        commitment,
        values=form.values,
        expected_version=form.cleaned_data["version"],
        by=request.user,
        reason=form.cleaned_data["reason"],
    )
    return _("{number} is saved.")


def _propose(request: StaffRequest, commitment: Commitment, form: EditForm) -> str:
    if commitment.version != form.cleaned_data["version"]:
        raise StaleVersion(commitment)
    done = propose_edit(
        commitment,
        values=form.values,
        from_version=commitment.version,
        by=request.user,
        reason=form.cleaned_data["reason"],
    )
    if done.row is None:
        return _("There is no difference from what {number} says now, so nothing was proposed.")
    return _("Your change of {number} is proposed. A lead accepts or declines it.")


def _clash(request: StaffRequest, form: EditForm, commitment: Commitment, *, saves: bool) -> HttpResponse:
    """Somebody saved meanwhile: show what differs; the form goes on from their version with the writer's own text."""
    commitment = Commitment.objects.select_related(
        "programme__partnership__country", "owner_team__mission"
    ).get(pk=commitment.pk)
    current_values = editable_values(commitment)
    sent = form.cleaned_data
    again = EditForm(
        commitment=commitment,
        current_values=current_values,
        user=request.user,
        initial=EditForm.begin(current_values, commitment.version) | {"reason": sent["reason"]},
    )
    clash = clash_of(began=sent["began_with"], now=current_values, yours=form.values, form=again)
    again.initial = {**again.initial, **clash.merged}
    change = last_change(commitment)
    return _form(request, again, commitment, saves=saves, clash=clash, change=change, status=409)


def _form(
    request: StaffRequest,
    form: EditForm,
    commitment: Commitment,
    *,
    saves: bool,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    team = commitment.owner_team
    context = {
        "form": form,
        "commitment": commitment,
        "programme_name": programme_name(commitment.programme),
        "saves": saves,
        "is_demonstration": bool(team and team.is_demo),
        **more,
    }
    return render(request, "workspace/edit.html", context, status=status)


@staff_page(*READ_AND_SEND)
def proposal(request: StaffRequest, reference: str, number: str, pk: int) -> HttpResponse:
    """A proposed edit beside what is held now; a lead or an administrator accepts or declines it."""
    commitment = fetch_commitment(request.user, reference, number)
    change = fetch_proposal(request.user, commitment, pk)
    if request.method != "POST":
        return _proposal(request, change, commitment)
    require(permissions.may_decide(request.user, change))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _proposal(request, change, commitment, status=422)
    if change.decided_at or form.cleaned_data["version"] != commitment.version:
        return _proposal(request, change, commitment, has_moved=not change.decided_at, status=409)
    accept = form.cleaned_data["decision"] == "accept"
    decided = decide_proposal(change, accept=accept, by=request.user).row
    if decided.decided_by_id != request.user.pk or decided.is_accepted != accept:
        return _proposal(request, fetch_proposal(request.user, commitment, pk), commitment, status=409)
    words = (
        _("The change of {number} is accepted and saved.")
        if accept
        else _("The change of {number} is declined.")
    )
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:my-team")


def _proposal(
    request: StaffRequest,
    change: Proposal,
    commitment: Commitment,
    *,
    has_moved: bool = False,
    status: int = 200,
) -> HttpResponse:
    current_values = editable_values(commitment)
    form = EditForm(commitment=commitment, current_values=current_values, user=request.user)
    context = {
        "proposal": change,
        "commitment": commitment,
        "differences": differences(current_values, change.values, form),
        "may_decide": change.decided_at is None and permissions.may_decide(request.user, change),
        "has_moved": has_moved,
        "is_older": change.from_version != commitment.version,
        "is_demonstration": change.proposed_by.is_demo,
    }
    return render(request, "workspace/proposal.html", context, status=status)
