"""The dashboard of leads and administrators, and the lists behind its numbers."""

from django.http import HttpResponse
from django.shortcuts import render

from embassy import clock
from embassy.models import roles_of
from programmes.models import Partnership
from programmes.workspace.filters import wanted_of
from programmes.workspace.pages.dashboard import dashboard_of
from programmes.workspace.pages.dashboard_list import dashboard_list
from programmes.workspace.serving import READ, StaffRequest, require, staff_page


@staff_page(*READ)
def dashboard(request: StaffRequest) -> HttpResponse:
    require(roles_of(request.user).leads_or_oversees)
    page = dashboard_of(request.user, at=clock.now())
    hidden = Partnership.objects.editable_by(request.user).filter(is_published=False)
    context = {
        "page": page,
        "hidden": hidden.select_related("country"),
        "section": "dashboard",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/dashboard.html", context)


@staff_page(*READ)
def listed(request: StaffRequest) -> HttpResponse:
    """The commitments that a number counts: `?programme=`, `?area=`, `?team=` and `?freshness=` narrow it."""
    require(roles_of(request.user).leads_or_oversees)
    wanted = wanted_of(request.GET)
    page = dashboard_list(request.user, at=clock.now(), narrowed=wanted, page=request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "section": "dashboard",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/dashboard_list.html", context)
