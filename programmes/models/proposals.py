"""Edits of a commitment that a member proposes and a lead decides on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.days import MomentField, are_within_bounds
from embassy.models import User, roles_of
from embassy.types import AnyUser
from programmes.models.commitments import Commitment


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)

    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(commitment__owner_team__in=roles.team_ids)
            | Q(commitment__programme__in=Commitment.programmes_overseen_by(user))
        )

    def decidable_by(self, user: AnyUser) -> Self:
        """Those on commitments that the user may edit."""
        return self.filter(commitment__in=Commitment.objects.editable_by(user).values("pk"))


class Proposal(models.Model):
    """A member's edit of a commitment of their team, waiting for the lead: what should change, and why.

    `values` holds the wanted columns by name; `from_version` the version of the commitment it was made from.
    """

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="proposals", verbose_name=_("commitment")
    )
    values = models.JSONField(_("wanted"))
    from_version = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    proposed_at = MomentField(_("proposed at"))
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="proposals", verbose_name=_("proposed by")
    )
    is_accepted = models.BooleanField(_("is accepted"), null=True)
    decided_at = MomentField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="decided_proposals",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["proposed_at"]
        constraints = [
            are_within_bounds("proposed_at", name="proposal_is_made_within_the_years_known"),
            models.CheckConstraint(
                condition=Q(is_accepted=None, decided_at=None, decided_by=None)
                | Q(is_accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="proposal_decided_by_and_at_are_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.proposed_by}"
