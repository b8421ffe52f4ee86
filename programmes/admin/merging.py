"""The page that merges a row of a shared list into another: which one stays, what would change, and then the merge."""

from typing import Any, cast

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.naming import names_of_rows
from embassy.admin.requests import recorded
from embassy.admin.rights import Row
from embassy.audit import LONGEST_REASON, Channel, StaleVersion
from embassy.forms import StaffForm
from embassy.models import ChangeSet, Roles
from programmes.actions.merging import MergePlan, Shared, merge, merge_plan

LISTED = 30  # of the rows that change; how many more there are is said


class MergeForm(StaffForm):
    """Which row stays, and why."""

    kept: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Which one stays?"),
        help_text=gettext_lazy("Everything that uses the other one will use this one."),
    )  # fmt: skip
    _reason = forms.CharField(
        label=gettext_lazy("Why (optional):"), max_length=LONGEST_REASON, required=False,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=gettext_lazy("Kept in the history, for colleagues who come after you."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, rows: models.QuerySet[Any]) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["kept"]).queryset = rows


class SharedListScreen(RecordedAdmin[Row]):
    """A list that all missions share: whoever keeps it adds, renames and merges; what is used is not deleted."""

    delete_confirmation_template = "admin/shared_delete.html"
    change_form_template = "admin/shared_change_form.html"

    def may_add(self, roles: Roles) -> bool:
        return roles.keeps_shared_lists

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        merging = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name)
        return [merging, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None and self.has_change_permission(request, obj):
            context["merge_url"] = self._merge_url(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context["merge_url"] = self._merge_url(context["object"])
        return super().render_delete_form(request, context)

    def _merge_url(self, obj: Row) -> str:
        opts = self.opts
        return reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_merge", args=[obj.pk])

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask which row stays, show what would change, and merge."""
        gone = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, gone):
            raise PermissionDenied
        rows = self.rows(request.user, "editable_by").exclude(pk=gone.pk)
        is_sent = request.method == "POST"
        form = MergeForm(
            request.POST if is_sent else request.GET if "kept" in request.GET else None, rows=rows
        )
        if not form.is_valid():
            return self._merge_page(request, gone, form, status=422 if is_sent else 200)
        kept = form.cleaned_data["kept"]
        if not is_sent:
            return self._merge_page(request, gone, form, kept=kept)
        try:
            done = merge(
                cast(Shared, gone), kept, by=recorded(request).user, reason=form.cleaned_data["_reason"],
                channel=Channel.ADMIN,
            )  # fmt: skip
        except StaleVersion:
            form.add_error("kept", _("Someone else has just changed the list. Choose again."))
            return self._merge_page(request, gone, form, status=409)
        self._say_merged(request, str(gone), done.row, done.change_set)
        return redirect(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", kept.pk
        )

    def _say_merged(self, request: HttpRequest, gone: str, kept: Shared, change: ChangeSet | None) -> None:
        words = _("“{gone}” is merged into “{kept}”.")
        undo = reverse("workspace:undo", args=[change.pk]) if change else ""
        self.message_user(
            request,
            format_html(
                f'{words} <a href="{{url}}">{{undo}}</a>', gone=gone, kept=kept, url=undo, undo=_("Undo")
            ),
        )

    def _merge_page(
        self,
        request: HttpRequest,
        gone: Row,
        form: MergeForm,
        *,
        kept: Shared | None = None,
        status: int = 200,
    ) -> HttpResponse:
        plan = merge_plan(cast(Shared, gone), kept) if kept else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge %(row)s into another") % {"row": gone},
            "subtitle": None,
            "opts": self.opts,
            "object": gone,
            "form": form,
            "plan": plan,
            "changes": self._changes(request, plan) if plan else [],
        }
        recorded(request).current_app = self.admin_site.name
        return TemplateResponse(request, "admin/merge.html", context, status=status)

    def _changes(self, request: HttpRequest, plan: MergePlan) -> list[tuple[str, int, list[str]]]:
        """(heading, how many, names) for each kind of change, of those that there are."""
        moving = [move.row for move in plan.moves] + [listing.holder for listing in plan.listings]
        kinds: dict[str, list[models.Model]] = {}
        for row in [*moving, *plan.emptied, *plan.proposals]:
            kinds.setdefault(capfirst(str(row._meta.verbose_name_plural)), []).append(row)
        changes = [(heading, len(rows), self._names(request, rows)) for heading, rows in kinds.items()]
        if plan.doubles:
            heading = _("Stand there twice then: one of each is deleted")
            changes.append((heading, len(plan.doubles), self._names(request, plan.doubles)))
        if plan.aliases:
            changes.append((_("Become aliases"), len(plan.aliases), plan.aliases))
        return changes

    def _names(self, request: HttpRequest, rows: list[models.Model]) -> list[str]:
        names = names_of_rows(self, request, rows)
        more = len(names) - LISTED
        return [*names[:LISTED], _("and %(count)d more") % {"count": more}] if more > 0 else names
