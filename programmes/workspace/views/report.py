"""Reporting, and saying that nothing has changed."""

import datetime as dt
from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from embassy import clock
from embassy.models import User
from programmes.actions.status import (
    ReportContent,
    SomeoneReported,
    WrongState,
    latest_standing,
    report_no_change,
    report_status,
    save_draft,
)
from programmes.models import Commitment, StatusReport
from programmes.rules import permissions
from programmes.words.strings import date_words
from programmes.workspace.forms.report import NoChangeForm, ReportForm
from programmes.workspace.pages.commitment import report_in_words
from programmes.workspace.pages.tasks import programme_name
from programmes.workspace.serving import (
    READ_AND_SEND,
    SEND,
    StaffRequest,
    fetch_commitment,
    fetch_report,
    require,
    staff_page,
)

State = StatusReport.State
OPEN = frozenset({State.DRAFT, State.RETURNED})
LONGEST_KEY = 20  # digits


class Subject(TypedDict):
    """What a report is about: the commitment, and the draft that it goes on with or the report that it corrects."""

    commitment: Commitment
    draft: StatusReport | None
    corrected: StatusReport | None


@sensitive_post_parameters("internal_note")
@staff_page(*READ_AND_SEND)
def report(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Report how a commitment stands, go on with a draft (`?report=`), or correct a report (`?corrects=`)."""
    at = clock.now()
    commitment = fetch_commitment(request.user, reference, number)
    draft = _named(request, "report", commitment, at)
    corrected = _named(request, "corrects", commitment, at)
    require(permissions.may_report(request.user, commitment))
    today = clock.public_day(at)
    page: Subject = {"commitment": commitment, "draft": draft, "corrected": corrected}
    if draft and draft.state not in OPEN:
        return _settled(request, page, draft)
    if request.method == "POST":
        form = ReportForm(request.POST, commitment=commitment, today=today)
        return _receive(request, form, page, at=at)
    newest = latest_standing(commitment)
    return _form(request, _begin(page, newest, today=today), page, newest=newest)


def _begin(page: Subject, newest: StatusReport | None, *, today: dt.date) -> ReportForm:
    """An unsent form: empty, or from the draft or the report that is corrected."""
    last_seen = newest.pk if newest else 0
    initial = ReportForm.blank(today=today, last_seen=last_seen)
    if page["corrected"]:
        key = initial["submission_key"]  # a correction is a report of its own
        initial |= ReportForm.from_report(page["corrected"], last_seen=last_seen) | {"submission_key": key}
    elif page["draft"]:
        initial |= ReportForm.from_report(page["draft"], last_seen=last_seen)
    return ReportForm(commitment=page["commitment"], today=today, initial=initial)


def _named(request: StaffRequest, name: str, commitment: Commitment, at: dt.datetime) -> StatusReport | None:
    """The report that the address names, if it names one; 404 when it is not there for this user."""
    value = request.GET.get(name)
    if not value:
        return None
    return fetch_report(
        request.user, commitment, value if value.isdecimal() and len(value) < LONGEST_KEY else 0, at=at
    )


def _receive(request: StaffRequest, form: ReportForm, page: Subject, *, at: dt.datetime) -> HttpResponse:
    commitment, user = page["commitment"], request.user
    if not form.is_valid():
        return _form(request, form, page, status=422)
    sent = form.cleaned_data
    draft = page["draft"] or _own_draft(sent["submission_key"], commitment, user)
    options = {"by": user, "report": draft, "submission_key": sent["submission_key"], "at": at}
    content = ReportContent(**form.columns, corrects=page["corrected"] if draft is None else None)
    try:
        if "draft" in request.POST:
            save_draft(commitment, content, **options)
            messages.success(request, _("Saved as a draft. Only your team can see it."))
            return redirect("workspace:my-team")
        made = report_status(commitment, content, **options, last_seen_id=sent["last_seen"]).row
    except SomeoneReported as news:
        data = request.POST.copy()
        data["last_seen"] = str(news.report.pk)
        again = ReportForm(data, commitment=commitment, today=form.today)
        return _form(request, again, page, newest=news.report, meanwhile=news.report, status=409)
    except WrongState as news:
        if news.report.submitted_by_id == user.pk and news.report.submission_key == sent["submission_key"]:
            return _done(request, commitment, news.report)  # sent twice
        return _settled(request, page, news.report, form)
    return _done(request, commitment, made)


def _own_draft(key: UUID, commitment: Commitment, user: User) -> StatusReport | None:
    """The draft that an earlier sending of the same form made, if there is one."""
    drafts = StatusReport.objects.editable_by(user).filter(submission_key=key, commitment=commitment)
    return drafts.first()


def _done(request: StaffRequest, commitment: Commitment, made: StatusReport) -> HttpResponse:
    """Back to the list, with what became of it."""
    if made.state == State.SUBMITTED:
        words = _("{number} is sent for clearance.")
    elif commitment.status_visibility == commitment.Visibility.WITHHELD:
        words = _("{number} is reported. Its status is not published.")
    elif made.state == State.CLEARED:
        words = _("{number} is reported and published.")
    else:
        words = _("{number} is reported.")
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:my-team")


def _settled(
    request: StaffRequest, page: Subject, submitted: StatusReport, form: ReportForm | None = None
) -> HttpResponse:
    """Someone was faster: the draft was submitted meanwhile. What was written is shown, to be taken elsewhere."""
    texts = ("summary", "internal_note", "evidence")
    kept = (
        [(form[name].label, form.cleaned_data[name]) for name in texts if form.cleaned_data[name]]
        if form
        else []
    )
    context = {
        **page,
        "found": report_in_words(_with_submitter(submitted)),
        "state": submitted.get_state_display(),
        "kept": kept,
    }
    return render(request, "workspace/settled.html", context, status=409)


def _with_submitter(submitted: StatusReport) -> StatusReport:
    return StatusReport.objects.select_related("submitted_by", "drafted_by", "commitment").get(
        pk=submitted.pk
    )


def _form(
    request: StaffRequest,
    form: ReportForm,
    page: Subject,
    *,
    newest: StatusReport | None = None,
    meanwhile: StatusReport | None = None,
    status: int = 200,
) -> HttpResponse:
    commitment = page["commitment"]
    team = commitment.owner_team
    if newest is None and status != 200:
        newest = latest_standing(commitment)
    if newest:
        newest.commitment = commitment
    context = {
        **page,
        "form": form,
        "programme_name": programme_name(commitment.programme),
        "newest": report_in_words(newest) if newest and not meanwhile else None,
        "meanwhile": report_in_words(meanwhile) if meanwhile else None,
        "consequence": _consequence(commitment),
        "today": date_words(form.today),
        "is_demonstration": request.user.is_demo or bool(team and team.is_demo),
    }
    return render(request, "workspace/report.html", context, status=status)


def _consequence(commitment: Commitment) -> str:
    """What submitting does, said beside the button."""
    if commitment.status_visibility == commitment.Visibility.WITHHELD:
        return _("The status of this commitment is not published; colleagues see it.")
    if commitment.owner_team and commitment.owner_team.needs_clearance:
        return _("Goes to your lead for clearance before it becomes public.")
    return _("Becomes public at once.")


@staff_page(*SEND)
def no_change(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Report that the last report still holds."""
    commitment = fetch_commitment(request.user, reference, number)
    require(permissions.may_report(request.user, commitment))
    page: Subject = {"commitment": commitment, "draft": None, "corrected": None}
    today = clock.today()
    form = NoChangeForm(request.POST)
    newest = latest_standing(commitment)
    if not form.is_valid() or newest is None:
        messages.error(request, _("That button could not be used. Report in full instead."))
        return _form(request, _begin(page, newest, today=today), page, newest=newest, status=422)
    try:
        made = report_no_change(
            commitment,
            by=request.user,
            last_seen_id=form.cleaned_data["last_seen"],
            submission_key=form.cleaned_data["submission_key"],
        ).row
    except SomeoneReported as news:
        again = _begin(page, news.report, today=today)
        return _form(request, again, page, newest=news.report, meanwhile=news.report, status=409)
    return _done(request, commitment, made)
