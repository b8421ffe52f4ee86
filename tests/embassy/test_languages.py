"""Texts in two languages, and honesty about which one is shown."""

import datetime as dt

import pytest
from django.utils import formats, translation

from embassy.languages import pick
from embassy.models import Country


def test_shows_the_active_language():
    country = Country(name_da="Sydkorea", name_en="South Korea")
    with translation.override("da"):
        assert (country.name, country.name.lang, country.name.is_fallback) == ("Sydkorea", "da", False)
    with translation.override("en"):
        assert (country.name, country.name.lang) == ("South Korea", "en")


def test_falls_back_to_the_other_language_and_says_so():
    text = pick(da="", en="Only English", language="da")
    assert (text, text.lang, text.is_fallback) == ("Only English", "en", True)


def test_nothing_is_nothing_in_the_wanted_language():
    text = pick(da="", en=None, language="da")
    assert (text, text.lang, text.is_fallback) == ("", "da", False)


@pytest.mark.parametrize(
    ("language", "words"), [("da", "26. november 2026 kl. 10.04"), ("en", "26 November 2026 at 10:04")]
)
def test_a_moment_is_said_as_people_say_it(language, words):
    with translation.override(language):
        at = dt.datetime(2026, 11, 26, 10, 4, tzinfo=dt.UTC)
        assert formats.date_format(at, "DATETIME_FORMAT") == words
