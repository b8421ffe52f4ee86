"""Exporting: a programme or a shared list, in the format that one needs. What one may not read is not in it."""

from collections.abc import Container

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from embassy.languages import active_language
from programmes.models import Programme
from programmes.rules.permissions import may_import
from programmes.transfer import export
from programmes.words.strings import alphabetical
from programmes.workspace.serving import READ, StaffRequest, fetch_programme, require, staff_page

TEMPLATES = ("xlsx", "flat-xlsx", "csv")
LIST_FORMATS = ("flat-xlsx", "csv")


@staff_page(*READ)
def choose(request: StaffRequest) -> HttpResponse:
    """Every programme that the person may read, in every format."""
    programmes = Programme.objects.visible_to(request.user).select_related("partnership__country")
    context = {
        "programmes": sorted(programmes, key=_by_country),
        "may_import": may_import(request.user),
        "section": "exports",
    }
    return render(request, "transfer/export.html", context)


def _by_country(programme: Programme) -> tuple[str, str]:
    """The countries alphabetically in the page's language, and the programmes of each in the order they came."""
    return alphabetical(programme.partnership.country.name), programme.reference


@staff_page(*READ)
def programme(request: StaffRequest, reference: str, format: str) -> StreamingHttpResponse:
    programme_row = fetch_programme(request.user, reference)
    _known(format, export.FORMATS)
    return _file(
        export.export_programme(programme_row, format=format, by=request.user, language=active_language())
    )


@staff_page(*READ)
def template(request: StaffRequest, format: str) -> StreamingHttpResponse:
    """An empty plan to fill in."""
    require(may_import(request.user))
    _known(format, TEMPLATES)
    return _file(export.template(format=format, by=request.user, language=active_language()))


@staff_page(*READ)
def shared_list(request: StaffRequest, code: str, format: str) -> StreamingHttpResponse:
    """Organisations or sectors."""
    _known(code, export.LISTS)
    _known(format, LIST_FORMATS)
    return _file(export.export_list(code, format=format, by=request.user, language=active_language()))


def _known(name: str, names: Container[str]) -> None:
    if name not in names:
        raise Http404


def _file(export_file: export.Export) -> StreamingHttpResponse:
    response = StreamingHttpResponse(export_file.chunks, content_type=export_file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{export_file.name}"'
    return response
