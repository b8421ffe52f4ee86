"""When something of ours was published, withheld or closed: kept beside the columns that say so of today."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from embassy.dated_rows import DatedQuerySet, DatedRow


class PublishingPeriodQuerySet(DatedQuerySet["PublishingPeriod"]):
    def of(self, state: "PublishingPeriod.State") -> Self:
        return self.filter(state=state)


class PublishingPeriod(DatedRow):
    """A time at the end of whose days, in Copenhagen, a row was in a state: published, closed, its status withheld.

    Nobody writes these: every change set brings them up to what the rows' own flags say
    (`programmes.actions.publishing_periods`). A row that was shown and hidden on the same day has none. Where the
    first day is empty, it was so from the beginning of the register.
    """

    class State(models.TextChoices):
        PARTNERSHIP_PUBLISHED = "partnership_published"
        PROGRAMME_PUBLISHED = "programme_published"
        PROGRAMME_CLOSED = "programme_closed"
        COMMITMENT_PUBLISHED = "commitment_published"
        STATUS_WITHHELD = "status_withheld"
        LEFT_OPEN = "left_open"
        ASSESSMENT_PUBLISHED = "assessment_published"
        WAITING_FOR_PUBLISHED = "waiting_for_published"
        PARTNER_VIEW_PUBLISHED = "partner_view_published"
        ACTIVITY_PUBLIC = "activity_public"
        DOCUMENT_PUBLIC = "document_public"

    state = models.CharField(max_length=30, choices=State)
    object_id = models.BigIntegerField()  # stays when the row is gone, as the record of changes does
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    objects = PublishingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("publishing period")
        verbose_name_plural = _("publishing periods")
        ordering = ["state", "object_id", "id"]
        indexes = [models.Index(fields=["state", "object_id", "from_on"], name="publishing_of_row")]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "object_id"],
                condition=Q(until_on=None),
                name="publishing_period_is_open_once",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="publishing_period_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.object_id}"


State = PublishingPeriod.State


def was(state: PublishingPeriod.State, day: dt.date, *, row: str = "pk") -> Exists:
    """The condition that a row, named by a column of the query, was in a state when a day ended."""
    return Exists(PublishingPeriod.objects.of(state).on(day).filter(object_id=OuterRef(row)))


def closed_since(day: dt.date) -> Subquery:
    """The day since which a programme, the query's row, was closed when a day ended; None where it was open."""
    closed = PublishingPeriod.objects.of(State.PROGRAMME_CLOSED).on(day).filter(object_id=OuterRef("pk"))
    return Subquery(closed.values("from_on")[:1])


def states_on(day: dt.date, *rows: tuple[PublishingPeriod.State, Any]) -> set[PublishingPeriod.State]:
    """Which of some states, each with its row's id, were so when a day ended; in one query."""
    asked = Q(pk=None)
    for state, object_id in rows:
        asked |= Q(state=state, object_id=object_id)
    return {
        State(state)
        for state in PublishingPeriod.objects.on(day).filter(asked).values_list("state", flat=True)
    }
