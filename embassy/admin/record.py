"""The record of changes: superusers read it, nobody edits it."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from embassy.admin.base import RecordedAdmin
from embassy.admin.inlines import TabularRows
from embassy.admin.rights import Question, Row
from embassy.models import AuditEntry, ChangeSet, User, roles_of
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


@admin.register(ChangeSet)
class ChangeSetScreen(ForSuperusers[ChangeSet]):
    inlines = [EntriesOfChangeSet]
    list_display = ["id", "at", "by", "channel", "reason", "undo_of"]
    list_filter = ["channel"]
    list_select_related = ["by", "undo_of"]
    date_hierarchy = "at"
    search_fields = ["=id", "reason", "by__username", "entries__object_key"]
    fields = ["at", "by", "channel", "reason", "undo_of"]


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
