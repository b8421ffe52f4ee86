"""Who may see and change which rows in the admin: asked of the models' own QuerySets, row by row."""

from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from embassy.models import AuditEntry, Roles, roles_of
from embassy.types import AnyUser

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec

    from embassy.admin.base import RecordedAdmin

Row = TypeVar("Row", bound=models.Model)
Question: TypeAlias = Literal["visible_to", "editable_by"]  # a method of the models' QuerySets
Names: TypeAlias = list[str] | tuple[str, ...]
Fieldsets: TypeAlias = "_FieldsetSpec"


def has_been_published(row: Any) -> bool:
    """Whether the public has ever been shown this row: it is published, or its history says that it once was."""
    if row.is_published:
        return True
    return AuditEntry.objects.filter(
        model=row._meta.label_lower, object_id=str(row.pk), after__is_published=True
    ).exists()


class RowRights(BaseModelAdmin, Generic[Row]):
    """The rows that a person may see and edit on a screen, and the permissions that follow.

    A model with `visible_to` and `editable_by` on its QuerySet is asked; one that belongs to another row (`parent`
    names the foreign key) has that row's rights; a list without either is read by all staff and kept by superusers.
    """

    parent: str | None = None
    is_read_only = False

    def rows(self, user: AnyUser, question: Question) -> models.QuerySet[Any]:
        """The rows that answer `visible_to` or `editable_by` for a user."""
        rows = self.model._default_manager.all()
        if hasattr(rows, question):
            return getattr(rows, question)(user)
        if self.parent:
            parent = cast(models.ForeignKey, self.opts.get_field(self.parent))
            owners = self.screen_of(parent.related_model).rows(user, question)
            return rows.filter(**{f"{self.parent}__in": owners.values("pk")})
        return rows if question == "visible_to" or roles_of(user).is_superuser else rows.none()

    def screen_of(self, model: type[models.Model]) -> "RecordedAdmin[Any]":
        """The site registers no other screens than these."""
        return cast("RecordedAdmin[Any]", self.admin_site.get_model_admin(model))

    def may_add(self, roles: Roles) -> bool:
        """Whether somebody in these roles may add a row somewhere; where, is checked when it is saved."""
        return roles.is_superuser or bool(roles.administered_mission_ids)

    def is_deletable(self, obj: Row) -> bool:
        return True

    def holds(self, request: HttpRequest, question: Question, obj: Row | None) -> bool:
        """Whether the user has this right on a row, or (obj is None) on any; asked once in a request."""
        answers = request.__dict__.setdefault("_row_rights", {})
        key = (question, self.opts.label, obj and obj.pk)
        if key not in answers:
            rows = self.rows(request.user, question)
            answers[key] = rows.filter(pk=obj.pk).exists() if obj else rows.exists()
        return answers[key]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.rows(request.user, "visible_to")
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        if obj is None and (roles_of(request.user).is_superuser or self.has_add_permission(request)):
            return True
        return self.holds(request, "visible_to", obj)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        if self.is_read_only:
            return False
        if obj is None and roles_of(request.user).is_superuser:
            return True
        return self.holds(request, "editable_by", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return (obj is None or self.is_deletable(obj)) and self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return not self.is_read_only and self.may_add(roles_of(request.user))

    def may_read_history(self, request: HttpRequest, obj: Row) -> bool:
        """What a row once said is for those who keep it: it may never have been meant for others."""
        return self.has_change_permission(request, obj)
