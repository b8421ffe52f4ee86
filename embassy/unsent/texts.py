"""What was typed into a form that was sent, with the labels under which it was typed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin import ModelAdmin
from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy.unsent import tickets
from embassy.unsent.tickets import Ticket, ticket_in

# Never written down or shown again, whatever form they come from.
_SECRET = "password"  # noqa: S105 - the word, not one
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", tickets.FIELD})
# Nor the row of which the admin's scripts make new ones, nor a name that no form of ours has.
_LEFT_OUT = (_SECRET, "__prefix__", "\0")

TYPED_INTO = (forms.CharField, forms.IntegerField, forms.DateField, forms.TimeField)
TEXT_COLUMNS = (models.CharField, models.TextField, models.IntegerField)


class Typed(NamedTuple):
    label: str
    text: str


def ticket_of(request: HttpRequest) -> Ticket | None:
    """The ticket of the form that was sent to a page for staff; what is sent elsewhere is not even read."""
    view = view_of(request) if request.method == "POST" else None
    is_staff_page = view is not None and getattr(view, "login_required", True)
    return ticket_in(request) if is_staff_page else None


def pairs_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form as they were sent, without secrets and files."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED and not any(part in name.lower() for part in _LEFT_OUT)
        for value in values
    ]


def is_whole(request: HttpRequest) -> bool:
    """Whether these fields are all there was, so that the form can be sent again from them."""
    return not request.FILES and not any(_SECRET in name.lower() for name in request.POST)


def typed_in(request: HttpRequest, wanted: Callable[[str], bool] = bool) -> list[Typed]:
    """The texts of the form that was sent, if it was one of ours; `wanted` says of which fields, all unless given.

    It asks neither the session nor the database.
    """
    if ticket_of(request) is None:
        return []
    labels = labels_in(request)
    return [
        Typed(labels[name], value)
        for name, value in pairs_in(request)
        if name in labels and wanted(name) and value.strip()
    ]


def labels_in(request: HttpRequest) -> dict[str, str]:
    """The labels of the fields in which the person typed, by the names under which they were sent."""
    labels = _labels_of(view_of(request))
    own_names = {
        name: name.rpartition("-")[2] for name in request.POST
    }  # without a prefix, as in `r12-summary`
    return {name: labels[own] for name, own in own_names.items() if own in labels}


def view_of(request: HttpRequest, path: str = "") -> Any:
    """The view of an address, or of the one that was asked; None where there is none."""
    match = None if path else request.resolver_match
    if match is None:
        path = path or request.path_info
        language = translation.get_language_from_path(path) or translation.get_language()
        try:
            with translation.override(language):
                match = resolve(path)
        except Resolver404:
            return None
    return match.func


def _labels_of(view: Any) -> dict[str, str]:
    """A staff page names its forms; a screen of the admin has the columns of its rows."""
    labels = {
        name: str(field.label or capfirst(name.replace("_", " ")))
        for form in getattr(view, "forms", ())
        for name, field in form.base_fields.items()
        if isinstance(field, TYPED_INTO) and not field.widget.is_hidden
    }
    screen = getattr(view, "model_admin", None)
    return labels | _columns(screen) if isinstance(screen, ModelAdmin) else labels


def _columns(screen: "ModelAdmin[Any]") -> dict[str, str]:
    """What people type on a screen of the admin: its rows' columns, and why they change them."""
    labels = dict.fromkeys(("_reason", "reason"), _("Why"))
    for model in (*(inline.model for inline in screen.inlines), screen.model):
        for column in model._meta.concrete_fields:
            is_day = isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField)
            if column.editable and not column.choices and (is_day or isinstance(column, TEXT_COLUMNS)):
                labels[column.name] = str(capfirst(column.verbose_name))
    return labels
