"""What people may decide about an outline, each decision a function that carries it out on a Review.

Pure: no database, no request. A decision that cannot be carried out raises Impossible and leaves nothing behind,
since `reviewed` always begins from the reader's outline.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from programmes.agreements.reader.findings import recurrence
from programmes.agreements.review.beginning import begin
from programmes.agreements.review.review import (
    PLAN,
    Body,
    Chapter,
    Group,
    Impossible,
    Item,
    Part,
    Question,
    Review,
    Step,
    numbered,
)

Values = Mapping[str, Any]
TAKE_BACK = "take_back"
NOTED, FINE = "noted", "fine"
# What may be answered, by the question's code; the others may be kept as a note or put aside.
ANSWERS = {
    "sdg_name": ("number", "meant", "both", NOTED),
    "biannual": ("semiannual", "biennial", NOTED),
    "two_undertakings": ("split", FINE),
    "rhythm_in_title": ("yes", FINE),
    "track_kind": ("government", "science", "trade", "regional", "multilateral", "other"),
    "same_commitment": (FINE, "leave_out", NOTED),
}


def answers_to(code: str) -> tuple[str, ...]:
    return ANSWERS.get(code, (NOTED, FINE))


def plain(text: str) -> str:
    """A text as it is compared: white space is the layout's."""
    return " ".join(text.split())


# --- the decisions


def split(review: Review, item: Item, values: Values, position: int) -> None:
    """Divide an item into several; together they are word for word what it was, and all keep its place."""
    texts = [plain(text) for text in values["texts"] if plain(text)]
    if len(texts) < 2:
        raise Impossible("one_part")
    if plain(" ".join(texts)) != plain(item.text):
        raise Impossible("reworded")
    _chapter, group = review.place_of(item)
    at = group.items.index(item)
    rest = [
        replace(item, name=f"c{position}s{number}", text=text, sub=[], bodies=list(item.bodies))
        for number, text in enumerate(texts[1:], 1)
    ]
    rest[-1].sub = item.sub
    item.text, item.sub = texts[0], []
    group.items[at + 1 : at + 1] = rest
    for part in rest:
        _add_to_bodies(review, part)
    for question in review.questions:
        if (question.code, question.about) == ("two_undertakings", item.name) and not question.answer:
            question.answer = "split"  # whoever divides it has answered


def merge(review: Review, item: Item, values: Values, _position: int) -> None:
    """Join an item to the one before it in its track; the place is that one's."""
    _chapter, group = review.place_of(item)
    at = group.items.index(item)
    if at == 0:
        raise Impossible("first")
    before = group.items[at - 1]
    if values.get("into") and values["into"] != before.name:
        raise Impossible("elsewhere")
    before.text = f"{before.text} {item.text}"
    before.sub += item.sub
    before.sdgs += [goal for goal in item.sdgs if goal not in before.sdgs]
    before.sectors += [sector for sector in item.sectors if sector not in before.sectors]
    before.recurrence = before.recurrence or item.recurrence
    before.bodies += [body for body in item.bodies if body not in before.bodies]
    _add_to_bodies(review, before)
    group.items.remove(item)
    for body in review.bodies:
        body.items = [name for name in body.items if name != item.name]
    for question in review.questions:
        if question.about == item.name:
            question.about = before.name


def _add_to_bodies(review: Review, item: Item) -> None:
    for body in review.bodies:
        if body.name in item.bodies and item.name not in body.items:
            body.items.append(item.name)


def move(review: Review, item: Item, values: Values, _position: int) -> None:
    """Put an item into a track, after another item of it or first."""
    target = review.find(values["group"])
    if not isinstance(target, Group):
        raise Impossible("gone")
    if values.get("after") == item.name:
        raise Impossible("elsewhere")
    _chapter, group = review.place_of(item)
    group.items.remove(item)
    at = 0
    if values.get("after"):
        after = next((one for one in target.items if one.name == values["after"]), None)
        if after is None:
            raise Impossible("elsewhere")
        at = target.items.index(after) + 1
    target.items.insert(at, item)


def retitle(_review: Review, part: Chapter | Group, values: Values, _position: int) -> None:
    """Give an area or a track another title: as the text has it, where it was misread."""
    title = plain(values["title"])
    if not title:
        raise Impossible("empty")
    part.title = title


def set_kind(_review: Review, part: Item | Group, values: Values, _position: int) -> None:
    """The kind of a track, or of an item with its recurrence."""
    part.kind = values["kind"]
    if isinstance(part, Item):
        part.recurrence = values.get("recurrence", "")


def leave_out(_review: Review, item: Item, _values: Values, _position: int) -> None:
    """It is no commitment."""
    item.is_left_out = True


def take_in(_review: Review, item: Item, _values: Values, _position: int) -> None:
    """It is one after all."""
    item.is_left_out = False


def choose(_review: Review, body: Body, values: Values, _position: int) -> None:
    """Who an organisation is: a known one (its slug), a new one (`new`) under a name and on a side, or none (`none`)."""
    body.choice = values["choice"]
    if values["choice"] == "new":
        body.called = plain(values["called"])
        body.acronym, body.side = values.get("acronym", ""), values.get("side", "")
        if not body.called:
            raise Impossible("empty")


