"""Many-to-many lists: read as far as the person may see, and written without losing what they may not."""

from typing import cast

from django import forms
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest

from embassy.admin.choices import ScopedChoices, ScopedMultipleChoiceField
from embassy.audit import Recorder


def visible_links(screen: ScopedChoices, request: HttpRequest, model: type[models.Model]) -> list[Prefetch]:
    """Prefetches that leave, of the many-to-many lists of a model's rows, what the person may see."""
    return [
        Prefetch(field.name, queryset=screen.rows_to_choose(request, field, "visible_to"))
        for field in model._meta.many_to_many
        if cast("type[models.Model]", field.remote_field.through)._meta.auto_created
    ]


def forget_prefetched(obj: models.Model) -> None:
    """A list read in part must not be taken for the whole when it is written."""
    vars(obj)["_prefetched_objects_cache"] = {}


def write_links(record: Recorder, obj: models.Model, form: forms.ModelForm) -> None:
    """Write the many-to-many lists of a form; links to rows that it did not offer stay as they are."""
    forget_prefetched(obj)
    for field in obj._meta.many_to_many:
        if field.name in form.cleaned_data and field.name in form.fields:
            chooser = cast(ScopedMultipleChoiceField, form.fields[field.name])
            offered = chooser.offered.values("pk")
            kept = getattr(obj, field.name).exclude(pk__in=offered)
            record.set_links(obj, field.name, [*form.cleaned_data[field.name], *kept])
