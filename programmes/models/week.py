"""What keeps a team's week going: calendar links, reporting rounds, reminders, notes for a handover."""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.models import Mission, SectorTeam, User, roles_of
from programmes.models.commitments import Commitment
from programmes.models.programmes import Programme
from programmes.models.shared import Versioned


class CalendarLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; a superuser sees who has one."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(user=user.pk)

    def editable_by(self, _user):
        """Nobody edits one: it is made and revoked by the person whose it is."""
        return self.none()

    def live(self):
        return self.filter(revoked_at=None)

    def for_token(self, token):
        """The live link with this secret, of a user who may still sign in."""
        return self.filter(
            token_digest=CalendarLink.digest(token), revoked_at=None, user__is_active=True
        ).select_related("user")


class CalendarLink(models.Model):
    """A secret address under which a person's calendar program reads their dates. Only the secret's digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_links", verbose_name=_("user"))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    audit_secret = frozenset({"token_digest"})
    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="calendar_link_is_one_for_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.made_at:%Y-%m-%d}"

    @staticmethod
    def digest(token):
        return hashlib.sha256(token.encode()).hexdigest()


class ReportingRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Programme.missions.through.objects.filter(mission__in=roles.mission_ids).values("programme")
        return self.filter(programme__in=here)

    def editable_by(self, user):
        return self.filter(programme__in=Programme.objects.editable_by(user).values("pk"))

    def open(self):
        return self.filter(closed_at=None)


class ReportingRound(Versioned):
    """A half-yearly review or the like: everyone reports on a programme between two days."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="rounds", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("As in “Spring 2027”."))
    opens_on = models.DateField(_("reports count from"))
    cut_off_on = models.DateField(_("cut-off date"), help_text=_("The last day to report."))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
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

    def __str__(self):
        return f"{self.programme.reference} {self.title}"


class HandoverNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team__in=SectorTeam.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        """The team writes its own, and so may the mission's administrators."""
        return self.visible_to(user)


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

    def __str__(self):
        return str(self.team)


class ReminderSettingsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the missions where one works: they say why one gets a mail."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(mission__in=roles.mission_ids)

    def editable_by(self, user):
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
        _("weeks until the next person is told"), default=4,
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

    def __str__(self):
        return str(self.mission)


class Reminder(models.Model):
    """That a person was told of a commitment for a reason; told again only when `occasion` has changed.

    `occasion` is what makes it new: the report that grew old, the deadline that passed, the note that came with it.
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

    def __str__(self):
        return f"{self.user}: {self.commitment} {self.reason}"


class OutgoingMailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; a superuser sees whether mail gets out."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(user=user.pk)

    def editable_by(self, _user):
        return self.none()


class OutgoingMail(models.Model):
    """A mail that is to leave: written first, sent after, one for each person and day at the most.

    Its Message-ID is made from the row, so that one which left just before a crash is known when it is sent again.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="outgoing_mail", verbose_name=_("to"))
    day = models.DateField(_("day"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    written_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    audit_derived = frozenset({"sent_at", "attempts", "claimed_until", "last_error", "body"})
    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="mail_is_one_for_a_person_and_day"),
        ]

    def __str__(self):
        return f"{self.day} {self.user}: {self.subject}"
