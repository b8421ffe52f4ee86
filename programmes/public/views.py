"""The public pages: fetch what is published (else 404), read it, render it."""

import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from embassy import clock
from programmes.models import SDG, Commitment, Organisation, Partnership, Sector
from programmes.public.filters import filter_commitments
from programmes.public.pages import public_page
from programmes.reports.commitment import commitment_page
from programmes.reports.commitments import SHOWN_ORDER
from programmes.reports.country import country_page
from programmes.reports.cross import organisation_page, sdg_page, search_page, sector_page
from programmes.reports.front import front_page
from programmes.reports.programme import programme_page, published_programmes
from programmes.reports.text import agreement_page
from programmes.reports.words import date_words
from programmes.status_words import KIND_MEANINGS, Kind, PublicStatus, Status, phrase

LONGEST_QUERY = 200
STATEMENT_REVIEWED_ON = dt.date(2026, 11, 22)  # the law wants a review each year; a test says when it is due


@public_page
def front(request):
    context = {"page": front_page(at=clock.now()), "section": "partnerships"}
    return render(request, "public/front.html", context)


@public_page
def country(request, country):
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    context = {"page": country_page(partnership, at=clock.now()), "section": "partnerships"}
    return render(request, "public/country.html", context)


@public_page
def programme(request, country, programme):
    at = clock.now()
    page = programme_page(_published_programme(country, programme), at=at)
    filters = filter_commitments(page, request.GET, at=at)
    return render(
        request, "public/programme.html", {"page": page, "filters": filters, "section": "partnerships"}
    )


@public_page
def agreement_text(request, country, programme):
    """The text of the agreement, paragraph by paragraph; 404 where it is not held here."""
    found = _published_programme(country, programme)
    if not found.text_is_held or not found.text.is_public:
        raise Http404("The text is not held here.")
    return render(request, "public/text.html", {"page": agreement_page(found), "section": "partnerships"})


@public_page
def commitment(request, country, programme, number):
    found = _published_programme(country, programme)
    shown = get_object_or_404(
        Commitment.objects.published().select_related("area", "track", "owner_team__mission"),
        programme=found, number=number,
    )  # fmt: skip
    page = commitment_page(shown, found, at=clock.now(), site=request.build_absolute_uri("/").rstrip("/"))
    return render(request, "public/commitment.html", {"page": page, "section": "partnerships"})


def _published_programme(country, slug):
    """A programme among its country's published ones, so that it knows its successor."""
    for programme in published_programmes(country):
        if programme.slug == slug:
            return programme
    raise Http404("No such programme.")


@public_page
def organisation(request, slug):
    page = organisation_page(
        get_object_or_404(Organisation.objects.select_related("country", "successor"), slug=slug),
        at=clock.now(),
    )
    return render(request, "public/listing.html", {"page": page})


@public_page
def sector(request, slug):
    page = sector_page(get_object_or_404(Sector, slug=slug), at=clock.now())
    return render(request, "public/listing.html", {"page": page})


@public_page
def sdg(request, number):
    page = sdg_page(get_object_or_404(SDG, number=number), at=clock.now())
    return render(request, "public/listing.html", {"page": page})


@public_page
def search(request):
    page = search_page(request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip(), at=clock.now())
    return render(request, "public/search.html", {"page": page})


@public_page
def about(request):
    context = {
        "section": "about",
        "statuses": [(status, PublicStatus(status).label) for status in SHOWN_ORDER],
        "status_labels": Status.labels,
        "kinds": [
            {
                "label": kind.label,
                "meaning": KIND_MEANINGS[kind],
                "phrases": [phrase(kind, status) for status in Status],
            }
            for kind in Kind
        ],
    }
    return render(request, "public/about.html", context)


@public_page
def accessibility(request):
    context = {"section": "about", "reviewed_on": date_words(STATEMENT_REVIEWED_ON)}
    return render(request, "public/accessibility.html", context)


@public_page
def privacy(request):
    return render(request, "public/privacy.html", {"section": "about"})
