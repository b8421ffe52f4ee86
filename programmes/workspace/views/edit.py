"""Editing a commitment, or proposing it; and deciding on proposals."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.audit import StaleVersion
from programmes.actions.commitments import decide_proposal, edit_commitment, editable_values, propose_edit
from programmes.models import Commitment
from programmes.rules import permissions
from programmes.words.public_changes import last_change
from programmes.workspace.forms.decisions import DecisionForm
from programmes.workspace.forms.edit import EditForm
from programmes.workspace.pages.edit_difference import clash_of, differences
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import (
    READ_AND_SEND,
    fetch_commitment,
    fetch_proposal,
    require,
    staff_page,
)


@staff_page(*READ_AND_SEND)
def edit(request, reference, number):
    """Titles, owner, sectors, goals, responsibilities: leads and administrators save, members propose."""
    commitment = fetch_commitment(request.user, reference, number)
    saves = permissions.may_edit_commitment(request.user, commitment)
    require(saves or permissions.may_propose_edit(request.user, commitment))
    held, today = editable_values(commitment), clock.today()
    if request.method != "POST":
        begin = EditForm.begin(held, commitment.version)
        form = EditForm(commitment=commitment, held=held, today=today, initial=begin)
        return _form(request, form, commitment, saves=saves)
    form = EditForm(request.POST, commitment=commitment, held=held, today=today)
    if not form.is_valid():
        return _form(request, form, commitment, saves=saves, status=422)
    try:
        words = (_save if saves else _propose)(request, commitment, form)
    except StaleVersion:
        return _clash(request, form, commitment, saves=saves)
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:commitment", reference, number)


def _save(request, commitment, form):
    edit_commitment(
        commitment,
        values=form.values,
        expected_version=form.cleaned_data["version"],
        by=request.user,
        reason=form.cleaned_data["reason"],
    )
    return _("{number} is saved.")


def _propose(request, commitment, form):
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


def _clash(request, form, commitment, *, saves):
    """Somebody saved meanwhile: show what differs; the form goes on from their version with the writer's own text."""
    commitment = Commitment.objects.select_related(
        "programme__partnership__country", "owner_team__mission"
    ).get(pk=commitment.pk)
    held, today = editable_values(commitment), clock.today()
    sent = form.cleaned_data
    again = EditForm(
        commitment=commitment,
        held=held,
        today=today,
        initial=EditForm.begin(held, commitment.version) | {"reason": sent["reason"]},
    )
    clash = clash_of(began=sent["began_with"], now=held, yours=form.values, form=again)
    again.initial |= clash.merged
    change = last_change(commitment)
    return _form(request, again, commitment, saves=saves, clash=clash, change=change, status=409)


def _form(request, form, commitment, *, saves, status=200, **more):
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
def proposal(request, reference, number, pk):
    """A proposed edit beside what is held now; a lead or an administrator accepts or declines it."""
    commitment = fetch_commitment(request.user, reference, number)
    found = fetch_proposal(request.user, commitment, pk)
    if request.method != "POST":
        return _proposal(request, found, commitment)
    require(permissions.may_decide(request.user, found))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _proposal(request, found, commitment, status=422)
    if found.decided_at or form.cleaned_data["version"] != commitment.version:
        return _proposal(request, found, commitment, has_moved=not found.decided_at, status=409)
    accept = form.cleaned_data["decision"] == "accept"
    decided = decide_proposal(found, accept=accept, by=request.user).row
    if decided.decided_by_id != request.user.pk or decided.is_accepted != accept:
        return _proposal(request, fetch_proposal(request.user, commitment, pk), commitment, status=409)
    words = (
        _("The change of {number} is accepted and saved.")
        if accept
        else _("The change of {number} is declined.")
    )
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:my-team")


def _proposal(request, found, commitment, *, has_moved=False, status=200):
    held = editable_values(commitment)
    form = EditForm(commitment=commitment, held=held, today=clock.today())
    context = {
        "proposal": found,
        "commitment": commitment,
        "differences": differences(held, found.values, form),
        "may_decide": found.decided_at is None and permissions.may_decide(request.user, found),
        "has_moved": has_moved,
        "is_older": found.from_version != commitment.version,
        "is_demonstration": found.proposed_by.is_demo,
    }
    return render(request, "workspace/proposal.html", context, status=status)
