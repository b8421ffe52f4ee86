"""The organisations that an agreement text names: known ones, new ones, or none."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.unsent.keeping import refilled
from programmes.actions.drafts import AlreadyDecided
from programmes.agreements.review import review_service
from programmes.agreements.review.review import Body, Review
from programmes.models import AgreementReading, Organisation
from programmes.rules.permissions import may_decide_reading
from programmes.words.strings import with_acronym
from programmes.workspace.forms.agreements import BodyForm
from programmes.workspace.pages.agreements import part_names
from programmes.workspace.serving import READ_AND_SEND, StaffRequest, staff_page
from programmes.workspace.views.agreements import closed, fetch_reading, step_words

BODIES_PER_PAGE = 60  # four fields each: far below what a request may hold


@staff_page(*READ_AND_SEND, forms=[BodyForm])
def bodies(request: StaffRequest, pk: int) -> HttpResponse:
    """Every organisation that the text names: a known one, a new one, or none."""
    reading = fetch_reading(request, pk)
    outline = review_service.review_of(reading)
    known = _known_names(reading)
    if request.method != "POST":
        waiting_first = sorted(outline.bodies, key=lambda body: not body.is_waiting)
        page = Paginator(waiting_first, BODIES_PER_PAGE).get_page(request.GET.get("page"))
        return _bodies_page(
            request,
            reading,
            outline,
            [refilled(BodyForm(body=body, known=known), request) for body in page],
            page=page,
        )
    shown = [body for body in outline.bodies if f"{body.name}-choice" in request.POST]
    forms = [BodyForm(request.POST, body=body, known=known) for body in shown]
    # Each is asked, so that every row shows what is wrong with it.
    wrong = [form for form in forms if not form.is_valid()]
    if wrong or not request.POST.get("since", "").isdecimal():
        return _bodies_page(request, reading, outline, forms, status=422)
    return _decide_bodies(request, reading, outline, forms)


def _decide_bodies(
    request: StaffRequest, reading: AgreementReading, outline: Review, forms: list[BodyForm]
) -> HttpResponse:
    decisions = [form.decision for form in forms if form.decision]
    if not decisions:
        messages.info(request, _("Nothing was decided yet, so nothing was changed."))
        return redirect("workspace:agreement-bodies", reading.pk)
    try:
        review_service.decide(
            reading, decisions, since=int(request.POST["since"]), by=request.user, at=clock.now()
        )
    except review_service.Overtaken as overtaken:
        outline = review_service.review_of(reading)
        faster = {
            "by": overtaken.step.decided_by,
            "about": part_names(outline)[overtaken.step.item],
            "words": step_words(overtaken.step, outline),
        }
        return _bodies_page(request, reading, outline, forms, faster=faster, status=409)
    except AlreadyDecided:
        return closed(request, reading)
    messages.success(request, _("It is saved."))
    return redirect(f"{reading.get_absolute_url()}#organisations")


def _known_names(reading: AgreementReading) -> list[tuple[str, str]]:
    """(slug, name) of the organisations that a body may be."""
    known = {body["slug"] for body in review_service.known_bodies(reading.mission)}
    rows = Organisation.objects.filter(slug__in=known).order_by("name_en")
    return [
        (slug, with_acronym(name, acronym))
        for slug, name, acronym in rows.values_list("slug", "name_en", "acronym")
    ]


def _bodies_page(
    request: StaffRequest,
    reading: AgreementReading,
    outline: Review,
    forms: list[BodyForm],
    *,
    status: int = 200,
    faster: dict[str, Any] | None = None,
    page: Page[Body] | None = None,
) -> HttpResponse:
    names = part_names(outline)
    rows = [(form, [(name, names[name]) for name in form.body.items if name in names]) for form in forms]
    context = {
        "reading": reading,
        "rows": rows,
        "wrong": [form for form in forms if form.errors],
        "page": page,
        "since": len(outline.steps),
        "waiting": sum(body.is_waiting for body in outline.bodies),
        "language": outline.language,
        "is_open": reading.state == AgreementReading.State.OPEN and may_decide_reading(request.user, reading),
        "faster": faster,
        "section": "agreements",
    }
    return render(request, "agreements/bodies.html", context, status=status)
