"""What keeps the week going: expected meetings, reporting rounds, reminders, handover; links and mails to read."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, VisibleFilter
from embassy.admin.rights import Question
from embassy.models import roles_of
from embassy.types import AnyUser
from programmes.actions.activities import expected
from programmes.actions.closing import opened_already
from programmes.admin.public_rows import PublicRowForm, PublicRowScreen
from programmes.models import (
    CalendarLink,
    Commitment,
    HandoverNote,
    Occurrence,
    OutgoingMail,
    ReminderSettings,
    ReportingRound,
)


class OccurrenceForm(PublicRowForm):
    """Only a period in which the commitment expects a meeting can be answered for."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        commitment, period = self._chosen("commitment"), cleaned.get("period")
        if commitment and period and period not in {one.key for one in expected(commitment)}:
            self.add_error(
                "period", _("No meeting is expected then. See the commitment's page for the periods.")
            )
        self.leave_to_leads(Commitment.objects.filter(pk=commitment and commitment.pk))
        return cleaned


@admin.register(Occurrence)
class OccurrenceScreen(PublicRowScreen[Occurrence]):
    """What became of expected meetings: kept by the team, and by the mission's administrators."""

    form = OccurrenceForm
    fixed_fields = ("commitment", "period")
    list_display = ["commitment", "period", "state", "activity"]
    list_filter = ["state", ("commitment__programme", VisibleFilter)]
    list_select_related = ["commitment__programme", "activity"]
    search_fields = ["period", "commitment__number", "commitment__programme__reference"]
    fieldsets = [
        (None, {"fields": ["commitment", "period", "state"]}),
        (
            pgettext_lazy("heading", "When it was held"),
            {
                "fields": ["activity"],
                "description": _(
                    "The meeting itself is an activity: record that first, then choose it here."
                ),
            },
        ),
        (
            pgettext_lazy("heading", "When it was postponed or not held"),
            {"fields": ["is_public"], "description": _("Of a meeting that was held, its activity says so.")},
        ),
        (pgettext_lazy("heading", "For colleagues"), {"fields": ["note"]}),
    ]

    def choices_of(self, request: HttpRequest, field: RelatedField) -> models.QuerySet[Any]:
        if field.name != "commitment":
            return super().choices_of(request, field)
        own = Commitment.objects.recordable_by(request.user).exclude(recurrence="")
        return own.select_related("programme")


class RoundForm(ScopedForm):
    def validate_unique(self) -> None:
        """A form that is sent twice opens one round, as on the staff pages."""
        super().validate_unique()
        if self.instance._state.adding and not self.errors and opened_already(self.instance):
            self.add_error(
                None, format_html(gettext("“{title}” is open already."), title=self.instance.title)
            )


@admin.register(ReportingRound)
class ReportingRoundScreen(RecordedAdmin[ReportingRound]):
    form = RoundForm
    held_by = ("programme",)
    fixed_fields = ("programme",)
    readonly_fields = ["closed_at", "closed_by"]
    open_references = frozenset({"closed_by"})
    list_display = ["programme", "title", "opens_on", "cut_off_on", "closed_at"]
    list_display_links = ["title"]
    list_filter = [("programme", VisibleFilter)]
    list_select_related = ["programme__partnership__country"]
    search_fields = ["title", "programme__reference"]
    fieldsets = [
        (
            None,
            {
                "fields": ["programme", "title", "opens_on", "cut_off_on"],
                "description": _(
                    "Reports count from the first day. Teams are reminded until the cut-off date."
                ),
            },
        ),
        (pgettext_lazy("heading", "Closed"), {"fields": ["closed_at", "closed_by"]}),
    ]


@admin.register(ReminderSettings)
class ReminderSettingsScreen(RecordedAdmin[ReminderSettings]):
    held_by = ("mission",)
    fixed_fields = ("mission",)
    list_display = ["mission", "is_on", "stale_after_weeks", "escalate_after_weeks"]
    list_select_related = ["mission"]
    fields = ["mission", "is_on", "stale_after_weeks", "escalate_after_weeks"]


@admin.register(HandoverNote)
class HandoverNoteScreen(RecordedAdmin[HandoverNote]):
    """The team writes its own; it is printed on its handover sheet."""

    held_by = ("team",)
    fixed_fields = ("team",)
    list_display = ["team"]
    list_select_related = ["team__mission"]
    fields = ["team", "text"]


@admin.register(CalendarLink)
class CalendarLinkScreen(RecordedAdmin[CalendarLink]):
    """Who has a secret address for a calendar program, and since when. The secret itself is kept nowhere."""

    is_read_only = True
    list_display = ["user", "made_at", "revoked_at"]
    list_select_related = ["user"]
    fields = ["user", "made_at", "revoked_at"]


@admin.register(OutgoingMail)
class OutgoingMailScreen(RecordedAdmin[OutgoingMail]):
    """Mails written and not yet sent, and what went wrong: for superusers, who see to the mail server."""

    is_read_only = True
    list_display = ["day", "user", "subject", "sent_at", "attempts", "last_error"]
    list_display_links = ["subject"]
    list_filter = ["day"]
    list_select_related = ["user"]
    fields = ["user", "day", "subject", "body", "written_at", "sent_at", "attempts", "last_error"]

    def rows(self, user: AnyUser, question: Question) -> models.QuerySet[Any]:
        rows = super().rows(user, question)
        return rows if roles_of(user).is_superuser else rows.none()
