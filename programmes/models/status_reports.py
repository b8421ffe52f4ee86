"""How commitments stand: dated statements, never edited once they are cleared."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.days import DayField, MomentField, are_within_bounds
from embassy.models import ChangeSet, User, roles_of
from embassy.types import AnyUser
from programmes.models.commitments import Commitment
from programmes.models.shared import Side, TextLanguage
from programmes.statuses import Assessment, Status


def _paired(what: str, name: str) -> models.CheckConstraint:
    """A pair of columns that say who did something and when: both or neither."""
    return models.CheckConstraint(
        condition=Q(**{f"{what}_by": None, f"{what}_at": None})
        | Q(**{f"{what}_by__isnull": False, f"{what}_at__isnull": False}),
        name=name,
    )


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def cleared(self) -> Self:
        return self.filter(state=StatusReport.State.CLEARED)

    def submitted_or_cleared(self) -> Self:
        """Those that count for the team: submitted or cleared, not returned, not withdrawn."""
        return self.filter(state__in=StatusReport.SUBMITTED_OR_CLEARED)

    def waiting_for_clearance(self) -> Self:
        """Those that somebody can clear or return: submitted, of a programme that has not been closed."""
        return self.filter(state=StatusReport.State.SUBMITTED, commitment__programme__closed_at=None)

    def begun_in_the_form(self) -> Self:
        """Drafts that people write in the form; there is one at most for a person, a commitment and a side."""
        return self.filter(state=StatusReport.State.DRAFT, draft_source=StatusReport.DraftSource.FORM)

    def danish(self) -> Self:
        return self.filter(side=Side.DANISH)

    def effective(self, *, at: dt.datetime) -> Self:
        """Cleared, and past their embargo."""
        return self.cleared().filter(effective_at__lte=at)

    def under_embargo(self, *, at: dt.datetime) -> Self:
        """Cleared, and not to be seen yet."""
        return self.cleared().filter(effective_at__gt=at)

    def public(self, *, at: dt.datetime) -> Self:
        """What anyone may read: effective reports on public commitments, on the sides that the programme publishes."""
        commitments = Commitment.objects.published().with_public_status()
        return self.effective(at=at).filter(
            Q(side=Side.DANISH) | Q(commitment__programme__publishes_partner_view=True),
            commitment__in=commitments.values("pk"),
        )

    def withdrawn_from_public(self, *, at: dt.datetime | None = None) -> Self:
        """Reports that were public, by the moment `at` if that is given, and were then withdrawn.

        Of them only the day of withdrawal is shown, whatever day is asked about.
        """
        if at is not None:
            return self.withdrawn_from_public().filter(effective_at__lte=at)
        commitments = Commitment.objects.published().with_public_status()
        return self.filter(
            Q(side=Side.DANISH) | Q(commitment__programme__publishes_partner_view=True),
            state=StatusReport.State.WITHDRAWN,
            effective_at__lte=F("withdrawn_at"),
            commitment__in=commitments.values("pk"),
        )

    def latest_first(self) -> Self:
        return self.order_by("-as_of_on", "-effective_at", "-id")

    def visible_to(self, user: AnyUser, *, at: dt.datetime) -> Self:
        """The public ones; all of one's own team's; all in the missions that one oversees."""
        if roles_of(user).is_superuser:
            return self
        own = Commitment.objects.reports_readable_by(user).values("pk")
        return self.filter(Q(commitment__in=own) | Q(pk__in=self.model.objects.public(at=at).values("pk")))

    def clearable_by(self, user: AnyUser) -> Self:
        """Reports that the user may clear, return or withdraw: a lead's own team's, an administrator's missions'."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(commitment__owner_team__in=roles.led_team_ids)
            | Q(commitment__programme__in=Commitment.programmes_administered_by(user))
        )

    def overseen_by(self, user: AnyUser) -> Self:
        """Reports of the teams that the user leads, and of the missions that they oversee."""
        return self.filter(commitment__in=Commitment.objects.overseen_by(user).values("pk"))

    def editable_by(self, user: AnyUser) -> Self:
        """Drafts and returned reports of one's own team; nothing that was submitted is edited."""
        roles = roles_of(user)
        open_states = [StatusReport.State.DRAFT, StatusReport.State.RETURNED]
        editable = self.filter(state__in=open_states)
        return editable if roles.is_superuser else editable.filter(commitment__owner_team__in=roles.team_ids)


