"""A later version of a text beside the one in force."""

from hypothesis import given
from hypothesis import strategies as st

from programmes.agreements.review.versions import Wording, compare

HELD = [
    "Annual ministerial meetings in the Green Growth Alliance.",
    "Cooperation on circular economy and plastic waste.",
    "Exchange of experts on district heating between both countries.",
]
LIKE = [*HELD, f"{HELD[0]} In Seoul.", f"{HELD[0]} In Copenhagen.", f"Yearly exchange. {HELD[2]}"]


def wordings(texts):
    return [Wording(str(number), text) for number, text in enumerate(texts, 1)]


def keys(pairs):
    return [(a.key, b.key) for a, b in pairs]


def test_what_is_new_reworded_gone_and_the_same_is_told_apart():
    found = compare(
        wordings(HELD),
        wordings([
            "Establish a research centre for clinical trials in Seoul.",
            "Annual ministerial meetings in the Green Growth Alliance",
            "Exchange of experts and students on district heating between both countries.",
        ]),
    )  # fmt: skip
    assert keys(found.same) == [("1", "2")], "a full stop is no other wording"
    assert keys(found.reworded) == [("3", "3")]
    assert [wording.key for wording in found.new] == ["1"]
    assert [wording.key for wording in found.gone] == ["2"]


def test_the_same_undertaking_twice_is_paired_once_each():
    found = compare(wordings([HELD[0], HELD[0]]), wordings([HELD[0]]))
    assert (len(found.same), len(found.gone)) == (1, 1)


@given(st.lists(st.sampled_from(LIKE), max_size=6), st.lists(st.sampled_from(LIKE), max_size=6))
def test_every_wording_is_in_exactly_one_group(before, after):
    found = compare(wordings(before), wordings(after))
    old = [a.key for a, _b in found.same + found.reworded] + [one.key for one in found.gone]
    new = [b.key for _a, b in found.same + found.reworded] + [one.key for one in found.new]
    assert sorted(old) == [wording.key for wording in wordings(before)]
    assert sorted(new) == [wording.key for wording in wordings(after)]


@given(st.permutations(HELD))
def test_in_another_order_nothing_has_changed(after):
    found = compare(wordings(HELD), wordings(after))
    assert (found.new, found.reworded, found.gone) == ([], [], [])


def test_of_two_that_are_like_an_old_one_the_liker_is_its_version():
    found = compare(
        wordings([HELD[0]]), wordings([f"{HELD[0]} In Seoul and in Copenhagen.", f"{HELD[0]} In Seoul."])
    )
    assert keys(found.reworded) == [("1", "2")]
    assert [wording.key for wording in found.new] == ["1"]
