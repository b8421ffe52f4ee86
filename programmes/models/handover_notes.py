"""What a sector team writes down for those who come after."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from embassy.models import SectorTeam
from embassy.types import AnyUser
from programmes.models.shared import Versioned


class HandoverNoteQuerySet(models.QuerySet["HandoverNote"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(team__in=SectorTeam.objects.visible_to(user).values("pk"))

    def editable_by(self, user: AnyUser) -> Self:
        """The team writes its own, and so may the mission's administrators."""
        return self.filter(team__in=SectorTeam.objects.joined_or_administered_by(user).values("pk"))


class HandoverNote(Versioned):
    """What a team wants the next colleague to know; printed on its handover sheet, never public."""

    team = models.OneToOneField(
        SectorTeam, models.CASCADE, related_name="handover_note", verbose_name=_("sector team")
    )
    text = models.TextField(_("notes"), blank=True)

    objects = HandoverNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover note")
        verbose_name_plural = _("handover notes")

    def __str__(self) -> str:
        return str(self.team)
