"""Who may see and change which rows in the admin: asked of the models' own QuerySets, row by row."""

from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import FieldDoesNotExist

from embassy.models import AuditEntry, roles_of

# How a list may be filtered by one of its own columns, as in `as_of_on__gte`.
COMPARISONS = {"exact", "in", "isnull", "gt", "gte", "lt", "lte", "year", "month", "day"}


def has_been_published(row):
    """Whether the public has ever been shown this row: it is published, or its history says that it once was."""
    if row.is_published:
        return True
    return AuditEntry.objects.filter(
        model=row._meta.label_lower, object_id=str(row.pk), after__is_published=True
    ).exists()


class RowRights(BaseModelAdmin):
    """The rows that a person may see and edit on a screen, and the permissions that follow.

    A model with `visible_to` and `editable_by` on its QuerySet is asked; one that belongs to another row (`parent`
    names the foreign key) has that row's rights; a list without either is read by all staff and kept by superusers.
    """

    parent = None
    is_read_only = False
    filterable = frozenset()  # further lookups that a list's address may hold

    def rows(self, user, question):
        """The rows that answer `visible_to` or `editable_by` for a user."""
        rows = self.model._default_manager.all()
        if hasattr(rows, question):
            return getattr(rows, question)(user)
        if self.parent:
            model = self.opts.get_field(self.parent).related_model
            owners = self.admin_site.get_model_admin(model).rows(user, question)
            return rows.filter(**{f"{self.parent}__in": owners.values("pk")})
        return rows if question == "visible_to" or roles_of(user).is_superuser else rows.none()

    def may_add(self, roles):
        """Whether somebody in these roles may add a row somewhere; where, is checked when it is saved."""
        return roles.is_superuser or bool(roles.administered_mission_ids)

    def is_deletable(self, obj):
        return True

    def holds(self, request, question, obj):
        """Whether the user has this right on a row, or (obj is None) on any; asked once in a request."""
        answers = request.__dict__.setdefault("_row_rights", {})
        key = (question, self.opts.label, obj and obj.pk)
        if key not in answers:
            rows = self.rows(request.user, question)
            answers[key] = rows.filter(pk=obj.pk).exists() if obj else rows.exists()
        return answers[key]

    def get_queryset(self, request):
        rows = self.rows(request.user, "visible_to")
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_module_permission(self, request):
        return True

    def has_view_permission(self, request, obj=None):
        if obj is None and (roles_of(request.user).is_superuser or self.has_add_permission(request)):
            return True
        return self.holds(request, "visible_to", obj)

    def has_change_permission(self, request, obj=None):
        if self.is_read_only:
            return False
        if obj is None and roles_of(request.user).is_superuser:
            return True
        return self.holds(request, "editable_by", obj)

    def has_delete_permission(self, request, obj=None):
        return (obj is None or self.is_deletable(obj)) and self.has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return not self.is_read_only and self.may_add(roles_of(request.user))

    def may_read_history(self, request, obj):
        """What a row once said is for those who keep it: it may never have been meant for others."""
        return self.has_change_permission(request, obj)

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the screen offers as a filter: any other column could be guessed letter by letter."""
        offered = set(self.filterable)
        for item in self.get_list_filter(request):
            name = item[0] if isinstance(item, list | tuple) else item
            offered.add(getattr(name, "parameter_name", name))
        if self.date_hierarchy:
            offered.add(self.date_hierarchy)
        return lookup in offered or any(
            lookup == f"{name}__{comparison}" for name in offered for comparison in self._comparisons(name)
        )

    def _comparisons(self, path):
        """How a filter on `path` may compare; a relation also by its key."""
        model = self.model
        try:
            for part in path.split("__"):
                model = model._meta.get_field(part).related_model
        except FieldDoesNotExist:
            return COMPARISONS
        return COMPARISONS | {f"{model._meta.pk.name}__exact"} if model else COMPARISONS
