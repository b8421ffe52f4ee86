"""Lists to take away: the commitments of a page as CSV, XLSX or JSON, with the filters of its address."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from embassy.languages import active_language
from programmes.models import SDG, Commitment, Organisation, Sector
from programmes.models.commitments import CommitmentQuerySet
from programmes.public import head
from programmes.public.asking import Asked, asked_for, written
from programmes.public.conditions import When
from programmes.public.days import dated, require_statuses
from programmes.public.downloads.commitment_table import (
    COLUMNS,
    DEMONSTRATION,
    Column,
    CommitmentTable,
    Row,
    Value,
    about_words,
    sheet_name,
    table_of,
)
from programmes.public.filters import (
    asked_of_list,
    asked_of_programme,
    left_of_list,
    left_of_programme,
)
from programmes.public.former_addresses import follows_merges
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.number_list import in_words
from programmes.public.pages.statistics import counted_commitments
from programmes.public.pages.topic_lists import (
    Subject,
    facets_of,
    organisation_subject,
    sdg_subject,
    sector_subject,
    track_kind_subject,
)
from programmes.public.parameters import ACROSS, DAY, EVERY, OF_PROGRAMME, narrowed
from programmes.public.refusals import refused_file
from programmes.public.serving import public_file_with
from programmes.public.views import published_programme, track_kind_of
from programmes.transfer.cells import join
from programmes.transfer.formats import spreadsheet, tables

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
ABOUT_WIDTHS = [18, 100]


@dataclass
class List:
    """A list on its way out: what it is of, the address it is the list of, and its rows."""

    name: str
    title: str
    address: str
    table: CommitmentTable


@public_file_with(OF_PROGRAMME)
@dated
def programme(
    request: HttpRequest, country: str, programme: str, format: str, *, as_of: AsOf | None
) -> HttpResponse:
    """The commitments of a programme that the filters leave."""
    agreed = published_programme(country, programme, as_of)
    asked = asked_of_programme(agreed, request.GET, as_of)
    if asked.problems:
        return refused_file(request, asked.problems)
    commitments = left_of_programme(agreed, asked, clock.now(), as_of)
    if as_of:
        commitments = commitments.shown_on(as_of.day)
    title = f"{agreed.partnership.country.name}: {agreed.title}"
    address = f"{agreed.get_absolute_url()}{_query(asked, as_of)}"
    return _file(request, commitments, f"{agreed.reference}-commitments", title, address, format, as_of)


@public_file_with(ACROSS)
@follows_merges(Sector)
@dated
def sector(request: HttpRequest, slug: str, format: str, *, as_of: AsOf | None) -> HttpResponse:
    return _across(
        request, sector_subject(get_object_or_404(Sector.objects.public(), slug=slug)), format, as_of
    )


@public_file_with(ACROSS)
@dated
def sdg(request: HttpRequest, number: int, format: str, *, as_of: AsOf | None) -> HttpResponse:
    goal = get_object_or_404(SDG, number=number)
    return _across(request, sdg_subject(goal), format, as_of, title=str(goal))


@public_file_with(ACROSS)
@follows_merges(Organisation)
@dated
def organisation(request: HttpRequest, slug: str, format: str, *, as_of: AsOf | None) -> HttpResponse:
    listed = get_object_or_404(
        Organisation.objects.public().select_related("country", "successor"), slug=slug
    )
    return _across(request, organisation_subject(listed, at=clock.now(), as_of=as_of), format, as_of)


@public_file_with(ACROSS)
@dated
def track_kind(request: HttpRequest, kind: str, format: str, *, as_of: AsOf | None) -> HttpResponse:
    return _across(request, track_kind_subject(track_kind_of(kind)), format, as_of)


def _across(
    request: HttpRequest, subject: Subject, format: str, as_of: AsOf | None, *, title: str = ""
) -> HttpResponse:
    """A list across programmes, named by what it is of: `sector-energy.csv`."""
    asked = asked_of_list(request.GET, as_of)
    if asked.problems:
        return refused_file(request, asked.problems)
    commitments = left_of_list(facets_of(subject, at=clock.now(), as_of=as_of), asked)
    address = f"{subject.url}{_query(asked, as_of)}"
    name = "-".join(subject.own).replace("_", "-")
    return _file(request, commitments, name, title or head.plain(subject.title), address, format, as_of)


@public_file_with(EVERY.and_also(DAY))
@dated
def statistics(request: HttpRequest, format: str, *, as_of: AsOf | None) -> HttpResponse:
    """The commitments behind a number of the statistics."""
    require_statuses(as_of)
    commitments = counted_commitments(as_of)
    return _picked(request, commitments, "public:statistics-list", "statistics", format, as_of)


@public_file_with(EVERY)
def matrix(request: HttpRequest, format: str) -> HttpResponse:
    """The commitments behind a number of goals, sectors and kinds of track by country."""
    return _picked(request, Commitment.objects.listed(), "public:matrix-list", "matrix", format)


def _picked(
    request: HttpRequest,
    commitments: CommitmentQuerySet,
    page: str,
    name: str,
    format: str,
    as_of: AsOf | None = None,
) -> HttpResponse:
    asked = asked_for(request.GET, EVERY)
    if asked.problems:
        return refused_file(request, asked.problems)
    selected = narrowed(commitments, asked.of(EVERY), When(clock.now(), as_of=as_of))
    title = ", ".join(": ".join(words) for words in in_words(asked)) or _("All commitments")
    address = f"{reverse(page)}{_query(asked, as_of)}"
    return _file(request, selected, f"{name}-commitments", title, address, format, as_of)


def _query(asked: Asked, as_of: AsOf | None) -> str:
    return written(asked.pairs, on=as_of.day.isoformat() if as_of else "")


def _file(
    request: HttpRequest,
    commitments: CommitmentQuerySet,
    name: str,
    title: str,
    address: str,
    format: str,
    as_of: AsOf | None,
) -> HttpResponse:
    site = site_of(request)
    table = table_of(commitments, at=clock.now(), as_of=as_of, site=site, licence=settings.DATA_LICENCE)
    content = List(name, title, f"{site}{address}", table)
    day = f"-{as_of.day.isoformat()}" if as_of else ""
    response = HttpResponse(b"".join(WRITERS[format](content)), content_type=FORMATS[format])
    response["Content-Disposition"] = f'attachment; filename="{name}{day}.{format}"'
    response["Link"] = f'<{settings.DATA_LICENCE_URL}>; rel="license"'
    return response


def _csv(content: List) -> Iterable[bytes]:
    return tables.table(
        [str(column.label) for column in COLUMNS], map(_cells, content.table.rows), active_language()
    )


def _cells(row: Row) -> list[str | int]:
    return [_cell(column, row[column.name]) for column in COLUMNS]


def _cell(column: Column, value: Value) -> str | int:
    """A value as the text of a cell; numbers stay numbers where the column is one of numbers."""
    if value is None:
        return ""
    if isinstance(value, list):
        return join([str(item) for item in value])
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if column.kind == "number" else str(value)


def _xlsx(content: List) -> Iterable[bytes]:
    """The list on the first sheet, and on the second what it is, where it is from and what may be done with it."""
    listed = spreadsheet.Table(
        name=_("Commitments"),
        headers=[str(column.label) for column in COLUMNS],
        kinds=[column.kind for column in COLUMNS],
        widths=[column.width for column in COLUMNS],
        rows=map(_cells, content.table.rows),
    )
    about = spreadsheet.Table(
        sheet_name(), [], ["text", "text"], ABOUT_WIDTHS, _about_lines(content), is_prose=True
    )
    return spreadsheet.workbook([listed, about])


def _about_lines(content: List) -> Iterator[list[str]]:
    yield [_("List"), content.title]
    yield [_("Source"), content.address]
    yield [_("Licence"), f"{settings.DATA_LICENCE} · {settings.DATA_LICENCE_URL}"]
    for line in about_words(content.table):
        yield ["", line]


def _json(content: List) -> Iterator[bytes]:
    head = {
        "title": content.title,
        "language": active_language(),
        "source": content.address,
        "licence": {"name": settings.DATA_LICENCE, "url": settings.DATA_LICENCE_URL},
        "demonstration": str(DEMONSTRATION) if content.table.is_demonstration else None,
        "as_of": content.table.as_of.day.isoformat() if content.table.as_of else None,
        "about": about_words(content.table),
        "columns": {column.name: str(column.label) for column in COLUMNS},
    }
    yield f"{json.dumps(head, ensure_ascii=False)[:-1]},\n".encode()
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in content.table.rows]
    yield '"commitments": [\n{}\n]}}\n'.format(",\n".join(lines)).encode()


WRITERS: dict[str, Callable[[List], Iterable[bytes]]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
