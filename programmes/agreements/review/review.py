"""An outline under review: every part with a name of its own, and the decisions of people put on it one by one.

The reader's outline never changes. `reviewed(outline, steps)` puts the steps on it in their order and gives the outline
as it stands. A part's name (`c7`, `t2`, `a1`, `o3`, `q4`) is the same for everyone and for good, so two people who
decide about different parts never disturb each other: `clash` tells whether they did.
"""

from dataclasses import dataclass, field
from typing import Any

PLAN = "plan"
PART_LETTERS = ("a", "t", "c")  # that names of areas, tracks and commitments begin with


class Impossible(Exception):
    """A decision that cannot be carried out on the outline as it stands. `code` names the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """A decision: what is done, to which part, with which values. `position` counts from 1."""

    position: int
    operation: str
    item: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """A commitment as it would be made; `is_left_out` says that it would not. `name` is its name in the review."""

    name: str
    text: str
    page: int | None
    paragraph: int
    row: int | None
    kind: str
    recurrence: str = ""
    sub: list[str] = field(default_factory=list)
    reason: str = ""
    confidence: float = 1.0
    sdgs: list[int] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    responsible: str = ""
    timeline: str = ""
    is_left_out: bool = False
    number: str = ""

    @property
    def wording(self) -> str:
        """The words with their nested entries, a line each."""
        return "\n".join([self.text, *(f"– {entry}" for entry in self.sub)])


@dataclass(slots=True)
class Group:
    """A track, with or without a title."""

    name: str
    title: str
    kind: str
    paragraph: int | None
    items: list[Item] = field(default_factory=list)
    number: str = ""
    reason: str = ""
    area: int | None = None  # the place of its area, and its own within it, where both have titles
    position: int | None = None


@dataclass(slots=True)
class Chapter:
    """A priority area, with or without a title."""

    name: str
    title: str
    paragraph: int | None
    intro: str = ""
    sdgs: list[int] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    number: str = ""
    reason: str = ""
    position: int | None = None  # among the areas with a title


@dataclass(slots=True)
class Body:
    """An organisation that the text names. `choice` is the slug of a known one, `new`, `none`, or empty: undecided."""

    name: str
    called: str
    acronym: str
    side: str
    choice: str
    is_recognised: bool
    items: list[str] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return not self.choice


@dataclass(slots=True)
class Question:
    """What a careful reader would ask. `about` is the part it concerns, or the whole plan."""

    name: str
    code: str
    about: str
    paragraph: int | None
    parameters: dict[str, Any]
    answer: str = ""

    @property
    def is_foreign(self) -> bool:
        """Only an English sentence is known, from a reading that was stored without parameters."""
        return "message" in self.parameters


Part = Chapter | Group | Item | Body | Question


@dataclass
class Review:
    """The outline as it stands after the steps so far."""

    title: str
    parties: list[str]
    language: str
    period_start: int | None
    period_end: int | None
    signed_on: str
    preamble: str
    chapters: list[Chapter]
    bodies: list[Body]
    questions: list[Question]
    basis: list[dict[str, Any]]
    signatories: list[dict[str, Any]]
    passages: list[dict[str, Any]]
    steps: list[Step] = field(default_factory=list)

    def groups(self) -> list[Group]:
        return [group for chapter in self.chapters for group in chapter.groups]

    def items(self) -> list[Item]:
        """Every commitment in order, those that are left out too."""
        return [item for group in self.groups() for item in group.items]

    def kept(self) -> list[Item]:
        return [item for item in self.items() if not item.is_left_out]

    def waiting(self) -> list[Question]:
        """Questions without an answer."""
        return [question for question in self.questions if not question.answer]

    def find(self, name: str) -> Part:
        """The part of this name: a Chapter, Group, Item, Body or Question. Raises Impossible."""
        parts: list[Part] = [*self.chapters, *self.groups(), *self.items(), *self.bodies, *self.questions]
        part = next((part for part in parts if part.name == name), None)
        if part is None:
            raise Impossible("gone")
        return part

    def place_of(self, item: Item) -> tuple[Chapter, Group]:
        """(Chapter, Group) in which an item stands."""
        for chapter in self.chapters:
            for group in chapter.groups:
                if any(one is item for one in group.items):
                    return chapter, group
        raise Impossible("gone")


def may_have_been(name: str) -> bool:
    """Is this how an area, a track or a commitment is named, so that it may have been there before a decision?"""
    return name[:1] in PART_LETTERS


def numbered(review: Review) -> Review:
    """Give every part the number that it would have: area, track within it, place within that. Returns the review."""
    area = loose = 0
    for chapter in review.chapters:
        area += bool(chapter.title)
        chapter.position = area if chapter.title else None
        chapter.number = str(area) if chapter.title else ""
        within, track = 0, 0
        for group in chapter.groups:
            has_own = bool(group.title and chapter.title)
            track += has_own
            group.area, group.position = (area, track) if has_own else (None, None)
            group.number = f"{area}.{track}" if has_own else ""
            place = 0
            for item in group.items:
                item.number = ""
                if item.is_left_out:
                    continue
                if has_own:
                    place += 1
                    item.number = f"{group.number}.{place}"
                elif chapter.title:
                    within += 1
                    item.number = f"{area}.{within}"
                else:
                    loose += 1
                    item.number = str(loose)
    return review
