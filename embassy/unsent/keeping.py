"""Keeping a form that came without a session until its writer has signed in again, and filling it again then."""

import datetime as dt
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from embassy import clock
from embassy.models import User
from embassy.models.unsent import UnsentForm
from embassy.unsent.texts import labels_in, pairs_in, ticket_of, view_of
from embassy.unsent.tickets import ticket_in, unsent_in

MOST_FOR_A_PERSON = 20
NUL = "\0"  # which no database keeps
LONGEST_ADDRESS = 1000

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


def keep(request: HttpRequest) -> UnsentForm | None:
    """Keep the form that was sent for whoever it was drawn for; None where it is none of ours."""
    ticket = ticket_of(request)
    if ticket is None or not _may_be_kept(request):
        return None
    at = clock.now()
    forget_expired(at=at)
    if not User.objects.filter(pk=ticket.by, is_active=True).exists():
        return None
    fields: dict[str, list[str]] = {}
    for name, value in pairs_in(request):
        fields.setdefault(name, []).append(value.replace(NUL, ""))
    labels = {name: label for name, label in labels_in(request).items() if name in fields}
    kept = UnsentForm.objects.create(
        user_id=ticket.by, address=_page_of(request), fields=fields, labels=labels, kept_at=at
    )
    own = UnsentForm.objects.filter(user=ticket.by)
    own.exclude(pk__in=list(own.values_list("pk", flat=True)[:MOST_FOR_A_PERSON])).delete()
    return kept


def _may_be_kept(request: HttpRequest) -> bool:
    """Pages of the account hold secrets, and nothing else that is typed."""
    view_class = getattr(view_of(request), "view_class", None)
    return not getattr(view_class, "keeps_nothing_typed", False)


def sign_in_first(request: HttpRequest) -> HttpResponseRedirect | None:
    """To the page for signing in, and from there back to the form filled again; None where nothing is kept."""
    kept = keep(request)
    if kept is None:
        return None
    return redirect_to_login(kept.way_back, resolve_url(settings.LOGIN_URL))


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood: the one it came from, else the one it was sent to, if they can be opened."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    pages = [(request.path, request.GET.urlencode())]
    if came_from.netloc == request.get_host():
        pages.insert(0, (came_from.path, came_from.query))
    for path, query in pages:
        if _opens(request, path):
            named = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "unsent"]
            address = f"{path}?{urlencode(named)}" if named else path
            return address if len(address) <= LONGEST_ADDRESS else path
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _opens(request: HttpRequest, path: str) -> bool:
    view = view_of(request, path)
    return view is not None and "GET" in getattr(view, "methods", ("GET",))


def unsent_form(request: HttpRequest) -> UnsentForm | None:
    """What `?unsent=` names, if this person wrote it within the hour. Asked once a request."""
    if not hasattr(request, "_unsent_form"):
        key = unsent_in(request) if request.method in {"GET", "HEAD"} else 0
        rows = (
            UnsentForm.objects.written_by(request.user, at=clock.now()) if key else UnsentForm.objects.none()
        )
        request._unsent_form = rows.filter(pk=key).first()  # type: ignore[attr-defined]  # once a request
        request.has_refilled = False  # type: ignore[attr-defined]  # until a form was
    return request._unsent_form  # type: ignore[attr-defined]  # as above


def refilled(form: AnyForm, request: HttpRequest) -> AnyForm:
    """An unsent form of a page, filled with what its reader had written in it before they had to sign in again.

    A tick that must be there says that somebody has looked at what the page shows. It is given anew.
    """
    kept = unsent_form(request)
    if kept is None or form.is_bound:
        return form
    data = kept.data
    seen = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    if not any(form.add_prefix(name) in data for name in seen):
        return form  # another form of the same page
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(data, {}, key):
            is_said_anew = field.required and isinstance(field, forms.BooleanField)
            typed[name] = None if is_said_anew else field.widget.value_from_datadict(data, {}, key)
    form.initial = {**form.initial, **typed}
    request.has_refilled = True  # type: ignore[attr-defined]  # the page says so
    return form


def forget_sent(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let go of what a form was filled with, once that form has been sent and taken."""
    if response.status_code != HTTPStatus.FOUND:
        return
    ticket = ticket_in(request)
    if ticket and ticket.unsent and request.user.pk == ticket.by:
        UnsentForm.objects.filter(pk=ticket.unsent, user=ticket.by).delete()


def forget_expired(*, at: dt.datetime) -> int:
    """Delete what has been kept for its hour; returns how many. For the daily job, and whenever one more is kept."""
    return UnsentForm.objects.expired(at=at).delete()[0]
