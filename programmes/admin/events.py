"""Activities that carry commitments out, and events between the two countries."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.fields.related import RelatedField
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, ScopedMultipleChoiceField, VisibleFilter
from embassy.admin.inlines import TabularRows
from embassy.admin.rights import Fieldsets
from programmes.actions.activities import recorded_already
from programmes.admin.public_rows import PublicRowForm, PublicRowScreen
from programmes.models import Activity, Commitment, Event, EventProgramme
from programmes.words.activities import why_not_edited


class CommitmentsField(ScopedMultipleChoiceField):
    """Commitments by number and plain title: nobody knows 69 numbers by heart."""

    def label_from_instance(self, commitment: Any) -> str:
        return f"{commitment} {commitment.plain_title}"


class ActivityForm(PublicRowForm):
    """Where a team's reports need clearance, its leads say what becomes public of activities too."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("commitments")
        if chosen is not None:
            self.leave_to_leads(chosen)
        return cleaned

    def validate_unique(self) -> None:
        """A form that is sent twice makes one row, as on the staff pages."""
        super().validate_unique()
        chosen = self.cleaned_data.get("commitments")
        if self.instance._state.adding and chosen and recorded_already(self.instance, chosen, by=self.person):
            self.add_error(
                None, format_html(gettext("“{title}” is recorded already."), title=self.instance.title)
            )


@admin.register(Activity)
class ActivityScreen(PublicRowScreen[Activity]):
    """A team keeps the activities of its own commitments; an administrator those of a mission's programmes."""

    form = ActivityForm
    list_display = ["title", "kind", "state", "takes_place_on", "place", "is_public"]
    list_filter = ["state", "kind", "is_public"]
    search_fields = ["title_en", "title_da", "place"]
    filter_horizontal = ["commitments", "documents"]
    fieldsets = [
        (None, {"fields": ["title_en", "title_da", "kind", "state", "takes_place_on", "place"]}),
        (
            pgettext_lazy("heading", "What it carries out"),
            {
                "fields": ["commitments"],
                "description": _(
                    "Commitments that others follow stay linked, though they are not offered here."
                ),
            },
        ),
        (
            pgettext_lazy("heading", "Who and what"),
            {"fields": ["participants", "outcome", "text_language", "documents"]},
        ),
        (pgettext_lazy("heading", "What the public sees"), {"fields": ["is_public"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Activity | None = None) -> Fieldsets:
        """Whoever keeps one of its commitments is told why they may not edit it."""
        fieldsets = super().get_fieldsets(request, obj)
        why_not = why_not_edited(request.user, obj) if obj else ""
        return [(None, {"fields": [], "description": why_not}), *fieldsets] if why_not else fieldsets

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and object_id:
            self._say_why_not(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._say_why_not(request, object_id)
        return super().delete_view(request, object_id, extra_context)

    def _say_why_not(self, request: HttpRequest, object_id: str) -> None:
        why_not = why_not_edited(request.user, self.get_object(request, unquote(object_id)))
        if why_not:
            raise PermissionDenied(why_not)

    @admin.display(description=_("activity"), ordering=Concat("title_en", "title_da"))
    def title(self, activity: Activity) -> str:
        return str(activity.title)

    def choices_of(self, request: HttpRequest, field: RelatedField) -> models.QuerySet[Any]:
        if field.name != "commitments":
            return super().choices_of(request, field)
        own = Commitment.objects.proposable_by(request.user) | Commitment.objects.editable_by(request.user)
        return own.select_related("programme")

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        if db_field.name == "commitments":
            kwargs["form_class"] = CommitmentsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class EventProgrammeForm(ScopedForm):
    """An event between two countries bears on their own programmes."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        programme, event = cleaned.get("programme"), self.instance.event
        if programme and event and programme.partnership_id != event.partnership_id:
            self.add_error("programme", _("This option does not match your other choices. Choose another."))
        return cleaned


class ProgrammesOfEvent(TabularRows[EventProgramme]):
    model = EventProgramme
    form = EventProgrammeForm
    held_by = ("programme",)
    named_by = ("programme__partnership__country",)
    fields = ["relation", "programme"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        programmes = self.rows_to_choose(request, EventProgramme._meta.get_field("programme"), "visible_to")
        return super().get_queryset(request).filter(programme__in=programmes.values("pk"))


@admin.register(Event)
class EventScreen(RecordedAdmin[Event]):
    inlines = [ProgrammesOfEvent]
    held_by = ("partnership",)
    fixed_fields = ("key",)
    list_display = ["starts_on", "title_en", "partnership", "kind", "place_en", "is_public"]
    list_display_links = ["title_en"]
    list_filter = ["kind", "is_public", ("partnership", VisibleFilter)]
    list_select_related = ["partnership__country"]
    search_fields = ["key", "title_en", "title_da", "place_en", "place_da"]
    filter_horizontal = ["documents"]
    fieldsets = [
        (None, {"fields": ["key", "partnership", "kind", "title_en", "title_da"]}),
        (
            pgettext_lazy("heading", "When and where"),
            {"fields": ["starts_on", "ends_on", "place_en", "place_da"]},
        ),
        (
            pgettext_lazy("heading", "Who and what"),
            {"fields": ["participants_en", "participants_da", "documents"]},
        ),
        (pgettext_lazy("heading", "What the public sees"), {"fields": ["is_public"]}),
    ]
