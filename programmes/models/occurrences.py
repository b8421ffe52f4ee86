"""What became of the meetings that recurring commitments expect."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.types import AnyUser, NaturalKey
from programmes.keys import PERIOD, PeriodField
from programmes.models.activities import Activity
from programmes.models.commitments import Commitment
from programmes.models.shared import Versioned


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def public(self) -> Self:
        """Those that a public activity tells of, and those not held that are marked for the public.

        Of the others the public does not even learn that they are there.
        """
        is_told = Q(activity__in=Activity.objects.public().values("pk"))
        return self.filter(is_told | (Q(is_public=True) & ~Q(state=self.model.State.HELD)))

    def visible_to(self, user: AnyUser) -> Self:
        """Those of one's missions: what became of a meeting is for colleagues unless it is marked for the public."""
        return self.filter(commitment__in=Commitment.objects.notes_readable_by(user).values("pk"))

    def editable_by(self, user: AnyUser) -> Self:
        return self.filter(commitment__in=Commitment.objects.recordable_by(user).values("pk"))


class Occurrence(Versioned):
    """One expected time of a recurring commitment: held (as an activity), postponed or missed.

    Which periods are expected follows from the recurrence and the programme's years (`rules.recurrence`); a row
    stands only for a period that somebody has answered for.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        POSTPONED = "postponed", _("postponed")
        MISSED = "missed", _("not held")

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="occurrences", verbose_name=_("commitment")
    )
    period = PeriodField(
        _("period"), max_length=9, help_text=_("As in 2021, 2021-H1, 2021-Q3, 2021-04, 2021-2022.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        related_name="occurrences",
        null=True,
        blank=True,
        verbose_name=_("activity"),
    )
    note = models.CharField(_("note for colleagues"), max_length=300, blank=True)
    is_public = models.BooleanField(
        _("is public"), default=False,
        help_text=_("That it was postponed or not held. Of one that was held, its activity says it."),
    )  # fmt: skip
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("expected meeting")
        verbose_name_plural = _("expected meetings")
        ordering = ["commitment", "period"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "period"], name="occurrence_is_answered_once"),
            PERIOD.check("period", name="occurrence_period_has_its_shape"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(activity__isnull=False),
                name="occurrence_held_has_its_activity",
                violation_error_message=_("Say when it was held."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.period}: {self.get_state_display()}"

    def natural_key(self) -> NaturalKey:
        return (*self.commitment.natural_key(), self.period)
