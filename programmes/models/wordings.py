"""What a commitment says, in each language, from a day until another."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from embassy.types import NaturalKey
from programmes.models.documents import Passage
from programmes.models.shared import TextLanguage


class WordingQuerySet(models.QuerySet["Wording"]):
    def held(self, *, on: dt.date) -> Self:
        """Those that hold on a day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
        )

    def signed_first(self) -> Self:
        """In the order in which one stands for all: the signed text before a summary, that before translations."""
        order = ("signed", "ministry_summary", "official_translation", "courtesy_translation")
        places = [When(provenance=provenance, then=Value(place)) for place, provenance in enumerate(order)]
        return self.order_by(Case(*places, output_field=models.SmallIntegerField()), "pk")


class Wording(models.Model):
    """The words of a commitment in one language, from a day until another; never edited, only succeeded.

    Only a wording whose provenance is the signed text is called official.
    """

    class Provenance(models.TextChoices):
        SIGNED = "signed", _("signed text")
        OFFICIAL_TRANSLATION = "official_translation", _("official translation")
        COURTESY_TRANSLATION = "courtesy_translation", _("courtesy translation")
        MINISTRY_SUMMARY = "ministry_summary", _("named in a ministry summary")

    commitment = models.ForeignKey(
        "Commitment", models.CASCADE, related_name="wordings", verbose_name=_("commitment")
    )
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=TextLanguage)
    provenance = models.CharField(_("provenance"), max_length=24, choices=Provenance)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("Leave empty if it has applied from the beginning."),
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Leave empty while it still applies.")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, related_name="wordings", null=True, blank=True, verbose_name=_("passage")
    )

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["commitment", "language", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "language", "provenance"],
                condition=Q(valid_until=None),
                name="wording_holds_once_for_a_language_and_provenance",
                violation_error_message=_("The current wording must end before another begins."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="wording_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def natural_key(self) -> NaturalKey:
        return (*self.commitment.natural_key(), self.language, self.provenance, self.valid_from or "")
