"""People and teams: who they are, where they belong and since when."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, VisibleFilter
from embassy.admin.inlines import TabularRows
from embassy.admin.requests import recorded
from embassy.admin.rights import Fieldsets, Names
from embassy.change_events import RecordEvent
from embassy.models import Grant, Membership, Roles, SectorTeam, User, roles_of
from embassy.second_factor import has_second_factor, reset_second_factor, tell_owner_of_reset


class NewUserForm(ScopedForm, AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User


class UserForm(ScopedForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class PlacesOfUser(TabularRows[Membership]):
    """Where a person works. A place that is over gets a last day; only superusers delete one."""

    model = Membership
    fields = ["role", "team", "mission", "from_on", "until_on"]
    held_by = ("team", "mission")
    named_by = ("user", "team__mission", "mission")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_superuser

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Who is at headquarters is for superusers to say."""
        if db_field.name == "role" and not roles_of(request.user).is_superuser:
            kwargs["choices"] = [
                one for one in Membership.Role.choices if one[0] != Membership.Role.HEADQUARTERS
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class GrantsOfUser(TabularRows[Grant]):
    """What somebody is granted beside their memberships; superusers give it, and end it with a last day."""

    model = Grant
    fields = ["kind", "from_on", "until_on"]

    def _may_edit(self, request: HttpRequest, above: models.Model | None) -> bool:
        return roles_of(request.user).is_superuser and super()._may_edit(request, above)


class PeopleOfTeam(PlacesOfUser):
    fields = ["user", "role", "from_on", "until_on"]


@admin.register(User)
class UserScreen(RecordedAdmin[User], UserAdmin):
    """The users of one's mission. What makes a superuser or a member of staff is for superusers to say."""

    form = UserForm
    add_form = NewUserForm
    inlines = [PlacesOfUser, GrantsOfUser]
    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "language", ("memberships__team", VisibleFilter)]
    filter_horizontal = ()
    for_superusers = ("is_staff", "is_superuser")
    readonly_fields = ("last_login", "date_joined", "second_factor_reset_at")
    fieldsets = [
        (
            pgettext_lazy("heading", "Person"),
            {"fields": ["username", "first_name", "last_name", "email", "language"]},
        ),
        (
            pgettext_lazy("heading", "Signing in"),
            {
                "fields": ["password", "is_active", *for_superusers, *readonly_fields],
                "description": _(
                    "When someone leaves, untick “active”. Do not delete them: their name must stay "
                    "on what they did."
                ),
            },
        ),
    ]
    add_fieldsets = [
        (
            pgettext_lazy("heading", "Person"),
            {"fields": ["username", "first_name", "last_name", "email", "language"]},
        ),
        (
            pgettext_lazy("heading", "Signing in"),
            {
                "fields": ["usable_password", "password1", "password2"],
                "description": _(
                    "Give the person a membership in your mission below: without one they see nothing."
                ),
            },
        ),
    ]

    def is_deletable(self, obj: User) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Fieldsets:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None or self.has_change_permission(request, obj) else fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Names:
        fields = super().get_readonly_fields(request, obj)
        return fields if roles_of(request.user).is_superuser else (*fields, *self.for_superusers)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.is_staff = True  # everyone here is staff of a mission or of the ministry
        super().save_model(request, obj, form, change)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and "_reset_second_factor" in request.POST and object_id:
            return self._reset_second_factor(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: User | None = None,
    ) -> HttpResponse:
        context["may_reset_second_factor"] = (
            obj is not None and self.has_change_permission(request, obj) and has_second_factor(obj)
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _reset_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        with self.recording(request, RecordEvent.SECOND_FACTOR_RESET) as record:
            reset_second_factor(user, record=record)
        if tell_owner_of_reset(user, by=recorded(request).user):
            told = gettext("The second factor was reset, and %(user)s was told by e-mail.")
            self.message_user(request, told % {"user": user}, messages.SUCCESS)
        else:
            untold = gettext("The second factor was reset. No e-mail could be sent: tell %(user)s yourself.")
            self.message_user(request, untold % {"user": user}, messages.WARNING)
        return redirect(f"{self.admin_site.name}:embassy_user_change", user.pk)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set somebody's password, on the record; the stock page draws the form and says what is wrong with it.

        One's own is changed where the old one is asked for.
        """
        user = self.get_object(request, unquote(id))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user == request.user:
            return redirect("account_change_password")
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        form = self.change_password_form(user, request.POST)
        if form.is_valid() and (form.cleaned_data["set_usable_password"] or "unset-password" in request.POST):
            form.save(commit=False)
            with self.recording(request, RecordEvent.PASSWORD_SET) as record:
                record.save(user)
            update_session_auth_hash(request, user)
            self.message_user(request, gettext("The password was set."), messages.SUCCESS)
            return redirect(f"{self.admin_site.name}:embassy_user_change", user.pk)
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 200:
            response.status_code = 422
        return response


@admin.register(Grant)
class GrantScreen(RecordedAdmin[Grant]):
    """Who has been given which right, and when."""

    fixed_fields = ("user", "kind")
    list_display = ["user", "kind", "from_on", "until_on"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__first_name", "user__last_name"]
    fieldsets = [
        (
            None,
            {
                "fields": ["user", "kind", "from_on", "until_on"],
                "description": _("A right that has ended keeps its row, with its last day."),
            },
        )
    ]

    def may_add(self, roles: Roles) -> bool:
        return roles.is_superuser


@admin.register(SectorTeam)
class SectorTeamScreen(RecordedAdmin[SectorTeam]):
    inlines = [PeopleOfTeam]
    held_by = ("mission",)
    fixed_fields = ("mission", "slug")
    list_display = ["name_en", "name_da", "mission", "email", "needs_clearance"]
    list_filter = [("mission", VisibleFilter), "needs_clearance"]
    list_select_related = ["mission"]
    search_fields = ["name_en", "name_da", "mission__city_en", "mission__city_da"]
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": ["mission", "name_en", "name_da", "slug", "email"]}),
        (pgettext_lazy("heading", "Reporting"), {"fields": ["needs_clearance", "needs_four_eyes"]}),
    ]
