"""Feeds of cleared changes (Atom, RFC 4287): of everything, a country, a programme, and each list across programmes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from embassy.languages import active_language
from programmes.models import SDG, Commitment, Organisation, Partnership, Sector
from programmes.public.downloads.commitment_table import DEMONSTRATION
from programmes.public.downloads.offered import FEED
from programmes.public.former_addresses import follows_merges
from programmes.public.pages.feed import Entry, feed_entries, stable_id, xml_text
from programmes.public.serving import public_file
from programmes.public.views import published_programme, track_kind_of


class Feed(Atom1Feed):
    """Atom whose date is that of its latest change, so that the same changes are the same bytes."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=self.feed["began"])


@public_file
def everything(request: HttpRequest) -> HttpResponse:
    return _feed(request, _("Strategic partnerships"), f"/{active_language()}/")


@public_file
def country(request: HttpRequest, country: str) -> HttpResponse:
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    where = {"commitment__programme__partnership": partnership}
    return _feed(request, str(partnership.country.name), partnership.get_absolute_url(), **where)


@public_file
def programme(request: HttpRequest, country: str, programme: str) -> HttpResponse:
    agreed = published_programme(country, programme)
    title = f"{agreed.partnership.country.name}: {agreed.title}"
    return _feed(request, title, agreed.get_absolute_url(), commitment__programme=agreed)


@public_file
@follows_merges(Sector)
def sector(request: HttpRequest, slug: str) -> HttpResponse:
    subject = get_object_or_404(Sector.objects.public(), slug=slug)
    return _feed(request, str(subject.name), subject.get_absolute_url(), commitment__sectors=subject)


@public_file
def sdg(request: HttpRequest, number: int) -> HttpResponse:
    goal = get_object_or_404(SDG, number=number)
    serving = Commitment.objects.published().marked_or_promoted([goal.number])
    return _feed(request, str(goal), goal.get_absolute_url(), commitment__in=serving.values("pk"))


@public_file
@follows_merges(Organisation)
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    carrier = get_object_or_404(Organisation.objects.public(), slug=slug)
    theirs = Commitment.objects.published().carried_out_by(carrier, on=clock.today())
    return _feed(request, str(carrier.name), carrier.get_absolute_url(), commitment__in=theirs.values("pk"))


@public_file
def track_kind(request: HttpRequest, kind: str) -> HttpResponse:
    code = track_kind_of(kind)
    path = reverse("public:track-kind", args=[code.value])
    return _feed(request, str(code.label), path, commitment__track__kind=code)


def _feed(request: HttpRequest, title: str, path: str, **where: Any) -> HttpResponse:
    """The feed of the page at a path. Its id and its entries' do not depend on where the site stands."""
    at, site = clock.now(), site_of(request)
    entries = feed_entries(at=at, **where)
    feed = Feed(
        title=xml_text(_("%(name)s: reports on commitments") % {"name": title}),
        link=f"{site}{path}",
        description="",
        subtitle=_subtitle(entries),
        language=active_language(),
        author_name=settings.OPERATOR["name"] or _("Strategic partnerships"),
        feed_url=f"{site}{path}{FEED}",
        feed_guid=stable_id(f"feed:{path}"),
        feed_copyright=f"{settings.DATA_LICENCE} {settings.DATA_LICENCE_URL}",
        began=clock.start_of_day(clock.public_day(at)),
    )
    for entry in entries:
        feed.add_item(
            entry.title, f"{site}{entry.path}", entry.html, unique_id=entry.id, pubdate=entry.published,
            updateddate=entry.updated,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type=Feed.content_type)


def _subtitle(entries: Iterable[Entry]) -> str:
    words = _("What the sides have reported, once it was cleared for publication.")
    return f"{DEMONSTRATION} {words}" if any(entry.is_demonstration for entry in entries) else words
