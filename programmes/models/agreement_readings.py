"""Signed texts on their way to a draft programme: what was sent, what the reader found, and what people decided."""

import json
import zlib
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy.days import MomentField
from embassy.models import ChangeSet, Mission, User, roles_of
from embassy.types import AnyUser
from programmes.models.documents import Document
from programmes.models.programmes import Programme
from programmes.models.shared import TextLanguage, Versioned


class AgreementReadingQuerySet(models.QuerySet["AgreementReading"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Those of the missions that the user oversees: a draft is theirs alone until it is a programme."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(mission__in=roles.overseen_mission_ids)

    def decidable_by(self, user: AnyUser) -> Self:
        """Those of the missions that the user administers."""
        return self.filter(mission__in=Mission.objects.editable_by(user).values("pk"))


class AgreementReading(Versioned):
    """A signed text that somebody sent, what the reader found in it, and what has become of it.

    `found` is the reader's own answer and never changes; what people decide is in `steps`, and the outline as it
    stands is the one put on the other (`programmes.agreements.review.review`). `version` counts the steps.
    """

    class State(models.TextChoices):
        OPEN = "open", _("in review")
        MADE = "made", _("draft made")
        DISCARDED = "discarded", _("discarded")

    mission = models.ForeignKey(
        Mission, models.PROTECT, related_name="agreement_readings", verbose_name=_("mission")
    )
    compared_with = models.ForeignKey(
        Programme, models.PROTECT, related_name="compared_readings", null=True, blank=True,
        verbose_name=_("compared with"),
        help_text=_("The programme that this is a later version of. Leave empty for a new programme."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    language = models.CharField(_("language of the text"), max_length=2, choices=TextLanguage)
    uploaded_at = MomentField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="agreement_readings", verbose_name=_("uploaded by")
    )
    name = models.CharField(_("name of the file"), max_length=200)
    format = models.CharField(_("format"), max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    content = models.BinaryField(null=True, editable=False)
    found = models.BinaryField(editable=False)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="readings", null=True, blank=True, verbose_name=_("document")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="readings", null=True, blank=True,
        verbose_name=_("draft programme"),
    )  # fmt: skip
    made_at = MomentField(_("made at"), null=True, blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="made_drafts", null=True, blank=True, verbose_name=_("made by")
    )

    change_set = models.OneToOneField(
        ChangeSet,
        models.PROTECT,
        related_name="of_draft",
        null=True,
        blank=True,
        verbose_name=_("change set"),
    )

    # Bytes are in the row and nowhere else; history names them by their hash.
    audit_derived = frozenset({"content", "found"})
    objects = AgreementReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement text")
        verbose_name_plural = _("agreement texts")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="made", programme__isnull=False, made_at__isnull=False, made_by__isnull=False
                )
                | (~Q(state="made") & Q(programme=None, made_at=None, made_by=None)),
                name="reading_that_made_a_draft_says_which_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workspace:agreement-detail", args=[self.pk])

    @property
    def outline(self) -> dict[str, Any]:
        """The reader's answer as it was stored: plain dictionaries and lists."""
        return json.loads(zlib.decompress(bytes(self.found)))

    @staticmethod
    def pack(outline: dict[str, Any]) -> bytes:
        """What `outline` reads."""
        return zlib.compress(json.dumps(outline, ensure_ascii=False).encode(), 6)


class ReviewStep(models.Model):
    """One decision about an outline: split, merge, move, retitle, answer … Kept for good, in the order they were made.

    `item` is what it is about, `values` what was decided, by the names that the review gives them.
    """

    reading = models.ForeignKey(
        AgreementReading, models.CASCADE, related_name="steps", verbose_name=_("agreement text")
    )
    position = models.PositiveIntegerField(_("position"))
    operation = models.CharField(_("operation"), max_length=20)
    item = models.CharField(_("item"), max_length=20)
    values = models.JSONField(_("values"), default=dict)
    decided_at = MomentField(_("decided at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="review_steps", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ["reading", "position"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "position"], name="review_step_has_its_place"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.item}"
