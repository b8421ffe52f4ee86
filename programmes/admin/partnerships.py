"""Partnerships with their levels, and the notes that we keep about them."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, VisibleFilter
from embassy.admin.inlines import StackedRows
from embassy.models import Country, roles_of
from programmes.models import Note, Partnership, PartnershipLevel


class Levels(StackedRows[PartnershipLevel]):
    model = PartnershipLevel
    fields = ["title_en", "title_da", "agreed_on", "documents"]
    filter_horizontal = ["documents"]


class NoteForm(ScopedForm):
    belongs = {"programme": "partnership", "area": "programme", "commitment": "programme"}


class Notes(StackedRows[Note]):
    """Notes on the partnership as a whole and on its programmes; their documents are on the note's own screen."""

    model = Note
    form = NoteForm
    fields = ["key", "audience", "text_en", "text_da", "position", "noted_on"]
    show_change_link = True


@admin.register(Partnership)
class PartnershipScreen(RecordedAdmin[Partnership]):
    inlines = [Levels, Notes]
    settled_fields = ("country",)
    list_display = ["country", "is_published"]
    list_filter = ["is_published"]
    list_select_related = ["country"]
    search_fields = ["country__name_en", "country__name_da", "country__iso2"]
    fieldsets = [
        (
            None,
            {
                "fields": ["country", "is_published"],
                "description": _("The levels that it reached and the notes about it follow below."),
            },
        )
    ]

    def choices_of(self, request: HttpRequest, field: RelatedField) -> models.QuerySet[Any]:
        """A partnership is begun for a country where one administers a mission."""
        countries = Country.objects.filter(is_partner=True)
        roles = roles_of(request.user)
        if roles.is_superuser:
            return countries
        return countries.filter(missions__in=roles.administered_mission_ids).distinct()


@admin.register(Note)
class NoteScreen(RecordedAdmin[Note]):
    form = NoteForm
    held_by = ("partnership",)
    fixed_fields = ("key",)
    list_display = ["key", "partnership", "programme", "audience", "noted_on"]
    list_filter = ["audience", ("partnership", VisibleFilter)]
    list_select_related = ["partnership__country", "programme__partnership__country"]
    search_fields = ["key", "text_en", "text_da"]
    filter_horizontal = ["documents"]
    fieldsets = [
        (
            pgettext_lazy("heading", "About"),
            {"fields": ["key", "partnership", "programme", "area", "commitment"]},
        ),
        (
            pgettext_lazy("heading", "Note"),
            {
                "fields": ["audience", "text_en", "text_da", "position", "noted_on"],
                "description": _("Keep anything known only from the press, and any doubts, internal."),
            },
        ),
        (pgettext_lazy("heading", "Sources"), {"fields": ["documents"]}),
    ]
