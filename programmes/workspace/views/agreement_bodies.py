"""The organisations that an agreement text names: known ones, new ones, or none."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from embassy import clock
from programmes.actions.drafts import AlreadyDecided
from programmes.agreements.review import review_service
from programmes.models import AgreementReading, Organisation
from programmes.workspace.forms.agreements import BodyForm
from programmes.workspace.pages.agreements import part_names
from programmes.workspace.serving import READ_AND_SEND, staff_page
from programmes.workspace.views.agreements import closed, fetch_reading, step_words

BODIES_PER_PAGE = 60  # four fields each: far below what a request may hold


@staff_page(*READ_AND_SEND)
def bodies(request, pk):
    """Every organisation that the text names: a known one, a new one, or none."""
    held = fetch_reading(request, pk)
    outline = review_service.review_of(held)
    known = _known_names(held)
    if request.method != "POST":
        waiting_first = sorted(outline.bodies, key=lambda body: not body.is_waiting)
        page = Paginator(waiting_first, BODIES_PER_PAGE).get_page(request.GET.get("page"))
        return _bodies_page(
            request, held, outline, [BodyForm(body=body, known=known) for body in page], page=page
        )
    shown = [body for body in outline.bodies if f"{body.name}-choice" in request.POST]
    made = [BodyForm(request.POST, body=body, known=known) for body in shown]
    # Each is asked, so that every row shows what is wrong with it.
    wrong = [form for form in made if not form.is_valid()]
    if wrong or not request.POST.get("since", "").isdecimal():
        return _bodies_page(request, held, outline, made, status=422)
    return _decide_bodies(request, held, outline, made)


def _decide_bodies(request, held, outline, made):
    decisions = [form.decision for form in made if form.decision]
    if not decisions:
        messages.info(request, _("Nothing was decided yet, so nothing was changed."))
        return redirect("workspace:agreement-bodies", held.pk)
    try:
        review_service.decide(
            held, decisions, since=int(request.POST["since"]), by=request.user, at=clock.now()
        )
    except review_service.Overtaken as faster:
        outline = review_service.review_of(held)
        faster = {
            "by": faster.step.decided_by,
            "about": part_names(outline)[faster.step.item],
            "words": step_words(faster.step, outline),
        }
        return _bodies_page(request, held, outline, made, faster=faster, status=409)
    except AlreadyDecided:
        return closed(request, held)
    messages.success(request, _("It is saved."))
    return redirect(f"{held.get_absolute_url()}#organisations")


def _known_names(held):
    """(slug, name) of the organisations that a body may be."""
    known = {body["slug"] for body in review_service.known_bodies(held.mission)}
    rows = Organisation.objects.filter(slug__in=known).order_by("name_en")
    return [
        (slug, f"{name} ({acronym})" if acronym else name)
        for slug, name, acronym in rows.values_list("slug", "name_en", "acronym")
    ]


def _bodies_page(request, held, outline, made, *, status=200, faster=None, page=None):
    names = part_names(outline)
    rows = [(form, [(name, names[name]) for name in form.body.items if name in names]) for form in made]
    context = {
        "reading": held,
        "rows": rows,
        "page": page,
        "since": len(outline.steps),
        "waiting": sum(body.is_waiting for body in outline.bodies),
        "language": outline.language,
        "is_open": held.state == AgreementReading.State.OPEN,
        "faster": faster,
        "section": "agreements",
    }
    return render(request, "agreements/bodies.html", context, status=status)
