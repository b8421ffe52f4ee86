"""Importing: choose files, see exactly what they would do, then apply, discard or undo it."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy import clock
from embassy.languages import active_language
from embassy.unsent.keeping import refilled
from programmes.actions.undo import CannotUndo, is_overtaken
from programmes.actions.undo_rights import may_undo_import
from programmes.intake.refusal import Busy, Refused
from programmes.models import Import, Programme
from programmes.rules.permissions import may_decide_import, may_import, may_see_imports
from programmes.transfer import imports
from programmes.transfer.job import Forbidden
from programmes.transfer.messages import as_text, outcome
from programmes.workspace.forms.imports import ImportForm
from programmes.workspace.pages.imports import PreviewPage, past_imports, progress_page
from programmes.workspace.serving import READ, READ_AND_SEND, SEND, StaffRequest, require, staff_page

NOT_APPLIED = (imports.Stale, imports.AlreadyDecided, imports.Failed, Refused, Forbidden)


def _fetch(request: StaffRequest, pk: int) -> Import:
    """An import that the person may see, else 404; who has nothing to do with imports is refused.

    Whoever only oversees it reads it.
    """
    require(may_see_imports(request.user))
    rows = Import.objects.visible_to(request.user).select_related(
        "uploaded_by", "applied_by", "programme", "change_set"
    )
    import_ = get_object_or_404(rows.defer("preview"), pk=pk)
    require(request.method != "POST" or may_decide_import(request.user, import_))
    return import_


@staff_page(*READ)
def past(request: StaffRequest) -> HttpResponse:
    """What was imported, and by whom."""
    require(may_see_imports(request.user))
    page = past_imports(request.user, page=request.GET.get("page"))
    context = {
        "page": page,
        "may_import": may_import(request.user),
        "section": "imports",
    }
    return render(request, "transfer/past.html", context)


@staff_page(*READ_AND_SEND, forms=[ImportForm])
def upload(request: StaffRequest) -> HttpResponse:
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
        return _upload_page(request, refilled(form, request))
    form = ImportForm(request.POST, request.FILES, programmes=choices)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        import_ = imports.upload(
            form.cleaned_data["files"],
            by=request.user,
            at=clock.now(),
            reference=form.cleaned_data["programme"],
            withdraw_missing=form.cleaned_data["withdraw_missing"],
        )
    except (Refused, Forbidden, imports.Failed) as refusal:
        form.add_error("files", str(refusal))
        return _upload_page(request, form, status=503 if isinstance(refusal, Busy) else 422)
    return redirect(import_)


def _upload_page(request: StaffRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    return render(request, "transfer/upload.html", {"form": form, "section": "imports"}, status=status)


@staff_page(*READ)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """A preview, or what came of it."""
    return _preview(request, _fetch(request, pk))


def _preview(request: StaffRequest, import_: Import, *, problem: str = "", status: int = 200) -> HttpResponse:
    page = PreviewPage(import_, language=active_language(), page=request.GET.get("page"))
    may_decide, change = may_decide_import(request.user, import_), import_.change_set
    is_applied = import_.state == Import.State.APPLIED and change is not None
    may_undo = is_applied and may_decide and may_undo_import(request.user, import_)
    context = {
        "page": page,
        "import": import_,
        "problem": problem,
        "may_decide": may_decide,
        "may_undo": may_undo,
        "is_overtaken": may_undo and change is not None and is_overtaken(change),
        "section": "imports",
    }
    return render(request, "transfer/preview.html", context, status=status)


@staff_page(*READ)
def as_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole preview as a text file, to keep or to send on."""
    import_ = _fetch(request, pk)
    lines = as_text(import_.shown, active_language())
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="preview-{import_.pk}.txt"'
    return response


@staff_page(*SEND)
def apply(request: StaffRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Write it, all or nothing. A long one shows how far it is."""
    import_ = _fetch(request, pk)
    if imports.is_long(import_):
        return StreamingHttpResponse(_applying(request, import_, get_language()))
    try:
        import_ = imports.apply(import_, by=request.user, at=clock.now())
    except NOT_APPLIED as refusal:
        return _not_applied(request, import_, refusal)
    messages.success(request, outcome(import_.counts))
    return redirect(import_)


def _not_applied(request: StaffRequest, import_: Import, refusal: Exception) -> HttpResponse:
    if isinstance(refusal, Forbidden):
        raise PermissionDenied
    import_.refresh_from_db()
    return _preview(request, import_, problem=_why(refusal), status=409)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, imports.AlreadyDecided):
        return _("This import was decided before, perhaps by a second click.")
    return str(refusal)


def _applying(request: StaffRequest, import_: Import, language: str) -> Iterator[str]:
    """The page, piece by piece, while the import is written; leaving it writes nothing."""
    page = progress_page(request, import_, language)
    yield page.head()
    try:
        for done in imports.apply_in_steps(import_, by=request.user, at=clock.now()):
            yield page.step(done)
    except NOT_APPLIED as refusal:
        yield page.end(problem=_why(refusal))
    else:
        yield page.end()


@staff_page(*SEND)
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """A new preview of the same files, as things stand now."""
    import_ = _fetch(request, pk)
    if import_.state != Import.State.PREVIEWED:
        return _preview(request, import_, problem=_why(imports.AlreadyDecided()), status=409)
    withdraw = request.POST.get("withdraw_missing")
    try:
        fresh = imports.preview_again(
            import_,
            by=request.user,
            at=clock.now(),
            withdraw_missing=None if withdraw is None else withdraw == "1",
        )
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except (Refused, imports.Failed) as refusal:
        return _preview(request, import_, problem=str(refusal), status=409)
    return redirect(fresh)


@staff_page(*SEND)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Let go of a preview."""
    import_ = _fetch(request, pk)
    if imports.discard(import_):
        messages.success(request, _("The preview is discarded. Nothing was changed."))
    return redirect("workspace:import-list")


@staff_page(*SEND)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put back everything that an import did."""
    import_ = _fetch(request, pk)
    require(may_undo_import(request.user, import_))
    try:
        imports.undo(import_, by=request.user, at=clock.now())
    except (CannotUndo, imports.AlreadyDecided, imports.Failed) as refusal:
        return _preview(request, import_, problem=_why_not_undone(refusal), status=409)
    messages.success(request, _("It is undone: everything is as it was before."))
    return redirect(import_)


def _why_not_undone(refusal: Exception) -> str:
    if isinstance(refusal, imports.AlreadyDecided):
        return _("It has been undone already.")
    if isinstance(refusal, imports.Failed):
        return str(refusal)
    return _("It cannot be undone: something else has changed the same rows since.")
