"""Texts that are too long for their place are cut between words, in one way everywhere."""

import datetime as dt

import pytest
from django.utils import formats, translation
from django.utils.safestring import SafeString

from programmes.words.strings import fitted, other_names, shortened, with_acronym


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


@pytest.mark.parametrize(
    ("language", "day", "clock"), [("en", "30 November 2026", "10:35"), ("da", "30. november 2026", "10.35")]
)
def test_a_moment_is_written_in_one_way_in_every_format(language, day, clock):
    moment = dt.datetime(2026, 11, 30, 10, 35, tzinfo=dt.UTC)
    with translation.override(language):
        assert formats.date_format(moment, "SHORT_DATETIME_FORMAT") == f"{day} {clock}"
        assert formats.date_format(moment, "DATETIME_FORMAT").startswith(day)
        assert formats.date_format(moment, "DATETIME_FORMAT").endswith(clock)
        assert formats.time_format(moment.time()) == clock


def test_an_acronym_is_said_where_the_name_has_none():
    assert with_acronym("Danish Medicines Agency", "DKMA") == "Danish Medicines Agency (DKMA)"
    assert with_acronym("K-SURE – Korea’s Export Credit Agency", "K-SURE").endswith("Agency")
    assert with_acronym(SafeString('<span lang="en">CLEAN</span>'), "CLEAN").endswith("</span>")
    assert with_acronym(SafeString("<b>Name</b>"), "<A>") == "<b>Name</b> (&lt;A&gt;)"
    assert with_acronym("Name", "") == "Name"


def test_other_names_are_other_words():
    aliases = ["EKF - Denmark’s Export Credit Agency", "Denmark’s Export Credit Agency", "ekf"]
    assert other_names(aliases, "EKF – Denmark’s Export Credit Agency", "EKF") == [aliases[1]]
