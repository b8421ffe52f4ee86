"""Every public page in both languages, for search engines."""

from collections.abc import Iterator

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

from programmes.models import SDG, Commitment, Organisation, Partnership, Passage, Programme, Sector, Track

FIXED_PATHS = (
    "", "statistics/", "matrix/", "about/", "about/data/", "accessibility/", "privacy/", "search/",
)  # fmt: skip


class PublicPages(Sitemap):
    """The published pages, each by its address as it reads after the language."""

    i18n = True
    alternates = True
    languages = ("da", "en")

    def items(self) -> list[str]:
        return [*FIXED_PATHS, *_agreements(), *_topic_lists()]

    @cached_property
    def paginator(self) -> Paginator:
        """Made once: the items are read for it."""
        return super().paginator

    def _location(self, item: tuple[str, str], force_lang_code: str | None = None) -> str:
        """Addresses are made of texts: Django would change the language three times for each."""
        path, language = item
        return f"/{force_lang_code or language}/{path}"


def _agreements() -> Iterator[str]:
    partnerships = Partnership.objects.published().order_by("country__slug")
    for slug in partnerships.values_list("country__slug", flat=True):
        yield from (f"{slug}/", f"{slug}/timeline/")
    programmes = Programme.objects.published().order_by("reference")
    passages = Passage.objects.filter(document=OuterRef("text"), document__is_public=True)
    for country, slug, is_held in programmes.annotate(is_held=Exists(passages)).values_list(
        "partnership__country__slug", "slug", "is_held"
    ):
        yield f"{country}/{slug}/"
        if is_held:
            yield f"{country}/{slug}/text/"
    commitments = Commitment.objects.published().order_by("programme__reference", "position")
    for country, slug, number in commitments.values_list(
        "programme__partnership__country__slug", "programme__slug", "number"
    ):
        yield f"{country}/{slug}/{number}/"


def _topic_lists() -> Iterator[str]:
    """The pages of all goals and kinds of track, and of sectors and organisations that are public."""
    for slug in Sector.objects.public().order_by("slug").values_list("slug", flat=True):
        yield f"sector/{slug}/"
    for number in SDG.objects.order_by("number").values_list("number", flat=True):
        yield f"sdg/{number}/"
    for kind in Track.Kind.values:
        yield f"track-kind/{kind}/"
    for slug in Organisation.objects.public().order_by("slug").values_list("slug", flat=True):
        yield f"organisation/{slug}/"
