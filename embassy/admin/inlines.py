"""Rows edited on the page of the row that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedChoices
from embassy.admin.links import visible_links
from embassy.admin.rights import Row


class NamedBoxes(BaseInlineFormSet):
    """Names the box that deletes a row, which stands in a column of its own."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete")


class RecordedInline(ScopedChoices[Row], admin.options.InlineModelAdmin):
    """Rows edited on the page of the row that they belong to, under that row's rights.

    `closes` says that they are only shown once the row above has been published; their own screen has what may change.
    `named_by` are the relations that a row's own name is made from, read with the rows.
    """

    formset = NamedBoxes
    extra = 0
    closes = False
    named_by: tuple[str, ...] = ()

    def _screen_above(self) -> RecordedAdmin:
        return self.screen_of(self.parent_model)

    def _may_edit(self, request: HttpRequest, above: models.Model | None) -> bool:
        screen = self._screen_above()
        if self.is_read_only or (self.closes and screen.is_settled(above)):
            return False
        if above is None or above._state.adding:
            return screen.has_add_permission(request)
        return screen.has_change_permission(request, above)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.model._default_manager.all()
        rows = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
        rows = rows.select_related(*self.named_by) if self.named_by else rows
        return rows.prefetch_related(*visible_links(self, request, self.model))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True  # of the row above, which the person sees

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may_edit(request, obj)


class TabularRows(RecordedInline[Row], admin.TabularInline):
    """Rows in a table, whose column heads are too far from the boxes to name them for a screen reader."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field


class StackedRows(RecordedInline[Row], admin.StackedInline):
    """Rows one below the other, for those with long texts."""
