"""How a staff page is served, and how it fetches: what one may not see is not there, what one may not do is refused."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from embassy import clock
from embassy.models import ChangeSet, User
from programmes.actions.status import ProgrammeClosed
from programmes.models import Commitment, Programme, Proposal, StatusReport
from programmes.workspace.pages.no_report import closed_words


class StaffRequest(HttpRequest):
    """A request to a staff page: the middleware lets nobody through who is not signed in."""

    user: User


P = ParamSpec("P")
StaffView: TypeAlias = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
READ = ("GET", "HEAD")
READ_AND_SEND = ("GET", "HEAD", "POST")
SEND = ("POST",)


def staff_page(*methods: str, forms: Sequence[type[BaseForm]] = ()) -> Callable[[StaffView[P]], StaffView[P]]:
    """Make a view a staff page with these methods; no browser keeps it. Signing in is asked for by the middleware.

    `forms` are those in which people type here: a page that cannot take what they sent shows it under their labels.
    """

    def decorate(view: StaffView[P]) -> StaffView[P]:
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def page(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except ProgrammeClosed as refusal:  # since it was asked who may
                raise PermissionDenied(closed_words(request.user, refusal.programme)) from refusal

        page.methods, page.forms = methods, forms  # type: ignore[attr-defined]  # read by embassy.unsent
        return page

    return decorate


def fetch_commitment(user: User, reference: str, number: str) -> Commitment:
    """A commitment that the user may see, with what its pages name; else 404."""
    return get_object_or_404(
        Commitment.objects.visible_to(user)
        .with_wording_on(clock.today())
        .select_related("programme__partnership__country", "owner_team__mission", "owner", "area", "track"),
        programme__reference=reference,
        number=number,
    )


def fetch_programme(user: User, reference: str, *related: str) -> Programme:
    """A programme that the user may see, with its country and what else its page names; else 404."""
    visible = Programme.objects.visible_to(user).select_related("partnership__country", *related)
    return get_object_or_404(visible, reference=reference)


def fetch_report(user: User, commitment: Commitment, pk: int | str, *, at: dt.datetime) -> StatusReport:
    """A report on the commitment that the user may see; else 404."""
    visible = StatusReport.objects.visible_to(user, at=at).filter(commitment=commitment)
    report = get_object_or_404(visible.select_related("submitted_by", "drafted_by"), pk=pk)
    report.commitment = commitment
    return report


def fetch_proposal(user: User, commitment: Commitment, pk: int) -> Proposal:
    """A proposal on the commitment that the user may see; else 404."""
    visible = Proposal.objects.visible_to(user).filter(commitment=commitment)
    proposal = get_object_or_404(visible.select_related("proposed_by", "decided_by"), pk=pk)
    proposal.commitment = commitment
    return proposal


def require(is_allowed: bool, why_not: Callable[[], str] = str) -> None:
    """Refuse with 403 what one may see but not do. `why_not` says why, where it is not the role."""
    if not is_allowed:
        raise PermissionDenied(why_not())


def success_with_undo(
    request: HttpRequest, words: str, change: ChangeSet | None = None, *, back: str = ""
) -> None:
    """Say what was done on the next page. With `change`, the change set that did it, the way to undo it stands
    beside; `back` is where undoing leads.
    """
    if change is None:
        messages.success(request, words)
        return
    url = reverse("workspace:undo", args=[change.pk])
    if back:
        url = f"{url}?{urlencode({'next': back})}"
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, url, _("Undo")))
