"""What the public is shown of a programme and of a country, as those who decide it see it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from embassy import clock
from embassy.models import User
from programmes.models import Commitment, Partnership, Programme
from programmes.rules.withholding import WithholdingWords
from programmes.words.strings import marked
from programmes.workspace.pages.tasks import programme_name

ON_A_PAGE = 100
Visibility = Commitment.Visibility


@dataclass(slots=True)
class OpenLine:
    """A commitment that nobody has confirmed. `title` is ready HTML, `word` the listed word that its wording has."""

    pk: int
    number: str
    title: str
    wording: str
    language: str
    word: str
    is_withheld: bool


@dataclass(slots=True)
class Decided:
    number: str
    title: str
    url: str


@dataclass
class VisibilityPage:
    """What is still open, a page of it, and what was decided: how many are public, and which are withheld."""

    reference: str
    name: str
    lines: list[OpenLine]
    open: int
    public: int
    withheld: list[Decided]

    @property
    def after_these(self) -> int:
        """How many come after this page."""
        return self.open - len(self.lines)

    @property
    def proposed(self) -> int:
        return sum(bool(line.word) for line in self.lines)


def visibility_of(programme: Programme, *, chosen: Collection[str] | None = None) -> VisibilityPage:
    """`chosen` are the ids, as sent, that were ticked in vain; without them, what has a listed word is ticked."""
    commitments = Commitment.objects.filter(programme=programme)
    counts = commitments.aggregate(
        open=Count("pk", filter=Q(status_visibility=Visibility.UNCONFIRMED)),
        public=Count("pk", filter=Q(status_visibility=Visibility.PUBLIC)),
    )
    words = WithholdingWords()
    rows = commitments.unconfirmed().with_wording_on(clock.today()).order_by("position", "pk")[:ON_A_PAGE]
    withheld = commitments.filter(status_visibility=Visibility.WITHHELD).order_by("position", "pk")
    return VisibilityPage(
        reference=programme.reference,
        name=programme_name(programme),
        lines=[_line(row, words, chosen) for row in rows],
        open=counts["open"],
        public=counts["public"],
        withheld=[
            Decided(
                row.number,
                marked(row.plain_title),
                reverse("workspace:commitment-visibility", args=[programme.reference, row.number]),
            )
            for row in withheld[:ON_A_PAGE]
        ],
    )


def _line(row: Commitment, words: WithholdingWords, chosen: Collection[str] | None) -> OpenLine:
    wording = row.wording_text or ""
    word = words.in_text(" ".join((wording, row.plain_title_en, row.plain_title_da)))
    return OpenLine(
        pk=row.pk,
        number=row.number,
        title=marked(row.plain_title),
        wording=wording,
        language=row.wording_language or "",
        word=word,
        is_withheld=bool(word) if chosen is None else str(row.pk) in chosen,
    )


@dataclass(slots=True)
class CountryLine:
    """A partnership whose publication somebody may stop."""

    name: str
    slug: str
    public_url: str
    is_published: bool


def countries_of(user: User) -> list[CountryLine]:
    rows = Partnership.objects.editable_by(user).select_related("country").order_by("country__name_en")
    return [
        CountryLine(row.country.name, row.country.slug, row.get_absolute_url(), row.is_published)
        for row in rows
    ]
