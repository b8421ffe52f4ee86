"""Organisations with their other names, and the lists that all partnerships share."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import VisibleFilter
from embassy.admin.inlines import TabularRows
from embassy.models import Roles
from programmes.admin.merging import SharedListScreen
from programmes.models import SDG, Organisation, OrganisationAlias, Sector, WithholdingWord

SOURCE = [f"succession_source_{part}" for part in ("da", "en", "url", "on")]


class Aliases(TabularRows[OrganisationAlias]):
    model = OrganisationAlias
    fields = ["name"]


@admin.register(Organisation)
class OrganisationScreen(SharedListScreen[Organisation]):
    inlines = [Aliases]
    fixed_fields = ("slug",)
    list_display = ["name_en", "acronym", "name_da", "kind", "country", "successor"]
    list_filter = ["kind", ("country", VisibleFilter)]
    list_select_related = ["country", "successor"]
    search_fields = ["name_en", "name_da", "acronym", "aliases__name"]
    search_help_text = _("Names, acronyms and aliases, in either language.")
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (
            pgettext_lazy("heading", "Name"),
            {
                "fields": ["name_en", "name_da", "acronym", "slug"],
                "description": _(
                    "As it signs. Other names under which it appears in texts go below, as aliases."
                ),
            },
        ),
        (pgettext_lazy("heading", "What and where"), {"fields": ["kind", "country", "is_known_to_all"]}),
        (pgettext_lazy("heading", "Succession"), {"fields": ["successor", "succeeded_on", *SOURCE]}),
    ]


@admin.register(Sector)
class SectorScreen(SharedListScreen[Sector]):
    fixed_fields = ("slug",)
    list_display = ["name_en", "name_da", "position"]
    search_fields = ["name_en", "name_da"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["name_en", "name_da", "slug", "position"]


@admin.register(SDG)
class SDGScreen(RecordedAdmin[SDG]):
    """The United Nations have set seventeen: none is added and none goes."""

    fixed_fields = ("number",)
    list_display = ["number", "name_en", "name_da"]
    search_fields = ["=number", "name_en", "name_da"]
    fields = ["number", "name_en", "name_da"]

    def may_add(self, roles: Roles) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SDG | None = None) -> bool:
        return False


@admin.register(WithholdingWord)
class WithholdingWordScreen(RecordedAdmin[WithholdingWord]):
    """What proposes withholding, for all missions alike: whoever keeps the shared lists keeps it."""

    list_display = ["text", "unless"]
    search_fields = ["text", "unless"]
    fields = ["text", "unless"]

    def may_add(self, roles: Roles) -> bool:
        return roles.keeps_shared_lists
