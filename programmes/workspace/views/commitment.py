"""One commitment as staff see it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render

from embassy import clock
from programmes.actions.status import latest_standing
from programmes.rules import permissions
from programmes.words.activities import activities_on
from programmes.words.day_words import short_day
from programmes.words.meetings import meetings_of
from programmes.workspace.pages.commitment import dossier_of
from programmes.workspace.serving import READ, StaffRequest, fetch_commitment, staff_page


@staff_page(*READ)
def show(request: StaffRequest, reference: str, number: str) -> HttpResponse:
    at = clock.now()
    commitment = fetch_commitment(request.user, reference, number)
    page = dossier_of(commitment, request.user, at=at)
    newest = latest_standing(commitment) if page.may_report else None
    no_change = None
    if newest:
        day = short_day(newest.as_of_on, request.user.day(at))
        no_change = {"day": day, "last_seen": newest.pk, "key": uuid.uuid4()}
    may_record = permissions.may_record_meetings(request.user, commitment)
    meetings = (
        meetings_of(commitment, today=request.user.day(at), may_record=may_record)
        if page.reads_notes
        else None
    )
    context = {
        "page": page,
        "no_change": no_change,
        "meetings": meetings,
        "may_record": may_record,
        "activities": activities_on(commitment, request.user),
        "is_demonstration": page.is_demonstration or bool(meetings and meetings.is_demonstration),
    }
    return render(request, "workspace/commitment.html", context)
