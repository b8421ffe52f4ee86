"""Status reports, for reading: they are written, cleared and withdrawn on the staff pages, and never edited."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy import clock
from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import VisibleFilter
from embassy.admin.rights import Fieldsets, Question
from embassy.types import AnyUser
from programmes.models import Commitment, StatusReport


@admin.register(StatusReport)
class StatusReportScreen(RecordedAdmin[StatusReport]):
    is_read_only = True
    open_references = frozenset({"drafted_by", "submitted_by", "cleared_by", "returned_by", "withdrawn_by"})
    list_display = ["commitment", "side", "state", "status", "as_of_on", "effective_at"]
    list_filter = ["state", "status", "side", ("commitment__programme", VisibleFilter)]
    list_select_related = ["commitment__programme"]
    date_hierarchy = "as_of_on"
    search_fields = ["summary", "commitment__number", "commitment__programme__reference"]
    for_everyone: Fieldsets = [
        (None, {"fields": ["commitment", "side", "state", "status", "as_of_on", "effective_at"]}),
        (
            pgettext_lazy("heading", "What the public reads"),
            {"fields": ["summary", "summary_language", "evidence", "evidence_language", "evidence_url"]},
        ),
    ]
    fieldsets = [
        *for_everyone,
        (
            pgettext_lazy("heading", "For colleagues"),
            {
                "fields": ["internal_note", "assessment", "waiting_for"],
                "description": _(
                    "Not shown on the public site, unless the programme says so. May be covered by access to documents."
                ),
            },
        ),
        (
            pgettext_lazy("heading", "Who and when"),
            {
                "fields": [
                    ("drafted_by", "drafted_at"),
                    ("submitted_by", "submitted_at"),
                    ("cleared_by", "cleared_at"),
                    ("returned_by", "returned_at"),
                    "return_note",
                    ("withdrawn_by", "withdrawn_at"),
                    "withdrawal_reason",
                    "corrects",
                    "confirms",
                ]
            },
        ),
    ]

    def rows(self, user: AnyUser, question: Question) -> models.QuerySet[Any]:
        if question == "visible_to":
            return StatusReport.objects.visible_to(user, at=clock.now())
        return super().rows(user, question)

    def get_fieldsets(self, request: HttpRequest, obj: StatusReport | None = None) -> Fieldsets:
        """Notes, assessment and names are for the missions in the country."""
        readable = Commitment.objects.notes_readable_by(request.user)
        here = obj and readable.filter(pk=obj.commitment_id).exists()
        return self.fieldsets if here else self.for_everyone

    def may_read_history(self, request: HttpRequest, obj: StatusReport) -> bool:
        return StatusReport.objects.clearable_by(request.user).filter(pk=obj.pk).exists()
