"""Which organisations are responsible for a commitment, on which side and when."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.dated_rows import DatedQuerySet, DatedRow
from embassy.days import DayField
from embassy.types import NaturalKey
from programmes.models.organisations import Organisation
from programmes.models.shared import Side


class SidesNamed(models.IntegerChoices):
    """On which sides somebody is responsible; `CHANGING` where days to come may say otherwise."""

    NOBODY = 0
    DANISH = 1
    PARTNER = 2
    BOTH = 3
    CHANGING = 4


class ResponsibilityQuerySet(DatedQuerySet["Responsibility"]):
    def responsible(self) -> Self:
        """Parts on a side, and not the forums that something happens in."""
        return self.filter(role=Responsibility.Role.RESPONSIBLE)


class Responsibility(DatedRow):
    """An organisation's part in a commitment for a time: responsible on one side, or the forum it happens in."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible")
        FORUM = "forum", _("forum")

    commitment = models.ForeignKey(
        "Commitment", models.CASCADE, related_name="responsibilities", verbose_name=_("commitment")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="responsibilities", verbose_name=_("organisation")
    )
    side = models.CharField(
        _("side"), max_length=10, choices=Side, blank=True, help_text=_("Leave empty for a forum.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.RESPONSIBLE)
    as_named = models.CharField(
        _("as named in the text"),
        max_length=200,
        blank=True,
        help_text=_("Word for word, when the text names it."),
    )
    from_on = DayField(
        _("from"), null=True, blank=True, help_text=_("Leave empty if it has applied from the beginning.")
    )
    until_on = DayField(
        _("until"), null=True, blank=True, help_text=_("The last day. Leave empty until it ends.")
    )

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["commitment", "side", "organisation__name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organisation", "role"],
                condition=Q(until_on=None),
                name="responsibility_is_held_once",
                violation_error_message=_("This organisation already has this part in the commitment."),
            ),
            models.CheckConstraint(
                condition=(Q(role="responsible") & ~Q(side="")) | Q(role="forum", side=""),
                name="responsibility_has_a_side_unless_a_forum",
                violation_error_message=_("Choose the side, or “forum” without a side."),
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="responsibility_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    def natural_key(self) -> NaturalKey:
        return (*self.commitment.natural_key(), self.organisation.slug, self.role)
