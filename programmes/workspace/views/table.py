"""Several at once: a whole area or track in one form, and one step for a selection.

Each row has its own outcome. What was saved is saved; a row in error, or one that a colleague has reported on
meanwhile, stays as it was written, with what stands in its way beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from embassy import clock
from embassy.models import ChangeSet
from embassy.unsent.keeping import refilled, unsent_form
from embassy.unsent.texts import Typed, typed_in
from programmes.actions.bulk import Outcome, RowToReport, confirm_many, report_many
from programmes.actions.commitments import reassign
from programmes.models import Commitment, Programme, StatusReport
from programmes.workspace.forms.table import RowForm, TableForm, keys, place
from programmes.workspace.pages.commitment import ReportInWords
from programmes.workspace.pages.no_report import no_report_words, no_table_words
from programmes.workspace.pages.table import (
    People,
    Table,
    TableRow,
    last_report,
    own_rows,
    people_of,
    rows_of,
    table_of,
)
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
    """A row with its form, and what became of it when the table was sent."""

    row: TableRow
    form: RowForm
    is_ticked: bool = False
    is_saved: bool = False
    trouble: str = ""
    meanwhile: ReportInWords | None = None

    @property
    def commitment(self) -> Commitment:
        return self.row.commitment

    @property
    def target(self) -> str:
        """Where the summary leads: the first field that is wrong, else the row."""
        wrong = next((field for field in self.form if field.errors), None) if self.trouble else None
        return wrong.auto_id if wrong else f"row-{self.commitment.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it holds words that are not sent yet, or waits for its writer."""
        return bool(self.trouble or self.meanwhile or (self.form.is_begun and not self.is_saved))


# Writes what was sent to the lines, and returns the change set that it made, if it made one.
Step = Callable[[StaffRequest, list[Line]], ChangeSet | None]


@sensitive_post_parameters()
@staff_page(*READ_AND_SEND, forms=[RowForm])
def table(request: StaffRequest, reference: str) -> HttpResponse:
    """Report on an area (`?area=`) or a track (`&track=`) in one go."""
    programme = fetch_programme(request.user, reference)
    require(own_rows(request.user, programme).exists(), lambda: no_table_words(request.user, programme))
    if request.method == "POST":
        return _receive(request, programme)
    page = _table(request, programme)
    return _page(request, programme, page, _unsent_lines(request, page))


def _unsent_lines(request: StaffRequest, page: Table) -> list[Line]:
    """Empty rows, or as they were when their writer had to sign in again."""
    kept = unsent_form(request)
    ticked = set(keys(kept.data.getlist("ticked"))) if kept else set()
    return [Line(row, refilled(RowForm(row=row), request), row.commitment.pk in ticked) for row in page.rows]


def _table(request: StaffRequest, programme: Programme) -> Table:
    area, track = (place(request.GET.get(name)) for name in ("area", "track"))
    return table_of(request.user, programme, area=area, track=track, page=request.GET.get("page"))


def _sent(request: StaffRequest, programme: Programme) -> list[TableRow]:
    """The rows that were sent, as they stand now; those that one may not see are not there."""
    wanted = keys(request.POST.getlist("row"))
    return rows_of(
        request.user, Commitment.objects.visible_to(request.user).filter(programme=programme, pk__in=wanted)
    )


def _receive(request: StaffRequest, programme: Programme) -> HttpResponse:
    ticked = set(keys(request.POST.getlist("ticked")))
    lines = [
        Line(row, RowForm(request.POST, row=row), row.commitment.pk in ticked)
        for row in _sent(request, programme)
    ]
    if "no_change" in request.POST:
        step: Step = _confirm
    elif "reassign" in request.POST:
        step = _give
    else:
        step = _save
    change = step(request, lines)
    gone = _gone(request, lines)
    if not gone and not any(line.is_open for line in lines) and any(line.is_saved for line in lines):
        _say(request, lines, change, step)
        return redirect(request.get_full_path())
    if any(line.is_saved for line in lines):
        _say(request, lines, change, step)
    status = 422 if any(line.trouble for line in lines) or not any(line.is_saved for line in lines) else 200
    if gone or any(line.meanwhile for line in lines):
        status = 409
    page, again = _table(request, programme), _again(request, lines, programme)
    return _page(request, programme, page, again, gone=gone, status=status)


def _gone(request: StaffRequest, lines: list[Line]) -> list[Typed]:
    """What was written in rows that the writer does not see any more; it is shown, since it was theirs."""
    seen = {line.commitment.pk for line in lines}
    names = {f"r{key}" for key in keys(request.POST.getlist("row")) if key not in seen}
    return typed_in(request, lambda name: name.partition("-")[0] in names)


def _save(request: StaffRequest, lines: list[Line]) -> ChangeSet | None:
    """Report on every row in which something was written."""
    head = _head(request, lines)
    rows: list[RowToReport] = []
    for line in lines:
        if not line.form.is_begun:
            continue
        if not line.row.may_report:
            reason = no_report_words(request.user, line.commitment)
            again = _("You can no longer report on this. Copy what you wrote.")
            line.trouble = format_html("{} {}", again, reason) if reason else again
        elif line.form.is_valid():
            rows.append(line.form.to_report(line.commitment, language=head.language))
        else:
            line.trouble = _("Not saved yet.")
    if not rows and not any(line.trouble for line in lines):
        messages.error(request, _("You have not written anything yet."))
    done = report_many(rows, by=request.user)
    _note(lines, done.row)
    return done.change_set


