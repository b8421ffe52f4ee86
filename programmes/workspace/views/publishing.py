"""Confirming which statuses of a programme are public, and stopping publication for a country."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.unsent.keeping import refilled, unsent_form
from programmes.actions.publishing import AlreadySo, confirm_visibility, resume_publication, stop_publication
from programmes.models import Partnership, Programme
from programmes.rules import permissions
from programmes.workspace.forms.publishing import ConfirmForm, StopForm
from programmes.workspace.pages.publishing import countries_of, visibility_of
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    fetch_programme,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ_AND_SEND, forms=[ConfirmForm])
def visibility(request: StaffRequest, reference: str) -> HttpResponse:
    """Look through the commitments of a programme and say which statuses are withheld; the others become public."""
    programme = fetch_programme(request.user, reference)
    require(permissions.may_edit_programme(request.user, programme))
    if request.method != "POST":
        return _visibility_page(request, programme)
    ids = list(programme.commitments.values_list("pk", flat=True))
    form = ConfirmForm(request.POST, commitments=ids)
    if not form.is_valid():
        return _visibility_page(request, programme, form, status=422)
    sent = form.cleaned_data
    done = confirm_visibility(
        programme, shown=set(sent["shown"]), withheld=set(sent["withheld"]), by=request.user
    )
    if not done.row:
        messages.info(request, _("Somebody else has confirmed these meanwhile; nothing was changed."))
        return redirect("workspace:programme-visibility", reference)
    words = ngettext(
        "Confirmed for {count} commitment whether its status is public.",
        "Confirmed for {count} commitments whether their status is public.",
        done.row,
    )
    success_with_undo(request, format_html(words, count=done.row), done.change_set, back=request.path)
    return redirect("workspace:programme-visibility", reference)


def _visibility_page(
    request: StaffRequest, programme: Programme, form: ConfirmForm | None = None, *, status: int = 200
) -> HttpResponse:
    kept = unsent_form(request)
    sent = request.POST if form else kept.data if kept and "shown" in kept.data else None
    chosen = None if sent is None else sent.getlist("withheld")
    page = visibility_of(programme, chosen=chosen)
    form = form or refilled(ConfirmForm(commitments=[line.pk for line in page.lines]), request)
    context = {"page": page, "form": form, "programme": programme}
    return render(request, "workspace/programme_visibility.html", context, status=status)


@staff_page(*READ)
def publication(request: StaffRequest) -> HttpResponse:
    """The countries whose publication one may stop, and how it stands."""
    countries = countries_of(request.user)
    require(bool(countries))
    return render(request, "workspace/publication.html", {"countries": countries})


@staff_page(*READ_AND_SEND, forms=[StopForm])
def stop(request: StaffRequest, country: str) -> HttpResponse:
    """Stop everything that is public of a country at once, or show it again."""
    partnership = get_object_or_404(
        Partnership.objects.visible_to(request.user).select_related("country"), country__slug=country
    )
    require(permissions.may_edit_partnership(request.user, partnership))
    if request.method != "POST":
        return _stop_page(request, partnership)
    form = StopForm(request.POST)
    if not form.is_valid():
        return _stop_page(request, partnership, form, status=422)
    stops = form.cleaned_data["action"] == "stop"
    act = stop_publication if stops else resume_publication
    try:
        done = act(partnership, by=request.user, reason=form.cleaned_data["reason"])
    except AlreadySo:
        partnership.refresh_from_db(fields=["is_published"])
        return _stop_page(request, partnership, form, is_clash=True, status=409)
    words = (
        _("Publication for {country} is stopped. No public page, file or feed shows anything of it.")
        if stops
        else _("What is published of {country} is shown again.")
    )
    words = format_html(words, country=partnership.country.name)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:publication-of", country)


def _stop_page(
    request: StaffRequest,
    partnership: Partnership,
    form: StopForm | None = None,
    *,
    is_clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "partnership": partnership,
        "form": form or refilled(StopForm(), request),
        "is_clash": is_clash,
        "count": Programme.objects.filter(partnership=partnership, is_published=True).count(),
    }
    return render(request, "workspace/publication_of.html", context, status=status)
