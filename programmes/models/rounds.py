"""Reporting rounds: everyone reports on a programme between two days."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.days import DayField, MomentField
from embassy.models import User, roles_of
from embassy.types import AnyUser
from programmes.models.programmes import Programme
from programmes.models.shared import Versioned


class ReportingRoundQuerySet(models.QuerySet["ReportingRound"]):
    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Programme.missions.through.objects.filter(mission__in=roles.mission_ids).values("programme")
        return self.filter(programme__in=here)

    def editable_by(self, user: AnyUser) -> Self:
        return self.filter(programme__in=Programme.objects.editable_by(user).values("pk"))

    def open(self) -> Self:
        return self.filter(closed_at=None)


class ReportingRound(Versioned):
    """A half-yearly review or the like: everyone reports on a programme between two days."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="rounds", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("As in “Spring 2027”."))
    opens_on = DayField(_("reports count from"))
    cut_off_on = DayField(_("cut-off date"), help_text=_("The last day to report."))
    closed_at = MomentField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, related_name="closed_rounds", null=True, blank=True, verbose_name=_("closed by")
    )

    objects = ReportingRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-cut_off_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off_on__gte=F("opens_on")),
                name="round_is_cut_off_after_it_opens",
                violation_error_message=_("The cut-off date cannot be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="round_closed_by_and_at_are_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.reference} {self.title}"
