"""Activities: the list, one to read, and the one short form that records it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.audit import Done, StaleVersion
from embassy.forms import typed
from embassy.models import User
from embassy.storable import storable
from embassy.unsent.keeping import refilled
from programmes.actions.activities import link_document, save_activity
from programmes.models import Activity, Commitment, Document
from programmes.rules.permissions import may_edit_activity, may_publish_activity
from programmes.words.activities import (
    activity_list,
    activity_page,
    choices_for_activity,
    own_commitments,
    programme_choices,
    why_not_edited,
)
from programmes.words.publicity import LEAD_DECIDES
from programmes.workspace.forms.activity import COLUMNS, ActivityFilterForm, ActivityForm
from programmes.workspace.pages.edit_difference import text_differences
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ)
def activities(request: StaffRequest) -> HttpResponse:
    """What was done and is planned, by the filters in the address."""
    form = ActivityFilterForm(request.GET or QueryDict(), programmes=programme_choices(request.user))
    page = activity_list(request.user, wanted=form.wanted, page=request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "may_record": own_commitments(request.user).exists(),
        "section": "activities",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/activities.html", context)


@staff_page(*READ)
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    activity_row = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    page = activity_page(activity_row, request.user)
    context = {
        "page": page,
        "may_edit": may_edit_activity(request.user, activity_row),
        "why_not_edited": why_not_edited(request.user, activity_row),
        "section": "activities",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/activity.html", context)


@staff_page(*READ_AND_SEND, forms=[ActivityForm])
def new(request: StaffRequest) -> HttpResponse:
    """Record an activity; `?commitment=KR-2021-1.1.3` ticks that one."""
    offered = own_commitments(request.user)
    require(offered.exists())
    if request.method == "POST":
        return _receive(request, Activity(is_demo=request.user.is_demo), offered)
    form = _form(request, Activity(), offered, initial=ActivityForm.blank() | _named(request, offered))
    return _page(request, form, Activity())


@staff_page(*READ_AND_SEND, forms=[ActivityForm])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    activity_row = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    require(may_edit_activity(request.user, activity_row), lambda: why_not_edited(request.user, activity_row))
    offered = own_commitments(request.user)
    if request.method == "POST":
        return _receive(request, activity_row, offered)
    ticked = list(offered.filter(activities=activity_row).values_list("pk", flat=True))
    initial = ActivityForm.from_activity(activity_row) | {"commitments": ticked}
    return _page(request, _form(request, activity_row, offered, initial=initial), activity_row)


def _named(request: StaffRequest, offered: QuerySet[Commitment]) -> dict[str, list[int]]:
    """The commitment that the address names, ticked."""
    reference, _dash, number = storable(request.GET.get("commitment", "")).rpartition("-")
    commitments = offered.filter(programme__reference=reference, number=number)
    return {"commitments": list(commitments.values_list("pk", flat=True))}


def _form(
    request: StaffRequest,
    activity_row: Activity,
    offered: QuerySet[Commitment],
    data: QueryDict | None = None,
    **options: Any,
) -> ActivityForm:
    documents = (
        Document.objects.visible_to(request.user).filter(activities=activity_row) if activity_row.pk else ()
    )
    form = ActivityForm(
        data,
        offered=offered.values_list("pk", flat=True),
        documents=documents,
        today=request.user.today,
        **options,
    )
    return refilled(form, request)


def _receive(request: StaffRequest, activity_row: Activity, offered: QuerySet[Commitment]) -> HttpResponse:
    form = _form(request, activity_row, offered, request.POST)
    if "find" in request.POST:
        return _page(request, form, activity_row, is_search=True)
    if form.is_valid():
        _may_publish(request.user, form)
    if form.errors:
        return _page(request, form, activity_row, status=422)
    is_new = activity_row.pk is None
    try:
        done = _save(request, activity_row, offered, form)
    except StaleVersion as news:
        return _clash(request, form, activity_row, offered, news.current)
    words = _("“{title}” is saved.")
    if is_new:
        words = _("“{title}” is recorded.") if done.change_set else _("“{title}” is recorded already.")
    success_with_undo(request, format_html(words, title=done.row.title), done.change_set)
    return redirect("workspace:activity", done.row.pk)


def _may_publish(user: User, form: ActivityForm) -> None:
    """Where a team's reports need clearance, its leads say what becomes public of activities too."""
    chosen = Commitment.objects.filter(pk__in=form.cleaned_data["commitments"])
    for name in ("is_public", "document_is_public"):
        if form.cleaned_data[name] and not may_publish_activity(user, chosen):
            form.add_error(name, LEAD_DECIDES)


def _save(
    request: StaffRequest, activity_row: Activity, offered: QuerySet[Commitment], form: ActivityForm
) -> Done[Activity]:
    """Write it; links to what the form did not offer stay as they are."""
    sent = form.cleaned_data
    chosen = list(offered.filter(pk__in=sent["commitments"]).select_related("programme", "owner_team"))
    others, hidden = [], []
    if activity_row.pk:
        others = list(activity_row.commitments.exclude(pk__in=offered.values("pk")))
        hidden = list(
            activity_row.documents.exclude(pk__in=Document.objects.visible_to(request.user).values("pk"))
        )
    kept = list(Document.objects.filter(pk__in=sent["documents"]))
    document = form.document and link_document(
        **form.document, commitment=chosen[0], team=chosen[0].owner_team
    )
    row = Activity.objects.get(pk=activity_row.pk) if activity_row.pk else activity_row
    for name, value in form.columns.items():
        setattr(row, name, value)
    return save_activity(
        row, commitments=[*chosen, *others], documents=[*kept, *hidden] if activity_row.pk else None,
        new_document=document, expected_version=sent["version"] if activity_row.pk else None, by=request.user,
    )  # fmt: skip


def _clash(
    request: StaffRequest,
    form: ActivityForm,
    activity_row: Activity,
    offered: QuerySet[Commitment],
    current: Activity,
) -> HttpResponse:
    """Somebody saved meanwhile: what they saved stands beside the writer's own text, which is kept."""
    mine, theirs = form.columns, {name: getattr(current, name) for name in COLUMNS}
    labels = {name: form.fields[name].label or "" for name in COLUMNS}
    clash = text_differences(theirs, mine, labels)
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = _form(request, activity_row, offered, data)
    return _page(request, again, activity_row, clash=clash, status=409)


def _page(
    request: StaffRequest,
    form: ActivityForm,
    activity_row: Activity,
    *,
    is_search: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    words = typed(request.POST, "q")[:100]
    ticked, others, left_out = choices_for_activity(request.user, q=words, ticked=form.ticked)
    context = {
        "form": form,
        "activity": activity_row,
        "ticked": ticked,
        "others": others,
        "left_out": left_out,
        "is_search": is_search,
        "q": words,
        "errors": {} if is_search else form.errors,
        "section": "activities",
        "is_demonstration": activity_row.is_demo or request.user.is_demo,
        **more,
    }
    return render(request, "workspace/activity_form.html", context, status=status)
