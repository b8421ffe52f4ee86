"""Words that propose withholding a commitment's status, kept by whoever keeps the shared lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from embassy.types import NaturalKey
from programmes.models.organisations import SharedListQuerySet


class WithholdingWord(models.Model):
    """A word in an official wording that proposes to withhold the commitment's status; a person decides."""

    text = models.CharField(
        _("word or words"), max_length=60, unique=True,
        help_text=_("As in “human rights”. A longer word that begins with it is found, too."),
    )  # fmt: skip
    unless = models.CharField(
        _("not as part of"), max_length=120, blank=True,
        help_text=_(
            "Words that contain it and mean something else, as in “artificial intelligence”; several with commas."
        ),
    )  # fmt: skip

    objects = SharedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("word that proposes withholding")
        verbose_name_plural = _("words that propose withholding")
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> NaturalKey:
        return (self.text,)
