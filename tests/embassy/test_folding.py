"""One word however people write it, for the index of words and where there is none."""

import re
import unicodedata

import pytest

from embassy.folding import fold, pattern_of, plain, plain_with_places, respelled, spellings, words_to_find


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Økonomisk  Café", "okonomisk cafe"),
        (unicodedata.normalize("NFD", "Ærø Århus Việt Đà"), "aero arhus viet da"),
        ("energi\u00adeffek\u200btivitet\ufeff \u202eDBA", "energieffektivitet dba"),
        ("ﬁnance ＦＵＬＬ １２ Straße", "finance full 12 strasse"),
        ("low\u2011carbon Denmark\u02bcs", "low-carbon denmark's"),
    ],
)
def test_texts_that_look_alike_are_folded_alike(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("søfart", {"sofart", "soefart"}),
        ("århus", {"arhus", "aarhus"}),
        ("mærsk", {"maersk"}),
        ("müller", {"muller", "mueller"}),
        ("jyväskylä", {"jyvaskyla", "jyvaeskylae"}),
        ("plain", {"plain"}),
    ],
)
def test_a_letter_that_a_keyboard_lacks_is_written_in_two_ways(word, ways):
    assert set(spellings(word)) == ways


def test_a_word_without_its_letters_may_stand_for_the_longer_or_shorter_one():
    assert "koebenhavn" in respelled("kobenhavn")
    assert "kobenhavn" in respelled("koebenhavn")
    assert "arhus" in respelled("aarhus")
    assert respelled("dos") == set(), "short words are too many others"


@pytest.mark.parametrize("text", ["Straße ﬁ", "a\u00adb", "Å\u030a x", "한국 中国"])
def test_each_plain_letter_knows_its_place_in_the_text(text):
    text = unicodedata.normalize("NFC", text)
    folded, places = plain_with_places(text)
    assert folded == plain(text)
    assert all(plain(text[place]) in folded for place in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("arhus", "Aarhus"), ("aarhus", "ÅRHUS"), ("Århus", "arhus"), ("århus", "A\u030arhus"),
        ("koebenhavn", "KØBENHAVN"), ("kobenhavn", "København"), ("løkke", "Lars LOEKKE"), ("lokke", "Loekke"),
        ("maersk", "Mærsk"), ("müller", "MUELLER"), ("mueller", "Müller"), ("strasse", "Straße"),
        ("finance", "ﬁnance"), ("full", "ＦＵＬＬ"), ("peña", "Pena"), ("pena", "PEÑA"), ("viet", "VIỆT"),
        ("energieffektivitet", "energi\u00adeffektivitet"), ("it's", "IT’S"), ("low-carbon", "Low‑carbon"),
        ("a.b", "A.B"), ("(x", "(x)"),
    ],
)  # fmt: skip
def test_the_pattern_finds_a_word_however_it_is_written(word, text):
    assert re.search(pattern_of(word), text)


@pytest.mark.parametrize(
    ("word", "text"), [("fuel", "full"), ("arhus", "ahus"), ("a.b", "axb"), ("laser", "læser")]
)
def test_and_no_other(word, text):
    assert not re.search(pattern_of(word), text)


def test_punctuation_around_a_word_is_not_looked_for():
    assert words_to_find("»low carbon«, (grid).  “x” \u200b …") == ["low", "carbon", "grid", "x"]
