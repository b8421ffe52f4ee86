"""What can be done to several commitments at once: asked for on a page of its own, with a reason, in one change set."""

from dataclasses import dataclass
from typing import Any, Protocol, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from embassy import clock
from embassy.admin.requests import RecordedRequest, recorded
from embassy.forms import StaffForm
from embassy.models import SectorTeam, User
from embassy.types import StrOrPromise
from programmes.actions.commitments import reassign, set_sectors, set_visibility
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Sector

LONGEST_REASON = 300


class StepForm(StaffForm):
    """The reason is asked for every time: it is all that a colleague finds later of why so much changed."""

    _reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=LONGEST_REASON, widget=forms.TextInput(attrs={"size": 80}),
        help_text=gettext_lazy("Kept in the history, for colleagues who come after you."),
        error_messages={"required": gettext_lazy("Say why, so that colleagues understand it later.")},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, rows: list[Commitment], user: User) -> None:
        super().__init__(data)
        self.rows, self.user = rows, user
        self.order_fields([name for name in self.fields if name != "_reason"])


class ColleagueForm(StepForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom?"), required=False)

    def __init__(self, data: QueryDict | None = None, *, rows: list[Commitment], user: User) -> None:
        super().__init__(data, rows=rows, user=user)
        self.teams = {row.owner_team_id: row.owner_team for row in rows}
        field = cast(forms.ModelChoiceField, self.fields["owner"])
        field.empty_label = _("No owner")
        team = next(iter(self.teams.values())) if len(self.teams) == 1 else None
        if team is not None:
            field.queryset = User.objects.colleagues_in(team, on=clock.today())

    def clean(self) -> dict[str, Any]:
        if len(self.teams) != 1:
            raise forms.ValidationError(
                _("These are of several teams. Choose commitments of one team at a time.")
            )
        super().clean()
        return self.cleaned_data


class TeamForm(StepForm):
    owner_team = forms.ModelChoiceField(
        SectorTeam.objects.none(), label=gettext_lazy("To which team?"),
        help_text=gettext_lazy("They have no owner there until someone is named."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, rows: list[Commitment], user: User) -> None:
        super().__init__(data, rows=rows, user=user)
        teams = SectorTeam.objects.editable_by(user).select_related("mission")
        missions = {mission for row in rows for mission in row.programme.missions.all()}
        field = cast(forms.ModelChoiceField, self.fields["owner_team"])
        field.queryset = teams.filter(mission__in=missions)


class SectorsForm(StepForm):
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(), label=gettext_lazy("Sectors"), widget=forms.CheckboxSelectMultiple
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("In place of the sectors that they have"), required=False,
        help_text=gettext_lazy("Otherwise these are added."),
    )  # fmt: skip


class Do(Protocol):
    """Does a step to the rows, as the form says. `options` are the writer and the open recorder."""

    def __call__(self, rows: list[Commitment], sent: dict[str, Any], **options: Any) -> None: ...


def _show(visibility: str) -> Do:
    def do(rows: list[Commitment], sent: dict[str, Any], **options: Any) -> None:
        for row in rows:
            set_visibility(row, visibility=visibility, reason=sent["_reason"], **options)

    return do


def _to_colleague(rows: list[Commitment], sent: dict[str, Any], **options: Any) -> None:
    reassign(rows, owner=sent["owner"], reason=sent["_reason"], **options)


def _to_team(rows: list[Commitment], sent: dict[str, Any], **options: Any) -> None:
    reassign(rows, owner_team=sent["owner_team"], reason=sent["_reason"], **options)


def _with_sectors(rows: list[Commitment], sent: dict[str, Any], **options: Any) -> None:
    set_sectors(
        rows, sectors=sent["sectors"], keeps_others=not sent["replaces"], reason=sent["_reason"], **options
    )


@dataclass(frozen=True)
class Step:
    """A page that asks, and what is done when it is answered. `warning` says what follows."""

    title: StrOrPromise
    form: type[StepForm]
    do: Do
    event: ChangeEvent
    warning: StrOrPromise = ""


STEPS = {
    "withhold_status": Step(
        gettext_lazy("Withhold the status"), StepForm, _show(Commitment.Visibility.WITHHELD),
        ChangeEvent.VISIBILITY_SET,
        gettext_lazy("Their reports disappear from every public page and file at once."),
    ),
    "publish_status": Step(
        gettext_lazy("Make the status public"), StepForm, _show(Commitment.Visibility.PUBLIC),
        ChangeEvent.VISIBILITY_SET,
        gettext_lazy("Anyone can read their cleared reports at once."),
    ),
    "give_to_colleague": Step(
        gettext_lazy("Give to a colleague"), ColleagueForm, _to_colleague, ChangeEvent.OWNER_REASSIGNED
    ),
    "give_to_team": Step(
        gettext_lazy("Give to another team"), TeamForm, _to_team, ChangeEvent.OWNER_REASSIGNED
    ),
    "give_sectors": Step(
        gettext_lazy("Set the sectors"), SectorsForm, _with_sectors, ChangeEvent.SECTORS_SET
    ),
}  # fmt: skip


class SeveralRequest(RecordedRequest):
    several_done: int  # how many rows a step was done to


class SeveralCommitments(admin.ModelAdmin):
    """The actions of the list of commitments. What one may not edit is left out, and said so on the page."""

    actions = list(STEPS)

    @admin.action(description=STEPS["withhold_status"].title, permissions=["change"])
    def withhold_status(
        self, request: HttpRequest, chosen: models.QuerySet[Commitment]
    ) -> HttpResponse | None:
        return self._step(request, chosen, "withhold_status")

    @admin.action(description=STEPS["publish_status"].title, permissions=["change"])
    def publish_status(
        self, request: HttpRequest, chosen: models.QuerySet[Commitment]
    ) -> HttpResponse | None:
        return self._step(request, chosen, "publish_status")

    @admin.action(description=STEPS["give_to_colleague"].title, permissions=["change"])
    def give_to_colleague(
        self, request: HttpRequest, chosen: models.QuerySet[Commitment]
    ) -> HttpResponse | None:
        return self._step(request, chosen, "give_to_colleague")

    @admin.action(description=STEPS["give_to_team"].title, permissions=["administer"])
    def give_to_team(self, request: HttpRequest, chosen: models.QuerySet[Commitment]) -> HttpResponse | None:
        return self._step(request, chosen, "give_to_team")

    @admin.action(description=STEPS["give_sectors"].title, permissions=["change"])
    def give_sectors(self, request: HttpRequest, chosen: models.QuerySet[Commitment]) -> HttpResponse | None:
        return self._step(request, chosen, "give_sectors")

    def has_administer_permission(self, request: HttpRequest) -> bool:
        return SectorTeam.objects.editable_by(request.user).exists()

    def _step(
        self, request: HttpRequest, chosen: models.QuerySet[Commitment], name: str
    ) -> HttpResponse | None:
        """Ask on a page of its own; done when that is sent back well filled in."""
        several = cast(SeveralRequest, request)
        step, rows = STEPS[name], self._editable(request, chosen, name)
        if not rows:
            raise PermissionDenied
        form = step.form(request.POST if "_answered" in request.POST else None, rows=rows, user=several.user)
        if form.is_bound and form.is_valid():
            several.record.describe(step.event, {"count": len(rows)})
            step.do(rows, form.cleaned_data, by=several.user, into=several.record)
            several.several_done = len(rows)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "warning": step.warning,
            "form": form,
            "rows": rows,
            "left_out": chosen.count() - len(rows),
            "action": name,
            "checkbox": ACTION_CHECKBOX_NAME,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        several.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/several_commitments.html", context, status=status)

    def _editable(
        self, request: HttpRequest, chosen: models.QuerySet[Commitment], name: str
    ) -> list[Commitment]:
        rows = Commitment.objects.editable_by(request.user).filter(pk__in=chosen.order_by().values("pk"))
        if name == "give_to_team":
            rows = rows.filter(pk__in=self._administered(request))
        editable = rows.select_related("programme", "owner_team__mission").prefetch_related(
            "programme__missions"
        )
        return list(editable.order_by("programme__reference", "position"))

    @staticmethod
    def _administered(request: HttpRequest) -> models.QuerySet[Any]:
        """Which team a commitment has is an administrator's to say."""
        everything = Commitment.objects.all()
        if request.user.is_superuser:
            return everything.values("pk")
        own = Commitment.programmes_administered_by(request.user)
        return everything.filter(programme__in=own).values("pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        count = getattr(request, "several_done", 0)
        if count:
            self._say_done(request, count)
        return response

    def _say_done(self, request: HttpRequest, count: int) -> None:
        words = ngettext("%(count)d commitment is changed.", "%(count)d commitments are changed.", count)
        change = recorded(request).record.change_set
        if change is None:
            messages.info(request, _("No change: they already had this setting."))
            return
        undo = reverse("workspace:undo", args=[change.pk])
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', words % {"count": count}, undo, _("Undo"))
        )
