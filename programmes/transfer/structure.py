"""The areas and tracks that the rows of flat files speak of, put together over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from programmes.transfer.cells import RowKey, Values
from programmes.transfer.cleaning import Cleaned, Page
from programmes.transfer.lookups import ImportContext
from programmes.transfer.places import Place
from programmes.transfer.sheets import Areas, Tracks
from programmes.transfer.sheets.base import Sheet

OF_AREA = {"area_title": "title"}
OF_TRACK = {"track_title": "title", "track_kind": "kind"}
STRUCTURE = (*OF_AREA, *OF_TRACK)
# The kind of a track alone is no sign of one: it may be filled down a whole column.
NUMBERED = {"area": "area_title", "track": "track_title"}


@dataclass
class Part:
    """An area or a track: the page and row that name it first, its key, and what is said of it, with the places."""

    page: Page
    number: int
    key: Values
    said: Values = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


class Structure:
    """What flat rows say of areas and tracks; they must agree, and with the plan's own sheets of them."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        self._areas: dict[RowKey, Part] = {}
        self._tracks: dict[RowKey, Part] = {}

    def take_from(self, page: Page, cleaned: Cleaned) -> Cleaned:
        """Take what some rows say of areas and tracks out of their values. Returns those that are right."""
        taken: set[RowKey] = set()
        right = []
        for number, values in cleaned:
            own = {name: values.pop(name) for name in STRUCTURE if name in values}
            if _is_without_number(page, number, values, own):
                continue
            right.append((number, values))
            area, track = values.get("area", ""), values.get("track", "")
            said = (area, track, *own.values())
            if said in taken:
                continue
            errors_before = page.preview.error_count
            if area != "":
                part = self._areas.setdefault((area,), Part(page, number, {"number": area}))
                _gather(part, own, OF_AREA, page, number)
            if area != "" and track != "":
                key = {"area": area, "position": track}
                part = self._tracks.setdefault((area, track), Part(page, number, key))
                _gather(part, own, OF_TRACK, page, number)
            if page.preview.error_count == errors_before:
                taken.add(said)
        return right

    def rows(self) -> Iterator[tuple[Page, Sheet, Cleaned]]:
        """(page, sheet, rows) of all areas, then of all tracks, of which anything new is said."""
        for kind, parts in ((Areas, self._areas), (Tracks, self._tracks)):
            by_page: dict[Page, Cleaned] = {}
            sheet = kind(self.context)
            for _key, part in sorted(parts.items()):
                if kind is Tracks and part.said and sheet.key_text(_key) not in self.context["tracks"]:
                    part.said["kind"] = part.said.get("kind") or "other"
                _leave_out_what_its_sheet_says(sheet, _key, part)
                if part.said:
                    values = part.key | part.said
                    part.page.make_known(sheet, values)
                    by_page.setdefault(part.page, []).append((part.number, values))
            for page, rows in by_page.items():
                yield page, kind(self.context), rows


def _is_without_number(page: Page, number: int, values: Values, own: Values) -> bool:
    """Whether a row says what an area or track is called, and leaves its number empty."""
    for name, source in NUMBERED.items():
        if own.get(source) and values.get(name) == "":
            column = page.sheet.fields[name]
            page.error(page.sheet.missing_fault(column), row=number, column=column)
            page.enter(number, values)
            return True
    return False


def _gather(part: Part, own: Values, names: dict[str, str], page: Page, number: int) -> None:
    """Add what a row says of an area or track to what others say."""
    for source, name in names.items():
        said = own.get(source, "")
        if said == "":
            continue
        if part.said.setdefault(name, said) == said:
            part.places.setdefault(name, Place(page.found, number, page.context.reference))
        else:
            _contradict(part.places[name], part.said[name], page, source, number, said)


def _contradict(place: Place, value: Any, page: Page, source: str, number: int, said: Any) -> None:
    column = page.sheet.fields[source]
    page.error(place.contradicted(page.found, value), row=number, column=column, value=said)


def _leave_out_what_its_sheet_says(sheet: Sheet, key: RowKey, part: Part) -> None:
    """Where the plan comes with a sheet of its areas or tracks, the row there decides, and this one agrees."""
    own = part.page.places.of(sheet).get(key)
    if own is None or own.values is None:
        return
    sources = {name: source for source, name in (OF_AREA if isinstance(sheet, Areas) else OF_TRACK).items()}
    for name in [name for name in part.said if name in own.values]:
        said = part.said.pop(name)
        if said != own.values[name] and name in part.places:
            _contradict(own, own.values[name], part.page, sources[name], part.number, said)
