"""Basis agreements, and where programmes list them."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, VisibleFilter
from embassy.admin.inlines import TabularRows
from programmes.admin.merging import SharedListScreen
from programmes.models import BasisAgreement, BasisListing, Programme


class ListingForm(ScopedForm):
    belongs = {"area": "programme"}


class Listings(TabularRows[BasisListing]):
    model = BasisListing
    form = ListingForm
    closes = True
    fields = ["area", "position", "instrument", "listed_as", "is_to_be_confirmed"]
    show_change_link = True


class ListedIn(TabularRows[BasisListing]):
    """Where an instrument is listed, for reading; entries are kept with their programme."""

    model = BasisListing
    is_read_only = True
    named_by = ("programme__partnership__country", "area")
    fields = ["programme", "area", "position", "listed_as", "is_to_be_confirmed"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        programmes = self.rows_to_choose(request, BasisListing._meta.get_field("programme"), "visible_to")
        return super().get_queryset(request).filter(programme__in=programmes.values("pk"))


@admin.register(BasisAgreement)
class BasisAgreementScreen(SharedListScreen[BasisAgreement]):
    inlines = [ListedIn]
    fixed_fields = ("key",)
    list_display = ["title_en", "kind", "concluded_on", "valid_from", "valid_until"]
    list_filter = ["kind"]
    search_fields = ["key", "title_en", "title_da", "organisations__name_en", "organisations__acronym"]
    filter_horizontal = ["organisations"]
    prepopulated_fields = {"key": ["title_en"]}
    fieldsets = [
        (None, {"fields": ["title_en", "title_da", "key", "kind", "is_known_to_all"]}),
        (pgettext_lazy("heading", "Dated facts"), {"fields": ["concluded_on", "valid_from", "valid_until"]}),
        (pgettext_lazy("heading", "Parties"), {"fields": ["organisations"]}),
    ]


@admin.register(BasisListing)
class BasisListingScreen(RecordedAdmin[BasisListing]):
    form = ListingForm
    parent = "programme"
    settled_fields = ("programme", "area", "position", "listed_as")
    readonly_fields = ["passage"]
    list_display = ["programme", "area", "position", "listed_as", "instrument", "is_to_be_confirmed"]
    list_display_links = ["listed_as"]
    list_filter = ["is_to_be_confirmed", ("programme", VisibleFilter)]
    list_select_related = ["programme__partnership__country", "area", "instrument"]
    search_fields = ["listed_as", "instrument__title_en", "instrument__title_da", "programme__reference"]
    fieldsets = [
        (
            pgettext_lazy("heading", "As in the text"),
            {
                "fields": ["programme", "area", "position", "listed_as", "passage"],
                "description": _("Once published, an entry changes by amendment only."),
            },
        ),
        (pgettext_lazy("heading", "Added by the editors"), {"fields": ["instrument", "is_to_be_confirmed"]}),
    ]

    def published_row(self, obj: BasisListing) -> Programme:
        return obj.programme
