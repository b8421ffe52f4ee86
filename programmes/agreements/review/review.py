"""An outline under review: every part with a name of its own, and the decisions of people put on it one by one.

The reader's outline never changes. `reviewed(outline, steps)` puts the steps on it in their order and gives the outline
as it stands. A part's name (`c7`, `t2`, `a1`, `o3`, `q4`) is the same for everyone and for good, so two people who
decide about different parts never disturb each other: `clash` tells whether they did.
"""

from dataclasses import dataclass, field

PLAN = "plan"


class Impossible(Exception):
    """A decision that cannot be carried out on the outline as it stands. `code` names the reason."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """A decision: what is done, to which part, with which values. `position` counts from 1."""

    position: int
    operation: str
    item: str
    values: dict = field(default_factory=dict)


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
    sub: list = field(default_factory=list)
    reason: str = ""
    confidence: float = 1.0
    sdgs: list = field(default_factory=list)
    sectors: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    responsible: str = ""
    timeline: str = ""
    is_left_out: bool = False
    number: str = ""

    @property
    def wording(self):
        """The words with their nested entries, a line each."""
        return "\n".join([self.text, *(f"– {entry}" for entry in self.sub)])


@dataclass(slots=True)
class Group:
    """A track, with or without a title."""

    name: str
    title: str
    kind: str
    paragraph: int | None
    items: list = field(default_factory=list)
    number: str = ""
    reason: str = ""


@dataclass(slots=True)
class Chapter:
    """A priority area, with or without a title."""

    name: str
    title: str
    paragraph: int | None
    intro: str = ""
    sdgs: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    number: str = ""
    reason: str = ""


@dataclass(slots=True)
class Body:
    """An organisation that the text names. `choice` is the slug of a known one, `new`, `none`, or empty: undecided."""

    name: str
    called: str
    acronym: str
    side: str
    choice: str
    is_recognised: bool
    items: list = field(default_factory=list)

    @property
    def is_waiting(self):
        return not self.choice


@dataclass(slots=True)
class Question:
    """What a careful reader would ask. `about` is the part it concerns, or the whole plan."""

    name: str
    code: str
    message: str
    about: str
    paragraph: int | None
    given: dict
    answer: str = ""


@dataclass
class Review:
    """The outline as it stands after the steps so far."""

    title: str
    parties: list
    language: str
    period_start: int | None
    period_end: int | None
    signed_on: str
    preamble: str
    chapters: list
    bodies: list
    questions: list
    basis: list
    signatories: list
    passages: list
    steps: list = field(default_factory=list)

    def groups(self):
        return [group for chapter in self.chapters for group in chapter.groups]

    def items(self):
        """Every commitment in order, those that are left out too."""
        return [item for group in self.groups() for item in group.items]

    def kept(self):
        return [item for item in self.items() if not item.is_left_out]

    def waiting(self):
        """Questions without an answer."""
        return [question for question in self.questions if not question.answer]

    def find(self, name):
        """The part of this name: a Chapter, Group, Item, Body or Question. Raises Impossible."""
        parts = (self.chapters, self.groups(), self.items(), self.bodies, self.questions)
        found = next((part for some in parts for part in some if part.name == name), None)
        if found is None:
            raise Impossible("gone")
        return found

    def place_of(self, item):
        """(Chapter, Group) in which an item stands."""
        for chapter in self.chapters:
            for group in chapter.groups:
                if any(one is item for one in group.items):
                    return chapter, group
        raise Impossible("gone")


# --- from the reader's outline


def begin(outline):
    """The Review of an outline that nobody has decided anything about. `outline` is as `Outline.as_json` has it."""
    extra = outline["x"]
    review = Review(
        title=outline["title"],
        parties=outline["countries"],
        language=extra["language"],
        period_start=outline["period_start"],
        period_end=outline["period_end"],
        signed_on=extra.get("signed_on") or "",
        preamble=extra.get("preamble") or "",
        chapters=[],
        bodies=[],
        questions=[],
        basis=outline["basis_agreements"],
        signatories=outline["signatories"],
        passages=extra["passages"],
    )
    counted = {"t": 0, "c": 0}
    for number, area in enumerate(outline["areas"], 1):
        review.chapters.append(_chapter(f"a{number}", area, counted))
    _bodies(review, outline)
    review.questions = [
        _question(f"q{number}", found, review) for number, found in enumerate(extra["questions"], 1)
    ]
    return numbered(review)


def _chapter(name, area, counted):
    extra = area.get("x", {})
    place = extra.get("place") or {}
    chapter = Chapter(
        name, area["title"] or "", place.get("paragraph"), extra.get("intro", ""), list(area["sdgs"])
    )
    chapter.reason = extra.get("reason", "")
    for track in area["tracks"]:
        counted["t"] += 1
        about = track.get("x", {})
        at = (about.get("place") or {}).get("paragraph")
        group = Group(f"t{counted['t']}", track["title"] or "", about.get("kind", ""), at)
        group.reason = about.get("reason", "")
        for found in track["commitments"]:
            counted["c"] += 1
            group.items.append(_item(f"c{counted['c']}", found))
        chapter.groups.append(group)
    return chapter


def _item(name, found):
    extra = found["x"]
    place = extra["place"]
    return Item(
        name, found["text"], place["page"], place["paragraph"], place["row"], extra["kind"], found["recurrence"] or "",
        list(extra["sub"]), extra["reason"], extra["confidence"], list(extra["sdg_mentions"]), list(extra["sectors"]),
        [], extra["responsible"], extra["timeline"],
    )  # fmt: skip


def _bodies(review, outline):
    """Each organisation once, however many commitments name it."""
    by_key = {}
    found = [c for area in outline["areas"] for track in area["tracks"] for c in track["commitments"]]
    for item, commitment in zip(review.items(), found, strict=True):
        for named in commitment["x"]["organisations"]:
            key = named["known"] or (named["acronym"] or named["name"]).casefold()
            if key not in by_key:
                by_key[key] = Body(
                    f"o{len(by_key) + 1}", named["name"] or named["acronym"], named["acronym"], named["side"],
                    named["known"] or "", bool(named["known"]),
                )  # fmt: skip
            body = by_key[key]
            body.side = body.side or named["side"]
            if item.name not in body.items:
                body.items.append(item.name)
                item.bodies.append(body.name)
    review.bodies = list(by_key.values())


def _question(name, found, review):
    given = {key: value for key, value in found.items() if key not in {"code", "message", "place"}}
    about = _about(found["code"], found["place"], given, review)
    return Question(name, found["code"], found["message"], about, found["place"], given)


def _about(code, paragraph, given, review):
    """The part that a question concerns: by its paragraph, and among several there by its words."""
    if paragraph is None:
        return PLAN
    if code == "sdg_name":
        parts = review.chapters
    elif code == "track_kind":
        parts = review.groups()
    else:
        parts = [*review.items(), *review.groups(), *review.chapters]
    here = [part for part in parts if part.paragraph == paragraph]
    second = given.get("second", "")
    here = [part for part in here if second and second in getattr(part, "text", "")] or here
    if code == "biannual":
        here = [part for part in here if getattr(part, "recurrence", "") == "biannual"] or here
    return here[0].name if here else PLAN


# --- numbers


def numbered(review):
    """Give every part the number that it would have: area, track within it, place within that. Returns the review."""
    area = loose = 0
    for chapter in review.chapters:
        area += bool(chapter.title)
        chapter.number = str(area) if chapter.title else ""
        within, track = 0, 0
        for group in chapter.groups:
            has_own = bool(group.title and chapter.title)
            track += has_own
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
