"""Importing: choose files, see exactly what they would do, then apply, discard or undo it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import active_language
from programmes.actions.undo import CannotUndo
from programmes.intake.refusal import Refused
from programmes.models import Import, Programme
from programmes.rules.permissions import may_import
from programmes.transfer import imports
from programmes.transfer.job import Forbidden
from programmes.transfer.messages import as_text, outcome
from programmes.workspace.forms.imports import ImportForm
from programmes.workspace.pages.imports import PreviewPage, past_imports, progress_page
from programmes.workspace.serving import READ, READ_AND_SEND, SEND, require, staff_page

NOT_APPLIED = (imports.Stale, imports.AlreadyDecided, imports.Failed, Refused, Forbidden)


def _fetch(request, pk):
    """An import that the person may see, else 404; who may not import at all is refused."""
    require(may_import(request.user))
    rows = Import.objects.visible_to(request.user).select_related(
        "uploaded_by", "applied_by", "programme", "change_set"
    )
    return get_object_or_404(rows.defer("preview"), pk=pk)


@staff_page(*READ)
def past(request):
    """What was imported, by whom, and what can be undone."""
    require(may_import(request.user))
    page = past_imports(request.user, page=request.GET.get("page"))
    return render(request, "transfer/past.html", {"page": page, "section": "imports"})


@staff_page(*READ_AND_SEND)
def upload(request):
    """Send files; what comes of it is their preview."""
    require(may_import(request.user))
    into = (
        Programme.objects.editable_by(request.user)
        .select_related("partnership__country")
        .order_by("reference")
    )
    choices = [(programme.reference, f"{programme.reference} {programme}") for programme in into]
    chosen = request.GET.get("programme", "")
    if request.method != "POST":
        form = ImportForm(programmes=choices, initial={"programme": chosen})
        return _upload_page(request, form)
    form = ImportForm(request.POST, request.FILES, programmes=choices)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        held = imports.upload(
            form.cleaned_data["files"],
            by=request.user,
            at=clock.now(),
            reference=form.cleaned_data["programme"],
            withdraw_missing=form.cleaned_data["withdraw_missing"],
        )
    except (Refused, Forbidden, imports.Failed) as refusal:
        form.add_error("files", str(refusal))
        return _upload_page(request, form, status=422)
    return redirect(held)


def _upload_page(request, form, *, status=200):
    return render(request, "transfer/upload.html", {"form": form, "section": "imports"}, status=status)


@staff_page(*READ)
def show(request, pk):
    """A preview, or what came of it."""
    return _preview(request, _fetch(request, pk))


def _preview(request, held, *, problem="", status=200):
    page = PreviewPage(held, language=active_language(), page=request.GET.get("page"))
    context = {"page": page, "import": held, "problem": problem, "section": "imports"}
    return render(request, "transfer/preview.html", context, status=status)


@staff_page(*READ)
def as_file(request, pk):
    """The whole preview as a text file, to keep or to send on."""
    held = _fetch(request, pk)
    lines = as_text(held.shown, active_language())
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="preview-{held.pk}.txt"'
    return response


@staff_page(*SEND)
def apply(request, pk):
    """Write it, all or nothing. A long one shows how far it is."""
    held = _fetch(request, pk)
    if imports.is_long(held):
        return StreamingHttpResponse(_applying(request, held, get_language()))
    try:
        held = imports.apply(held, by=request.user, at=clock.now())
    except NOT_APPLIED as refusal:
        return _not_applied(request, held, refusal)
    messages.success(request, outcome(held.counts))
    return redirect(held)


def _not_applied(request, held, refusal):
    if isinstance(refusal, Forbidden):
        raise PermissionDenied
    held.refresh_from_db()
    return _preview(request, held, problem=_why(refusal), status=409)


def _why(refusal):
    if isinstance(refusal, imports.AlreadyDecided):
        return _("This import was decided before, perhaps by a second click.")
    return str(refusal)


def _applying(request, held, language):
    """The page, piece by piece, while the import is written; leaving it writes nothing."""
    page = progress_page(request, held, language)
    yield page.head()
    try:
        for done in imports.apply_in_steps(held, by=request.user, at=clock.now()):
            yield page.step(done)
    except NOT_APPLIED as refusal:
        yield page.end(problem=_why(refusal))
    else:
        yield page.end()


@staff_page(*SEND)
def again(request, pk):
    """A new preview of the same files, as things stand now."""
    held = _fetch(request, pk)
    if held.state != Import.State.PREVIEWED:
        return _preview(request, held, problem=_why(imports.AlreadyDecided()), status=409)
    withdraw = request.POST.get("withdraw_missing")
    try:
        fresh = imports.preview_again(
            held,
            by=request.user,
            at=clock.now(),
            withdraw_missing=None if withdraw is None else withdraw == "1",
        )
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except (Refused, imports.Failed) as refusal:
        return _preview(request, held, problem=str(refusal), status=409)
    return redirect(fresh)


@staff_page(*SEND)
def discard(request, pk):
    """Let go of a preview."""
    held = _fetch(request, pk)
    if imports.discard(held):
        messages.success(request, _("The preview is discarded. Nothing was changed."))
    return redirect("workspace:import-list")


@staff_page(*SEND)
def undo(request, pk):
    """Put back everything that an import did."""
    held = _fetch(request, pk)
    if held.programme:
        require(Programme.objects.editable_by(request.user).filter(pk=held.programme_id).exists())
    try:
        imports.undo(held, by=request.user, at=clock.now())
    except (CannotUndo, imports.AlreadyDecided, imports.Failed) as refusal:
        return _preview(request, held, problem=_why_not_undone(refusal), status=409)
    messages.success(request, _("It is undone: everything is as it was before."))
    return redirect(held)


def _why_not_undone(refusal):
    if isinstance(refusal, imports.AlreadyDecided):
        return _("It has been undone already.")
    if isinstance(refusal, imports.Failed):
        return str(refusal)
    return _("It cannot be undone: something else has changed the same rows since.")
