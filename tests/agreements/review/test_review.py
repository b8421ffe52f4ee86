"""An outline under review: what each decision does, what it refuses, and what two people may do at once."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.agreements.reader.read import read_bytes
from programmes.agreements.review.beginning import begin
from programmes.agreements.review.decisions import clash, may_take_back, plain, reviewed
from programmes.agreements.review.review import Impossible, Step
from tests.agreements.drafts import KOREA, PLAN

OUTLINE = read_bytes(PLAN.encode())["outline"]
WHOLE = "Cooperation on district heating. Exchange of experts on energy efficiency in buildings."


@cache
def korean():
    return read_bytes(KOREA.read_bytes(), "pdf")["outline"]


def after(*decisions, outline=OUTLINE):
    return reviewed(outline, steps(*decisions))


def steps(*decisions):
    return [Step(position, *decision) for position, decision in enumerate(decisions, 1)]


def numbers(review):
    return [item.number for item in review.items()]


def texts(review):
    return [item.text for item in review.items()]


def question(code):
    return next(one for one in begin(OUTLINE).questions if one.code == code).name


def test_nothing_decided_is_what_the_reader_found():
    review = begin(korean())
    assert len(review.items()) == 69
    found = [c["text"] for a in korean()["areas"] for t in a["tracks"] for c in t["commitments"]]
    assert texts(review) == found
    assert numbers(review)[:9] == [*(f"1.1.{n}" for n in range(1, 9)), "1.2.1"]


def test_numbers_follow_area_track_and_place():
    assert numbers(begin(OUTLINE)) == ["1.1.1", "1.1.2", "1.1.3", "2.1.1"]


def test_without_tracks_a_number_has_two_parts_and_without_areas_one():
    plain_list = "The sides will cooperate.\n\n- Cooperation on wind at sea.\n- Exchange of experts every year.\n- Establish a joint committee.\n"  # noqa: E501
    outline = read_bytes(plain_list.encode())["outline"]
    assert numbers(begin(outline)) == ["1", "2", "3"]
    areas = read_bytes(f"1. Energy\n\n{plain_list}\n2. Water\n\n{plain_list}".encode())["outline"]
    assert numbers(begin(areas)) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]


def test_a_divided_item_becomes_two_that_keep_its_place():
    review = after(("split", "c2", {"texts": WHOLE.replace(". E", ".\nE").splitlines()}))
    first, second = review.items()[1:3]
    assert (first.text, second.text) == tuple(WHOLE.replace(". E", ".\nE").splitlines())
    assert (second.paragraph, second.page) == (first.paragraph, first.page)
    assert numbers(review) == ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "2.1.1"]


def test_dividing_may_not_change_a_word():
    with pytest.raises(Impossible, match="reworded"):
        after(("split", "c2", {"texts": ["Cooperation on district heating.", "Exchange of students."]}))
    with pytest.raises(Impossible, match="one_part"):
        after(("split", "c2", {"texts": [WHOLE]}))


@given(st.data())
def test_divided_and_joined_again_every_item_is_what_it_was(data):
    items = begin(korean()).items()
    item = data.draw(st.sampled_from([one for one in items if len(one.text.split()) > 1]))
    words = item.text.split()
    at = sorted(data.draw(st.sets(st.integers(1, len(words) - 1), min_size=1, max_size=4)))
    parts = [" ".join(words[a:b]) for a, b in zip([0, *at], [*at, None], strict=True)]
    decisions = [("split", item.name, {"texts": parts})]
    decisions += [("merge", f"c1s{number}", {}) for number in range(1, len(parts))]
    assert plain(" ".join(parts)) == plain(item.text)
    assert texts(after(decisions[0], outline=korean())) == [
        text for one in items for text in (parts if one is item else [one.text])
    ]
    assert texts(after(*decisions, outline=korean())) == [
        plain(one.text) if one is item else one.text for one in items
    ]


def test_the_first_of_a_track_has_nothing_to_be_joined_to():
    with pytest.raises(Impossible, match="first"):
        after(("merge", "c1", {}))


def test_joining_refuses_when_something_else_has_come_between():
    with pytest.raises(Impossible, match="elsewhere"):
        after(("move", "c4", {"group": "t1", "after": "c1"}), ("merge", "c2", {"into": "c1"}))


def test_an_item_moves_to_another_track_and_the_numbers_follow():
    review = after(("move", "c1", {"group": "t2", "after": "c4"}))
    assert [(item.name, item.number) for item in review.items()] == [
        ("c2", "1.1.1"), ("c3", "1.1.2"), ("c4", "2.1.1"), ("c1", "2.1.2"),
    ]  # fmt: skip


def test_what_is_left_out_has_no_number_and_can_be_taken_in_again():
    out = after(("leave_out", "c2", {}))
    assert numbers(out) == ["1.1.1", "", "1.1.2", "2.1.1"]
    assert len(out.kept()) == 3
    assert len(after(("leave_out", "c2", {}), ("take_in", "c2", {})).kept()) == 4


def test_answers_have_their_consequences():
    answered = after(("answer", question("biannual"), {"answer": "biennial"}))
    assert (answered.find("c1").kind, answered.find("c1").recurrence) == ("recurring", "biennial")
    divided = after(("answer", question("two_undertakings"), {"answer": "split"}))
    assert texts(divided)[1:3] == WHOLE.replace(". E", ".\nE").splitlines()
    assert len(divided.waiting()) == len(begin(OUTLINE).questions) - 1


def test_a_goal_whose_number_and_name_disagree_is_decided_by_a_person():
    asked = next(one for one in begin(korean()).questions if one.code == "sdg_name")
    assert 13 in begin(korean()).find(asked.about).sdgs
    meant = after(("answer", asked.name, {"answer": "meant"}), outline=korean()).find(asked.about)
    assert 12 in meant.sdgs
    assert 13 not in meant.sdgs


def test_an_answer_that_was_not_offered_is_refused():
    with pytest.raises(Impossible, match="answer"):
        after(("answer", question("biannual"), {"answer": "sometimes"}))


def test_an_organisation_is_decided_once_for_all_that_name_it():
    body = next(one for one in begin(korean()).bodies if one.acronym == "MSIT")
    assert len(body.items) > 1
    review = after(("body", body.name, {"choice": "new", "called": "Ministry", "acronym": "MSIT", "side": "partner"}),
                   outline=korean())  # fmt: skip
    assert review.find(body.name).choice == "new"
    assert all(body.name in item.bodies for item in review.items() if item.name in body.items)


@pytest.mark.parametrize("operation", ["split", "merge", "move", "leave_out"])
def test_a_decision_about_what_is_gone_is_refused(operation):
    with pytest.raises(Impossible, match="gone"):
        after((operation, "c99", {"texts": ["a", "b"]}))


def test_two_people_at_different_items_are_not_in_each_others_way():
    about = {one.name: one.about for one in begin(OUTLINE).questions}
    theirs = steps(("leave_out", "c1", {}))
    assert clash(Step(2, "leave_out", "c3", {}), 0, theirs, about) is None
    assert clash(Step(2, "leave_out", "c1", {}), 0, theirs, about) == theirs[0]
    assert clash(Step(2, "leave_out", "c1", {}), 1, theirs, about) is None, "they had seen it"


def test_an_answer_and_an_edit_of_what_it_is_about_meet():
    asked = question("two_undertakings")
    about = {one.name: one.about for one in begin(OUTLINE).questions}
    theirs = steps(("answer", asked, {"answer": "split"}))
    mine = Step(2, "split", "c2", {"texts": ["Cooperation", "on"]})
    assert clash(mine, 0, theirs, about) == theirs[0]


def test_a_decision_is_taken_back_unless_a_later_one_rests_on_it():
    about = {one.name: one.about for one in begin(OUTLINE).questions}
    parts = {"texts": WHOLE.replace(". E", ".\nE").splitlines()}
    made = steps(("split", "c2", parts), ("leave_out", "c1s1", {}), ("leave_out", "c1", {}))
    assert [may_take_back(position, made, about) for position in (1, 2, 3)] == [False, True, True]
    back = [*made, Step(4, "take_back", "c1s1", {"step": 2})]
    assert may_take_back(1, back, about)
    assert not may_take_back(2, back, about)
    assert [item.is_left_out for item in reviewed(OUTLINE, back).items()] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_whoever_divides_an_item_has_answered_whether_to_divide_it():
    review = after(("split", "c2", {"texts": WHOLE.replace(". E", ".\nE").splitlines()}))
    assert question("two_undertakings") not in {one.name for one in review.waiting()}
