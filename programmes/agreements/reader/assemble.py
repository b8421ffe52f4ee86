"""Parts with roles become an outline: every commitment under its area and track, with its place."""

import re
from collections import defaultdict
from typing import NamedTuple

from programmes.agreements.reader.findings import basis as basis_of
from programmes.agreements.reader.findings import sdgs
from programmes.agreements.reader.headings import BELOW
from programmes.agreements.reader.list_markers import Marker, parse_marker
from programmes.agreements.reader.outline import Area, Commitment, Outline, Passage, Place, Track
from programmes.agreements.reader.parts import Part, Role
from programmes.agreements.reader.prose import ProseCommitments
from programmes.agreements.reader.sections import SPECIAL
from programmes.agreements.reader.tables import Row, TableReading

STYLE: dict[Role, str] = {
    "title": "heading1",
    "item": "bullet",
    "sub": "bullet",
    "basis": "list",
    "topics": "list",
    "signing": "signature",
}


class RowKey(NamedTuple):
    """A row of a table, by the table's id and the row's index."""

    table: int
    row: int


def passages(parts: list[Part]) -> tuple[list[Passage], dict[RowKey, int]]:
    """Paragraphs and table rows in order, each part's number set, and the number of each table row."""
    out: list[Passage] = []
    places: dict[RowKey, int] = {}
    for part in parts:
        if part.is_text:
            number = len(out) + 1
            part.block.number = number
            style = STYLE.get(part.role, "text")
            if part.role == "heading":
                style = "heading1" if part.level <= 1 else "heading2"
            raw = f"{part.marker.raw} {part.text}" if part.marker and part.marker.counts else part.text
            out.append({"paragraph": number, "page": part.block.page, "style": style, "text": raw})
        else:
            for at, row in enumerate(part.table.rows):
                places[RowKey(id(part.table), at)] = len(out) + 1
                text = " | ".join(" ".join(cell.split()) for cell in row if cell.strip())
                if text:
                    out.append(
                        {"paragraph": len(out) + 1, "page": part.table.page, "style": "list", "text": text}
                    )
    return out, places


LEAST_INTRO = 15  # words that an area without commitments must say for itself


