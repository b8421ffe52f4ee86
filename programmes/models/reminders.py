"""Reminders: how a mission wants them, what was told, and the mails they leave in."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.days import DayField, MomentField
from embassy.models import Mission, User, roles_of
from embassy.types import AnyUser
from programmes.models.commitments import Commitment
from programmes.models.shared import Versioned


class ReminderSettingsQuerySet(models.QuerySet["ReminderSettings"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Those of the missions where one works: they say why one gets a mail."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(mission__in=roles.mission_ids)

    def editable_by(self, user: AnyUser) -> Self:
        return self.filter(mission__in=Mission.objects.editable_by(user).values("pk"))


class ReminderSettings(Versioned):
    """How a mission's staff are reminded. A mission without a row has these defaults."""

    mission = models.OneToOneField(
        Mission, models.CASCADE, related_name="reminder_settings", verbose_name=_("mission")
    )
    is_on = models.BooleanField(_("reminders are sent"), default=True)
    stale_after_weeks = models.PositiveSmallIntegerField(
        _("weeks until a report is old"), default=26, help_text=_("Then the team is reminded.")
    )
    escalate_after_weeks = models.PositiveSmallIntegerField(
        _("weeks until the lead or administrator is told"), default=4,
        help_text=_("When nobody reports: first the lead, after as many weeks again the administrator."),
    )  # fmt: skip

    objects = ReminderSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder settings")
        verbose_name_plural = _("reminder settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(stale_after_weeks__gte=1, escalate_after_weeks__gte=1),
                name="reminder_weeks_are_some",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mission)


class Reminder(models.Model):
    """That a person was told of a commitment for a reason; told again only when `occasion` has changed.

    `occasion` is what makes it new: the report that grew old, the deadline that passed, the note that came with it.
    Written with the mail; it goes again when the mail is done with and has not said it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="reminders", verbose_name=_("user"))
    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="reminders", verbose_name=_("commitment")
    )
    reason = models.CharField(_("reason"), max_length=30)
    occasion = models.CharField(_("occasion"), max_length=60)
    mail = models.ForeignKey("OutgoingMail", models.CASCADE, related_name="reminders", verbose_name=_("mail"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "commitment", "reason", "occasion"], name="reminder_is_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.commitment} {self.reason}"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, user: AnyUser) -> Self:
        """One's own; a superuser sees whether mail gets out."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(user=user.pk)

    def editable_by(self, _user: AnyUser) -> Self:
        return self.none()

    def waiting(self) -> Self:
        return self.filter(sent_at=None, dropped_at=None)


class OutgoingMail(models.Model):
    """A mail that is to leave: written first, sent after, one for each person and day at the most.

    Its Message-ID is made from the row, so that one which left just before a crash is known when it is sent again.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="outgoing_mail", verbose_name=_("to"))
    day = DayField(_("day"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    written_at = MomentField(_("written at"))
    sent_at = MomentField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    dropped_at = MomentField(
        _("dropped at"), null=True, blank=True,
        help_text=_("Nothing in it was true any more when it could leave, or a later mail says it."),
    )  # fmt: skip
    claimed_until = MomentField(_("being sent until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    audit_derived = frozenset(
        {"sent_at", "dropped_at", "attempts", "claimed_until", "last_error", "subject", "body"}
    )
    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="mail_is_one_for_a_person_and_day"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="mail_is_sent_or_dropped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.user}: {self.subject}"
