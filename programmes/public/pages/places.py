"""Where a page of a list goes on: after a place, which stays though the row that stood there has gone.

A place is the programme's reference, the position in it and the row's id (`KR-2021:12:345`), as in the programming
interface. Addresses that name the commitment itself (`KR-2021-1.1.3`) lead to its place, or, where no published one has
that number, to where it would stand. Only published rows are looked at, so a place tells nothing of others.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

from programmes.models import Commitment, Partnership, Programme
from programmes.words.strings import alphabetical

LONGEST_REFERENCE = 60
_PLACE = re.compile(r"(?P<programme>[^:]{1,60}):(?P<position>[0-9]{1,9}):(?P<key>[0-9]{1,15})", re.ASCII)
_NUMBER = re.compile(r"[0-9][0-9A-Za-z.]{0,19}", re.ASCII)
_PARTS = re.compile(r"([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in lists across programmes. `row` is the reference of the commitment that stands there, if one does."""

    programme: str
    country: str
    position: int
    key: int
    row: str = ""

    def __str__(self) -> str:
        return place_words(self.programme, self.position, self.key)

    def is_before(self, programme: Programme) -> bool:
        """Whether a whole programme comes after this place: countries by the alphabet, in each the latest first."""
        name = alphabetical(programme.partnership.country.name)
        here = alphabetical(self.country)
        return name > here or (name == here and programme.reference < self.programme)


def place_words(programme: str, position: int, key: int) -> str:
    return f"{programme}:{position}:{key}"


def place_of(value: str) -> Place | None:
    """The place that an address names; None where it names none."""
    if len(value) > 2 * LONGEST_REFERENCE or not value.isprintable():
        return None
    place = _PLACE.fullmatch(value)
    if place:
        return _at(place["programme"], int(place["position"]), int(place["key"]))
    return _cited(value)


def _at(reference: str, position: int, key: int) -> Place | None:
    country = _country_of(reference)
    if country is None:
        return None
    row = Commitment.objects.published().filter(pk=key, programme__reference=reference).first()
    return Place(reference, country, position, key, f"{reference}-{row.number}" if row else "")


def _country_of(reference: str) -> str | None:
    """The name of the country that a programme is with; of one that is not published, by the code it begins with."""
    published = (
        Programme.objects.published().filter(reference=reference).select_related("partnership__country")
    )
    programme = published.first()
    if programme:
        return str(programme.partnership.country.name)
    if reference[2:3] != "-":
        return None
    partnership = (
        Partnership.objects.published().filter(country__iso2=reference[:2]).select_related("country").first()
    )
    return str(partnership.country.name) if partnership else None


def _cited(reference: str) -> Place | None:
    """The place of a commitment by its reference, which has a hyphen between its parts and may have others in them."""
    *heads, _last = accumulate(reference.split("-"), "{}-{}".format)
    published = (
        Programme.objects.published().filter(reference__in=heads).select_related("partnership__country")
    )
    programmes = sorted(published, key=lambda programme: -len(programme.reference))
    if not programmes:
        head, _hyphen, number = reference.rpartition("-")
        return _at(head, 0, 0) if _NUMBER.fullmatch(number) else None
    for programme in reversed(
        programmes
    ):  # two may be cited alike; then it is the first, as in the interface
        place = _numbered(programme, reference[len(programme.reference) + 1 :], must_be_there=True)
        if place:
            return place
    return _numbered(programmes[0], reference[len(programmes[0].reference) + 1 :])


def _numbered(programme: Programme, number: str, *, must_be_there: bool = False) -> Place | None:
    """The place of a number in a programme: that of its row, else of the last row whose number comes before it."""
    country = str(programme.partnership.country.name)
    rows = Commitment.objects.published().filter(programme=programme).order_by("position", "pk")
    listed = list(rows.values_list("position", "pk", "number"))
    for position, key, own in listed:
        if own == number:
            return Place(programme.reference, country, position, key, f"{programme.reference}-{number}")
    if must_be_there:
        return None
    before = [row for row in listed if _in_order(row[2]) < _in_order(number)]
    position, key = before[-1][:2] if before else (0, 0)
    return Place(programme.reference, country, position, key)


def _in_order(number: str) -> list[tuple[int, str]]:
    """A key by which 1.1.10 comes after 1.1.9."""
    parts = [part for part in _PARTS.split(number) if part.strip(".-")]
    return [(int(part), "") if _PARTS.fullmatch(part) else (-1, part) for part in parts]
