"""Texts written by hand in the ways that people write agreements, each with the commitments that a person finds."""

from pathlib import Path

import pytest

from programmes.agreements.read import outline_of

TEXTS = Path(__file__).parent / "texts"
ANY = "*"  # the text names no area here


def expected(name):
    """(area, track, first words) from the file beside the text."""
    lines = (TEXTS / f"{name}.expected").read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split("|")) for line in lines if line.strip()]


def text_of(name):
    """(bytes, format) of the file of this name, whatever its format."""
    (path,) = (path for path in TEXTS.glob(f"{name}.*") if path.suffix != ".expected")
    return path.read_bytes(), path.suffix[1:]


@pytest.mark.parametrize("name", sorted(path.stem for path in TEXTS.glob("*.expected")))
def test_the_commitments_of_a_text_are_found_in_their_places_and_no_others(name):
    outline = outline_of(*text_of(name)).outline
    found = [(area.title or "", track.title or "", c.text) for area, track, c in outline.commitments()]
    wanted = expected(name)
    assert len(found) == len(wanted), found
    for (area, track, words), (in_area, in_track, text) in zip(wanted, found, strict=True):
        assert text.startswith(words)
        assert area == ANY or (in_area, in_track) == (area, track)


def test_signatures_in_two_columns_are_told_apart():
    outline = outline_of((TEXTS / "roman-and-letters.txt").read_bytes(), "txt").outline
    assert [(s["name"], s["role"]) for s in outline.signatories] == [
        ("Mette Lund", "State Secretary"),
        ("Ivo Karel", "Deputy Minister"),
    ]
    assert outline.signed_on == "2024-05-03"
    assert [basis["year"] for basis in outline.basis] == [2018]


def test_rhythms_are_read_in_danish_too():
    outline = outline_of((TEXTS / "danske-artikler.txt").read_bytes(), "txt").outline
    rhythms = [c.recurrence for _area, _track, c in outline.commitments()]
    assert rhythms[1] == "biennial"
    assert rhythms[5] == "semiannual"
    assert (outline.language, outline.period_start, outline.period_end) == ("da", 2025, 2028)
