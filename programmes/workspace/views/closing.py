"""Closing a programme that has ended: a final status for each commitment, one by one, and then the whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from embassy import clock
from embassy.models import User
from embassy.unsent.keeping import refilled
from programmes.actions.closing import CannotClose, CannotReopen, close_programme, reopen_programme
from programmes.actions.status import ReportContent, SomeoneReported, latest_standing, report_status
from programmes.models import Commitment, Programme, StatusReport
from programmes.rules import permissions
from programmes.rules.final import unsettled
from programmes.words.strings import no_final_status
from programmes.workspace.forms.closing import CloseForm, FinalForm, ReopenForm
from programmes.workspace.pages.closing import closing_of, has_ended, step_of
from programmes.workspace.pages.commitment import report_in_words
from programmes.workspace.pages.no_report import no_report_words
from programmes.workspace.pages.table import own_rows
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import (
    READ_AND_SEND,
    StaffRequest,
    fetch_commitment,
    fetch_programme,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ_AND_SEND, forms=[CloseForm, ReopenForm])
def closing(request: StaffRequest, reference: str) -> HttpResponse:
    """“Final status given: n of 69”; administrators close, and reopen with a reason."""
    programme = fetch_programme(request.user, reference, "closed_by")
    may_close = permissions.may_edit_programme(request.user, programme)
    require(
        may_close or own_rows(request.user, programme).exists() or _is_of_the_team(request.user, programme)
    )
    if request.method != "POST":
        return _page(request, programme, may_close)
    require(may_close)
    return _reopen(request, programme) if "reopen" in request.POST else _close(request, programme)


def _is_of_the_team(user: User, programme: Programme) -> bool:
    """Whether it has commitments of one's own team: closed, it takes no reports, and is theirs to read all the same."""
    return programme.commitments.proposable_by(user).exists()


def _close(request: StaffRequest, programme: Programme) -> HttpResponse:
    chosen = dict(programme.commitments.filter(withdrawn_on=None).values_list("number", "pk"))
    form = CloseForm(request.POST, numbers=list(chosen))
    if not form.is_valid():
        return _page(request, programme, True, close_form=form, status=422)
    left_open = {chosen[number] for number in form.cleaned_data["left_open"]}
    if form.cleaned_data["all_left_open"]:
        left_open |= {
            one.commitment.pk for one in unsettled(programme, at=clock.now()) if one.may_be_left_open
        }
    try:
        done = close_programme(
            programme, by=request.user, left_open=left_open, reason=form.cleaned_data["why_left_open"]
        )
    except CannotClose as refusal:
        why = _why(programme, refusal)
        return _page(request, programme, True, close_form=form, refusal=why, status=409)
    words = format_html(_("{programme} is closed. Its pages say that its statuses are final."),
                        programme=programme_name(programme))  # fmt: skip
    if count := programme.commitments.left_open().count():
        words = format_html("{} {}", words, no_final_status(count))
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:closing", programme.reference)


def _why(programme: Programme, refusal: CannotClose) -> str:
    """What stands in the way, in the reader's language."""
    if refusal.left:
        count = len(refusal.left)
        words = ngettext(
            "The programme is not closed. What is missing for %(count)d commitment is listed below.",
            "The programme is not closed. What is missing for %(count)d commitments is listed below.",
            count,
        )
        return words % {"count": count}
    if Programme.objects.filter(pk=programme.pk, closed_at__isnull=False).exists():
        return _("The programme is closed already.")
    return _("The programme has not ended. It is closed when its period is over.")


def _reopen(request: StaffRequest, programme: Programme) -> HttpResponse:
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, True, form=form, status=422)
    try:
        done = reopen_programme(programme, reason=form.cleaned_data["reason"], by=request.user)
    except CannotReopen:
        return _page(request, programme, True, refusal=_("The programme is open already."), status=409)
    words = format_html(
        _("{programme} is open again: reports can be made."), programme=programme_name(programme)
    )
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:closing", programme.reference)


def _page(
    request: StaffRequest,
    programme: Programme,
    may_close: bool,
    *,
    form: ReopenForm | None = None,
    close_form: CloseForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    page = closing_of(programme, request.user, at=clock.now(), page=request.GET.get("page"))
    context = {
        "page": page,
        "programme": programme,
        "may_close": may_close,
        "form": form or refilled(ReopenForm(), request),
        "close_form": close_form or refilled(CloseForm(numbers=[one.number for one in page.left]), request),
        "refusal": refusal,
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/closing.html", context, status=status)


@sensitive_post_parameters("internal_note")
@staff_page(*READ_AND_SEND, forms=[FinalForm])
def step(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Give one commitment its final status, and go on to the next."""
    at = clock.now()
    commitment = fetch_commitment(request.user, reference, number)
    require(
        permissions.may_report(request.user, commitment), lambda: no_report_words(request.user, commitment)
    )
    if not has_ended(commitment.programme, on=request.user.day(at)):
        may_close = permissions.may_edit_programme(request.user, commitment.programme)
        words = _("The programme has not ended. Final statuses are given when its period is over.")
        return _page(request, commitment.programme, may_close, refusal=words, status=409)
    today = request.user.day(at)
    newest = latest_standing(commitment)
    if request.method != "POST":
        form = FinalForm(commitment=commitment, today=today, initial=FinalForm.begin(newest, today=today))
        return _step(request, refilled(form, request), commitment, newest)
    form = FinalForm(request.POST, commitment=commitment, today=today)
    if not form.is_valid():
        return _step(request, form, commitment, newest, status=422)
    following = step_of(commitment, request.user).following
    sent = form.cleaned_data
    try:
        report_status(
            commitment, ReportContent(is_final=True, **form.columns), by=request.user,
            submission_key=sent["submission_key"], last_seen_id=sent["last_seen"], at=at,
        )  # fmt: skip
    except SomeoneReported as news:
        data = request.POST.copy()
        data["last_seen"] = str(news.report.pk)
        again = FinalForm(data, commitment=commitment, today=today)
        return _step(request, again, commitment, news.report, is_clash=True, status=409)
    messages.success(request, format_html(_("{number} has its final status."), number=commitment.number))
    if following:
        return redirect("workspace:closing-step", reference, following)
    return redirect("workspace:closing", reference)


def _step(
    request: StaffRequest,
    form: FinalForm,
    commitment: Commitment,
    newest: StatusReport | None,
    *,
    is_clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    if not permissions.may_report(request.user, commitment):
        raise PermissionDenied(no_report_words(request.user, commitment))  # since it was asked
    if newest:
        newest.commitment = commitment
    team = commitment.owner_team
    context = {
        "form": form,
        "commitment": commitment,
        "programme_name": programme_name(commitment.programme),
        "step": step_of(commitment, request.user),
        "newest": report_in_words(newest) if newest else None,
        "is_clash": is_clash,
        "is_demonstration": request.user.is_demo or bool(team and team.is_demo),
    }
    return render(request, "workspace/closing_step.html", context, status=status)
