"""Choices and forms that stay within a person's rights: what they may not see is not offered and not accepted."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.related import RelatedField
from django.forms.models import ModelChoiceIteratorValue
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from embassy.admin.rights import Question, Row, RowRights
from embassy.forms import AsSeen
from embassy.partial_dates import PartialDateField
from embassy.types import StrOrPromise


class OneQueryIterator(forms.models.ModelChoiceIterator):
    """Reads the rows once for all the forms on a page, and adds the row that is chosen now if it is not among them."""

    field: "OneQuery"

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        if self.field.empty_label is not None:
            yield "", cast(str, self.field.empty_label)
        rows = self.field.rows_once()
        yield from map(self.choice, rows)
        chosen = self.field.chosen_id
        if chosen is not None and all(row.pk != chosen for row in rows):
            yield from map(self.choice, self.field.offered.model._base_manager.filter(pk=chosen))


class OneQuery(forms.ModelChoiceField):
    """A field whose copies (one in each form of a page) share the rows they offer."""

    iterator = OneQueryIterator
    chosen_id: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The same dictionary in every copy: a field is copied shallowly.
        self._shared: dict[str, list[models.Model]] = {}
        super().__init__(*args, **kwargs)

    @property
    def offered(self) -> models.QuerySet:
        return cast(models.QuerySet, self.queryset)  # the screen has given it one

    def rows_once(self) -> list[models.Model]:
        if "rows" not in self._shared:
            self._shared["rows"] = list(self.offered)
        return self._shared["rows"]


class ScopedChoiceField(OneQuery):
    """One row of those offered. What is chosen already may stay, whoever offers it."""

    def to_python(self, value: Any) -> models.Model | None:
        if self.chosen_id is not None and str(value) == str(self.chosen_id):
            return self.offered.model._base_manager.get(pk=self.chosen_id)
        return super().to_python(value)


class ScopedMultipleChoiceField(OneQuery, forms.ModelMultipleChoiceField):
    """Any of the rows offered. Links to rows that are not offered are left alone when the form is saved."""


class ScopedForm(AsSeen, forms.ModelForm):
    """A form of the admin.

    `belongs` says which chosen rows must belong to which other ones: {"area": "programme"} means that the area is one
    of the programme's. `refusal` is what was wrong when the form was saved, set by the screen to show it again.
    """

    belongs: dict[str, str] = {}
    refusal: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, ScopedChoiceField):
                field.chosen_id = getattr(self.instance, self._meta.model._meta.get_field(name).attname)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, owner in self.belongs.items():
            row = self._chosen(name)
            if row and getattr(row, f"{owner}_id") != getattr(self._chosen(owner), "pk", None):
                self.add_error(
                    name if name in self.fields else None,
                    _("This option does not match your other choices. Choose another."),
                )
        if self.refusal:
            raise ValidationError(list(self.refusal))
        return self.cleaned_data

    def _chosen(self, name: str) -> Any:
        if name in self.fields:
            return self.cleaned_data.get(name)
        return getattr(self.instance, name, None)


class VisibleFilter(admin.RelatedFieldListFilter):
    """A filter by a related row, offering only rows that the person may see."""

    def field_choices(
        self, field: RelatedField, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, StrOrPromise]]:
        screen = cast(ScopedChoices, model_admin)
        return [(row.pk, str(row)) for row in screen.rows_to_choose(request, field, "visible_to")]


class ScopedChoices(RowRights[Row]):
    """Screens whose choices are the rows that the person may see, or (`held_by`) edit.

    `held_by` names the relations that decide whose a row is; `boxes` the many-to-many lists short enough to tick.
    """

    form: type[forms.ModelForm] = ScopedForm
    held_by: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    formfield_overrides = {
        PartialDateField: {"widget": AdminTextInputWidget(attrs={"class": "vPartialDate", "size": 10})},
        models.URLField: {"assume_scheme": "https"},
    }

    def rows_to_choose(
        self, request: HttpRequest, field: RelatedField, question: Question
    ) -> models.QuerySet[Any]:
        model = field.related_model
        if not self.admin_site.is_registered(model):
            return model._default_manager.all()
        screen = self.screen_of(model)
        rows = screen.rows(request.user, question)
        related = screen.list_select_related
        return rows.select_related(*related) if related and isinstance(related, list | tuple) else rows

    def choices_of(self, request: HttpRequest, field: RelatedField) -> models.QuerySet[Any]:
        """The rows offered for a relation. Screens with narrower choices override this."""
        is_held = field.name in self.held_by or field.name == self.parent
        return self.rows_to_choose(request, field, "editable_by" if is_held else "visible_to")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        kwargs.setdefault("queryset", self.choices_of(request, db_field))
        kwargs.setdefault("form_class", ScopedChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        kwargs.setdefault("queryset", self.choices_of(request, db_field))
        kwargs.setdefault("form_class", ScopedMultipleChoiceField)
        if db_field.name in self.boxes:
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, admin.widgets.RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False  # a list of choices is no place to delete from
        return field
