"""What comes of a later version of a text: its comparison with the programme."""

from dataclasses import dataclass

from embassy import clock
from programmes.agreements.review.review import Item, Review
from programmes.agreements.review.versions import Wording, compare
from programmes.models import AgreementReading, Commitment
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
