"""Lists that all plans share: organisations and sectors. They may also come as files of their own."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from programmes.models import Organisation, OrganisationAlias, Sector
from programmes.transfer.cells import Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.references import One, Texts
from programmes.transfer.sheets.base import RowChange, Sheet
from programmes.transfer.widgets import Choice, Key, Partial, Text, Whole


class Organisations(Sheet):
    """Authorities, universities, companies and bodies: those that a plan names, or all of them."""

    code, en, da = "organisations", "Organisations", "Organisationer"
    model = Organisation
    known_by = ("slug",)
    feeds = "organisations"
    refers_to_itself = True
    missing_matters = False
    is_shared = True

    slug = Column(
        "Short name",
        "Kort navn",
        Key(80),
        path="slug",
        required=True,
        about=_("As in web addresses; it never changes."),
    )
    acronym = Column("Acronym", "Forkortelse", Text(20), path="acronym")
    name_en = Column("Name (English)", "Navn (engelsk)", Text(160), path="name_en", required=True)
    name_da = Column("Name (Danish)", "Navn (dansk)", Text(160), path="name_da")
    kind = Column("Kind", "Type", Choice(Organisation.Kind), path="kind", required=True)
    country = Column("Country", "Land", One("countries"), path="country_id",
                     about=_("ISO code; leave empty for an international or joint body."))  # fmt: skip
    aliases = Column("Aliases", "Andre navne", Texts(), default=(), about=_("Separated by semicolons."))
    successor = Column("Successor", "Efterfølger", One("organisations"), path="successor_id")
    succeeded_on = Column(
        "Succeeded on", "Efterfulgt den", Partial(), path="succeeded_on", once=("Efterfulgt",)
    )

    def rows(self) -> QuerySet[Any]:
        """Those that the plan's commitments and basis agreements name, or all when there is no plan."""
        everyone = Organisation.objects.order_by("slug")
        programme = self.context.programme
        if programme is None:
            return everyone
        named = Q(responsibilities__commitment__programme=programme) | Q(
            basis_agreements__listings__programme=programme
        )
        ids = set(Organisation.objects.filter(named).values_list("pk", flat=True))
        successors = Organisation.objects.filter(pk__in=ids).values_list("successor", flat=True)
        return everyone.filter(pk__in=ids | {pk for pk in successors if pk})

    def fetch_rows(self) -> QuerySet[Any]:
        return Organisation.objects.all()

    def gather(self, column: Column, ids: list[int]) -> dict[int, list[Any]]:
        aliases: dict[int, list[str]] = {}
        for pk, name in OrganisationAlias.objects.filter(organisation__in=ids).values_list(
            "organisation_id", "name"
        ):
            aliases.setdefault(pk, []).append(name)
        return aliases

    def names(self, values: Values) -> Iterable[str]:
        own = [values.get(name, "") for name in ("acronym", "name_en", "name_da")]
        return [name for name in (*own, *values.get("aliases", ())) if name]

    def is_locked(self, row_change: RowChange) -> bool:
        return False

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.value("succeeded_on") and not row_change.value("successor"):
            yield "successor", Fault(gettext_noop("A date of succession needs the successor."))

    def is_read_by_public(self, values: Values) -> bool:
        return True


class Sectors(Sheet):
    """Fields of work that cut across partnerships."""

    code, en, da = "sectors", "Sectors", "Sektorer"
    model = Sector
    known_by = ("slug",)
    feeds = "sectors"
    missing_matters = False
    is_shared = True

    slug = Column(
        "Short name",
        "Kort navn",
        Key(),
        path="slug",
        required=True,
        about=_("As in web addresses; it never changes."),
    )
    name_en = Column("Name (English)", "Navn (engelsk)", Text(80), path="name_en", required=True)
    name_da = Column("Name (Danish)", "Navn (dansk)", Text(80), path="name_da", required=True)
    position = Column("Order", "Rækkefølge", Whole(), path="position", default=0)

    def rows(self) -> QuerySet[Any]:
        return Sector.objects.order_by("position", "slug")

    def names(self, values: Values) -> Iterable[str]:
        return [values.get("slug", ""), values.get("name_en", ""), values.get("name_da", "")]

    def is_locked(self, row_change: RowChange) -> bool:
        return False

    def is_read_by_public(self, values: Values) -> bool:
        return True
