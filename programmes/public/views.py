"""The public pages: fetch what is published (else 404), read it, render it."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from programmes.models import SDG, Commitment, Organisation, Partnership, Programme, Sector, Track
from programmes.public import head
from programmes.public.asking import unusable, written
from programmes.public.days import NotThen, dated
from programmes.public.downloads.offered import offers_of
from programmes.public.filters import filter_commitments, filter_list
from programmes.public.former_addresses import follows_merges, with_present_values
from programmes.public.pages.agreement_text import agreement_page
from programmes.public.pages.as_of import AsOf
from programmes.public.pages.commitment import commitment_page
from programmes.public.pages.commitment_rows import SHOWN_ORDER
from programmes.public.pages.country import country_page
from programmes.public.pages.front import front_page
from programmes.public.pages.places import place_of
from programmes.public.pages.programme import programme_page, published_programmes
from programmes.public.pages.topic_lists import (
    Subject,
    facets_of,
    listing_page,
    organisation_subject,
    sdg_subject,
    sector_subject,
    track_kind_subject,
)
from programmes.public.parameters import ACROSS, DATED, OF_PROGRAMME, PLACE
from programmes.public.serving import public_page, public_page_with
from programmes.statuses import KIND_MEANINGS, Kind, PublicStatus, Status, phrase
from programmes.words.strings import date_words

STATEMENT_REVIEWED_ON = dt.date(2026, 11, 22)  # the law wants a review each year; a test says when it is due


@public_page_with(DATED)
@dated
def front(request: HttpRequest, *, as_of: AsOf | None) -> HttpResponse:
    context = {
        "page": front_page(at=clock.now(), as_of=as_of),
        "offers": offers_of(request.path, has_list=False, is_past=bool(as_of)),
        "section": "partnerships",
        **head.of_front(request),
    }
    return render(request, "public/front.html", context)


@public_page_with(DATED)
@dated
def country(request: HttpRequest, country: str, *, as_of: AsOf | None) -> HttpResponse:
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    if as_of and not Partnership.objects.published_on(as_of.day).filter(pk=partnership.pk).exists():
        raise NotThen(_("On %(date)s this partnership was not published here.") % {"date": as_of.words})
    page = country_page(partnership, at=clock.now(), as_of=as_of)
    offers = offers_of(request.path, has_list=False, has_calendar=True)
    context = {"page": page, "offers": offers, "section": "partnerships", **head.of_country(request, page)}
    return render(request, "public/country.html", context)


@public_page_with(OF_PROGRAMME)
@dated
def programme(request: HttpRequest, country: str, programme: str, *, as_of: AsOf | None) -> HttpResponse:
    return answer_programme(request, country, programme, as_of=as_of)


def answer_programme(
    request: HttpRequest, country: str, programme: str, *, as_of: AsOf | None = None
) -> HttpResponse:
    """The page itself, as its preview shows it too."""
    at = clock.now()
    page = programme_page(published_programme(country, programme, as_of), at=at, as_of=as_of)
    filters = filter_commitments(page, request.GET, at=at)
    if filters.present:
        return with_present_values(request, filters.present)
    query = written(filters.pairs, on=filters.on)
    offers = offers_of(page.url, query, has_list=bool(page.rows), has_calendar=True, is_past=bool(as_of))
    context = {
        "page": page,
        "filters": filters,
        "offers": offers,
        "section": "partnerships",
        **head.of_programme(request, page),
    }
    return render(request, "public/programme.html", context, status=filters.http_status)


@public_page
def agreement_text(request: HttpRequest, country: str, programme: str) -> HttpResponse:
    return answer_text(request, country, programme)


def answer_text(request: HttpRequest, country: str, programme: str) -> HttpResponse:
    """The text of the agreement, paragraph by paragraph; 404 where it is not held here."""
    agreed = published_programme(country, programme)
    if not agreed.text_is_held or agreed.text is None or not agreed.text.is_public or agreed.is_named_only:
        raise Http404("The text is not held here.")
    return render(
        request,
        "public/text.html",
        {"page": agreement_page(agreed, agreed.text.pk), "section": "partnerships"},
    )


@public_page_with(DATED)
@dated
def commitment(
    request: HttpRequest, country: str, programme: str, number: str, *, as_of: AsOf | None
) -> HttpResponse:
    return answer_commitment(request, country, programme, number, as_of=as_of)


def answer_commitment(
    request: HttpRequest, country: str, programme: str, number: str, *, as_of: AsOf | None = None
) -> HttpResponse:
    """The page itself, as its preview shows it too."""
    agreed = published_programme(country, programme, as_of)
    shown = get_object_or_404(
        Commitment.objects.published().select_related("area", "track", "owner_team__mission"),
        programme=agreed, number=number,
    )  # fmt: skip
    if as_of:
        _require_then(shown, as_of)
    page = commitment_page(shown, agreed, at=clock.now(), site=site_of(request), as_of=as_of)
    context = {"page": page, "section": "partnerships", **head.of_commitment(request, page)}
    return render(request, "public/commitment.html", context)


def _require_then(commitment: Commitment, as_of: AsOf) -> None:
    """Raises NotThen where a day knows nothing of a commitment."""
    this, then = Commitment.objects.published().filter(pk=commitment.pk), {"date": as_of.words}
    if not this.agreed_by(as_of.day).exists():
        raise NotThen(_("On %(date)s this commitment had not been agreed yet.") % then)
    if not this.published_on(as_of.day).exists():
        raise NotThen(_("On %(date)s this commitment was not published here.") % then)


def published_programme(country: str, slug: str, as_of: AsOf | None = None) -> Programme:
    """A programme among its country's published ones, so that it knows its successor; 404 where there is none.

    Raises NotThen when nothing was known of it yet on the day that is asked for.
    """
    for programme in published_programmes(country, on=as_of.day if as_of else None):
        if programme.slug == slug:
            return programme
    if as_of:
        if not published_programme(country, slug).was_published_on(as_of.day):
            raise NotThen(_("On %(date)s this programme was not published here.") % {"date": as_of.words})
        raise NotThen(_("Nothing is recorded about this programme as of %(date)s.") % {"date": as_of.words})
    raise Http404("No such programme.")


@public_page_with(ACROSS.and_also(PLACE))
@follows_merges(Organisation)
@dated
def organisation(request: HttpRequest, slug: str, *, as_of: AsOf | None) -> HttpResponse:
    listed = get_object_or_404(
        Organisation.objects.public().select_related("country", "successor"), slug=slug
    )
    return _listing(request, organisation_subject(listed, at=clock.now(), as_of=as_of), as_of)


@public_page_with(ACROSS.and_also(PLACE))
@follows_merges(Sector)
@dated
def sector(request: HttpRequest, slug: str, *, as_of: AsOf | None) -> HttpResponse:
    return _listing(request, sector_subject(get_object_or_404(Sector.objects.public(), slug=slug)), as_of)


@public_page_with(ACROSS.and_also(PLACE))
@dated
def sdg(request: HttpRequest, number: int, *, as_of: AsOf | None) -> HttpResponse:
    return _listing(request, sdg_subject(get_object_or_404(SDG, number=number), as_of=as_of), as_of)


@public_page_with(ACROSS.and_also(PLACE))
@dated
def track_kind(request: HttpRequest, kind: str, *, as_of: AsOf | None) -> HttpResponse:
    return _listing(request, track_kind_subject(track_kind_of(kind)), as_of)


def track_kind_of(code: str) -> Track.Kind:
    if code not in Track.Kind.values:
        raise Http404("No such kind of track.")
    return Track.Kind(code)


def _listing(request: HttpRequest, subject: Subject, as_of: AsOf | None) -> HttpResponse:
    """A page of a list across programmes, narrowed by its filters, with what it offers to take away."""
    facets = facets_of(subject, at=clock.now(), as_of=as_of)
    value = request.GET.get(PLACE.name, "").strip()
    after = place_of(value) if value else None
    problems = [unusable(PLACE, value)] if value and not after else []
    filters, narrowed = filter_list(facets, request.GET, problems)
    if filters.present:
        return with_present_values(request, filters.present)

    def address(place: str) -> str:
        return f"{subject.url}{written(filters.pairs, on=filters.on, page=place)}"

    page = listing_page(facets, narrowed, after=after, address=address)
    query = written(filters.pairs, on=filters.on)
    context = {
        "page": page,
        "filters": filters,
        "offers": offers_of(subject.url, query, has_list=bool(facets.total), is_past=bool(as_of)),
        **head.of_listing(request, page),
    }
    return render(request, "public/listing.html", context, status=filters.http_status)


@public_page
def about(request: HttpRequest) -> HttpResponse:
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
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"section": "about", "reviewed_on": date_words(STATEMENT_REVIEWED_ON)}
    return render(request, "public/accessibility.html", context)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", {"section": "about"})
