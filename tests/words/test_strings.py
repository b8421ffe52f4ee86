"""Texts that are too long for their place are cut between words, in one way everywhere."""

import pytest

from programmes.words.strings import fitted, shortened


@pytest.mark.parametrize(
    ("words", "longest", "short"),
    [
        ("Annual talks", 12, "Annual talks"),
        ("Annual talks on water", 12, "Annual …"),
        ("Annual talks on water", 13, "Annual talks …"),
        ("Unbreakable", 5, "Unbre …"),
        ("", 5, ""),
    ],
)
def test_a_long_text_is_cut_between_words(words, longest, short):
    assert shortened(words, longest) == short


@pytest.mark.parametrize("room", range(3, 24))
def test_a_fitted_text_takes_no_more_than_its_room(room):
    words = "Annual talks on water"
    assert len(fitted(words, room)) <= room
    assert (fitted(words, room) == words) is (room >= len(words))
