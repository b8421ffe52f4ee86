"""Plain titles, teams and owners of a whole programme, in one table.

Each row has its own outcome: what was saved is saved; a row that a colleague has changed meanwhile stays as it was
written, with theirs beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.models import ChangeSet, SectorTeam
from embassy.unsent.keeping import refilled
from embassy.unsent.texts import Typed, typed_in
from programmes.actions.titles import drop_proposed_titles, give_to_team, propose_titles, set_titles
from programmes.models import Commitment, Programme
from programmes.rules import permissions
from programmes.workspace.forms.table import keys
from programmes.workspace.forms.titles import GiveForm, TitleForm
from programmes.workspace.pages.titles import OUTSIDE, TitlesTable, commitments_of, fetched, titles_table
from programmes.workspace.serving import (
    READ_AND_SEND,
    StaffRequest,
    fetch_programme,
    require,
    staff_page,
    success_with_undo,
)


@dataclass
class Line:
    """A row with its form; `theirs` is how it stands where somebody else was faster."""

    form: TitleForm
    theirs: Commitment | None = None
    is_saved: bool = False

    @property
    def commitment(self) -> Commitment:
        return self.form.commitment

    @property
    def is_wrong(self) -> bool:
        return bool(self.theirs or self.form.complaints)

    @property
    def target(self) -> str:
        """Where the summary leads: the first field that is wrong, else the row."""
        wrong = next((field for field in self.form if field.errors), None) if self.form.is_bound else None
        return wrong.auto_id if wrong else f"row-{self.commitment.pk}"


@staff_page(*READ_AND_SEND, forms=[TitleForm, GiveForm])
def titles(request: StaffRequest, reference: str) -> HttpResponse:
    """Give titles, teams and owners; have titles proposed; give a whole area to a team."""
    programme = fetch_programme(request.user, reference)
    require(permissions.may_edit_programme(request.user, programme))
    if request.method == "POST":
        return _receive(request, programme)
    table = _table(request, programme)
    forms = [TitleForm(commitment=row, people=table.people) for row in table.rows]
    return _page(request, programme, table, [Line(refilled(form, request)) for form in forms])


def _table(request: StaffRequest, programme: Programme) -> TitlesTable:
    only, page = request.GET.get("only", ""), request.GET.get("page")
    return titles_table(programme, request.user, only=only, page=page)


def _receive(request: StaffRequest, programme: Programme) -> HttpResponse:
    """Save the rows first, whichever button was pressed; what the button asks for comes only after all are saved."""
    table = _table(request, programme)
    wanted = keys(request.POST.getlist("row"))
    sent = fetched(commitments_of(programme).filter(pk__in=wanted))
    lines = [Line(TitleForm(request.POST, commitment=row, people=table.people)) for row in sent]
    is_save = not {"propose", "drop", "give"} & request.POST.keys()
    valid = [line for line in lines if line.form.is_valid()]
    done = set_titles(programme, [line.form.to_row() for line in valid], accepts=is_save, by=request.user)
    for line in lines:
        line.is_saved = line.commitment.pk in done.row.saved
        line.theirs = done.row.refused.get(line.commitment.pk)
        if line.theirs:
            line.form.start_from(line.theirs)
    if done.row.saved:
        _say_saved(request, len(done.row.saved), done.change_set)
    is_gone = len(sent) < len(set(wanted))
    gone = _gone(request, lines) if is_gone else []
    give = (
        GiveForm(request.POST, areas=table.areas, teams=table.people.teams)
        if "give" in request.POST
        else None
    )
    if is_gone or any(line.is_wrong for line in lines) or (give and not give.is_valid()):
        status = 409 if is_gone or any(line.theirs for line in lines) else 422
        return _page(
            request,
            programme,
            _table(request, programme),
            lines,
            give=give,
            is_gone=is_gone,
            gone=gone,
            status=status,
        )
    if give:
        _give(request, programme, give)
    elif "propose" in request.POST:
        _propose(request, programme)
    elif "drop" in request.POST:
        _drop(request, programme)
    elif not done.row.saved:
        messages.info(request, _("Nothing was different, so nothing was changed."))
    return redirect(request.get_full_path())


def _say_saved(request: StaffRequest, count: int, change: ChangeSet | None) -> None:
    words = format_html(ngettext("{count} row is saved.", "{count} rows are saved.", count), count=count)
    success_with_undo(request, words, change, back=request.get_full_path())


def _give(request: StaffRequest, programme: Programme, form: GiveForm) -> None:
    team = SectorTeam.objects.visible_to(request.user).get(pk=form.cleaned_data["team"])
    area = form.cleaned_data["area"]
    rows = commitments_of(programme)
    rows = rows.filter(area__number=area) if area != OUTSIDE else rows.filter(area=None)
    done = give_to_team(rows, team, by=request.user)
    words = ngettext(
        "{count} commitment is given to {team}.", "{count} commitments are given to {team}.", done.row
    )
    words = format_html(words, count=done.row, team=str(team))
    success_with_undo(request, words, done.change_set, back=request.get_full_path())


def _propose(request: StaffRequest, programme: Programme) -> None:
    done = propose_titles(programme, by=request.user)
    if not done.row:
        messages.info(request, _("There is no commitment for which a title could be proposed."))
        return
    words = ngettext(
        "A title is proposed for {count} commitment. Look at it and save it; until then the public does not see it.",
        "Titles are proposed for {count} commitments. Look at them and save them; until then the public does not see "
        "them.",
        done.row,
    )
    words = format_html(words, count=done.row)
    success_with_undo(request, words, done.change_set, back=request.get_full_path())


def _drop(request: StaffRequest, programme: Programme) -> None:
    done = drop_proposed_titles(programme, by=request.user)
    words = ngettext("{count} proposed title is dropped.", "{count} proposed titles are dropped.", done.row)
    words = format_html(words, count=done.row)
    success_with_undo(request, words, done.change_set, back=request.get_full_path())


def _gone(request: StaffRequest, lines: list[Line]) -> list[Typed]:
    """What was written in rows that are no more; it is shown, since it was their writer's."""
    seen = {line.commitment.pk for line in lines}
    names = {f"r{key}" for key in keys(request.POST.getlist("row")) if key not in seen}
    return typed_in(request, lambda name: name.partition("-")[0] in names)


def _page(
    request: StaffRequest,
    programme: Programme,
    table: TitlesTable,
    lines: list[Line],
    *,
    give: GiveForm | None = None,
    is_gone: bool = False,
    gone: Sequence[Typed] = (),
    status: int = 200,
) -> HttpResponse:
    give = give or refilled(GiveForm(areas=table.areas, teams=table.people.teams), request)
    context = {
        "page": table,
        "programme": programme,
        "lines": lines,
        "wrong": [line for line in lines if line.is_wrong],
        "give": give,
        "is_gone": is_gone,
        "gone": gone,
        "is_demonstration": table.is_demonstration,
    }
    return render(request, "workspace/titles.html", context, status=status)
