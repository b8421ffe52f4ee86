"""Who carries things out, and the controlled lists that every partnership shares."""

import datetime as dt
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy.keys import SLUG
from embassy.languages import Localised
from embassy.models import Country, roles_of
from embassy.partial_dates import PartialDateField
from embassy.types import AnyUser, NaturalKey
from programmes.models.shared import Versioned

Entry_co = TypeVar("Entry_co", bound=models.Model, covariant=True)


class SharedListQuerySet(models.QuerySet[Entry_co]):
    """Lists that all missions share: every member of staff reads them, whoever has the grant keeps them.

    The public reads what `public()` leaves, where a list has it: that a row is in the list says nothing yet.
    """

    def visible_to(self, user: AnyUser) -> Self:
        return self

    def editable_by(self, user: AnyUser) -> Self:
        return self if roles_of(user).keeps_shared_lists else self.none()


def _is_any(rows: QuerySet[Any]) -> IsNull:
    """Whether there is a row. Asked for each one until one is there: of an IN or EXISTS the databases list them all."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _is_of_published(commitment: str) -> IsNull:
    """Whether the commitment in a column is published. Commitments know these lists, and are asked for by name."""
    commitments: Any = apps.get_model("programmes", "Commitment").objects
    return _is_any(commitments.published().filter(pk=OuterRef(commitment)))


class SectorQuerySet(SharedListQuerySet["Sector"]):
    def public(self) -> Self:
        """Those that a published commitment is marked with: the others may be words of a plan in preparation."""
        marks = Sector.commitments.through.objects.filter(
            _is_of_published("commitment"), sector=OuterRef("pk")
        )
        return self.filter(_is_any(marks))


class OrganisationQuerySet(SharedListQuerySet["Organisation"]):
    def public(self) -> Self:
        """Those that a published commitment names, and those that have come in the place of one of these."""
        parts: Any = apps.get_model("programmes", "Responsibility").objects
        named = _is_any(parts.filter(_is_of_published("commitment"), organisation=OuterRef("pk")))
        predecessors = Organisation.objects.filter(named, successor=OuterRef("pk"))
        return self.filter(Q(named) | Q(_is_any(predecessors)))


class Sector(models.Model):
    """A field of work that cuts across partnerships: water, energy, health …"""

    slug = models.SlugField(_("short name"), unique=True)
    name_da = models.CharField(_("name (Danish)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    kept_while_used = True
    name = Localised("name")
    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["position", "slug"]
        constraints = [SLUG.check("slug", name="sector_slug_fits_into_addresses")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:sector", args=[self.slug])

    def natural_key(self) -> NaturalKey:
        return (self.slug,)


class SDG(models.Model):
    """One of the United Nations' seventeen Sustainable Development Goals."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    name_da = models.CharField(_("name (Danish)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)

    name = Localised("name")
    objects = SharedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=17), name="sdg_is_one_of_seventeen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("public:sdg", args=[self.number])

    def natural_key(self) -> NaturalKey:
        return (self.number,)


class Organisation(Versioned):
    """An authority, university, company, city or international body, under the name it signs with."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency or authority")
        UNIVERSITY = "university", _("university")
        CLUSTER = "cluster", _("cluster")
        COMPANY = "company", _("company")
        CITY = "city", _("city or region")
        BODY = "body", _("international or joint body")
        OTHER = "other", _("other")

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_da = models.CharField(_("name (Danish)"), max_length=160, blank=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="organisations", null=True, blank=True, verbose_name=_("country"),
        help_text=_("Leave empty for an international or joint body."),
    )  # fmt: skip
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
        verbose_name=_("successor"),
    )
    succeeded_on = PartialDateField(_("succeeded on"), null=True, blank=True)
    succession_source_da = models.CharField(_("source (Danish)"), max_length=160, blank=True)
    succession_source_en = models.CharField(
        _("source (English)"), max_length=160, blank=True,
        help_text=_("What the succession is known from, for example an act with its number and date."),
    )  # fmt: skip
    succession_source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    succession_source_on = PartialDateField(
        _("date of the source"), null=True, blank=True,
        help_text=_("The source's own date. Pages of earlier days do not tell of the succession."),
    )  # fmt: skip

    kept_while_used = True
    name = Localised("name")
    succession_source = Localised("succession_source")
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_en"]
        constraints = [
            SLUG.check("slug", name="organisation_slug_fits_into_addresses"),
            models.CheckConstraint(
                condition=Q(succeeded_on=None) | Q(successor__isnull=False),
                name="organisation_succeeded_on_a_date_has_a_successor",
                violation_error_message=_("A date of succession needs the successor."),
            ),
            models.CheckConstraint(
                condition=Q(
                    succession_source_da="",
                    succession_source_en="",
                    succession_source_url="",
                    succession_source_on=None,
                )
                | Q(successor__isnull=False),
                name="organisation_source_of_a_succession_has_a_successor",
                violation_error_message=_("The source of a succession needs the successor."),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name

    def get_absolute_url(self) -> str:
        return reverse("public:organisation", args=[self.slug])

    def natural_key(self) -> NaturalKey:
        return (self.slug,)

    def is_succeeded_by(self, day: dt.date) -> bool:
        """Whether another had taken its place by a day, as far as a date is known; its source may alone have one."""
        since = self.succeeded_on or self.succession_source_on
        return self.successor_id is not None and (since is None or since.earliest <= day)


class OrganisationAlias(models.Model):
    """Another name or acronym under which an organisation appears in texts."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="alias_is_listed_once_for_its_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> NaturalKey:
        return (*self.organisation.natural_key(), self.name)
