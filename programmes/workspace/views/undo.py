"""Undoing what was just done, or was done by mistake: one change set, asked about once more and then put back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from embassy.models import ChangeSet
from programmes.actions.undo import CannotUndo, why_not
from programmes.actions.undo import undo as undo_change
from programmes.actions.undo_rights import may_see_change, may_undo
from programmes.workspace.pages.undo import ChangeInWords, change_in_words
from programmes.workspace.serving import READ_AND_SEND, StaffRequest, require, staff_page


@staff_page(*READ_AND_SEND)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once more, then put everything back; what stands in the way is said."""
    change = get_object_or_404(ChangeSet.objects.select_related("by"), pk=pk)
    if not may_see_change(request.user, change):
        raise Http404  # as if it were not there
    require(may_undo(request.user, change))
    if request.method != "POST":
        return _page(request, change, why_not(change))
    try:
        undo_change(change, by=request.user)
    except CannotUndo as refusal:
        return _page(request, change, refusal, status=409)
    messages.success(request, _("It is undone: everything is as it was before."))
    return redirect(_own_page(request.POST.get("next", "")) or "workspace:my-team")


def _own_page(wanted: str) -> str:
    """The page to go back to, if it is one of ours."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""


def _page(
    request: StaffRequest, change: ChangeSet, refusal: CannotUndo | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "change": change_in_words(change),
        "next": _own_page(request.POST.get("next", request.GET.get("next", ""))),
        "refusal": _(str(refusal)) if refusal else "",
        "who": _who_stands_in_the_way(refusal) if refusal else [],
    }
    return render(request, "workspace/undo.html", context, status=status)


def _who_stands_in_the_way(refusal: CannotUndo) -> list[ChangeInWords]:
    """Later change sets on the same rows, each once."""
    later = {entry.change_set_id: entry.change_set for entry in refusal.entries}
    return [change_in_words(change) for change in list(later.values())[:5]]
