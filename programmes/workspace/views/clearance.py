"""Clearing, returning and withdrawing reports: for leads and administrators."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import Mission
from embassy.unsent.keeping import refilled
from programmes.actions import status
from programmes.models import Commitment, StatusReport
from programmes.rules import permissions
from programmes.words.day_words import clock_time, in_both_places
from programmes.words.publicity import after_clearing, before_clearing
from programmes.workspace.filters import wanted_of
from programmes.workspace.forms.decisions import ClearForm, ReturnForm, WithdrawForm
from programmes.workspace.pages.clearance import clearance_of, may_see_clearance, teams_and_programmes
from programmes.workspace.pages.commitment import report_in_words
from programmes.workspace.pages.no_report import closed_words
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    fetch_commitment,
    fetch_report,
    require,
    staff_page,
)

State = StatusReport.State


def _fetch(
    request: StaffRequest, reference: str, number: str, pk: int, *, at: dt.datetime
) -> tuple[Commitment, StatusReport]:
    """The commitment and one of its reports, for somebody who may decide on it."""
    commitment = fetch_commitment(request.user, reference, number)
    report = fetch_report(request.user, commitment, pk, at=at)
    require(permissions.may_clear(request.user, report))
    return commitment, report


def _demand_open(request: StaffRequest, commitment: Commitment) -> None:
    """Refuse what cannot be done on a closed programme; withdrawing can."""
    is_open = commitment.programme.closed_at is None
    require(is_open, lambda: closed_words(request.user, commitment.programme))


@staff_page(*READ)
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits for clearance, for one's teams and missions (`?team=`, `?programme=`, `?area=` narrow it)."""
    require(may_see_clearance(request.user))
    wanted = wanted_of(request.GET)
    page = clearance_of(
        request.user,
        at=clock.now(),
        narrowed=wanted,
        page=request.GET.get("page"),
        embargoed_page=request.GET.get("embargoed"),
    )
    teams, programmes = teams_and_programmes(request.user)
    context = {
        "page": page,
        "teams": teams,
        "programmes": programmes,
        "is_narrowed": wanted.is_set,
        "section": "clearance",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/clearance.html", context)


@staff_page(*READ_AND_SEND, forms=[ClearForm])
def clear(request: StaffRequest, reference: str, number: str, pk: int) -> HttpResponse:
    """Read a submitted report, and clear it at once or under an embargo; the page offers to return it as well."""
    at = clock.now()
    commitment, report = _fetch(request, reference, number, pk, at=at)
    if report.state != State.SUBMITTED:
        return _settled(request, commitment, report)
    _demand_open(request, commitment)
    form = ClearForm(
        _sent(request), mission=_mission(commitment), now=at, asks_when=not commitment.is_withheld
    )
    if request.method == "POST" and form.is_valid():
        try:
            cleared = status.clear(
                report, by=request.user, embargo_until=form.cleaned_data["embargo_until"], at=at
            ).row
        except status.WrongState as news:
            return _settled(request, commitment, news.report)
        except status.FourEyes:
            words = _(
                "You submitted this report yourself. Your team follows the four-eyes rule: somebody "
                "else must clear it."
            )
            more = {"return_form": ReturnForm(), "refusal": words}
            return _decide(request, "clear", form, commitment, report, status_code=403, **more)
        moment = in_both_places(cleared.effective_at or at, _mission(commitment))
        return _done(request, after_clearing(commitment, cleared), commitment, moment=moment)
    return_form = refilled(ReturnForm(), request)
    return _decide(request, "clear", form, commitment, report, return_form=return_form)


@staff_page(*READ_AND_SEND, forms=[ReturnForm])
def send_back(request: StaffRequest, reference: str, number: str, pk: int) -> HttpResponse:
    """Return a submitted report to its team with a note that says what is missing."""
    at = clock.now()
    commitment, report = _fetch(request, reference, number, pk, at=at)
    if report.state != State.SUBMITTED:
        return _settled(request, commitment, report)
    _demand_open(request, commitment)
    form = ReturnForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            status.send_back(report, note=form.cleaned_data["reason"], by=request.user, at=at)
        except status.WrongState as news:
            return _settled(request, commitment, news.report)
        return _done(request, _("{number} is returned to its team."), commitment)
    return _decide(request, "return", form, commitment, report)


@staff_page(*READ_AND_SEND, forms=[WithdrawForm])
def withdraw(request: StaffRequest, reference: str, number: str, pk: int) -> HttpResponse:
    """Take a cleared report back at once; afterwards a corrected one can be made."""
    at = clock.now()
    commitment, report = _fetch(request, reference, number, pk, at=at)
    if report.state != State.CLEARED:
        return _settled(request, commitment, report)
    form = WithdrawForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            status.withdraw(report, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except status.WrongState as news:
            return _settled(request, commitment, news.report)
        words = _(
            "The report on {number} is withdrawn. The public page shows only that a report was withdrawn, and when."
        )
        messages.success(request, format_html(words, number=commitment.number))
        return redirect("workspace:commitment", commitment.programme.reference, commitment.number)
    return _decide(request, "withdraw", form, commitment, report)


def _sent(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _mission(commitment: Commitment) -> Mission | None:
    """The mission whose clock counts beside Copenhagen's."""
    if commitment.owner_team:
        return commitment.owner_team.mission
    return commitment.programme.missions.first()


def _done(request: StaffRequest, words: str, commitment: Commitment, **parts: str) -> HttpResponse:
    messages.success(request, format_html(words, number=commitment.number, **parts))
    return redirect("workspace:clearance" if request.POST.get("from") == "list" else "workspace:my-team")


def _decide(
    request: StaffRequest,
    what: str,
    form: ClearForm | ReturnForm | WithdrawForm,
    commitment: Commitment,
    report: StatusReport,
    *,
    status_code: int = 200,
    **more: Any,
) -> HttpResponse:
    mission, at = _mission(commitment), clock.now()
    context = {
        "form": refilled(form, request),
        "commitment": commitment,
        "report": report,
        "words": report_in_words(report),
        "effect": before_clearing(commitment) if what == "clear" else "",
        "now_here": clock_time(at, clock.COPENHAGEN),
        "now_in_both": in_both_places(at, mission),
        "is_demonstration": report.is_demo,
        **more,
    }
    return render(request, f"workspace/{what}.html", context, status=422 if form.errors else status_code)


def _settled(request: StaffRequest, commitment: Commitment, report: StatusReport) -> HttpResponse:
    """Someone was faster: the report no longer waits for this."""
    current_report = StatusReport.objects.select_related("submitted_by", "drafted_by").get(pk=report.pk)
    current_report.commitment = commitment
    context = {
        "commitment": commitment,
        "found": report_in_words(current_report),
        "state": current_report.get_state_display(),
    }
    return render(request, "workspace/settled.html", context, status=409)
