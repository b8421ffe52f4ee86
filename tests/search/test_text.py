"""What counts as a word, in what is written and in what is asked."""

import pytest

from programmes.search.text import Asked, as_token, asked_words, places_of, word_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Viet Nam’s Ærø", ["viet", "nam", "s", "nams", "aero", "aeroe", "vietnam"]),
        ("»low-carbon«,", ["low", "carbon", "lowcarbon"]),
        ("R&D, U.N., e-mail.", ["r", "d", "rd", "u", "n", "un", "e", "mail", "email"]),
        ("KR-2021-1.1.3 (1.1.3)", ["kr", "2021", "1.1.3", "1.1.3"]),
        ("AT and IT-sikkerhed", ["at", "and", "it", "sikkerhed", "itsikkerhed", "AT", "IT"]),
        ("looks at it", ["looks", "at", "it"]),
        ("2021-2024", ["2021", "2024"]),
        ("energi\u00adeffektivitet", ["energieffektivitet"]),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_of(text) == words


def asked(*spellings, is_small=False):
    return Asked(spellings, is_small)


@pytest.mark.parametrize(
    ("q", "words"),
    [
        ("AT Korea", [asked("AT"), asked("korea")]),
        ("at korea", [asked("at", is_small=True), asked("korea")]),
        ("IT SECURITY", [asked("it", is_small=True), asked("security")]),
        ("IT", [asked("IT")]),
        ("I.T. plan", [asked("IT"), asked("plan")]),
        ("EU's UN", [asked("eu"), asked("un")]),
        ("co-operation", [asked("co", "cooperation"), asked("operation", "cooperation")]),
        ("Viet-Nam", [asked("vietnam")]),
        ("»“søfart”«, søfart", [asked("sofart", "soefart")]),
        ("\u200b — …", []),
    ],
)
def test_the_words_of_a_question(q, words):
    assert asked_words(q) == words


def test_a_name_in_capitals_is_kept_apart_from_the_small_word():
    assert as_token("AT") != as_token("at")
    assert as_token("AT").islower(), "an index may not look at capitals"
    assert word_of(as_token("AT")) == "AT"


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("Løkke in Viet Nam", {"lokke", "viet"}, ["Løkke", "Viet"]),
        ("low-carbon low", {"lowcarbon"}, ["low-carbon"]),
        ("low-carbon", {"carbon"}, ["carbon"]),
        ("energi\u00adeffektivitet", {"energieffektivitet"}, ["energi\u00adeffektivitet"]),
        ("AT is at home", {"AT"}, ["AT"]),
        ("the U.N. of Straße", {"un", "strasse"}, ["U.N", "Straße"]),
        ("Denmark’s", {"denmark"}, ["Denmark"]),
        ("ﬁnance", {"finance"}, ["ﬁnance"]),
    ],
)
def test_words_are_marked_where_they_stand(text, wanted, marked):
    assert [text[start:end] for start, end in places_of(text, wanted)] == marked
