"""Short names that rows of the shared lists had before they were merged into others."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.types import NaturalKey
from programmes.models.agreements import BasisAgreement
from programmes.models.organisations import Organisation, Sector

# The column that names the row which a short name leads to, by the model of that row.
COLUMNS: dict[type[models.Model], str] = {
    Organisation: "organisation", Sector: "sector", BasisAgreement: "agreement",
}  # fmt: skip


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    def of(self, model: type[models.Model]) -> Self:
        """Those of one list."""
        return self.filter(**{f"{COLUMNS[model]}__isnull": False})

    def public(self) -> Self:
        """Those under which the public knew a page."""
        return self.filter(was_public=True)


class FormerSlug(models.Model):
    """The short name of a row that was merged into another one: its address, and old files, lead there."""

    slug = models.CharField(_("short name"), max_length=80)
    was_public = models.BooleanField(_("had a public page"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_slugs", null=True, blank=True,
        verbose_name=_("organisation"),
    )  # fmt: skip
    sector = models.ForeignKey(
        Sector, models.CASCADE, related_name="former_slugs", null=True, blank=True, verbose_name=_("sector")
    )
    agreement = models.ForeignKey(
        BasisAgreement, models.CASCADE, related_name="former_slugs", null=True, blank=True,
        verbose_name=_("basis agreement"),
    )  # fmt: skip

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("former short name")
        verbose_name_plural = _("former short names")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, sector=None, agreement=None)
                | Q(organisation=None, sector__isnull=False, agreement=None)
                | Q(organisation=None, sector=None, agreement__isnull=False),
                name="former_slug_leads_to_one_row",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> NaturalKey:
        return (self.slug,)

    @property
    def leads_to(self) -> Any:
        """The row that it was merged into."""
        return self.organisation or self.sector or self.agreement
