"""What the pages of agreement texts show, with their strings ready."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy.models import User
from programmes.agreements.review import messages
from programmes.agreements.review.beginning import begin
from programmes.agreements.review.decisions import TAKE_BACK, answers_to, carry_out, may_take_back
from programmes.agreements.review.review import (
    PLAN,
    Body,
    Group,
    Impossible,
    Item,
    Question,
    Review,
    Step,
    numbered,
)
from programmes.agreements.review.review_service import steps_of
from programmes.models import AgreementReading, Track
from programmes.statuses import Kind

HEADINGS = {"heading1": "h3", "heading2": "h4"}
LATEST = 12
_COMMON_IN_NAMES = frozenset(
    "the of and republic kingdom south united states people's og republikken kongeriget".split()
)
SURE = 0.65  # below this confidence of the reader a person should look twice


@dataclass(slots=True)
class AskedQuestion:
    """A question with its place and the answers to choose from, or the one that was given.

    `sentence` stands beside the words that it is about, `alone` where they are not shown.
    """

    name: str
    sentence: str
    alone: str
    is_foreign: bool
    anchor: str
    number: str
    quoted: str
    second: str
    answers: list[tuple[str, str]]  # (code, words)
    given: str


@dataclass(slots=True)
class OutlineRow:
    """A commitment as the outline lists it."""

    name: str
    number: str
    text: str
    sub: list[str]
    place: str
    anchor: str
    about: str
    url: str
    has_question: bool
    is_left_out: bool
    is_unsure: bool


@dataclass(slots=True)
class OutlineGroup:
    name: str
    number: str
    title: str
    kind: str
    url: str
    rows: list[OutlineRow]


@dataclass(slots=True)
class OutlineChapter:
    name: str
    number: str
    title: str
    sdgs: str
    url: str
    groups: list[OutlineGroup]


class CommitmentLink(NamedTuple):
    """The name of a commitment in the review, and its number."""

    name: str
    number: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the text, and the commitments that come from it. `page` where one begins."""

    number: int
    page: int | None
    tag: str
    text: str
    commitments: list[CommitmentLink] = field(default_factory=list)


@dataclass(slots=True)
class Decided:
    """A decision in the list of them."""

    position: int
    about: str
    words: str
    by: str
    at: datetime
    may_take_back: bool


class ReviewPage:
    """A text and its outline as they stand, questions first."""

    def __init__(self, reading: AgreementReading, *, may_decide: bool = True) -> None:
        self.reading = reading
        steps = steps_of(reading)
        self.review, self.names = _with_names(reading.outline, steps)
        self.since = len(steps)
        self.may_decide = may_decide
        self.is_open = may_decide and reading.state == AgreementReading.State.OPEN
        self.language, self.title = self.review.language, self.review.title
        self.count = len(self.review.kept())
        asked = [asked_question(question, self.review) for question in self.review.questions]
        self.waiting = [one for one in asked if not one.given]
        self.answered = [one for one in asked if one.given]
        self.undecided_bodies = sum(body.is_waiting for body in self.review.bodies)
        self.other_parties = self._other_parties()
        self.twin = self._twin()
        self.chapters = self._chapters()
        self.paragraphs = self._paragraphs()
        self.decided = self._decided(steps)

    @property
    def facts(self) -> list[str]:
        """What the outline holds, counted, in words; what it has none of is left out."""
        groups = [group for group in self.review.groups() if group.title]
        chapters = [chapter for chapter in self.review.chapters if chapter.title]
        areas, tracks, basis = len(chapters), len(groups), len(self.review.basis)
        facts = [
            ngettext("%(count)s commitment", "%(count)s commitments", self.count) % {"count": self.count}
        ]
        if areas:
            facts.append(ngettext("%(count)s area", "%(count)s areas", areas) % {"count": areas})
        if tracks:
            facts.append(ngettext("%(count)s track", "%(count)s tracks", tracks) % {"count": tracks})
        if basis:
            facts.append(
                ngettext("%(count)s basis agreement", "%(count)s basis agreements", basis) % {"count": basis}
            )
        return facts

    def _other_parties(self) -> str:
        """The parties as the text names them, when the mission's country is none of them."""
        country, parties = self.reading.mission.country, self.review.parties
        names = (country.name_en, country.name_da, country.official_name_en, country.official_name_da)
        is_named = not parties or any(
            _names_in(name) & _names_in(party) for name in names for party in parties
        )
        return "" if is_named else ", ".join(parties)

    def _twin(self) -> AgreementReading | None:
        """The latest other text that is the same to the byte, and was not discarded."""
        same = AgreementReading.objects.filter(mission=self.reading.mission, sha256=self.reading.sha256)
        same = same.exclude(pk=self.reading.pk).exclude(state=AgreementReading.State.DISCARDED)
        return same.select_related("uploaded_by").defer("content", "found").first()

    def _chapters(self) -> list[OutlineChapter]:
        concerned = {one.anchor for one in self.waiting}
        return [
            OutlineChapter(
                chapter.name, chapter.number, chapter.title, ", ".join(map(str, chapter.sdgs)),
                self._url(chapter.name), [self._group(group, concerned) for group in chapter.groups],
            )
            for chapter in self.review.chapters
        ]  # fmt: skip

    def _group(self, group: Group, concerned: set[str]) -> OutlineGroup:
        kind = str(Track.Kind(group.kind).label) if group.kind else ""
        rows = [self._row(item, concerned) for item in group.items]
        return OutlineGroup(group.name, group.number, group.title, kind, self._url(group.name), rows)

    def _row(self, item: Item, concerned: set[str]) -> OutlineRow:
        about = [str(Kind(item.kind).label) if item.kind else ""]
        about.append(messages.recurrence(item.recurrence) if item.recurrence else "")
        return OutlineRow(
            item.name, item.number, item.text, item.sub, place_words(item.page, item.paragraph, item.row),
            f"p-{item.paragraph}", ", ".join(filter(None, about)), self._url(item.name),
            item.name in concerned, item.is_left_out, item.confidence < SURE,
        )  # fmt: skip

    def _url(self, name: str) -> str:
        return reverse("workspace:agreement-item", args=[self.reading.pk, name])

    def _paragraphs(self) -> list[Paragraph]:
        links: dict[int, list[CommitmentLink]] = defaultdict(list)
        page: int | None = None
        paragraphs: list[Paragraph] = []
        for item in self.review.kept():
            links[item.paragraph].append(CommitmentLink(item.name, item.number))
        for passage in self.review.passages:
            number, at = passage["paragraph"], passage["page"]
            tag = HEADINGS.get(passage["style"], "p")
            begins = at if at != page else None
            paragraphs.append(Paragraph(number, begins, tag, passage["text"], links[number]))
            page = at
        return paragraphs

    def _decided(self, steps: Sequence[Step]) -> list[Decided]:
        about = {question.name: question.about for question in self.review.questions}
        rows = list(self.reading.steps.select_related("decided_by").order_by("-position")[:LATEST])
        by_position = {step.position: step for step in steps}
        return [
            Decided(
                row.position, self.names.get(row.item, ""), messages.step(by_position[row.position], self.review),
                str(row.decided_by), row.decided_at,
                row.operation != TAKE_BACK and may_take_back(row.position, steps, about),
            )
            for row in rows
        ]  # fmt: skip


