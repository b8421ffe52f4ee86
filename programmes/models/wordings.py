"""What a commitment says, in each language, from a day until another."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from embassy.dated_rows import DatedQuerySet, DatedRow
from embassy.days import DayField
from embassy.types import NaturalKey
from programmes.models.documents import Passage
from programmes.models.shared import TextLanguage


class Provenance(models.TextChoices):
    """Where the words come from. Only a signed text is called official."""

    SIGNED = "signed", _("signed text")
    OFFICIAL_TRANSLATION = "official_translation", _("official translation")
    COURTESY_TRANSLATION = "courtesy_translation", _("courtesy translation")
    MINISTRY_SUMMARY = "ministry_summary", _("named in a ministry summary")
    MACHINE_DRAFT = "machine_draft", _("machine translation, not checked")


# Which wording stands for all: an original before its translations. What is not named here is never public.
ORIGINALS = (Provenance.SIGNED, Provenance.MINISTRY_SUMMARY)
PRECEDENCE = (*ORIGINALS, Provenance.OFFICIAL_TRANSLATION, Provenance.COURTESY_TRANSLATION)
NEVER_PUBLIC = frozenset(Provenance) - frozenset(PRECEDENCE)


class WordingQuerySet(DatedQuerySet["Wording"]):
    def public(self) -> Self:
        """Those that may be shown to anyone, where their commitment may be."""
        return self.filter(provenance__in=PRECEDENCE)

    def by_precedence(self) -> Self:
        """In the order in which one stands for all; what has no place in it comes last."""
        places = [
            When(provenance=provenance, then=Value(place)) for place, provenance in enumerate(PRECEDENCE)
        ]
        place = Case(*places, default=Value(len(PRECEDENCE)), output_field=models.SmallIntegerField())
        return self.order_by(place, "pk")

    def standing_on(self, day: dt.date) -> Self:
        """Of each commitment the one that stands for all on a day, today or later; as `with_wording_on` has it."""
        others = Wording.objects.public().on(day).filter(commitment=OuterRef("commitment")).by_precedence()
        standing = Case(
            When(commitment__wording_until_on__lt=day, then=Subquery(others.values("pk")[:1])),
            default=F("commitment__current_wording"),
            output_field=models.BigIntegerField(),
        )
        return self.filter(pk=standing)


class Wording(DatedRow):
    """The words of a commitment in one language, from a day until another; never edited, only succeeded.

    Only a wording whose provenance is the signed text is called official.
    """

    Provenance = Provenance
    first_day = "valid_from"
    last_day = "valid_until"

    commitment = models.ForeignKey(
        "Commitment", models.CASCADE, related_name="wordings", verbose_name=_("commitment")
    )
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=TextLanguage)
    provenance = models.CharField(_("provenance"), max_length=24, choices=Provenance)
    valid_from = DayField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("Leave empty if it has applied from the beginning."),
    )
    valid_until = DayField(
        _("valid until"), null=True, blank=True, help_text=_("Leave empty while it still applies.")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, related_name="wordings", null=True, blank=True, verbose_name=_("passage")
    )
    translation_of = models.ForeignKey(
        "self", models.RESTRICT, related_name="translations", null=True, blank=True,
        verbose_name=_("translation of"),
        help_text=_("The wording that this one translates; empty for an original, and where it is not known."),
    )  # fmt: skip

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
            models.CheckConstraint(
                condition=Q(translation_of=None) | ~Q(provenance__in=ORIGINALS),
                name="wording_that_is_an_original_translates_nothing",
                violation_error_message=_("An original is not a translation. Choose another provenance."),
            ),
            models.CheckConstraint(
                condition=~Q(translation_of=F("id")),
                name="wording_does_not_translate_itself",
                violation_error_message=_("A wording cannot be its own translation."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def precedence(self) -> int:
        """Its place among wordings, as in `by_precedence`."""
        return PRECEDENCE.index(self.provenance) if self.provenance in PRECEDENCE else len(PRECEDENCE)

    def natural_key(self) -> NaturalKey:
        return (*self.commitment.natural_key(), self.language, self.provenance, self.valid_from or "")
