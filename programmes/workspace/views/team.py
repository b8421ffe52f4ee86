"""Where staff begin: what needs them now."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from embassy import clock
from programmes.rules import permissions
from programmes.rules.due import Reason
from programmes.workspace.forms.table import keys, place
from programmes.workspace.pages.my_team import LONGEST_PART, Wanted, choices_of, part_page
from programmes.workspace.pages.my_team import my_team as my_team_page
from programmes.workspace.pages.programme import overview_of
from programmes.workspace.pages.unsent import unsent_lines
from programmes.workspace.serving import READ, StaffRequest, fetch_programme, require, staff_page

LONGEST_REFERENCE = 40


@staff_page(*READ)
def my_team(request: StaffRequest) -> HttpResponse:
    wanted = _wanted(request.GET)
    part = part_page(request.user, at=clock.now(), wanted=wanted, page=request.GET.get("page"))
    if part:
        context = {"page": part, "section": "my-team", "is_demonstration": part.is_demonstration}
        return render(request, "workspace/my_team_part.html", context)
    page = my_team_page(request.user, at=clock.now(), wanted=wanted)
    programmes, areas = choices_of(request.user)
    context = {
        "page": page,
        "unsent_lines": unsent_lines(request.user, at=clock.now()),
        "wanted": wanted,
        "reasons": Reason.choices,
        "programmes": programmes,
        "areas": areas,
        "section": "my-team",
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/my_team.html", context)


def _wanted(sent: QueryDict) -> Wanted:
    """The filters in the address; what is none of them is passed over."""
    reason = sent.get("reason", "")
    return Wanted(
        reason=reason if reason in Reason.values else "",
        programme=sent.get("programme", "")[:LONGEST_REFERENCE],
        area=place(sent.get("area", "")),
        is_mine=sent.get("owner") == "me",
        part=sent.get("part", "")[:LONGEST_PART],
        team=next(iter(keys([sent.get("team", "")])), None),
    )


@staff_page(*READ)
def programme(request: StaffRequest, reference: str) -> HttpResponse:
    """All commitments of a programme with their internal status, for those who oversee it."""
    programme_row = fetch_programme(request.user, reference)
    require(permissions.may_oversee_programme(request.user, programme_row))
    page = overview_of(programme_row, request.user, at=clock.now(), page=request.GET.get("page"))
    may_edit = permissions.may_edit_programme(request.user, programme_row)
    context = {"page": page, "may_edit": may_edit, "is_demonstration": page.is_demonstration}
    return render(request, "workspace/programme.html", context)