def _names_in(country: str) -> set[str]:
    """The words of a country's name that tell it from others."""
    return set(country.casefold().split()) - _COMMON_IN_NAMES


def _with_names(outline: dict[str, Any], steps: Sequence[Step]) -> tuple[Review, dict[str, str]]:
    """The Review after the steps, and what each part that ever was is called: number, title or question."""
    review = begin(outline)
    names = part_names(review)
    taken_back = {step.values["step"] for step in steps if step.operation == TAKE_BACK}
    for step in steps:
        if step.operation != TAKE_BACK and step.position not in taken_back:
            carry_out(review, step)
    numbered(review)
    review.steps = list(steps)
    return review, {**names, **part_names(review)}


def part_names(review: Review) -> dict[str, str]:
    """{name of a part: what people call it}."""
    names = {item.name: item.number or _("left out") for item in review.items()}
    names |= {group.name: group.number or group.title for group in review.groups()}
    names |= {chapter.name: chapter.number or chapter.title for chapter in review.chapters}
    names |= {body.name: body.called for body in review.bodies}
    names |= {question.name: names.get(question.about, "") for question in review.questions}
    return names


def place_words(page: int | None, paragraph: int, row: int | None = None) -> str:
    """Where something stands, shortly: `p. 2, ¶ 9`."""
    words = [_("p. %(page)s") % {"page": page}] if page else []
    words.append(f"¶ {paragraph}")
    if row:
        words.append(_("row %(row)s") % {"row": row})
    return ", ".join(words)


def asked_question(question: Question, review: Review) -> AskedQuestion:
    """A Question of a Review as the page asks it."""
    sentence = messages.question(question, beside_its_words=True)
    anchor = number = quoted = second = ""
    if question.about != PLAN:
        try:
            part = review.find(question.about)
        except Impossible:
            part = None
        if part is not None and not isinstance(part, Body | Question):
            anchor, number = part.name, part.number
            quoted = part.text if isinstance(part, Item) else part.title
            quoted, second = _divided(quoted, question.parameters.get("second", ""))
    given = messages.answer(question, question.answer) if question.answer else ""
    answers = [(code, messages.answer(question, code)) for code in answers_to(question.code)]
    alone = messages.question(question)
    return AskedQuestion(
        question.name, sentence, alone, question.is_foreign, anchor, number, quoted, second, answers, given
    )  # fmt: skip


def _divided(text: str, second: str) -> tuple[str, str]:
    """A text in the two parts that the question is about; whole where it has been divided already."""
    first, separator, rest = text.partition(second) if second else (text, "", "")
    return (first.strip(), f"{separator}{rest}") if first.strip() and separator else (text, "")


# --- the other pages


def past_readings(user: User, *, page: str | None = None) -> Page[AgreementReading]:
    """A page of the texts that the person may see, the latest first."""
    rows = AgreementReading.objects.visible_to(user).defer("content", "found")
    rows = rows.select_related("uploaded_by", "mission__country", "programme", "compared_with")
    return Paginator(rows, 50).get_page(page)
