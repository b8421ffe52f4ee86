"""Calendars to subscribe to: the public dates of a country and of a programme."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from embassy import clock
from embassy.context import site_of
from programmes.models import Partnership
from programmes.public.pages.public_dates import dates_of_country, dates_of_programme
from programmes.public.serving import public_page
from programmes.public.views import published_programme
from programmes.transfer.formats import ical
from programmes.words.public_changes import last_changes


@public_page
def country(request, country):
    found = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    return _calendar(request, str(found.country.name), dates_of_country(found, at=clock.now()))


@public_page
def programme(request, country, programme):
    found = published_programme(country, programme)
    name = f"{found.partnership.country.name}: {found.title}"
    return _calendar(request, name, dates_of_programme(found, at=clock.now()))


def _calendar(request, name, entries):
    site = site_of(request)
    content = ical.calendar(
        entries,
        name=name,
        changed=last_changes(map(ical.row_of, entries)),
        address=lambda path: f"{site}{path}",
    )
    return HttpResponse(content, content_type=ical.CONTENT_TYPE)
