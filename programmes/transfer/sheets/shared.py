"""Lists that all plans share: organisations and sectors. They may also come as files of their own."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from programmes.models import FormerSlug, Organisation, OrganisationAlias, Sector
from programmes.models.former_slugs import COLUMNS
from programmes.transfer.cells import Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.references import One, Texts
from programmes.transfer.sheets.base import RowChange, Sheet
from programmes.transfer.widgets import Address, Choice, Key, Partial, Text, Whole


class SharedSheet(Sheet):
    """A list that all missions share: whoever keeps it writes it; of some, a plan may bring new rows."""

    is_shared = True
    missing_matters = False
    comes_with_plans = False
    spans_plans = True

    def may_write(self, row_change: RowChange) -> bool:
        if self.context.keeps_shared_lists:
            return True
        return row_change.is_new and self.comes_with_plans and not self.context.is_without_plan

    def is_locked(self, row_change: RowChange) -> bool:
        return False

    def is_read_by_public(self, values: Values) -> bool:
        return True

    def fetch_rows(self) -> QuerySet[Any]:
        return self.context.seen(self.model)

    def stored(self, row_change: RowChange) -> Any:
        """What comes in with a plan is known to whoever sees a plan that names it."""
        is_brought = self.comes_with_plans and not self.context.is_without_plan
        return {"is_known_to_all": False} if is_brought and row_change.is_new else {}

    @cached_property
    def _merged(self) -> dict[str, str]:
        """What rows that were merged into others were called, with those."""
        column = COLUMNS[self.model]
        former = (
            FormerSlug.objects.of(self.model).filter(**{f"{column}__in": self.fetch_rows()}).order_by("pk")
        )
        return dict(former.values_list("slug", f"{column}__{self.fields[self.known_by[0]].path}"))

    @cached_property
    def _taken(self) -> set[str]:
        """Keys of rows that the person may not know of; each key is there once, so that much has to be said."""
        path = self.fields[self.known_by[0]].path
        return set(self.model.objects.exclude(pk__in=self.fetch_rows()).values_list(path, flat=True))

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        (key,) = row_change.key
        if row_change.is_new and key in self._merged:
            yield (
                self.known_by[0],
                Fault(
                    gettext_noop(
                        "“%(value)s” was merged into “%(known)s”. Delete the row, or use that short name."
                    ),
                    value=str(key),
                    known=self._merged[str(key)],
                ),
            )
        elif row_change.is_new and key in self._taken:
            yield (
                self.known_by[0],
                Fault(gettext_noop("“%(value)s” is taken. Choose another short name."), value=str(key)),
            )


class Organisations(SharedSheet):
    """Authorities, universities, companies and bodies: those that a plan names, or all of them."""

    code, en, da = "organisations", "Organisations", "Organisationer"
    model = Organisation
    known_by = ("slug",)
    feeds = "organisations"
    refers_to_itself = True
    comes_with_plans = True

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
    source_en = Column(
        "Source of succession (English)", "Kilde til efterfølgelsen (engelsk)", Text(160),
        path="succession_source_en",
    )  # fmt: skip
    source_da = Column(
        "Source of succession (Danish)", "Kilde til efterfølgelsen (dansk)", Text(160),
        path="succession_source_da",
    )  # fmt: skip
    source_url = Column(
        "Address of that source", "Kildens adresse", Address(500), path="succession_source_url"
    )
    source_on = Column("Date of that source", "Kildens dato", Partial(), path="succession_source_on")

    def rows(self) -> QuerySet[Any]:
        """Those that the plan's commitments and basis agreements name, or all when there is no plan."""
        everyone = self.context.seen(Organisation).order_by("slug")
        programme = self.context.programme
        if programme is None:
            return everyone
        named = Q(responsibilities__commitment__programme=programme) | Q(
            basis_agreements__listings__programme=programme
        )
        ids = set(Organisation.objects.filter(named).values_list("pk", flat=True))
        successors = Organisation.objects.filter(pk__in=ids).values_list("successor", flat=True)
        return everyone.filter(pk__in=ids | {pk for pk in successors if pk})

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

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        yield from super().check(row_change)
        if row_change.value("succeeded_on") and not row_change.value("successor"):
            yield "successor", Fault(gettext_noop("A date of succession needs the successor."))
        sources = ("source_en", "source_da", "source_url", "source_on")
        if any(map(row_change.value, sources)) and not row_change.value("successor"):
            yield "successor", Fault(gettext_noop("The source of a succession needs the successor."))


class Sectors(SharedSheet):
    """Fields of work that cut across partnerships."""

    code, en, da = "sectors", "Sectors", "Sektorer"
    model = Sector
    known_by = ("slug",)
    feeds = "sectors"

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