def answer(review: Review, question: Question, values: Values, position: int) -> None:
    """Answer a question, with what follows from the answer."""
    chosen = values["answer"]
    if chosen not in answers_to(question.code):
        raise Impossible("answer")
    question.answer = chosen
    about = None if question.about == PLAN else review.find(question.about)
    if about is not None and chosen not in {NOTED, FINE}:
        _CONSEQUENCES[question.code](review, about, question, chosen, position)


def _resolve_goals(_review: Review, area: Chapter, question: Question, chosen: str, _position: int) -> None:
    number, meant = question.parameters["number"], question.parameters["meant"]
    goals = {"number": {number}, "meant": {meant}, "both": {number, meant}}[chosen]
    area.sdgs = sorted((set(area.sdgs) - {number, meant}) | goals)


def _set_rhythm(_review: Review, item: Item, _question: Question, chosen: str, _position: int) -> None:
    item.recurrence, item.kind = chosen, "recurring"


def _divide(review: Review, item: Item, question: Question, _chosen: str, position: int) -> None:
    second = question.parameters["second"]
    first, separator, rest = item.text.partition(second)
    if not separator or not first.strip():
        raise Impossible("reworded")
    split(review, item, {"texts": [first, second + rest]}, position)


def _take_rhythm_of_title(
    review: Review, item: Item, _question: Question, _chosen: str, _position: int
) -> None:
    _chapter, group = review.place_of(item)
    item.recurrence, item.kind = recurrence.find(group.title) or "", "recurring"


def _set_track_kind(_review: Review, group: Group, _question: Question, chosen: str, _position: int) -> None:
    group.kind = chosen


def _leave_out_repeated(
    _review: Review, item: Item, _question: Question, _chosen: str, _position: int
) -> None:
    item.is_left_out = True


_CONSEQUENCES: dict[str, Callable[[Review, Any, Question, str, int], None]] = {
    "sdg_name": _resolve_goals,
    "biannual": _set_rhythm,
    "two_undertakings": _divide,
    "rhythm_in_title": _take_rhythm_of_title,
    "track_kind": _set_track_kind,
    "same_commitment": _leave_out_repeated,
}
# By the name under which a step keeps it: the kinds of parts it is about, and the function.
OPERATIONS: dict[str, tuple[tuple[type[Part], ...], Callable[[Review, Any, Values, int], None]]] = {
    "split": ((Item,), split),
    "merge": ((Item,), merge),
    "move": ((Item,), move),
    "retitle": ((Chapter, Group), retitle),
    "kind": ((Item, Group), set_kind),
    "leave_out": ((Item,), leave_out),
    "take_in": ((Item,), take_in),
    "body": ((Body,), choose),
    "answer": ((Question,), answer),
}


# --- putting them on


def reviewed(outline: dict[str, Any], steps: Sequence[Step]) -> Review:
    """The Review of an outline after its steps. Raises Impossible when one of them cannot be carried out."""
    review = begin(outline)
    taken_back = {step.values["step"] for step in steps if step.operation == TAKE_BACK}
    for step in steps:
        if step.operation != TAKE_BACK and step.position not in taken_back:
            carry_out(review, step)
    review.steps = list(steps)
    return numbered(review)


def carry_out(review: Review, step: Step) -> None:
    """Put one step on a Review. Raises Impossible."""
    kinds, operation = OPERATIONS[step.operation]
    part = review.find(step.item)
    if not isinstance(part, kinds):
        raise Impossible("gone")
    operation(review, part, step.values, step.position)


# --- two people at once


def touched(step: Step, steps: Sequence[Step], questions: Mapping[str, str]) -> set[str]:
    """The names of the parts that a step is about. `questions` are {name: the part it concerns}."""
    if step.operation == TAKE_BACK:
        taken = next(one for one in steps if one.position == step.values["step"])
        return touched(taken, steps, questions)
    parts = {step.item}
    if step.item in questions and questions[step.item] != PLAN:
        parts.add(questions[step.item])
    if step.operation == "merge":
        parts.add(step.values.get("into", ""))
    if step.operation == "split" or step.values.get("answer") == "split":
        count = len(step.values.get("texts", ())) or 2
        parts |= {f"c{step.position}s{number}" for number in range(1, count)}
    return parts - {""}


def clash(step: Step, since: int, steps: Sequence[Step], questions: Mapping[str, str]) -> Step | None:
    """The latest step after `since` on the same part as `step`, or None: then nobody was in the way."""
    mine = touched(step, steps, questions)
    later = [one for one in steps if one.position > since and mine & touched(one, steps, questions)]
    return later[-1] if later else None


def may_take_back(position: int, steps: Sequence[Step], questions: Mapping[str, str]) -> bool:
    """Whether a decision may be taken back: nothing later rests on it, and it was not taken back before."""
    taken_back = {step.values["step"] for step in steps if step.operation == TAKE_BACK}
    standing = [step for step in steps if step.operation != TAKE_BACK and step.position not in taken_back]
    one = next((step for step in standing if step.position == position), None)
    if one is None:
        return False
    parts = touched(one, steps, questions)
    return not any(step.position > position and parts & touched(step, steps, questions) for step in standing)
