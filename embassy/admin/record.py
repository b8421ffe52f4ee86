"""The record of changes: superusers read it, nobody edits it."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from embassy import change_events
from embassy.admin.base import RecordedAdmin
from embassy.admin.inlines import TabularRows
from embassy.admin.rights import Question, Row
from embassy.models import AuditEntry, ChangeSet, RecordRewriting, User, roles_of
from embassy.types import AnyUser


class ForSuperusers(RecordedAdmin[Row]):
    is_read_only = True

    def rows(self, user: AnyUser, question: Question) -> models.QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows if roles_of(user).is_superuser else rows.none()

    def may_read_history(self, request: HttpRequest, obj: Row) -> bool:
        return False  # it is the history


class EntriesOfChangeSet(TabularRows[AuditEntry]):
    model = AuditEntry
    is_read_only = True
    fields = ["action", "kind_of_row", "object_id", "object_key", "before", "after"]
    readonly_fields = ["kind_of_row"]
    show_change_link = True

    @admin.display(description=_("kind of row"))
    def kind_of_row(self, entry: AuditEntry) -> str:
        return entry.kind_of_row


class EventFilter(admin.SimpleListFilter):
    """By the kinds of change that there are, not by every code that an app might write."""

    title = _("what was done")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        labels = change_events.labels()
        codes = ChangeSet.objects.order_by("event").values_list("event", flat=True).distinct()
        return [(code, str(labels.get(code, code))) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(ChangeSet)
class ChangeSetScreen(ForSuperusers[ChangeSet]):
    inlines = [EntriesOfChangeSet]
    list_display = ["id", "at", "by", "channel", "what", "reason", "undo_of"]
    list_filter = ["channel", EventFilter]
    list_select_related = ["by", "undo_of"]
    date_hierarchy = "at"
    search_fields = ["=id", "reason", "by__username", "entries__object_key"]
    fields = ["at", "by", "channel", "what", "event", "parameters", "reason", "undo_of"]
    readonly_fields = ["what"]

    @admin.display(description=_("what was done"), ordering="event")
    def what(self, change_set: ChangeSet) -> str:
        return change_set.words


@admin.register(RecordRewriting)
class RecordRewritingScreen(ForSuperusers):
    list_display = ["id", "at", "by", "operation", "why", "changed", "removed"]
    list_select_related = ["by"]
    fields = ["at", "by", "operation", "why", "changed", "removed"]


@admin.register(AuditEntry)
class AuditEntryScreen(ForSuperusers[AuditEntry]):
    list_display = ["id", "when", "who", "action", "kind_of_row", "object_key", "object_id"]
    list_filter = ["action", "model"]
    list_select_related = ["change_set__by"]
    date_hierarchy = "change_set__at"
    search_fields = ["object_key", "=object_id", "model"]
    fields = ["change_set", "action", "kind_of_row", "object_id", "object_key", "before", "after"]

    @admin.display(description=_("kind of row"), ordering="model")
    def kind_of_row(self, entry: AuditEntry) -> str:
        return entry.kind_of_row

    @admin.display(description=_("at"), ordering="change_set__at")
    def when(self, entry: AuditEntry) -> dt.datetime:
        return entry.change_set.at

    @admin.display(description=_("by"), ordering="change_set__by")
    def who(self, entry: AuditEntry) -> User | None:
        return entry.change_set.by
