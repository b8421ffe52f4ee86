"""Agreement texts: send one, see what was found in it, and decide about it piece by piece."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import Mission
from programmes.actions.drafts import AlreadyDecided
from programmes.agreements.review import review_service
from programmes.agreements.review.decisions import TAKE_BACK
from programmes.agreements.review.messages import reason as refusal_reason
from programmes.agreements.review.messages import step as step_sentence
from programmes.agreements.review.review import Body, Chapter, Group, Impossible, Item, Question
from programmes.intake.refusal import Refused
from programmes.models import AgreementReading, Programme
from programmes.rules.permissions import may_import
from programmes.workspace.forms import agreement_review as forms
from programmes.workspace.forms.agreements import AgreementForm
from programmes.workspace.pages.agreements import (
    ReviewPage,
    asked_question,
    part_names,
    past_readings,
    place_words,
)
from programmes.workspace.serving import READ, READ_AND_SEND, SEND, require, staff_page

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def fetch_reading(request, pk):
    """A text that the person may see, else 404; who administers nothing is refused."""
    require(may_import(request.user))
    rows = AgreementReading.objects.visible_to(request.user).select_related(
        "mission__country__partnership", "uploaded_by", "compared_with__partnership__country",
        "programme__partnership__country", "made_by",
    )  # fmt: skip
    return get_object_or_404(rows.defer("content"), pk=pk)


@staff_page(*READ)
def past(request):
    """The texts that were sent, and what became of them."""
    require(may_import(request.user))
    page = past_readings(request.user, page=request.GET.get("page"))
    return render(request, "agreements/past.html", {"page": page, "section": "agreements"})


@staff_page(*READ_AND_SEND)
def upload(request):
    """Send a text; what comes of it is its review."""
    require(may_import(request.user))
    missions = Mission.objects.editable_by(request.user).filter(country__partnership__isnull=False)
    programmes = Programme.objects.editable_by(request.user).select_related("partnership__country")
    choices = {"missions": missions, "programmes": programmes.order_by("reference")}
    if request.method != "POST":
        initial = {"compared_with": request.GET.get("programme", "")}
        return _upload_page(request, AgreementForm(initial=initial, **choices))
    form = AgreementForm(request.POST, request.FILES, **choices)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        held = review_service.upload(
            *form.source,
            mission=form.chosen_mission,
            compared_with=form.chosen_programme,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _upload_page(request, form, is_refused=True, status=422)
    except review_service.NoStructure:
        return _upload_page(request, form, is_empty=True, status=422)
    return redirect(held)


def _upload_page(request, form, *, status=200, **more):
    context = {"form": form, "section": "agreements", **more}
    return render(request, "agreements/upload.html", context, status=status)


@staff_page(*READ)
def review(request, pk):
    """The text on one side, its outline on the other; questions first."""
    page = ReviewPage(fetch_reading(request, pk))
    return _review_page(request, page)


def _review_page(request, page, *, problem="", status=200):
    context = {"page": page, "reading": page.reading, "problem": problem, "section": "agreements"}
    return render(request, "agreements/review.html", context, status=status)


@staff_page(*READ)
def as_file(request, pk):
    """The file as it was sent, byte for byte."""
    held = fetch_reading(request, pk)
    if held.content is None:
        raise Http404
    response = HttpResponse(bytes(held.content), content_type=CONTENT_TYPES[held.format])
    response["Content-Disposition"] = f'attachment; filename="agreement-{held.pk}.{held.format}"'
    return response


# --- one part

_FORMS = {
    Item: (forms.SetKind, forms.Split, forms.Merge, forms.Move, forms.LeaveOut, forms.TakeIn),
    Group: (forms.Retitle, forms.SetTrackKind),
    Chapter: (forms.Retitle,),
    Question: (forms.Answer,),
}


@staff_page(*READ_AND_SEND)
def item(request, pk, name):
    """One commitment, track, area or question: everything that may be decided about it."""
    held = fetch_reading(request, pk)
    outline = review_service.review_of(held)
    try:
        part = outline.find(name)
    except Impossible:
        part = None
    if part is None or isinstance(part, Body):
        if request.method == "POST" and part is None and name[:1] in "cta":
            return _refused_on_review(request, held, refusal_reason("gone"))
        raise Http404
    if request.method != "POST":
        return _item_page(request, held, outline, part)
    made = {form.operation: form for form in _FORMS[type(part)]}.get(request.POST.get("operation", ""))
    if made is None:
        return _item_page(request, held, outline, part, status=422)
    form = made(request.POST, part=part, review=outline, since=len(outline.steps))
    if not form.is_valid():
        return _item_page(request, held, outline, part, form=form, status=422)
    return _decide(request, held, outline, part, form)


def _decide(request, held, outline, part, form):
    try:
        review_service.decide(
            held, [form.decision], since=form.cleaned_data["since"], by=request.user, at=clock.now()
        )
    except Impossible as refusal:
        problem = refusal_reason(refusal.code)
        return _item_page(request, held, outline, part, form=form, problem=problem, status=422)
    except review_service.Overtaken as faster:
        outline = review_service.review_of(held)
        return _item_page(request, held, outline, part, form=form, faster=faster.step, status=409)
    except AlreadyDecided:
        return closed(request, held)
    messages.success(request, _("It is saved."))
    anchor = part.about if isinstance(part, Question) else part.name
    return redirect(f"{held.get_absolute_url()}#{anchor}")


def closed(request, held):
    held = fetch_reading(request, held.pk)
    return _review_page(
        request, ReviewPage(held), problem=_("The review is over; nothing was changed."), status=409
    )


def _refused_on_review(request, held, problem):
    return _review_page(request, ReviewPage(held), problem=problem, status=409)


def _item_page(request, held, outline, part, *, form=None, faster=None, problem="", status=200):
    """The part's page; a form that was refused keeps what its writer wrote, and goes on from now."""
    since = len(outline.steps)
    made = {
        one.operation: one(part=part, review=outline, since=since)
        for one in _FORMS[type(part)]
        if _is_possible(one, outline, part)
    }
    if form is not None:
        form.data = form.data.copy()
        form.data["since"] = since
        made[form.operation] = form
    names = part_names(outline)
    context = {
        "reading": held,
        "part": part,
        "kind": type(part).__name__.lower(),
        "number": names[part.name],
        "forms": made,
        "is_open": held.state == AgreementReading.State.OPEN,
        "faster": faster and {"by": faster.decided_by, "words": step_words(faster, outline)},
        "problem": problem,
        "language": outline.language,
        "section": "agreements",
        **_around(outline, part),
    }
    return render(request, "agreements/item.html", context, status=status)


def step_words(row, outline):
    step = next(one for one in outline.steps if one.position == row.position)
    return step_sentence(step, outline)


def _is_possible(form, outline, part):
    if form is forms.Merge:
        return forms.before_it(outline, part) is not None
    if form in (forms.LeaveOut, forms.TakeIn):
        return part.is_left_out == (form is forms.TakeIn)
    return True


def _around(outline, part):
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
def take_back(request, pk):
    """Take back one decision, as long as nothing later rests on it."""
    held = fetch_reading(request, pk)
    position = request.POST.get("step", "")
    steps = {str(step.position): step for step in review_service.steps_of(held)}
    if position not in steps:
        return _review_page(request, ReviewPage(held), problem=refusal_reason("gone"), status=422)
    decision = (TAKE_BACK, steps[position].item, {"step": int(position)})
    try:
        review_service.decide(held, [decision], since=len(steps), by=request.user, at=clock.now())
    except Impossible as refusal:
        return _refused_on_review(request, held, refusal_reason(refusal.code))
    except AlreadyDecided:
        return closed(request, held)
    messages.success(request, _("The decision is taken back."))
    return redirect(held)