class Assembly:
    """Walks the parts in order, knowing which headings are open."""

    def __init__(
        self, parts: list[Part], prose: list[ProseCommitments], tables: dict[int, TableReading]
    ) -> None:
        self.parts, self.tables = parts, tables
        self.prose = {id(entry.part): entry.texts for entry in prose}
        self.outline = Outline()
        self.outline.passages, self.row_places = passages(parts)
        self.open: list[Part] = []  # headings, the highest first
        self.upper = _upper_level(parts, self.prose, tables)
        self.area: Area | None = None
        self.track: Track | None = None
        self.areas: dict[str | None, Area] = {}  # by title
        self.tracks: dict[tuple[int, str | None, int | None], Track] = {}  # by area's id, title and paragraph
        self.intros: dict[int, list[str]] = defaultdict(list)  # by area's id
        self.preamble: list[str] = []
        self.basis_area: str | None = None
        self.is_basis = False
        self.is_label = False  # the part before was the name of a field in a list of agreements

    def assemble(self) -> Outline:
        for part in self.parts:
            if part.role == "heading":
                self._heading(part)
            elif part.is_table:
                self._table(part)
            elif id(part) in self.prose:
                reason = part.reason or "a sentence in which the parties say what they will do"
                for text in self.prose[id(part)]:
                    self._commit(Commitment(text, _place(part), reason, part.confidence))
            elif part.role == "item":
                self._item(part)
            elif part.role == "sub":
                self._sub(part)
            elif part.role == "signing":
                self.is_basis = False
            elif part.role == "basis" or self.is_basis:
                self._basis(part)
            else:
                self._text(part)
        self._tidy()
        return self.outline

    def _heading(self, part: Part) -> None:
        if part.form in BELOW and self.open:
            return
        while self.open and self.open[-1].level >= part.level:
            self.open.pop()
        self.open.append(part)
        self.is_basis = any(p.kind == "basis" for p in self.open)
        if self.is_basis:
            if part.kind != "basis" and not part.has_marker:
                self.basis_area = _clean_title(part.text)
            self.is_label = part.kind != "basis"
            return
        chain = [p for p in self.open if p.level >= self.upper and p.kind not in SPECIAL and not (
            p.kind == "annex" and len(self.open) > 1)]  # fmt: skip
        if part.kind in SPECIAL or not chain:
            self.area = self.track = None
            return
        if len(chain) == 1:
            marker = part.marker or _first_marker(part.text)
            title, goals = sdgs.split_goals(
                part.text if marker is None or marker is part.marker else marker.rest
            )
            number = marker.value[-1] if marker and marker.counts and len(marker.value) == 1 else None
            self._begin(Area(title, number, _place(part), sdgs=goals), part.reason, part.confidence)
        else:
            named = chain[1]
            self._track(_clean_title(named.text), _place(named), named.reason, named.confidence)

    def _begin(self, area: Area, reason: str, confidence: float) -> Area:
        self.area, self.track = area, None
        area.reason, area.confidence = reason, round(confidence, 2)
        self.areas.setdefault(area.title, area)
        self.outline.areas.append(area)
        return area

    def _area(self) -> Area:
        return self.area or self._begin(Area(None), "no heading stands above", 0.5)

    def _track(
        self,
        title: str | None,
        place: Place | None,
        reason: str,
        confidence: float,
        *,
        is_carried: bool = False,
    ) -> Track:
        """Go on in the track of this title and place, which is new at the end of its area if there is none."""
        area = self._area()
        key = (id(area), title, place.paragraph if place and not is_carried else None)
        if key not in self.tracks:
            self.tracks[key] = Track(title, place, reason=reason, confidence=round(confidence, 2))
            area.tracks.append(self.tracks[key])
        self.track = self.tracks[key]
        return self.track

    def _commit(self, commitment: Commitment) -> None:
        track = self.track if self.area is not None else None
        if track is None:
            track = self._track(None, None, "no heading of a track stands above", 0.5)
        track.commitments.append(commitment)

    def _item(self, part: Part) -> None:
        number = part.marker.raw.strip("().:") if part.marker and part.marker.counts else ""
        self._commit(Commitment(part.text, _place(part), part.reason, part.confidence, number=number))

    def _sub(self, part: Part) -> None:
        if self.track and self.track.commitments:
            self.track.commitments[-1].sub.append(part.text)

    def _text(self, part: Part) -> None:
        if self.area is not None and self.area.title and not any(t.commitments for t in self.area.tracks):
            if not self.area.tracks:
                self.intros[id(self.area)].append(part.text)
        elif self._still_opening(part):
            self.preamble.append(part.text)

    def _still_opening(self, part: Part) -> bool:
        """Before the first area with a title, and under no heading but the preamble's own."""
        if any(area.title is not None for area in self.outline.areas):
            return False
        if self.open:
            return self.open[-1].kind == "opening"
        return part.role in {"", "text", "lead", "topics"}

    def _basis(self, part: Part) -> None:
        if basis_of.looks_like_entry(part.text):
            self.outline.basis.append(basis_of.entry(part.text, self.basis_area))
            self.is_label = False
        elif part.block.words <= 8 and not part.has_marker:
            name = _clean_title(part.text)
            self.basis_area = f"{self.basis_area} {name}" if self.is_label else name
            self.is_label = True
        elif self.outline.basis and not part.has_marker and not self.is_label:
            last = self.outline.basis.pop()
            self.outline.basis.append(basis_of.entry(f"{last['title']} {part.text}", last["area"]))

    def _table(self, part: Part) -> None:
        if self.is_basis or basis_of.is_basis_table(part.table):
            self.outline.basis += basis_of.from_table(part.table)
            return
        reading = self.tables.get(id(part.table))
        if reading is None or reading.kind != "commitments":
            return
        for row in reading.rows:
            self._row(part, row, reading)

    def _row(self, part: Part, row: Row, reading: TableReading) -> None:
        place = Place(part.table.page, self.row_places[RowKey(id(part.table), row.row)], row.row + 1)
        if row.area and (self.area is None or self.area.title != row.area) and not self._is_under_heading():
            title, goals = sdgs.split_goals(row.area)
            self.area, self.track = self.areas.get(title), None
            if self.area is None:
                self._begin(
                    Area(title, None, place, sdgs=goals), "a row or column of the table names it", 0.8
                )
        title = row.track or (row.area if self._is_under_heading() else "")
        if title:
            self._track(title, place, "a column of the table names it", 0.8, is_carried=True)
        part.confidence = 0.85
        self._commit(
            Commitment(
                row.text, place, reading.reason, part.confidence, number=row.number,
                responsible=row.responsible, timeline=row.timeline,
            )
        )  # fmt: skip

    def _is_under_heading(self) -> bool:
        return any(p.kind not in SPECIAL and p.kind != "annex" for p in self.open)

    def _tidy(self) -> None:
        """Headings without commitments stay only as areas with a text of their own, among others that have some."""
        self.outline.preamble = " ".join(self.preamble)
        kept = []
        for area in self.outline.areas:
            area.intro = " ".join(self.intros[id(area)])
            if any(track.commitments for track in area.tracks):
                area.tracks = [track for track in area.tracks if track.commitments]
                kept.append(area)
            elif kept and area.title and len(area.intro.split()) >= LEAST_INTRO:
                area.tracks = []
                kept.append(area)
        self.outline.areas = kept


def _place(part: Part) -> Place:
    return Place(part.block.page, part.block.number)


def _first_marker(text: str) -> Marker | None:
    """The marker of a heading “1. Energy” that stands alone, outside any sequence."""
    marker = parse_marker(text)
    return marker if marker and marker.counts and marker.value == (1,) else None


def _clean_title(text: str) -> str:
    return re.sub(r"\s*:$", "", text).strip()


def _upper_level(parts: list[Part], prose: dict[int, list[str]], tables: dict[int, TableReading]) -> int:
    """The level of areas: the highest that divides the commitments, where there are more than two."""
    chains: list[tuple[Part, ...]] = []
    open_: list[Part] = []
    for part in parts:
        if part.role == "heading" and part.form not in BELOW:
            while open_ and open_[-1].level >= part.level:
                open_.pop()
            open_.append(part)
        is_holding = part.role == "item" or id(part) in prose or (
            part.is_table and id(part.table) in tables and tables[id(part.table)].kind == "commitments")  # fmt: skip
        if is_holding and open_:
            chains.append(tuple(open_))
    levels = sorted({p.level for chain in chains for p in chain})
    if not levels:
        return 0
    deepest = max(len(chain) for chain in chains)
    tops = {id(chain[0]) for chain in chains}
    if deepest >= 3 and len(tops) == 1 and len(levels) >= 3:
        return levels[1]
    return 0
