"""What comes of a reviewed text: its comparison with a programme, and what publishing a draft would show."""

from dataclasses import dataclass

from embassy import clock
from programmes.agreements.review.review import Item, Review
from programmes.agreements.review.versions import Wording, compare
from programmes.models import AgreementReading, Commitment, Programme
from programmes.workspace.pages.agreements import place_words
from programmes.workspace.pages.word_difference import word_difference


@dataclass(slots=True)
class Reworded:
    """A commitment in both versions: its number, the new place, and HTML of what went and came."""

    number: str
    place: str
    difference: str


class ComparePage:
    """A later version of a text beside its programme, commitment by commitment."""

    def __init__(self, reading: AgreementReading, review: Review) -> None:
        self.reading, self.programme = reading, reading.compared_with
        self.language = review.language
        commitments = (
            Commitment.objects.filter(programme=self.programme, withdrawn_on=None)
            .with_wording_on(clock.today())
            .order_by("position")
        )
        items = {item.name: item for item in review.kept()}
        before = [Wording(row.number, row.wording_text) for row in commitments if row.wording_text]
        compared = compare(before, [Wording(item.name, item.wording) for item in items.values()])
        self.new = [self._new(items[wording.key]) for wording in compared.new]
        self.gone = [(wording.key, wording.text) for wording in compared.gone]
        self.same = [(a.key, items[b.key].number) for a, b in compared.same]
        self.reworded = [
            Reworded(a.key, self._place(items[b.key]), word_difference(a.text, b.text))
            for a, b in compared.reworded
        ]

    def _new(self, item: Item) -> tuple[str, str, str]:
        return item.number, item.wording, self._place(item)

    @staticmethod
    def _place(item: Item) -> str:
        return place_words(item.page, item.paragraph, item.row)


class PublishPage:
    """What publishing a draft would show, and what a reader would miss."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.is_published = programme, programme.is_published
        self.partnership_is_hidden = not programme.partnership.is_published
        self.count = programme.commitments.filter(is_published=True).count()
        self.unconfirmed = programme.commitments.unconfirmed().count()
        self.withheld = programme.commitments.filter(status_visibility=Commitment.Visibility.WITHHELD).count()
        self.without_title = programme.commitments.filter(plain_title_da="", plain_title_en="").count()
        self.notes = programme.notes.count()
