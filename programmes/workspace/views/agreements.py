"""Agreement texts: send one, see what was found in it, and decide about it piece by piece."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import Mission, roles_of
from embassy.unsent.keeping import refilled
from programmes.actions.drafts import AlreadyDecided
from programmes.agreements.review import review_service
from programmes.agreements.review.decisions import TAKE_BACK
from programmes.agreements.review.messages import reason as refusal_reason
from programmes.agreements.review.messages import step as step_sentence
from programmes.agreements.review.review import (
    Body,
    Chapter,
    Group,
    Impossible,
    Item,
    Part,
    Question,
    Review,
    may_have_been,
)
from programmes.intake.refusal import Busy, Refused
from programmes.models import AgreementReading, Programme, ReviewStep
from programmes.rules.permissions import may_decide_reading
from programmes.workspace.forms import agreement_review as forms
from programmes.workspace.forms.agreements import AgreementForm, continue_from
from programmes.workspace.pages.agreements import (
    ReviewPage,
    asked_question,
    part_names,
    past_readings,
    place_words,
)
from programmes.workspace.serving import READ, READ_AND_SEND, SEND, StaffRequest, require, staff_page

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def fetch_reading(request: StaffRequest, pk: int) -> AgreementReading:
    """A text that the person may see, else 404; who oversees nothing is refused, and who only oversees it reads it."""
    require(roles_of(request.user).oversees)
    rows = AgreementReading.objects.visible_to(request.user).select_related(
        "mission__country__partnership", "uploaded_by", "compared_with__partnership__country",
        "programme__partnership__country", "made_by",
    )  # fmt: skip
    reading = get_object_or_404(rows.defer("content"), pk=pk)
    require(request.method != "POST" or may_decide_reading(request.user, reading))
    return reading


@staff_page(*READ)
def past(request: StaffRequest) -> HttpResponse:
    """The texts that were sent, and what became of them."""
    require(roles_of(request.user).oversees)
    page = past_readings(request.user, page=request.GET.get("page"))
    may_send = roles_of(request.user).administers
    return render(
        request, "agreements/past.html", {"page": page, "may_send": may_send, "section": "agreements"}
    )


@staff_page(*READ_AND_SEND, forms=[AgreementForm])
def upload(request: StaffRequest) -> HttpResponse:
    """Send a text; what comes of it is its review."""
    require(roles_of(request.user).administers)
    missions = Mission.objects.editable_by(request.user).filter(country__partnership__isnull=False)
    programmes = Programme.objects.editable_by(request.user).select_related("partnership__country")
    programmes = programmes.order_by("reference")
    if request.method != "POST":
        initial = {"compared_with": request.GET.get("programme", "")}
        form = AgreementForm(initial=initial, missions=missions, programmes=programmes)
        return _upload_page(request, refilled(form, request))
    form = AgreementForm(request.POST, request.FILES, missions=missions, programmes=programmes)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        reading = review_service.upload(
            *form.source,
            mission=form.destination,
            compared_with=form.chosen_programme,
            by=request.user,
            at=clock.now(),
        )
    except Busy as refusal:
        form.add_error("file", str(refusal))
        return _upload_page(request, form, status=503)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _upload_page(request, form, is_refused=True, status=422)
    except review_service.NoStructure:
        return _upload_page(request, form, is_empty=True, status=422)
    return redirect(reading)


def _upload_page(
    request: StaffRequest, form: AgreementForm, *, status: int = 200, **extra: bool
) -> HttpResponse:
    context = {"form": form, "section": "agreements", **extra}
    return render(request, "agreements/upload.html", context, status=status)


@staff_page(*READ)
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """The text on one side, its outline on the other; questions first."""
    reading = fetch_reading(request, pk)
    page = ReviewPage(reading, may_decide=may_decide_reading(request.user, reading))
    return _review_page(request, page)


def _review_page(
    request: StaffRequest, page: ReviewPage, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"page": page, "reading": page.reading, "problem": problem, "section": "agreements"}
    return render(request, "agreements/review.html", context, status=status)


@staff_page(*READ)
def as_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file as it was sent, byte for byte."""
    reading = fetch_reading(request, pk)
    if reading.content is None:
        raise Http404
    response = HttpResponse(bytes(reading.content), content_type=CONTENT_TYPES[reading.format])
    response["Content-Disposition"] = f'attachment; filename="agreement-{reading.pk}.{reading.format}"'
    return response


# --- one part

_FORMS: dict[type[Part], tuple[type[forms.Decision], ...]] = {
    Item: (forms.SetKind, forms.Split, forms.Merge, forms.Move, forms.LeaveOut, forms.TakeIn),
    Group: (forms.Retitle, forms.SetTrackKind),
    Chapter: (forms.Retitle,),
    Question: (forms.Answer,),
}