class StatusReport(models.Model):
    """A dated statement by one side on how a commitment stands.

    `as_of_on` is the day it speaks of, `effective_at` the moment it becomes public (its clearance, or the end of an
    embargo). A correction is a new report.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CLEARED = "cleared", _("Cleared")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class DraftSource(models.TextChoices):
        FORM = "form", _("the form")
        FILE = "file", _("a file")
        DOUBLE = "double", _("the form, beside a newer draft")

    SUBMITTED_OR_CLEARED = frozenset({State.SUBMITTED, State.CLEARED})

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="reports", verbose_name=_("commitment")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.DANISH)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    assessment = models.CharField(_("assessment"), max_length=10, choices=Assessment, blank=True)
    waiting_for = models.CharField(_("waiting for"), max_length=10, choices=Side, blank=True)
    as_of_on = DayField(_("as of"))
    summary = models.TextField(_("what happened"), blank=True, help_text=_("Will be public."))
    summary_language = models.CharField(_("language"), max_length=2, choices=TextLanguage, default="en")
    internal_note = models.TextField(
        _("note for colleagues"),
        blank=True,
        help_text=_("Not shown on the public site. May be covered by access to documents."),
    )
    evidence = models.TextField(
        _("evidence"), blank=True, help_text=_("What the status is based on; will be public.")
    )
    evidence_language = models.CharField(
        _("language of the evidence"), max_length=2, choices=TextLanguage, blank=True,
        help_text=_("Empty when it is that of the report."),
    )  # fmt: skip
    evidence_url = models.URLField(_("address of the evidence"), max_length=500, blank=True)

    draft_source = models.CharField(
        _("drafted in"), max_length=10, choices=DraftSource, default=DraftSource.FORM,
        help_text=_("Drafts from a file, and doubles from before there could be only one, stand beside the form's."),
    )  # fmt: skip
    drafted_at = MomentField(_("drafted at"))
    drafted_by = models.ForeignKey(
        User, models.PROTECT, related_name="drafted_reports", verbose_name=_("drafted by")
    )
    submitted_at = MomentField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="submitted_reports",
        null=True,
        blank=True,
        verbose_name=_("submitted by"),
    )
    cleared_at = MomentField(_("cleared at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="cleared_reports",
        null=True,
        blank=True,
        verbose_name=_("cleared by"),
    )
    effective_at = MomentField(_("public from"), null=True, blank=True)
    returned_at = MomentField(_("returned at"), null=True, blank=True)
    returned_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="returned_reports",
        null=True,
        blank=True,
        verbose_name=_("returned by"),
    )
    return_note = models.TextField(_("note with the return"), blank=True)
    withdrawn_at = MomentField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="withdrawn_reports",
        null=True,
        blank=True,
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(_("reason for withdrawing"), blank=True)
    undone_in = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="+", null=True, blank=True, editable=False, db_index=False,
        verbose_name=_("taken back by undoing"),
        help_text=_("The change that returned or withdrew it by undoing; nobody wrote a reason then."),
    )  # fmt: skip
    is_final = models.BooleanField(
        _("is the final status"),
        default=False,
        help_text=_("The commitment's status when the programme ended."),
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True, verbose_name=_("corrects")
    )
    confirms = models.ForeignKey(
        "self", models.PROTECT, related_name="confirmations", null=True, blank=True,
        verbose_name=_("confirms unchanged"), help_text=_("The earlier report that still holds."),
    )  # fmt: skip
    submission_key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("One for each form, so that a form sent twice makes only one report."),
    )
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ["-as_of_on", "-effective_at", "-id"]
        indexes = [
            models.Index(
                fields=["commitment", "-as_of_on", "-effective_at", "-id"], name="report_latest_of_commitment"
            ),
            models.Index(fields=["effective_at"], name="report_under_embargo", condition=Q(state="cleared")),
            models.Index(fields=["commitment"], name="report_for_demonstration", condition=Q(is_demo=True)),
        ]
        constraints = [
            are_within_bounds(
                "submitted_at",
                "cleared_at",
                "effective_at",
                "withdrawn_at",
                name="report_moments_are_within_the_years_known",
            ),
            _paired("submitted", "report_submitted_by_and_at_are_paired"),
            _paired("cleared", "report_cleared_by_and_at_are_paired"),
            _paired("returned", "report_returned_by_and_at_are_paired"),
            _paired("withdrawn", "report_withdrawn_by_and_at_are_paired"),
            models.UniqueConstraint(
                fields=["drafted_by", "commitment", "side"],
                condition=Q(state="draft", draft_source="form"),
                name="report_one_draft_of_a_person_in_the_form",
                violation_error_message=_("You have a draft on this commitment already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="report_past_draft_was_submitted",
            ),
            models.CheckConstraint(
                condition=(Q(cleared_at=None) & Q(effective_at=None))
                | Q(cleared_at__isnull=False, effective_at__gte=F("cleared_at")),
                name="report_is_public_from_its_clearance_or_later",
                violation_error_message=_("An embargo ends after the clearance."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cleared") | Q(cleared_at__isnull=False),
                name="report_cleared_has_a_clearance",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False, cleared_at__isnull=False),
                name="report_withdrawn_was_cleared",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_at__isnull=False) & (~Q(return_note="") | Q(undone_in__isnull=False))),
                name="report_returned_has_a_note_or_was_undone",
                violation_error_message=_("A returned report needs a note that says what is missing."),
            ),
        ]

    @property
    def language_of_evidence(self) -> str:
        return self.evidence_language or self.summary_language

    def __str__(self) -> str:
        return f"{self.commitment} {self.as_of_on} {self.get_status_display()}"

    @property
    def recency(self) -> tuple[dt.date, dt.datetime, int]:
        """What tells which of several reports is the latest."""
        return (self.as_of_on, self.effective_at or self.submitted_at or self.drafted_at, self.pk)
