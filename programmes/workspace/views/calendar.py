"""The month, and the secret address under which a calendar program reads one's dates."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from embassy import clock
from programmes.actions.calendars import make_calendar_link, revoke_calendar_link
from programmes.models import CalendarLink
from programmes.words.activities import own_commitments
from programmes.words.day_words import clock_time
from programmes.words.month import day_of, month_of, parse_month
from programmes.workspace.pages.calendar_feed import calendar_of
from programmes.workspace.serving import READ, READ_AND_SEND, StaffRequest, staff_page, success_with_undo


@staff_page(*READ)
def month(request: StaffRequest) -> HttpResponse:
    """A month of one's teams; `?month=2026-11` another one, `?team=` one of them; `&day=` what falls on a day of it."""
    today, team = request.user.today, request.GET.get("team")
    span = parse_month(request.GET.get("month", ""), today=today)
    day = day_of(request.user, span, request.GET.get("day", ""), team=team, page=request.GET.get("page"))
    if day:
        context = {"page": day, "section": "calendar", "is_demonstration": day.is_demonstration}
        return render(request, "workspace/day.html", context)
    page = month_of(request.user, span, today=today, team=team)
    context = {
        "page": page,
        "may_record": own_commitments(request.user).exists(),
        "section": "calendar",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/month.html", context)


@sensitive_variables("token")
@staff_page(*READ_AND_SEND)
def link(request: StaffRequest) -> HttpResponse:
    """Make the secret address, which is shown this once; or end it."""
    if "revoke" in request.POST:
        revoke_calendar_link(user=request.user)
        success_with_undo(request, _("The address no longer works. Calendar programs find nothing there."))
        return redirect("workspace:calendar-link")
    url = ""
    if request.method == "POST":
        token = make_calendar_link(user=request.user).row
        url = _address(request)(reverse("workspace:calendar-feed", args=[token]))
    live_link = CalendarLink.objects.live().filter(user=request.user).first()
    context = {
        "url": url,
        "made": clock_time(live_link.made_at, clock.COPENHAGEN) if live_link else "",
        "section": "calendar",
        "is_demonstration": request.user.is_demo,
    }
    return render(request, "workspace/calendar_link.html", context)


@sensitive_variables("token")
@login_not_required
@never_cache
@require_http_methods(READ)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads: the dates of the person whose secret this is, as they may see them now."""
    calendar_link = get_object_or_404(CalendarLink.objects.for_token(token))
    content = calendar_of(calendar_link.user, at=clock.now(), address=_address(request))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="partnerships.ics"'
    return response


def _address(request: HttpRequest) -> Callable[[str], str]:
    """Makes a path into a whole web address of this site."""
    return lambda path: (
        f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    )
