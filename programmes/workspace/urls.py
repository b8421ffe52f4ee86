"""Staff addresses, below /<language>/work/."""

from django.urls import path, register_converter

from programmes.workspace import agreement_urls, import_urls
from programmes.workspace.views import (
    activities,
    calendar,
    clearance,
    closing,
    commitment,
    dashboard,
    edit,
    handover,
    history,
    meetings,
    reminders,
    report,
    rounds,
    table,
    team,
    terms,
    undo,
)


class NumberInPlan:
    """A commitment's number, as in `1.1.3`."""

    regex = r"[0-9][0-9A-Za-z.\-]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PeriodOfTheYear:
    """A period in which a meeting is expected, as in `2021`, `2021-H1`, `2021-2022`."""

    regex = r"[0-9]{4}(?:-[HQ0-9]{2,4})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberInPlan, "number_in_plan")
register_converter(PeriodOfTheYear, "period")
ONE = "<slug:reference>/<number_in_plan:number>/"

app_name = "workspace"
urlpatterns = [
    path("", team.my_team, name="my-team"),
    path("clearance/", clearance.waiting, name="clearance"),
    path("undo/<int:pk>/", undo.undo, name="undo"),
    *import_urls.urlpatterns,
    *agreement_urls.urlpatterns,
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.new, name="activity-new"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/edit/", activities.edit, name="activity-edit"),
    path("calendar/", calendar.month, name="month"),
    path("calendar/link/", calendar.link, name="calendar-link"),
    path("calendar/<slug:token>.ics", calendar.feed, name="calendar-feed"),
    path("handover/", handover.choose, name="handover"),
    path("handover/team/<int:pk>/", handover.team, name="handover-team"),
    path("handover/team/<int:pk>/notes/", handover.notes, name="handover-notes"),
    path("handover/team/<int:pk>/reassign/", handover.reassign_team, name="handover-team-reassign"),
    path("handover/person/<int:pk>/", handover.person, name="handover-person"),
    path("handover/person/<int:pk>/reassign/", handover.reassign_person, name="handover-person-reassign"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<slug:slug>/", reminders.settings, name="reminder-settings"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/list/", dashboard.listed, name="dashboard-list"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="round-new"),
    path("rounds/<int:pk>/", rounds.one, name="round"),
    path("<slug:reference>/", team.programme, name="programme"),
    path("<slug:reference>/table/", table.table, name="table"),
    path("<slug:reference>/closing/", closing.closing, name="closing"),
    path("<slug:reference>/closing/<number_in_plan:number>/", closing.step, name="closing-step"),
    path(ONE, commitment.show, name="commitment"),
    path(f"{ONE}report/", report.report, name="commitment-report"),
    path(f"{ONE}no-change/", report.no_change, name="commitment-no-change"),
    path(f"{ONE}edit/", edit.edit, name="commitment-edit"),
    path(f"{ONE}reports/<int:pk>/clear/", clearance.clear, name="report-clear"),
    path(f"{ONE}reports/<int:pk>/return/", clearance.send_back, name="report-return"),
    path(f"{ONE}reports/<int:pk>/withdraw/", clearance.withdraw, name="report-withdraw"),
    path(f"{ONE}proposals/<int:pk>/", edit.proposal, name="proposal"),
    path(f"{ONE}history/", history.history, name="commitment-history"),
    path(f"{ONE}visibility/", terms.visibility, name="commitment-visibility"),
    path(f"{ONE}deadline/", terms.deadline, name="commitment-deadline"),
    path(f"{ONE}recurrence/", meetings.recurrence, name="recurrence"),
    path(f"{ONE}meetings/<period:period>/", meetings.meeting, name="meeting"),
]
