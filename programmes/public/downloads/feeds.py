"""Feeds of cleared changes (Atom, RFC 4287): of everything, a country, a programme, and each list across programmes."""

from django.conf import settings
from django.http import HttpResponse
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
from programmes.public.pages.feed import feed_entries, stable_id
from programmes.public.serving import public_page
from programmes.public.views import published_programme, track_kind_of


class Feed(Atom1Feed):
    """Atom whose date is that of its latest change, so that the same changes are the same bytes."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=self.feed["began"])


@public_page
def everything(request):
    return _feed(request, _("Strategic partnerships"), f"/{active_language()}/")


@public_page
def country(request, country):
    found = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    where = {"commitment__programme__partnership": found}
    return _feed(request, str(found.country.name), found.get_absolute_url(), **where)


@public_page
def programme(request, country, programme):
    found = published_programme(country, programme)
    title = f"{found.partnership.country.name}: {found.title}"
    return _feed(request, title, found.get_absolute_url(), commitment__programme=found)


@public_page
def sector(request, slug):
    found = get_object_or_404(Sector, slug=slug)
    return _feed(request, str(found.name), found.get_absolute_url(), commitment__sectors=found)


@public_page
def sdg(request, number):
    found = get_object_or_404(SDG, number=number)
    serving = Commitment.objects.published().marked_or_promoted([found.number])
    return _feed(request, str(found), found.get_absolute_url(), commitment__in=serving.values("pk"))


@public_page
def organisation(request, slug):
    found = get_object_or_404(Organisation, slug=slug)
    held = Commitment.objects.published().carried_out_by(found, on=clock.today())
    return _feed(request, str(found.name), found.get_absolute_url(), commitment__in=held.values("pk"))


@public_page
def track_kind(request, kind):
    found = track_kind_of(kind)
    path = reverse("public:track-kind", args=[found.value])
    return _feed(request, found.label, path, commitment__track__kind=found)


def _feed(request, title, path, **where):
    """The feed of the page at a path. Its id and its entries' do not depend on where the site stands."""
    at, site = clock.now(), site_of(request)
    entries = feed_entries(at=at, **where)
    feed = Feed(
        title=_("%(name)s: reports on commitments") % {"name": title},
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


def _subtitle(entries):
    words = _("What the sides have reported, once it was cleared for publication.")
    return f"{DEMONSTRATION} {words}" if any(entry.is_demonstration for entry in entries) else words
