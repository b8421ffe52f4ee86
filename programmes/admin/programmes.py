"""Programmes with their signatures, priority areas and tracks."""

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy import clock
from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, ScopedMultipleChoiceField, VisibleFilter
from embassy.admin.inlines import TabularRows
from embassy.models import roles_of
from programmes.admin.agreements import Listings
from programmes.models import Passage, PriorityArea, Programme, Signatory, Track
from programmes.models.programmes import ProgrammeQuerySet

SETTLED = _(
    "Once published, references, numbers, addresses and official titles can only be changed by an amendment."
)


class Signatories(TabularRows[Signatory]):
    model = Signatory
    fields = ["side", "name", "title_en", "title_da", "signed_on"]


class Areas(TabularRows[PriorityArea]):
    model = PriorityArea
    closes = True
    fields = ["number", "title", "title_en", "title_da"]
    show_change_link = True


class Tracks(TabularRows[Track]):
    model = Track
    closes = True
    named_by = ("area",)
    fields = ["position", "title", "title_da", "kind"]
    show_change_link = True


class ProgrammeForm(ScopedForm):
    belongs = {"predecessor": "partnership", "text": "partnership"}


@admin.register(Programme)
class ProgrammeScreen(RecordedAdmin[Programme]):
    form = ProgrammeForm
    inlines = [Signatories, Areas, Listings]
    held_by = ("partnership", "missions")
    settled_fields = ("partnership", "reference", "slug", "title_signed")
    boxes = ("missions",)
    list_display = [
        "reference",
        "country_and_title",
        "life",
        "signed_on",
        "starts_on",
        "ends_on",
        "is_published",
    ]
    list_filter = ["is_published", "kind", ("partnership", VisibleFilter)]
    list_select_related = ["partnership__country"]
    search_fields = ["reference", "title_en", "title_da", "title_signed", "slug"]
    fieldsets = [
        (
            pgettext_lazy("heading", "What it is"),
            {
                "fields": ["partnership", "missions", "reference", "slug", "kind", "predecessor"],
                "description": SETTLED,
            },
        ),
        (
            pgettext_lazy("heading", "Titles"),
            {"fields": ["title_signed", "title_en", "title_da", "standfirst_en", "standfirst_da"]},
        ),
        (
            pgettext_lazy("heading", "Dated facts"),
            {
                "fields": [
                    "announced_on",
                    "preparation_noted_on",
                    "signed_on",
                    "conclusion",
                    "starts_on",
                    "ends_on",
                    "end_is_certain",
                    "checked_on",
                    ("signing_note_en", "signing_note_da"),
                    ("period_note_en", "period_note_da"),
                ],
                "description": _(
                    "Whether it is announced, running or ended is worked out from these dates, never typed in."
                ),
            },
        ),
        (pgettext_lazy("heading", "Text"), {"fields": ["text", "language", "is_complete"]}),
        (
            pgettext_lazy("heading", "May it be published?"),
            {
                "fields": [
                    "party_publication",
                    ("partner_consented_on", "consent_note"),
                    ("legal_character", "legal_character_source"),
                ]
            },
        ),
        (
            pgettext_lazy("heading", "What the public sees"),
            {
                "fields": [
                    "is_published",
                    "publishes_assessment",
                    "publishes_waiting_for",
                    "publishes_partner_view",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return cast(ProgrammeQuerySet, super().get_queryset(request)).with_successor_flag()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new programme is of the missions that one administers, unless one unticks them."""
        own = sorted(roles_of(request.user).administered_mission_ids)
        return {"missions": own, **super().get_changeform_initial_data(request)}

    @admin.display(
        description=_("programme"), ordering=Concat("partnership__country__name_en", "title_en", "title_da")
    )
    def country_and_title(self, programme: Programme) -> str:
        return str(programme)

    @admin.display(description=_("stage"))
    def life(self, programme: Programme) -> str | None:
        life = programme.life_on(clock.today())
        return str(life.label) if life else None


@admin.register(PriorityArea)
class PriorityAreaScreen(RecordedAdmin[PriorityArea]):
    parent = "programme"
    inlines = [Tracks]
    settled_fields = ("programme", "number", "title")
    boxes = ("sdgs",)
    list_display = ["programme", "number", "title", "title_en"]
    list_display_links = ["title"]
    list_filter = [("programme", VisibleFilter)]
    list_select_related = ["programme__partnership__country"]
    search_fields = ["title", "title_en", "title_da", "programme__reference"]
    filter_horizontal = ["introduction"]
    fieldsets = [
        (None, {"fields": ["programme", "number", "title"], "description": SETTLED}),
        (pgettext_lazy("heading", "Added by the editors"), {"fields": ["title_en", "title_da", "sdgs"]}),
        (
            pgettext_lazy("heading", "Introduction"),
            {"fields": ["introduction"], "classes": ["collapse"]},
        ),
    ]

    def published_row(self, obj: PriorityArea) -> Programme:
        return obj.programme

    def get_form(
        self, request: HttpRequest, obj: PriorityArea | None = None, change: bool = False, **kwargs: Any
    ) -> type[ScopedForm]:
        """The introduction is chosen among the paragraphs of the programme's own text."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "introduction" in form.base_fields:
            field = cast(ScopedMultipleChoiceField, form.base_fields["introduction"])
            own = obj.programme.text_id if obj else None
            field.queryset = Passage.objects.filter(document=own).select_related("document")
        return form


@admin.register(Track)
class TrackScreen(RecordedAdmin[Track]):
    parent = "area"
    settled_fields = ("area", "position", "title")
    list_display = ["area", "position", "title", "kind"]
    list_display_links = ["title"]
    list_filter = ["kind", ("area__programme", VisibleFilter)]
    list_select_related = ["area__programme"]
    search_fields = ["title", "title_da", "area__title", "area__programme__reference"]
    fieldsets = [
        (None, {"fields": ["area", "position", "title"], "description": SETTLED}),
        (pgettext_lazy("heading", "Added by the editors"), {"fields": ["title_da", "kind"]}),
    ]

    def published_row(self, obj: Track) -> Programme:
        return obj.area.programme
