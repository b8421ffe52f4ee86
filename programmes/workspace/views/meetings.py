"""Expected meetings: what became of each, and what an ambiguous recurrence means."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.audit import StaleVersion
from embassy.models import ChangeSet, User
from embassy.unsent.keeping import refilled
from programmes.actions.activities import (
    MeetingAnswer,
    answer_recurrence,
    expected,
    hold_occurrence,
    miss_occurrence,
)
from programmes.models import Activity, Commitment, Occurrence
from programmes.rules import permissions
from programmes.rules.recurrence import period_words
from programmes.words.activities import why_not_edited
from programmes.words.publicity import LEAD_DECIDES
from programmes.workspace.forms.meeting import MeetingForm, RecurrenceForm, State
from programmes.workspace.pages.no_report import no_report_words
from programmes.workspace.serving import (
    READ_AND_SEND,
    SEND,
    StaffRequest,
    fetch_commitment,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ_AND_SEND, forms=[MeetingForm])
def meeting(request: StaffRequest, reference: str, number: str, period: str) -> HttpResponse:
    """Record that an expected meeting was held, postponed or missed."""
    commitment = fetch_commitment(request.user, reference, number)
    _require(request.user, commitment)
    if period not in {one.key for one in expected(commitment)}:
        raise Http404
    today = request.user.today
    answer = _answer(commitment, period)
    if request.method != "POST":
        form = MeetingForm(today=today, initial=MeetingForm.begin(answer))
        return _page(request, refilled(form, request), commitment, period, answer)
    form = MeetingForm(request.POST, today=today)
    if form.is_valid():
        _may_publish(request.user, form, commitment)
        _may_change(request.user, form, answer)
    if form.errors:
        return _page(request, form, commitment, period, answer, status=422)
    try:
        change = _record(request.user, form, commitment, period, answer)
    except StaleVersion as news:
        data = request.POST.copy()
        data["version"] = str(news.current.version)
        again = MeetingForm(data, today=today)
        meanwhile = _answer(commitment, period)
        return _page(request, again, commitment, period, meanwhile, is_clash=True, status=409)
    words = format_html(_("The {period} meeting is recorded."), period=period_words(period))
    back = request.path.removesuffix(f"meetings/{period}/")
    success_with_undo(request, words, change, back=back)
    return redirect("workspace:commitment", reference, number)


def _require(user: User, commitment: Commitment) -> None:
    require(permissions.may_record_meetings(user, commitment), lambda: no_report_words(user, commitment))


def _answer(commitment: Commitment, period: str) -> Occurrence | None:
    occurrences = Occurrence.objects.filter(commitment=commitment, period=period).select_related("activity")
    return occurrences.first()


def _may_publish(user: User, form: MeetingForm, commitment: Commitment) -> None:
    this = Commitment.objects.filter(pk=commitment.pk)
    if form.cleaned_data["is_public"] and not permissions.may_publish_activity(user, this):
        form.add_error("is_public", LEAD_DECIDES)


def _may_change(user: User, form: MeetingForm, answer: Occurrence | None) -> None:
    """What was held and is another mission's meeting as well says what it said."""
    meeting = answer.activity if answer else None
    if meeting is None or form.cleaned_data["state"] != State.HELD:
        return
    is_changed = any(getattr(meeting, name) != value for name, value in form.columns.items())
    if is_changed and not permissions.may_edit_activity(user, meeting):
        form.add_error(None, why_not_edited(user, meeting))


def _record(
    user: User, form: MeetingForm, commitment: Commitment, period: str, answer: Occurrence | None
) -> ChangeSet | None:
    """Write the answer; the meeting itself is an activity, the one recorded before where there is one."""
    sent = form.cleaned_data
    is_held = sent["state"] == State.HELD
    meeting_answer = MeetingAnswer(
        period=period,
        note=sent["note"],
        is_public=sent["is_public"] and not is_held,
        expected_version=sent["version"],
        is_demo=user.is_demo,
    )
    if not is_held:
        is_postponed = sent["state"] == State.POSTPONED
        return miss_occurrence(commitment, meeting_answer, is_postponed=is_postponed, by=user).change_set
    activity = answer.activity if answer and answer.activity else _new_meeting(commitment, period, user)
    for name, value in form.columns.items():
        setattr(activity, name, value)
    activity.state = Activity.State.HELD
    return hold_occurrence(commitment, meeting_answer, activity=activity, by=user).change_set


def _new_meeting(commitment: Commitment, period: str, user: User) -> Activity:
    """The activity that the meeting is, named after the commitment and its period."""
    titles = {"title_da": commitment.plain_title_da, "title_en": commitment.plain_title_en}
    if not any(titles.values()):
        titles = {"title_en": commitment.reference}
    named = {name: f"{title} ({period})"[:200] for name, title in titles.items() if title}
    return Activity(kind=Activity.Kind.MEETING, is_demo=user.is_demo, **named)


def _page(
    request: StaffRequest,
    form: MeetingForm,
    commitment: Commitment,
    period: str,
    answer: Occurrence | None,
    *,
    is_clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    team = commitment.owner_team
    context = {
        "form": form,
        "commitment": commitment,
        "period": period,
        "words": period_words(period),
        "answer": answer,
        "is_clash": is_clash,
        "is_demonstration": request.user.is_demo or bool(team and team.is_demo),
    }
    return render(request, "workspace/meeting.html", context, status=status)


@staff_page(*SEND)
def recurrence(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    """Answer what the text's “bi-annual” means here."""
    commitment = fetch_commitment(request.user, reference, number)
    _require(request.user, commitment)
    form = RecurrenceForm(request.POST)
    is_asked = commitment.recurrence == Commitment.Recurrence.BIANNUAL
    if not form.is_valid() or not is_asked:
        status = 422 if is_asked else 409
        return render(request, "workspace/answered.html", {"commitment": commitment}, status=status)
    done = answer_recurrence(commitment, recurrence=form.cleaned_data["recurrence"], by=request.user)
    back = request.path.removesuffix("recurrence/")
    success_with_undo(
        request, _("Thank you. The meetings to expect are listed below."), done.change_set, back=back
    )
    return redirect("workspace:commitment", reference, number)
