"""Publishing a programme: after a check list, whole or only that it exists; or keeping it internal."""

from typing import cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from embassy.audit import StaleVersion
from embassy.unsent.keeping import refilled
from programmes.actions.publishing import (
    AlreadySo,
    NoLeave,
    NotConfirmed,
    TitlesUnseen,
    keep_answers,
    publish,
    publish_existence,
)
from programmes.models import Programme
from programmes.models.programmes import NEEDS_LEAVE
from programmes.rules import permissions
from programmes.rules.predecessors import possible_predecessors
from programmes.workspace.forms.publishing import PublishForm
from programmes.workspace.pages.programme_publishing import publishing_page
from programmes.workspace.serving import (
    READ_AND_SEND,
    StaffRequest,
    fetch_programme,
    require,
    staff_page,
    success_with_undo,
)


@staff_page(*READ_AND_SEND, forms=[PublishForm])
def publishing(request: StaffRequest, reference: str) -> HttpResponse:
    """Say what is missing, ask by what right it is published, and publish it as far as that goes."""
    programme = fetch_programme(request.user, reference, "text")
    require(permissions.may_edit_programme(request.user, programme))
    form = _form(request, programme)
    if request.method != "POST":
        return _page(request, programme, form)
    if not form.is_valid():
        return _page(request, programme, form, status=422)
    answers, version = form.answers, form.cleaned_data["version"]
    try:
        if form.step == PublishForm.PUBLISH:
            done = publish(programme, answers, expected_version=version, by=request.user)
            words = _("The programme is published, and its text with it.")
        elif form.step == PublishForm.EXISTENCE:
            done = publish_existence(programme, answers, expected_version=version, by=request.user)
            words = _("The public sees that the programme exists, and nothing of what was agreed.")
        else:
            done = keep_answers(programme, answers, expected_version=version, by=request.user)
            is_shown = programme.is_published and not programme.is_named_only
            words = (
                _("Saved. What is public already shows it.")
                if is_shown
                else _("Saved. Nothing has become public.")
            )
    except NoLeave:
        form.add_error("party_publication", _(NEEDS_LEAVE))
        return _page(request, programme, form, status=422)
    except (NotConfirmed, TitlesUnseen):
        return _page(request, programme, form, is_refused=True, status=409)
    except (StaleVersion, AlreadySo):
        return _clash(request, programme)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:programme-publish", reference)


def _form(request: StaffRequest, programme: Programme) -> PublishForm:
    predecessors = possible_predecessors(programme, request.user)
    data = request.POST if request.method == "POST" else None
    return refilled(PublishForm(data, programme=programme, predecessors=predecessors), request)


def _clash(request: StaffRequest, programme: Programme) -> HttpResponse:
    """Somebody was faster: the page as things stand now, with what was written, as an answer to that."""
    now = get_object_or_404(
        Programme.objects.visible_to(request.user).select_related("partnership__country", "text"),
        pk=programme.pk,
    )
    form = _form(request, now)
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(now.version)
    form.data = data
    return _page(request, now, form, is_clash=True, status=409)


def _page(
    request: StaffRequest,
    programme: Programme,
    form: PublishForm,
    *,
    is_clash: bool = False,
    is_refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": publishing_page(programme),
        "programme": programme,
        "form": form,
        "is_clash": is_clash,
        "is_refused": is_refused,
    }
    return render(request, "workspace/programme_publish.html", context, status=status)
