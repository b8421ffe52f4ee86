"""Calendars to subscribe to: the public dates of a country and of a programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from embassy import clock
from embassy.context import site_of
from programmes.models import Partnership
from programmes.public.pages.public_dates import dates_of_country, dates_of_programme
from programmes.public.serving import public_file
from programmes.public.views import published_programme
from programmes.transfer.formats import ical
from programmes.words.month import Entry


@public_file
def country(request: HttpRequest, country: str) -> HttpResponse:
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    return _calendar(request, str(partnership.country.name), dates_of_country(partnership, at=clock.now()))


@public_file
def programme(request: HttpRequest, country: str, programme: str) -> HttpResponse:
    agreed = published_programme(country, programme)
    name = f"{agreed.partnership.country.name}: {agreed.title}"
    return _calendar(request, name, dates_of_programme(agreed, at=clock.now()))


def _calendar(request: HttpRequest, name: str, entries: list[Entry]) -> HttpResponse:
    site = site_of(request)
    content = ical.calendar(
        entries,
        name=name,
        address=lambda path: f"{site}{path}",
    )
    return HttpResponse(content, content_type=ical.CONTENT_TYPE)
