"""Who carries things out, and the controlled lists that every partnership shares."""

import datetime as dt
from collections.abc import Collection
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


class PlansListQuerySet(SharedListQuerySet[Entry_co]):
    """Shared lists that plans bring rows to: such a row is known to whoever sees a plan that names it.

    `named_by` says which rows some commitments and programmes name.
    """

    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        return self if roles.keeps_shared_lists else self.visible_at(roles.mission_ids)

    def visible_at(self, missions: Collection[int]) -> Self:
        """What anybody at some missions (their ids) may know: whoever of them asks, the answer is the same."""
        commitments: Any = apps.get_model("programmes", "Commitment").objects
        programmes: Any = apps.get_model("programmes", "Programme").objects
        named = self.named_by(commitments.visible_at(missions), programmes.read_at(missions))
        return self.filter(Q(is_known_to_all=True) | named)

    def named_by(self, commitments: QuerySet[Any], programmes: QuerySet[Any]) -> Q:
        raise NotImplementedError


def _is_any(rows: QuerySet[Any]) -> IsNull:
    """Whether there is a row. Asked for each one until one is there: of an IN or EXISTS the databases list them all."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def _is_of_published(commitment: str) -> IsNull:
    """Whether the commitment in a column is published. Commitments know these lists, and are asked for by name."""
    commitments: Any = apps.get_model("programmes", "Commitment").objects
    return is_one_of(commitments.published(), commitment)


def is_one_of(rows: QuerySet[Any], column: str) -> IsNull:
    """Whether a column names one of some rows."""
    return _is_any(rows.filter(pk=OuterRef(column)))


class SectorQuerySet(SharedListQuerySet["Sector"]):
    def public(self) -> Self:
        """Those that a published commitment is marked with: the others may be words of a plan in preparation."""
        marks = Sector.commitments.through.objects.filter(
            _is_of_published("commitment"), sector=OuterRef("pk")
        )
        return self.filter(_is_any(marks))


class OrganisationQuerySet(PlansListQuerySet["Organisation"]):
    def public(self) -> Self:
        """Those that a published commitment names, and those that have come in the place of one of these."""
        return self.filter(self._or_successor(Q(self._has_part(_is_of_published("commitment")))))

    def named_by(self, commitments: QuerySet[Any], programmes: QuerySet[Any]) -> Q:
        """Those that have a part in a commitment, or in an agreement that a programme rests on; and successors."""
        listings: Any = apps.get_model("programmes", "BasisListing").objects
        agreements: Any = apps.get_model("programmes", "BasisAgreement")
        listed = _is_any(
            listings.filter(is_one_of(programmes, "programme"), instrument=OuterRef("basisagreement"))
        )
        parties = agreements.organisations.through.objects.filter(listed, organisation=OuterRef("pk"))
        has_part = self._has_part(is_one_of(commitments, "commitment"))
        return self._or_successor(Q(has_part) | Q(_is_any(parties)))

    @staticmethod
    def _has_part(of_commitment: IsNull) -> IsNull:
        parts: Any = apps.get_model("programmes", "Responsibility").objects
        return _is_any(parts.filter(of_commitment, organisation=OuterRef("pk")))

    @staticmethod
    def _or_successor(named: Q) -> Q:
        return named | Q(_is_any(Organisation.objects.filter(named, successor=OuterRef("pk"))))


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


class PlansList(models.Model):
    """A row of a list that plans bring rows to."""

    is_known_to_all = models.BooleanField(
        _("known to all staff"), default=True,
        help_text=_(
            "Off for what came in with a plan: until that is published, it is known to whoever sees a plan "
            "that names it."
        ),
    )  # fmt: skip

    class Meta:
        abstract = True


class Organisation(PlansList, Versioned):
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
