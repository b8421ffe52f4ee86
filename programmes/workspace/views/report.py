"""Reporting, and saying that nothing has changed."""

import datetime as dt
from typing import Any, TypedDict
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from embassy import clock
from embassy.models import User
from embassy.unsent.keeping import refilled
from programmes.actions.status import (
    DraftMeanwhile,
    ReportContent,
    SomeoneReported,
    WrongState,
    draft_mark,
    latest_standing,
    own_draft,
    report_no_change,
    report_status,
    save_draft,
)
from programmes.models import Commitment, StatusReport
from programmes.rules import permissions
from programmes.words.publicity import after_sending, before_sending
from programmes.words.strings import date_words
from programmes.workspace.forms.report import NoChangeForm, ReportForm
from programmes.workspace.pages.commitment import report_in_words
from programmes.workspace.pages.no_report import no_report_words
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
@staff_page(*READ_AND_SEND, forms=[ReportForm])
def report(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Report how a commitment stands, go on with a draft (`?report=`), or correct a report (`?corrects=`)."""
    at = clock.now()
    commitment = fetch_commitment(request.user, reference, number)
    draft = _named(request, "report", commitment, at)
    corrected = _named(request, "corrects", commitment, at)
    require(
        permissions.may_report(request.user, commitment), lambda: no_report_words(request.user, commitment)
    )
    today = request.user.day(at)
    page: Subject = {"commitment": commitment, "draft": draft, "corrected": corrected}
    if request.method == "POST":
        sent = ReportForm(request.POST, commitment=commitment, today=today)
        if draft and draft.state not in OPEN:
            return _submitted_meanwhile(request, sent, page, draft, at=at)
        return _receive(request, sent, page, at=at)
    if draft and draft.state not in OPEN:
        return _settled(request, page, draft)
    own = own_draft(commitment, request.user)
    if draft is None and own and own.corrects == corrected:
        page["draft"] = own
    newest = latest_standing(commitment)
    form = refilled(_begin(page, newest, today=today), request)
    return _form(request, form, page, newest=newest, own=own)


def _begin(page: Subject, newest: StatusReport | None, *, today: dt.date) -> ReportForm:
    """An unsent form: empty, or from the draft or the report that is corrected."""
    last_seen = newest.pk if newest else 0
    initial = ReportForm.blank(today=today, last_seen=last_seen)
    if page["draft"]:
        initial |= ReportForm.from_report(page["draft"], last_seen=last_seen)
    elif page["corrected"]:  # a correction is a report of its own
        own = {name: initial[name] for name in ("submission_key", "draft_seen")}
        initial |= ReportForm.from_report(page["corrected"], last_seen=last_seen) | own
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
    options = {
        "by": user, "report": draft, "submission_key": sent["submission_key"], "at": at,
        "draft_seen": _draft_seen(sent, draft),
    }  # fmt: skip
    content = ReportContent(**form.columns, corrects=page["corrected"] if draft is None else None)
    try:
        if "draft" in request.POST:
            save_draft(commitment, content, **options)
            messages.success(request, _("Saved as a draft. Only your team can see it."))
            return redirect("workspace:my-team")
        done = report_status(commitment, content, **options, last_seen_id=sent["last_seen"])
    except SomeoneReported as news:
        data = request.POST.copy()
        data["last_seen"] = str(news.report.pk)
        again = ReportForm(data, commitment=commitment, today=form.today)
        return _form(request, again, page, newest=news.report, meanwhile=news.report, status=409)
    except DraftMeanwhile as news:
        return _draft_clash(request, form, page, news.report)
    except WrongState as news:
        return _submitted_meanwhile(request, form, page, news.report, at=at)
    return _done(request, commitment, done.row, is_again=done.change_set is None)


def _sent_it(request: StaffRequest, submitted: StatusReport) -> bool:
    """Whether this very form submitted the report before: a double click, or sent once more."""
    is_own = submitted.submitted_by_id == request.user.pk
    return is_own and str(submitted.submission_key) == request.POST.get("submission_key")


def _submitted_meanwhile(
    request: StaffRequest, form: ReportForm, page: Subject, submitted: StatusReport, *, at: dt.datetime
) -> HttpResponse:
    """What a form goes on with was submitted. By itself: in these words it counts once, others can be sent as well."""
    if not _sent_it(request, submitted):
        return _settled(request, page, submitted)
    commitment = page["commitment"]
    if form.is_valid():
        content = ReportContent(**form.columns, corrects=submitted.corrects, is_final=submitted.is_final)
        if content.is_said_by(submitted, by=request.user, at=at):
            return _done(request, commitment, submitted, is_again=True)
    data = request.POST.copy()
    data["submission_key"], data["draft_seen"], data["last_seen"] = str(uuid4()), "", str(submitted.pk)
    again = ReportForm(data, commitment=commitment, today=form.today)
    page = {**page, "draft": None, "corrected": submitted.corrects}
    submitted = _with_submitter(submitted)
    return _form(request, again, page, newest=submitted, meanwhile=submitted, status=409)


def _draft_seen(sent: dict[str, Any], draft: StatusReport | None) -> str | None:
    """The draft as the form was drawn with it; a draft that this very form has made is known to its writer."""
    is_of_this_form = draft is not None and draft.submission_key == sent["submission_key"]
    return None if is_of_this_form and sent["draft_seen"] == draft_mark(None) else sent["draft_seen"] or None


def _draft_clash(request: StaffRequest, form: ReportForm, page: Subject, draft: StatusReport) -> HttpResponse:
    """A draft was saved meanwhile, in another tab perhaps: it stands beside what was written here, which is kept.

    The form goes on with that draft, and so replaces it; a correction stays a report of its own.
    """
    data = request.POST.copy()
    data["draft_seen"] = draft_mark(draft)
    if draft.corrects == page["corrected"] or page["draft"]:
        data["submission_key"] = str(draft.submission_key)
        page = {**page, "draft": draft}
    again = ReportForm(data, commitment=page["commitment"], today=form.today)
    draft.commitment = page["commitment"]
    return _form(request, again, page, other_draft=draft, status=409)


def _own_draft(key: UUID, commitment: Commitment, user: User) -> StatusReport | None:
    """The draft that an earlier sending of the same form made, if there is one."""
    drafts = StatusReport.objects.editable_by(user).filter(submission_key=key, commitment=commitment)
    return drafts.first()


def _done(
    request: StaffRequest, commitment: Commitment, made: StatusReport, *, is_again: bool = False
) -> HttpResponse:
    """Back to the list, with what became of it."""
    if is_again:
        words = _("You had sent this report on {number} already. It counts once.")
    else:
        words = after_sending(commitment, made)
    messages.success(request, format_html(words, number=commitment.number))
    return redirect("workspace:my-team")


def _settled(request: StaffRequest, page: Subject, submitted: StatusReport) -> HttpResponse:
    """Someone was faster: the draft was submitted meanwhile. What was written is shown, to be taken elsewhere."""
    context = {
        **page,
        "found": report_in_words(_with_submitter(submitted)),
        "state": submitted.get_state_display(),
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
    own: StatusReport | None = None,
    other_draft: StatusReport | None = None,
    status: int = 200,
) -> HttpResponse:
    """`own` is the reader's own draft here, `other_draft` the one that their form did not know."""
    commitment = page["commitment"]
    team = commitment.owner_team
    if newest is None and status != 200:
        newest = latest_standing(commitment)
    for report in filter(None, (newest, own)):
        report.commitment = commitment
    context = {
        **page,
        "form": form,
        "programme_name": programme_name(commitment.programme),
        "newest": report_in_words(newest) if newest and not meanwhile else None,
        "meanwhile": report_in_words(meanwhile) if meanwhile else None,
        "other_draft": report_in_words(other_draft) if other_draft else None,
        "own": report_in_words(own) if own else None,
        "goes_on": bool(own and own == page["draft"]),
        "consequence": before_sending(commitment, request.user),
        "today": date_words(form.today),
        "is_demonstration": request.user.is_demo or bool(team and team.is_demo),
    }
    return render(request, "workspace/report.html", context, status=status)


@staff_page(*SEND)
def no_change(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Report that the last report still holds."""
    commitment = fetch_commitment(request.user, reference, number)
    require(
        permissions.may_report(request.user, commitment), lambda: no_report_words(request.user, commitment)
    )
    page: Subject = {"commitment": commitment, "draft": None, "corrected": None}
    today = request.user.today
    form = NoChangeForm(request.POST)
    newest = latest_standing(commitment)
    if not form.is_valid() or newest is None:
        messages.error(request, _("That button could not be used. Report in full instead."))
        return _form(request, _begin(page, newest, today=today), page, newest=newest, status=422)
    try:
        done = report_no_change(
            commitment,
            by=request.user,
            last_seen_id=form.cleaned_data["last_seen"],
            submission_key=form.cleaned_data["submission_key"],
        )
    except SomeoneReported as news:
        again = _begin(page, news.report, today=today)
        return _form(request, again, page, newest=news.report, meanwhile=news.report, status=409)
    return _done(request, commitment, done.row, is_again=done.change_set is None)
