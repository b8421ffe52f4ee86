"""What a programme rests on: memoranda, treaties and statements, each one thing however often it is listed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from embassy.languages import Localised
from embassy.partial_dates import PartialDateField
from embassy.types import NaturalKey
from programmes.models.documents import Passage
from programmes.models.organisations import Organisation, PlansList, PlansListQuerySet, is_one_of
from programmes.models.programmes import PriorityArea, Programme
from programmes.models.shared import Versioned


class BasisAgreementQuerySet(PlansListQuerySet["BasisAgreement"]):
    def named_by(self, commitments: models.QuerySet[Any], programmes: models.QuerySet[Any]) -> models.Q:
        """Those that a programme lists."""
        listings = BasisListing.objects.filter(
            is_one_of(programmes, "programme"), instrument=models.OuterRef("pk")
        )
        return models.Q(models.Exists(listings))


class BasisAgreement(PlansList, Versioned):
    """An instrument: a memorandum, letter of intent, treaty or joint statement that commitments rest on."""

    class Kind(models.TextChoices):
        MOU = "mou", _("memorandum of understanding")
        MOC = "moc", _("memorandum of cooperation")
        JOINT_STATEMENT = "joint_statement", _("joint statement")
        AGREEMENT = "agreement", _("agreement")
        ACTION_PLAN = "action_plan", _("action plan")
        COMMITMENT = "commitment", _("declaration")
        TREATY = "treaty", _("treaty")

    key = models.SlugField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title_da = models.CharField(_("title (Danish)"), max_length=300, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=300)
    concluded_on = PartialDateField(_("concluded on"), null=True, blank=True)
    valid_from = PartialDateField(_("valid from"), null=True, blank=True)
    valid_until = PartialDateField(_("valid until"), null=True, blank=True)
    organisations = models.ManyToManyField(
        Organisation, related_name="basis_agreements", blank=True, verbose_name=_("parties")
    )

    kept_while_used = True
    title = Localised("title")
    objects = BasisAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("basis agreement")
        verbose_name_plural = _("basis agreements")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.title)

    def natural_key(self) -> NaturalKey:
        return (self.key,)


class BasisListing(models.Model):
    """An entry in a programme's list of basis agreements, as it stands; the same instrument may be listed twice."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="basis_listings", verbose_name=_("programme")
    )
    area = models.ForeignKey(
        PriorityArea, models.CASCADE, related_name="basis_listings", null=True, blank=True,
        verbose_name=_("priority area"),
    )  # fmt: skip
    instrument = models.ForeignKey(
        BasisAgreement, models.PROTECT, related_name="listings", verbose_name=_("basis agreement")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    listed_as = models.TextField(_("listed as"), help_text=_("Word for word, as in the text."))
    is_to_be_confirmed = models.BooleanField(_("is to be confirmed"), default=False)
    passage = models.ForeignKey(
        Passage,
        models.PROTECT,
        related_name="basis_listings",
        null=True,
        blank=True,
        verbose_name=_("passage"),
    )

    class Meta:
        verbose_name = _("basis entry")
        verbose_name_plural = _("basis entries")
        ordering = ["programme", "area", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area", "position"], name="basis_entry_has_a_place_of_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.listed_as

    def natural_key(self) -> NaturalKey:
        return (*self.programme.natural_key(), self.area.number if self.area else 0, self.position)
