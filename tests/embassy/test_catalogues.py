"""The message catalogues: compiled without gettext, and no string of the interface left in English only."""

import gettext
import shutil

import polib
import pytest

from embassy import catalogues

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not on this machine")

HEADER = """msgid ""
msgstr ""
"Project-Id-Version: embassy programmes\\n"
"Language: da\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


@pytest.fixture
def house(tmp_path):
    """A small house: one module with two strings, one template with one, and a catalogue."""
    (tmp_path / "embassy").mkdir()
    (tmp_path / "templates").mkdir()
    catalogue = catalogues.catalogue_path("da", tmp_path)
    catalogue.parent.mkdir(parents=True)
    (tmp_path / "embassy" / "words.py").write_text('FIRST = _("Country")\nSECOND = _("%(count)s reports")\n')
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "Search" %}')
    catalogue.write_text(HEADER, encoding="utf-8")
    return tmp_path


def write(house, **translations):
    """Put `msgid: msgstr` pairs in the house's catalogue."""
    catalogue = polib.pofile(catalogues.catalogue_path("da", house))
    catalogue[:] = [polib.POEntry(msgid=msgid, msgstr=msgstr) for msgid, msgstr in translations.items()]
    catalogue.save()


def test_a_compiled_catalogue_says_what_was_written(house):
    write(house, Country="Land")
    [made] = catalogues.compile_all(house)
    with made.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Country") == "Land"


def test_what_is_compiled_already_is_left_as_it_is(house):
    catalogues.compile_all(house)
    assert catalogues.compile_all(house) == []


@needs_gettext
def test_a_missing_translation_is_reported_with_its_place(house):
    write(house, Country="Land", **{"%(count)s reports": "%(count)s statusmeldinger"})
    assert catalogues.check(house) == ["templates/page.html:1: da: not translated: 'Search'"]


@needs_gettext
def test_a_translation_that_nothing_asks_for_is_reported(house):
    write(house, Country="Land", Search="Søg", Flag="Flag", **{"%(count)s reports": "%(count)s meldinger"})
    assert catalogues.check(house) == ["locale: da: no string asks for 'Flag' any more"]


@needs_gettext
def test_a_placeholder_lost_in_translation_is_reported(house):
    catalogues.extract(house)
    catalogue = polib.pofile(catalogues.catalogue_path("da", house))
    for entry, text in zip(catalogue, ["Land", "mange meldinger", "Søg"], strict=True):
        entry.msgstr = text
    catalogue.save()
    assert any("count" in line for line in catalogues.check(house))


@needs_gettext
def test_taking_in_new_strings_keeps_translations_and_drops_the_unused(house):
    write(house, Country="Land", Flag="Flag")
    catalogues.extract(house)
    catalogue = polib.pofile(catalogues.catalogue_path("da", house))
    assert {entry.msgid: entry.msgstr for entry in catalogue} == {
        "Country": "Land",
        "%(count)s reports": "",
        "Search": "",
    }


@needs_gettext
def test_looking_for_faults_changes_nothing(house):
    before = catalogues.catalogue_path("da", house).read_bytes()
    catalogues.check(house)
    assert catalogues.catalogue_path("da", house).read_bytes() == before
