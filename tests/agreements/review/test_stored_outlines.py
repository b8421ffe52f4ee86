"""Readings that were stored before a question had parameters still open, and ask in the same words as a new one."""

import copy
import json
from pathlib import Path

import pytest
from django.utils import translation

from programmes.agreements.reader.read import read_bytes
from programmes.agreements.review import messages
from programmes.agreements.review.beginning import begin
from programmes.agreements.review.decisions import reviewed
from programmes.agreements.review.review import Step
from programmes.agreements.review.stored_outlines import current_shape

OUTLINES = Path(__file__).parent / "outlines"
# What the reader of November 2026 answered about the text beside it.
STORED = json.loads((OUTLINES / "every-question-2026-11.json").read_text(encoding="utf-8"))
TODAY = read_bytes((OUTLINES / "every-question.txt").read_bytes())["outline"]
CODES = {
    "sdg_name", "biannual", "two_undertakings", "rhythm_in_title", "track_kind", "same_commitment", "same_body",
    "basis_ends", "numbering",
}  # fmt: skip


def sentences(outline):
    return [
        (asked.about, messages.question(asked), messages.question(asked, beside_its_words=True))
        for asked in begin(outline).questions
    ]


def with_questions(*questions):
    return {**STORED, "x": {**STORED["x"], "questions": list(questions)}}


def test_the_stored_reading_is_of_the_old_shape_and_asks_every_question():
    assert {question["code"] for question in STORED["x"]["questions"]} == CODES
    assert all("parameters" not in question for question in STORED["x"]["questions"])


@pytest.mark.parametrize("language", ["en", "da"])
def test_an_old_reading_asks_what_a_new_one_asks(language):
    with translation.override(language):
        old, new = map(sentences, (STORED, TODAY))
    assert old == new


def test_the_parameters_of_an_old_reading_are_those_of_a_new_one():
    old, new = (begin(outline).questions for outline in (STORED, TODAY))
    for before, now in zip(old, new, strict=True):
        # The name beside a goal's number was in the sentence alone, and no page says it.
        unread = {"name"} if now.code == "sdg_name" else set()
        assert before.parameters == {key: value for key, value in now.parameters.items() if key not in unread}


def test_an_old_reading_can_be_decided_about():
    asked = {question.code: question.name for question in begin(STORED).questions}
    review = reviewed(
        STORED,
        [
            Step(1, "answer", asked["sdg_name"], {"answer": "meant"}),
            Step(2, "answer", asked["two_undertakings"], {"answer": "split"}),
        ],
    )
    assert review.chapters[0].sdgs == [12]
    assert len(review.items()) == len(begin(STORED).items()) + 1


def test_what_was_stored_is_not_changed():
    outline = copy.deepcopy(STORED)
    current_shape(outline)
    assert outline == STORED


def test_a_reading_of_today_is_taken_as_it_is():
    assert current_shape(TODAY) is TODAY


def test_an_old_sentence_that_nobody_can_read_is_shown_in_its_own_english():
    sentence = "“Lighthouse” is a name. What kind of track is it?"
    (question,) = begin(with_questions({"code": "track_kind", "message": sentence, "place": 9})).questions
    with translation.override("da"):
        assert messages.question(question) == sentence
    assert question.is_foreign
