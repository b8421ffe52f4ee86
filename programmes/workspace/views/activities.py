"""Activities: the list, one to read, and the one short form that records it."""

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.audit import Done, StaleVersion
from programmes.actions.activities import link_document, save_activity
from programmes.models import Activity, Commitment, Document
from programmes.rules.permissions import may_edit_activity, may_publish_activity
from programmes.words.activities import (
    activity_list,
    activity_page,
    choices_for_activity,
    own_commitments,
    programme_choices,
)
from programmes.workspace.forms.activity import COLUMNS, ActivityFilterForm, ActivityForm
from programmes.workspace.pages.edit_difference import text_differences
from programmes.workspace.serving import READ, READ_AND_SEND, require, staff_page, success_with_undo


@staff_page(*READ)
def activities(request):
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
def activity(request, pk):
    found = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    page = activity_page(found, request.user)
    context = {
        "page": page,
        "may_edit": may_edit_activity(request.user, found),
        "section": "activities",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/activity.html", context)


@staff_page(*READ_AND_SEND)
def new(request):
    """Record an activity; `?commitment=KR-2021-1.1.3` ticks that one."""
    offered = own_commitments(request.user)
    require(offered.exists())
    if request.method == "POST":
        return _receive(request, Activity(is_demo=request.user.is_demo), offered)
    form = _form(request, Activity(), offered, initial=ActivityForm.blank() | _named(request, offered))
    return _page(request, form, Activity())


@staff_page(*READ_AND_SEND)
def edit(request, pk):
    found = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    require(may_edit_activity(request.user, found))
    offered = own_commitments(request.user)
    if request.method == "POST":
        return _receive(request, found, offered)
    ticked = list(offered.filter(activities=found).values_list("pk", flat=True))
    initial = ActivityForm.from_activity(found) | {"commitments": ticked}
    return _page(request, _form(request, found, offered, initial=initial), found)


def _named(request, offered):
    """The commitment that the address names, ticked."""
    reference, _dash, number = request.GET.get("commitment", "").rpartition("-")
    found = offered.filter(programme__reference=reference, number=number)
    return {"commitments": list(found.values_list("pk", flat=True))}


def _form(request, found, offered, data=None, **options):
    held = Document.objects.visible_to(request.user).filter(activities=found) if found.pk else ()
    return ActivityForm(
        data, offered=offered.values_list("pk", flat=True), held=held, today=clock.today(), **options
    )


def _receive(request, found, offered):
    form = _form(request, found, offered, request.POST)
    if "find" in request.POST:
        return _page(request, form, found, is_search=True)
    if form.is_valid():
        _may_publish(request.user, form)
    if form.errors:
        return _page(request, form, found, status=422)
    words = _("“{title}” is saved.") if found.pk else _("“{title}” is recorded.")
    try:
        done = _save(request, found, offered, form)
    except StaleVersion as news:
        return _clash(request, form, found, offered, news.current)
    success_with_undo(request, format_html(words, title=done.row.title), done.change_set)
    return redirect("workspace:activity", done.row.pk)


def _may_publish(user, form):
    """Where a team's reports need clearance, its leads say what becomes public of activities too."""
    chosen = Commitment.objects.filter(pk__in=form.cleaned_data["commitments"])
    for name in ("is_public", "document_is_public"):
        if form.cleaned_data[name] and not may_publish_activity(user, chosen):
            form.add_error(
                name, _("A lead of your team decides what becomes public. Untick this, or ask them.")
            )


def _save(
    request: HttpRequest, found: Activity, offered: QuerySet[Commitment], form: ActivityForm
) -> Done[Activity]:
    """Write it; links to what the form did not offer stay as they are."""
    sent = form.cleaned_data
    chosen = list(offered.filter(pk__in=sent["commitments"]).select_related("programme", "owner_team"))
    others, hidden = [], []
    if found.pk:
        others = list(found.commitments.exclude(pk__in=offered.values("pk")))
        hidden = list(found.documents.exclude(pk__in=Document.objects.visible_to(request.user).values("pk")))
    kept = list(Document.objects.filter(pk__in=sent["documents"]))
    document = form.document and link_document(
        **form.document, commitment=chosen[0], team=chosen[0].owner_team
    )
    row = Activity.objects.get(pk=found.pk) if found.pk else found
    for name, value in form.columns.items():
        setattr(row, name, value)
    return save_activity(
        row, commitments=[*chosen, *others], documents=[*kept, *hidden] if found.pk else None,
        new_document=document, expected_version=sent["version"] if found.pk else None, by=request.user,
    )  # fmt: skip


def _clash(request, form, found, offered, current):
    """Somebody saved meanwhile: what they saved stands beside the writer's own text, which is kept."""
    mine, theirs = form.columns, {name: getattr(current, name) for name in COLUMNS}
    labels = {name: form.fields[name].label for name in COLUMNS}
    clash = text_differences(theirs, mine, labels)
    data = request.POST.copy()
    data["version"] = current.version
    again = _form(request, found, offered, data)
    return _page(request, again, found, clash=clash, status=409)


def _page(request, form, found, *, is_search=False, status=200, **more):
    words = request.POST.get("q", "")[:100]
    ticked, others, left_out = choices_for_activity(request.user, q=words, ticked=form.ticked)
    context = {
        "form": form,
        "activity": found,
        "ticked": ticked,
        "others": others,
        "left_out": left_out,
        "is_search": is_search,
        "q": words,
        "errors": {} if is_search else form.errors,
        "section": "activities",
        "is_demonstration": found.is_demo or request.user.is_demo,
        **more,
    }
    return render(request, "workspace/activity_form.html", context, status=status)
