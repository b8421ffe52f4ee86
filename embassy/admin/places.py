"""Countries, and the missions in them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import VisibleFilter
from embassy.models import Country, Mission, Roles, roles_of


@admin.register(Country)
class CountryScreen(RecordedAdmin[Country]):
    fixed_fields = ("slug", "iso2", "iso3")
    list_display = ["name_en", "name_da", "iso2", "is_partner"]
    list_filter = ["is_partner"]
    search_fields = ["name_en", "name_da", "official_name_en", "official_name_da", "iso2", "iso3"]
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (
            pgettext_lazy("heading", "Names"),
            {
                "fields": ["name_en", "name_da", "official_name_en", "official_name_da"],
                "description": _("The names that the ministry uses, never raw ISO labels."),
            },
        ),
        (pgettext_lazy("heading", "Codes and address"), {"fields": ["iso2", "iso3", "slug", "is_partner"]}),
    ]

    def may_add(self, roles: Roles) -> bool:
        return roles.is_superuser


@admin.register(Mission)
class MissionScreen(RecordedAdmin[Mission]):
    fixed_fields = ("slug", "country")
    list_display = ["city_en", "city_da", "country", "kind", "email", "phone"]
    list_filter = ["kind", ("country", VisibleFilter)]
    list_select_related = ["country"]
    search_fields = ["city_en", "city_da", "country__name_en", "country__name_da"]
    prepopulated_fields = {"slug": ["city_en"]}
    fieldsets = [
        (
            pgettext_lazy("heading", "Place"),
            {"fields": ["country", "kind", "city_en", "city_da", "slug", "time_zone"]},
        ),
        (
            pgettext_lazy("heading", "Contact"),
            {"fields": ["website", "proposed_website", "email", "phone", "address"]},
        ),
        (pgettext_lazy("heading", "Reporting"), {"fields": ["needs_clearance"]}),
    ]

    def may_add(self, roles: Roles) -> bool:
        return roles.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Mission | None = None) -> bool:
        return roles_of(request.user).is_superuser and super().has_delete_permission(request, obj)
