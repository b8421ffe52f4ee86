"""What comes of a reviewed text: a draft programme, a comparison with the one in force, or nothing."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import User
from embassy.unsent.keeping import refilled
from programmes.actions.drafts import AlreadyDecided, discard_reading, take_back_draft
from programmes.actions.undo import CannotUndo
from programmes.agreements.review import review_service
from programmes.models import AgreementReading
from programmes.rules.permissions import may_decide_reading, may_edit_programme
from programmes.workspace.forms.agreements import FrameForm, continue_from
from programmes.workspace.pages.agreement_drafts import ComparePage
from programmes.workspace.pages.agreements import ReviewPage
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    SEND,
    StaffRequest,
    require,
    staff_page,
)
from programmes.workspace.views.agreements import fetch_reading


@staff_page(*READ_AND_SEND, forms=[FrameForm])
def make(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm what it is called and when it runs, then make the draft programme: all of it or nothing."""
    reading = fetch_reading(request, pk)
    require(may_decide_reading(request.user, reading))
    if reading.compared_with_id:
        raise Http404
    partnership = reading.mission.country.partnership
    if reading.state != AgreementReading.State.OPEN:
        return _over(request, reading)
    page = ReviewPage(reading)
    if request.method != "POST":
        begin = review_service.suggested_frame(reading, page.review) | {"since": page.since}
        form = FrameForm(partnership=partnership, initial=begin)
        return _make_page(request, page, refilled(form, request))
    form = FrameForm(request.POST, partnership=partnership)
    if form.is_valid() and not page.count:
        form.add_error(None, _("Everything is left out, so there is nothing to make a programme of."))
    if not form.is_valid():
        return _make_page(request, page, form, status=422)
    try:
        review_service.make(
            reading, frame=form.frame, since=form.cleaned_data["since"], by=request.user, at=clock.now()
        )
    except review_service.Overtaken as faster:
        continue_from(form, page.since)
        return _make_page(request, page, form, faster=faster.step.decided_by, status=409)
    except AlreadyDecided:
        return _over(request, reading)
    except (
        IntegrityError
    ):  # between the form's look and the writing, somebody took the reference or the address
        form.add_error(None, _("Another programme has just taken this reference or address. Choose another."))
        return _make_page(request, page, form, status=409)
    messages.success(
        request, _("The draft programme is made. The public does not see it before you publish it.")
    )
    return redirect(reading)


def _make_page(
    request: StaffRequest, page: ReviewPage, form: FrameForm, *, faster: User | None = None, status: int = 200
) -> HttpResponse:
    context = {"page": page, "reading": page.reading, "form": form, "faster": faster, "section": "agreements"}
    return render(request, "agreements/make.html", context, status=status)


def _over(
    request: StaffRequest, reading: AgreementReading, problem: str = "", status: int = 409
) -> HttpResponse:
    reading = fetch_reading(request, reading.pk)
    page = ReviewPage(reading, may_decide=may_decide_reading(request.user, reading))
    problem = problem or _("The review is over; nothing was changed.")
    context = {"page": page, "reading": page.reading, "problem": problem, "section": "agreements"}
    return render(request, "agreements/review.html", context, status=status)


@staff_page(*READ)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Lead to the page on which the programme that was made is published, with its text."""
    reading = fetch_reading(request, pk)
    require(may_decide_reading(request.user, reading))
    programme = reading.programme
    if reading.state != AgreementReading.State.MADE or programme is None:
        return _over(request, reading, _("There is no draft to publish: make it first."))
    require(may_edit_programme(request.user, programme))
    return redirect("workspace:programme-publish", programme.reference)


@staff_page(*READ)
def compare(request: StaffRequest, pk: int) -> HttpResponse:
    """What a later version of the text changes; the basis of an amendment, and nothing more."""
    reading = fetch_reading(request, pk)
    if not reading.compared_with_id:
        raise Http404
    page = ComparePage(reading, review_service.review_of(reading))
    return render(
        request, "agreements/compare.html", {"page": page, "reading": reading, "section": "agreements"}
    )


@staff_page(*SEND)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Let go of a text in review."""
    reading = fetch_reading(request, pk)
    try:
        discard_reading(reading, by=request.user)
    except AlreadyDecided:
        return _over(request, reading)
    messages.success(request, _("The text is discarded. No programme was made of it."))
    return redirect("workspace:agreement-list")


@staff_page(*SEND)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away the draft that was made, as long as nobody has worked on it; the review goes on."""
    reading = fetch_reading(request, pk)
    try:
        take_back_draft(reading, by=request.user, at=clock.now())
    except AlreadyDecided:
        return _over(request, reading, _("There is no draft to take back, or it is published already."))
    except CannotUndo:
        return _over(request, reading, _("It cannot be taken back: somebody has worked on the draft since."))
    messages.success(request, _("The draft programme is removed. Every decision of the review is kept."))
    return redirect(reading)
