"""Reminders: why one gets them, and how a mission's are set."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.audit import StaleVersion
from embassy.models import Mission, SectorTeam, User, roles_of
from embassy.unsent.keeping import refilled
from programmes.actions.reminder_settings import save_reminder_settings
from programmes.actions.reminders import settings_of
from programmes.models import OutgoingMail
from programmes.workspace.forms.reminders import ReminderForm
from programmes.workspace.serving import (
    READ,
    READ_AND_SEND,
    StaffRequest,
    require,
    staff_page,
    success_with_undo,
)

LATEST_MAILS = 5


def _missions(user: User) -> QuerySet[Mission]:
    """Those whose reminders concern the user."""
    roles = roles_of(user)
    if roles.is_superuser:
        return Mission.objects.all()
    return Mission.objects.filter(pk__in=roles.mission_ids)


@staff_page(*READ)
def reminders(request: StaffRequest) -> HttpResponse:
    """Why do I get these mails? And, for administrators, the way to the settings."""
    roles = roles_of(request.user)
    missions = list(_missions(request.user).prefetch_related("reminder_settings"))
    editable = set(Mission.objects.editable_by(request.user).values_list("pk", flat=True))
    context = {
        "missions": [(mission, settings_of(mission), mission.pk in editable) for mission in missions],
        "teams": SectorTeam.objects.filter(pk__in=roles.team_ids).select_related("mission"),
        "leads": SectorTeam.objects.filter(pk__in=roles.led_team_ids).select_related("mission"),
        "administers": [mission for mission in missions if mission.pk in roles.administered_mission_ids],
        "mails": OutgoingMail.objects.filter(user=request.user).order_by("-day")[:LATEST_MAILS],
        "is_demonstration": request.user.is_demo,
    }
    return render(request, "workspace/reminders.html", context)


@staff_page(*READ_AND_SEND, forms=[ReminderForm])
def settings(request: StaffRequest, slug: str) -> HttpResponse:
    mission = get_object_or_404(_missions(request.user), slug=slug)
    require(Mission.objects.editable_by(request.user).filter(pk=mission.pk).exists())
    if request.method != "POST":
        form = ReminderForm(initial=ReminderForm.begin(settings_of(mission)))
        return _page(request, refilled(form, request), mission)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, form, mission, status=422)
    try:
        done = save_reminder_settings(
            mission, values=form.values, expected_version=form.cleaned_data["version"], by=request.user
        )
    except StaleVersion as news:
        data = request.POST.copy()
        data["version"] = str(news.current.version)
        return _page(request, ReminderForm(data), mission, theirs=news.current, status=409)
    words = format_html(_("The reminders of {city} are set."), city=mission.city)
    success_with_undo(request, words, done.change_set, back=request.path)
    return redirect("workspace:reminders")


def _page(
    request: StaffRequest, form: ReminderForm, mission: Mission, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "mission": mission, "is_demonstration": request.user.is_demo, **more}
    return render(request, "workspace/reminder_settings.html", context, status=status)