def _confirm(request: StaffRequest, lines: list[Line]) -> ChangeSet | None:
    """“No change since the last report” on the ticked rows; words in a row come first."""
    rows: list[tuple[Commitment, int | None]] = []
    sent: dict[int, UUID] = {}
    for line in _ticked(request, lines):
        if line.form.is_begun:
            line.trouble = _("You wrote something here: save it, or empty the row.")
        elif not line.row.may_report:
            words = no_report_words(request.user, line.commitment)
            line.trouble = words or _("Only the team that it belongs to reports on it.")
        elif line.form.is_valid():
            rows.append((line.commitment, line.form.cleaned_data["last_seen"]))
            sent[line.commitment.pk] = line.form.cleaned_data["submission_key"]
        else:
            line.trouble = _("Not saved yet.")
    done = confirm_many(rows, by=request.user, keys=sent)
    _note(lines, done.row)
    return done.change_set


def _give(request: StaffRequest, lines: list[Line]) -> ChangeSet | None:
    """Give the ticked rows to somebody in their team, or to nobody in particular."""
    head, (people, places) = _head(request, lines), _people(lines)
    owner = next((one for one in people if str(one.pk) == head.cleaned_data.get("owner")), None)
    chosen = _ticked(request, lines)
    if not head.cleaned_data.get("owner"):
        messages.error(request, _("Choose whom to give them to."))
        chosen = []
    given = []
    for line in chosen:
        if not line.row.may_edit:
            line.trouble = _("You cannot reassign this.")
        elif owner and (owner.pk, line.commitment.owner_team_id) not in places:
            line.trouble = _("%(name)s is not in the team of this one.") % {"name": owner}
        else:
            given.append(line.commitment)
            line.is_saved = True
    return reassign(given, owner=owner, by=request.user).change_set


def _ticked(request: StaffRequest, lines: list[Line]) -> list[Line]:
    ticked = [line for line in lines if line.is_ticked]
    if not ticked:
        messages.error(request, _("Tick the rows first."))
    return ticked


def _people(lines: list[Line]) -> People:
    return people_of([line.commitment for line in lines if line.row.may_edit], on=clock.today())


def _head(request: StaffRequest, lines: list[Line]) -> TableForm:
    people, _places = _people(lines)
    head = TableForm(request.POST, people=people)
    head.is_valid()  # a person who is not offered is nobody's choice
    return head


def _note(lines: list[Line], outcomes: list[Outcome]) -> None:
    """Write each outcome to its line."""
    by_key = {line.commitment.pk: line for line in lines}
    for outcome in outcomes:
        line = by_key[outcome.commitment.pk]
        line.is_saved = outcome.is_saved
        if outcome.refused_by:
            line.meanwhile = last_report(outcome.refused_by, outcome.commitment)
            data = cast(QueryDict, line.form.data).copy()
            data[line.form.add_prefix("last_seen")] = str(outcome.refused_by.pk)
            line.form.data = data
        if outcome.never_reported:
            line.trouble = _("Nothing has been reported on this commitment yet: choose a status.")


def _say(request: StaffRequest, lines: list[Line], change: ChangeSet | None, step: Step) -> None:
    """What was done, in one sentence, and the way to undo it."""
    count = sum(line.is_saved for line in lines)
    words = format_html(ngettext("{count} row is saved.", "{count} rows are saved.", count), count=count)
    saved = [line.commitment.pk for line in lines if line.is_saved]
    waiting = Commitment.objects.filter(
        pk__in=saved, latest_report__state=StatusReport.State.SUBMITTED
    ).count()
    if waiting and step is not _give:
        more = ngettext("{count} waits for clearance.", "{count} wait for clearance.", waiting)
        words = format_html("{} {}", words, format_html(more, count=waiting))
    success_with_undo(request, words, change, back=request.get_full_path())


def _again(request: StaffRequest, lines: list[Line], programme: Programme) -> list[Line]:
    """The lines for the page that comes back: saved ones as they now stand, the others as they were written."""
    now = {row.commitment.pk: row for row in _sent(request, programme)}
    again = []
    for line in lines:
        row = now.get(line.commitment.pk, line.row)
        is_kept = line.form.is_begun and (not line.is_saved or "reassign" in request.POST)
        form = line.form if is_kept else RowForm(row=row)
        again.append(
            Line(row, form, line.is_ticked and not line.is_saved, line.is_saved, line.trouble, line.meanwhile)
        )
    return again


def _page(
    request: StaffRequest,
    programme: Programme,
    page: Table,
    lines: list[Line],
    *,
    gone: Sequence[Typed] = (),
    status: int = 200,
) -> HttpResponse:
    people, _places = _people(lines)
    head = refilled(TableForm(request.POST if request.method == "POST" else None, people=people), request)
    context = {
        "page": page,
        "programme": programme,
        "lines": lines,
        "gone": gone,
        "refused": [line for line in lines if line.trouble or line.meanwhile],
        "head": head,
        "may_report": any(line.row.may_report for line in lines),
        "may_give": any(line.row.may_edit for line in lines),
        "is_demonstration": page.is_demonstration,
    }
    return render(request, "workspace/table.html", context, status=status)
