"""What a reading ends in: areas, tracks and commitments, each with its place in the text and the reason for it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TypedDict

from programmes.agreements.reader.findings.basis import BasisEntry
from programmes.agreements.reader.findings.organisations import NamedOrganisation
from programmes.agreements.reader.findings.questions import Question
from programmes.agreements.reader.findings.signing import Signatory


class Passage(TypedDict):
    """A paragraph or table row as a reader counts them."""

    paragraph: int
    page: int | None
    style: str
    text: str


@dataclass(slots=True)
class Place:
    """Where something stands: page where the format has pages, paragraph counted through the text, row of a table."""

    page: int | None
    paragraph: int
    row: int | None = None


@dataclass(slots=True)
class Commitment:
    text: str
    place: Place
    reason: str
    confidence: float
    sub: list[str] = field(default_factory=list)
    number: str = ""  # as the text itself numbers it
    recurrence: str | None = None
    acronyms: list[str] = field(default_factory=list)
    kind: str = ""
    kind_reason: str = ""
    responsible: str = ""
    timeline: str = ""
    organisations: list[NamedOrganisation] = field(default_factory=list)
    sdgs: list[int] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> str:
        return f"{self.reason}; kind: {self.kind_reason}"


@dataclass(slots=True)
class Track:
    title: str | None
    place: Place | None = None
    commitments: list[Commitment] = field(default_factory=list)
    kind: str = ""
    reason: str = ""
    confidence: float = 0.0


@dataclass(slots=True)
class Area:
    title: str | None
    number: int | None = None
    place: Place | None = None
    intro: str = ""
    sdgs: list[int] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    reason: str = ""
    confidence: float = 0.0


@dataclass(slots=True)
class Outline:
    """The structure that was found in a text, in the order of the text."""

    title: str = ""
    language: str = "en"
    countries: list[str] = field(default_factory=list)
    period_start: int | None = None
    period_end: int | None = None
    preamble: str = ""
    areas: list[Area] = field(default_factory=list)
    basis: list[BasisEntry] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    signed_on: str | None = None
    questions: list[Question] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def commitments(self) -> Iterator[tuple[Area, Track, Commitment]]:
        for area in self.areas:
            for track in area.tracks:
                for commitment in track.commitments:
                    yield area, track, commitment

    @property
    def count(self) -> int:
        return sum(1 for _ in self.commitments())

    def as_json(self) -> dict[str, Any]:
        """The shape in which outlines are exchanged; what goes beyond it stands under `x`."""
        return {
            "title": self.title,
            "countries": self.countries,
            "period_start": self.period_start,
            "period_end": self.period_end,
            "preamble_summary": "",
            "areas": [_area(area) for area in self.areas],
            "basis_agreements": self.basis,
            "signatories": self.signatories,
            "x": {
                "language": self.language,
                "preamble": self.preamble,
                "signed_on": self.signed_on,
                "questions": [asdict(question) for question in self.questions],
                "passages": self.passages,
            },
        }


def _area(area: Area) -> dict[str, Any]:
    return {
        "number": area.number,
        "title": area.title,
        "sdgs": area.sdgs,
        "tracks": [
            {"title": track.title, "commitments": [_commitment(c) for c in track.commitments],
             "x": {"kind": track.kind, "place": asdict(track.place) if track.place else None,
                   "reason": track.reason, "confidence": track.confidence}}
            for track in area.tracks
        ],
        "x": {"intro": area.intro, "sectors": area.sectors, "place": asdict(area.place) if area.place else None,
              "reason": area.reason, "confidence": area.confidence},
    }  # fmt: skip


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "text": commitment.text,
        "recurrence": commitment.recurrence,
        "acronyms": commitment.acronyms,
        "x": {
            "kind": commitment.kind, "sub": commitment.sub, "number": commitment.number, "place": asdict(commitment.place), "reason": commitment.reasons,
            "confidence": commitment.confidence, "responsible": commitment.responsible, "timeline": commitment.timeline,
            "organisations": commitment.organisations, "sdg_mentions": commitment.sdgs, "sectors": commitment.sectors,
        },
    }  # fmt: skip