@staff_page(*READ_AND_SEND, forms=[forms.Split, forms.Retitle])
def item(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """One commitment, track, area or question: everything that may be decided about it."""
    reading = fetch_reading(request, pk)
    outline = review_service.review_of(reading)
    try:
        part = outline.find(name)
    except Impossible:
        part = None
    if part is None or isinstance(part, Body):
        if request.method == "POST" and part is None and may_have_been(name):
            return _refused_on_review(request, reading, refusal_reason("gone"))
        raise Http404
    if request.method != "POST":
        return _item_page(request, reading, outline, part)
    form_class = {form.operation: form for form in _FORMS[type(part)]}.get(request.POST.get("operation", ""))
    if form_class is None:
        return _item_page(request, reading, outline, part, status=422)
    form = form_class(request.POST, part=part, review=outline, since=len(outline.steps))
    if not form.is_valid():
        return _item_page(request, reading, outline, part, form=form, status=422)
    return _decide(request, reading, outline, part, form)


def _decide(
    request: StaffRequest, reading: AgreementReading, outline: Review, part: Part, form: forms.Decision
) -> HttpResponse:
    try:
        review_service.decide(
            reading, [form.decision], since=form.cleaned_data["since"], by=request.user, at=clock.now()
        )
    except Impossible as refusal:
        problem = refusal_reason(refusal.code)
        return _item_page(request, reading, outline, part, form=form, problem=problem, status=422)
    except review_service.Overtaken as faster:
        outline = review_service.review_of(reading)
        return _item_page(request, reading, outline, part, form=form, faster=faster.step, status=409)
    except AlreadyDecided:
        return closed(request, reading)
    messages.success(request, _("It is saved."))
    anchor = part.about if isinstance(part, Question) else part.name
    return redirect(f"{reading.get_absolute_url()}#{anchor}")


def closed(request: StaffRequest, reading: AgreementReading) -> HttpResponse:
    reading = fetch_reading(request, reading.pk)
    return _review_page(
        request, ReviewPage(reading), problem=_("The review is over; nothing was changed."), status=409
    )


def _refused_on_review(request: StaffRequest, reading: AgreementReading, problem: str) -> HttpResponse:
    return _review_page(request, ReviewPage(reading), problem=problem, status=409)


def _item_page(
    request: StaffRequest,
    reading: AgreementReading,
    outline: Review,
    part: Part,
    *,
    form: forms.Decision | None = None,
    faster: ReviewStep | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The part's page; a form that was refused keeps what its writer wrote, and goes on from now."""
    since = len(outline.steps)
    part_forms = {
        one.operation: refilled(one(part=part, review=outline, since=since), request)
        for one in _FORMS[type(part)]
        if _is_possible(one, outline, part)
    }
    if form is not None:
        continue_from(form, since)
        part_forms[form.operation] = form
    names = part_names(outline)
    context = {
        "reading": reading,
        "part": part,
        "kind": type(part).__name__.lower(),
        "number": names[part.name],
        "forms": part_forms,
        "refused": form if status == HTTPStatus.UNPROCESSABLE_ENTITY else None,
        "is_open": reading.state == AgreementReading.State.OPEN and may_decide_reading(request.user, reading),
        "faster": faster and {"by": faster.decided_by, "words": step_words(faster, outline)},
        "problem": problem,
        "language": outline.language,
        "section": "agreements",
        **_around(outline, part),
    }
    return render(request, "agreements/item.html", context, status=status)


def step_words(row: ReviewStep, outline: Review) -> str:
    step = next(one for one in outline.steps if one.position == row.position)
    return step_sentence(step, outline)


def _is_possible(form: type[forms.Decision], outline: Review, part: Part) -> bool:
    if isinstance(part, Item) and form is forms.Merge:
        return forms.before_it(outline, part) is not None
    if isinstance(part, Item) and form in (forms.LeaveOut, forms.TakeIn):
        return part.is_left_out == (form is forms.TakeIn)
    return True


def _around(outline: Review, part: Part) -> dict[str, Any]:
    """What stands around a part: the item before it in its track, and the ones that the page leads on to."""
    if isinstance(part, Question):
        return {"question": asked_question(part, outline)}
    if not isinstance(part, Item):
        return {}
    items = outline.items()
    at = next(place for place, one in enumerate(items) if one.name == part.name)
    passage = next((p for p in outline.passages if p["paragraph"] == part.paragraph), None)
    chapter, group = outline.place_of(items[at])
    return {
        "before": forms.before_it(outline, items[at]),
        "previous": items[at - 1] if at else None,
        "following": items[at + 1] if at + 1 < len(items) else None,
        "passage": passage,
        "place": place_words(part.page, part.paragraph, part.row),
        "stands_in": [one.title for one in (chapter, group) if one.title],
        "bodies": [body.called for body in outline.bodies if body.name in part.bodies],
    }


@staff_page(*SEND)
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back one decision, as long as nothing later rests on it."""
    reading = fetch_reading(request, pk)
    position = request.POST.get("step", "")
    steps = {str(step.position): step for step in review_service.steps_of(reading)}
    if position not in steps:
        return _review_page(request, ReviewPage(reading), problem=refusal_reason("gone"), status=422)
    decision = (TAKE_BACK, steps[position].item, {"step": int(position)})
    try:
        review_service.decide(reading, [decision], since=len(steps), by=request.user, at=clock.now())
    except Impossible as refusal:
        return _refused_on_review(request, reading, refusal_reason(refusal.code))
    except AlreadyDecided:
        return closed(request, reading)
    messages.success(request, _("The decision is taken back."))
    return redirect(reading)
