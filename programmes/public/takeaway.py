"""Lists to take away: the commitments of a page as CSV, XLSX or JSON, with the filters of its address."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from embassy.languages import active_language
from programmes.models import SDG, Commitment, Organisation, Sector
from programmes.public.filters import LABELS, asked_for, commitment_filter
from programmes.public.offers import filters_of
from programmes.public.pages import public_page
from programmes.public.views import published_programme
from programmes.reports.programme import programme_page
from programmes.reports.takeaway import (
    COLUMNS,
    DEMONSTRATION,
    SEVERAL,
    about_words,
    is_demonstration,
    sheet_name,
    taken_rows,
)
from programmes.transfer.cells import join
from programmes.transfer.formats import spreadsheet, tables

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
ABOUT_WIDTHS = (18, 100)


@dataclass
class List:
    """A list on its way out: what it is of, the address it is the list of, and its rows."""

    name: str
    title: str
    address: str
    rows: list


@public_page
def programme(request, country, programme, format):
    """The commitments of a programme that the filters leave; filters that cannot be used are 422."""
    at = clock.now()
    found = published_programme(country, programme)
    commitments = Commitment.objects.published().filter(programme=found)
    if any(asked_for(request.GET)):
        filters = commitment_filter(programme_page(found, at=at), request.GET, at=at)
        if not filters.is_valid():
            return _refused(filters.errors)
        commitments = filters.qs
    title = f"{found.partnership.country.name}: {found.title}"
    return _file(
        request, commitments, f"{found.reference}-commitments", title, found.get_absolute_url(), at, format
    )


@public_page
def sector(request, slug, format):
    found = get_object_or_404(Sector, slug=slug)
    commitments, name = Commitment.objects.published().filter(sectors=found), f"sector-{found.slug}"
    return _file(request, commitments, name, str(found.name), found.get_absolute_url(), clock.now(), format)


@public_page
def sdg(request, number, format):
    found = get_object_or_404(SDG, number=number)
    commitments, name = Commitment.objects.published().filter(sdgs=found), f"sdg-{found.number}"
    return _file(request, commitments, name, str(found), found.get_absolute_url(), clock.now(), format)


@public_page
def organisation(request, slug, format):
    found, at = get_object_or_404(Organisation, slug=slug), clock.now()
    commitments = Commitment.objects.published().carried_out_by(found, on=clock.public_day(at))
    name = f"organisation-{found.slug}"
    return _file(request, commitments, name, str(found.name), found.get_absolute_url(), at, format)


def _refused(errors):
    """A file cannot show what was wrong beside the filter, and the whole list would pass for what was asked for."""
    lines = [f"{LABELS.get(name, name)}: {error}" for name, found in errors.items() for error in found]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=422)


def _file(request, commitments, name, title, address, at, format):
    if request.GET.get("on"):
        return _refused({"on": [_("Files hold the list as it stands today.")]})
    site = site_of(request)
    rows = taken_rows(commitments, at=at, site=site, licence=settings.DATA_LICENCE)
    found = List(name, title, f"{site}{address}{filters_of(request.GET)}", rows)
    response = HttpResponse(b"".join(WRITERS[format](found)), content_type=FORMATS[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response["Link"] = f'<{settings.DATA_LICENCE_URL}>; rel="license"'
    return response


def _csv(found):
    return tables.table([str(column.label) for column in COLUMNS], map(_cells, found.rows), active_language())


def _cells(row):
    return [_cell(column, row[column.name]) for column in COLUMNS]


def _cell(column, value):
    """A value as the text of a cell; numbers stay numbers where the column is one of numbers."""
    if value is None:
        return ""
    if column.name in SEVERAL:
        return join([str(item) for item in value])
    return value if column.kind == "number" else value.isoformat() if column.kind == "date" else str(value)


def _xlsx(found):
    """The list on the first sheet, and on the second what it is, where it is from and what may be done with it."""
    listed = spreadsheet.Table(
        name=_("Commitments"),
        headers=[str(column.label) for column in COLUMNS],
        kinds=[column.kind for column in COLUMNS],
        widths=[column.width for column in COLUMNS],
        rows=map(_cells, found.rows),
    )
    about = spreadsheet.Table(
        sheet_name(), [], ["text", "text"], ABOUT_WIDTHS, _about_lines(found), is_prose=True
    )
    return spreadsheet.workbook([listed, about])


def _about_lines(found):
    yield [_("List"), found.title]
    yield [_("Source"), found.address]
    yield [_("Licence"), f"{settings.DATA_LICENCE} · {settings.DATA_LICENCE_URL}"]
    for line in about_words(found.rows):
        yield ["", line]


def _json(found):
    head = {
        "title": found.title,
        "language": active_language(),
        "source": found.address,
        "licence": {"name": settings.DATA_LICENCE, "url": settings.DATA_LICENCE_URL},
        "demonstration": str(DEMONSTRATION) if is_demonstration(found.rows) else None,
        "about": about_words(found.rows),
        "columns": {column.name: str(column.label) for column in COLUMNS},
    }
    yield f"{json.dumps(head, ensure_ascii=False)[:-1]},\n".encode()
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in found.rows]
    yield '"commitments": [\n{}\n]}}\n'.format(",\n".join(lines)).encode()


WRITERS = {"csv": _csv, "xlsx": _xlsx, "json": _json}
