"""Pages that look over a partnership, or over all of them: fetch what is published, read it, render it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from programmes.models import Commitment, Partnership
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.days import dated, require_statuses
from programmes.public.downloads.offered import offers_of
from programmes.public.former_addresses import with_present_values
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.matrix import matrix_of
from programmes.public.pages.number_list import number_list
from programmes.public.pages.statistics import counted_commitments, statistics_of
from programmes.public.pages.timeline import timeline_of
from programmes.public.parameters import DATED, DAY, EVERY, PLACE
from programmes.public.serving import public_file_with, public_page, public_page_with
from programmes.words.strings import date_words


@public_page
def timeline(request: HttpRequest, country: str) -> HttpResponse:
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    context = {"page": timeline_of(partnership, at=clock.now()), "section": "partnerships"}
    return render(request, "public/timeline.html", context)


@public_page_with(DATED)
@dated
def statistics(request: HttpRequest, *, as_of: AsOf | None) -> HttpResponse:
    require_statuses(as_of)
    page = statistics_of(at=clock.now(), as_of=as_of)
    return render(request, "public/statistics.html", {"page": page})


@public_file_with(DATED)
@dated
def picture(request: HttpRequest, key: str, *, as_of: AsOf | None) -> HttpResponse:
    """The picture of one table as a file that says what it shows, of when, and by whom it is published."""
    require_statuses(as_of)
    at = as_of.at if as_of else clock.now()
    page = statistics_of(at=at, as_of=as_of)
    table = next((table for table in page.tables if table.key == key), None)
    if table is None:
        raise Http404("No such table.")
    lines = [
        table.heading,
        _("Denmark's strategic partnerships, %(date)s") % {"date": date_words(clock.public_day(at))},
        f"{site_of(request)}{keep_day(request.path, as_of)}",
    ]
    if page.is_demonstration:
        lines.append(_("Demonstration data. Not a statement by any government."))
    context = {"picture": table.drawn(lines), "key": key, "label": table.heading}
    response = render(request, "public/picture.svg", context, content_type="image/svg+xml")
    day = f"-{as_of.day.isoformat()}" if as_of else ""
    response["Content-Disposition"] = f'inline; filename="{key}{day}.svg"'
    return response


@public_page
def matrix(request: HttpRequest) -> HttpResponse:
    return render(request, "public/matrix.html", {"page": matrix_of()})


@public_page_with(EVERY.and_also(DAY, PLACE))
@dated
def statistics_list(request: HttpRequest, *, as_of: AsOf | None) -> HttpResponse:
    require_statuses(as_of)
    return _list(request, counted_commitments(as_of), "public:statistics", as_of)


@public_page_with(EVERY.and_also(PLACE))
def matrix_list(request: HttpRequest) -> HttpResponse:
    return _list(request, Commitment.objects.listed(), "public:matrix")


def _list(
    request: HttpRequest, commitments: CommitmentQuerySet, back: str, as_of: AsOf | None = None
) -> HttpResponse:
    page = number_list(commitments, request.GET, at=clock.now(), url=request.path, as_of=as_of)
    if page.present:
        return with_present_values(request, page.present)
    offers = offers_of(request.path, page.query, has_list=bool(page.listed.total), has_feed=False)
    context = {"page": page, "offers": offers, "back": back, "is_statistics": back == "public:statistics"}
    response = render(request, "public/selection.html", context, status=422 if page.problems else 200)
    response["X-Robots-Tag"] = "noindex"  # any number of them, of what other pages show
    return response
