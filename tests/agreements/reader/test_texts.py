"""Texts written by hand in the ways that people write agreements, each with the commitments that a person finds."""

from pathlib import Path

import pytest

from programmes.agreements.reader.read import outline_of

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


@pytest.mark.parametrize(
    ("name", "countries", "period"),
    [
        ("statement-numbered", ["Denmark", "Valdoria"], (None, None)),
        ("w-multilevel", ["Denmark", "Karenia"], (2024, 2026)),
        ("p-mou", ["Kingdom of Denmark", "Republic of Karenia"], (None, None)),
        ("mou-articles", ["Kingdom of Denmark", "Republic of Valdoria"], (None, 2028)),
        ("flat-da", ["Danmark", "Norvanien"], (2025, 2028)),
        ("long-mixed", ["Kingdom of Denmark", "Republic of Solvania"], (2026, 2029)),
        ("both-sides-agreed-bullets", [], (None, None)),  # “State Visit” is no state
        ("box-table", [], (None, None)),  # an agency is no country
    ],
)
def test_parties_and_period_are_read_where_the_text_says_them(name, countries, period):
    outline = outline_of(*text_of(name)).outline
    assert outline.countries == countries
    assert (outline.period_start, outline.period_end) == period


@pytest.mark.parametrize(
    ("opening", "countries"),
    [
        ("MEMORANDUM BETWEEN THE MINISTRY OF WATER OF DENMARK AND THE MINISTRY OF WATER AND FORESTRY OF INDONESIA",
         ["Denmark", "Indonesia"]),
        ("Joint Statement on the Visit of the President of Mexico to Denmark", ["Mexico", "Denmark"]),
        ("Joint Declaration on Water\n\nThe Danish side and the Vietnamese side have decided as follows.",
         ["Denmark", "Vietnam"]),
        ("Fælles erklæring om vand\n\nDen danske side og den indiske side er blevet enige om følgende.",
         ["Danmark", "Indien"]),
        ("Five-Year Work Programme on Water", []),
    ],
)  # fmt: skip
def test_known_countries_are_found_where_no_pattern_tells_the_parties(opening, countries):
    text = f"{opening}\n\nThe Parties will:\n(a) hold a seminar on water;\n(b) train inspectors together.\n"
    assert outline_of(text.encode(), "txt").outline.countries == countries


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("actions-numbered", "Roadmap for Green Shipping 2025-2030"),
        ("flat-da", "Fælles handlingsplan 2025-2028"),
        ("web-commitments", "Joint Action Plan for the Green Strategic Partnership 2024-2027"),
        ("objectives-activities", "Strategic Sector Cooperation on Water Work Plan, Phase II, 2024-2027"),
        ("bold-md", "Green Alliance Denmark–Karenia: Action Plan 2025–2027"),
        ("title-on-two-lines", "Karenia-Denmark Strategic Work Programme"),
    ],
)
def test_a_title_is_found_however_it_stands(name, title):
    assert outline_of(*text_of(name)).outline.title == title


def test_areas_that_are_numbered_in_words_have_their_numbers():
    areas = outline_of(*text_of("areas-numbered-in-words")).outline.areas
    assert [(area.number, area.title) for area in areas] == [
        (1, "GREEN GROWTH"),
        (2, "HEALTH"),
        (3, "SECURITY POLICY"),
    ]


@pytest.mark.parametrize("name", ["da-stykker", "w-lists-and-table-da"])
def test_danish_signatures_below_or_beside_each_other_are_read(name):
    outline = outline_of(*text_of(name)).outline
    assert [(s["name"], s["role"]) for s in outline.signatories] == [
        ("Mette Lund", "Udenrigsminister"),
        ("Ivo Karel", "Udenrigsminister"),
    ]


def test_a_side_on_two_lines_is_no_person():
    text = "The Parties will:\n(a) hold a seminar on waste;\n(b) train inspectors together.\n\n" + (
        "FOR THE MINISTRY OF ENVIRONMENT            FOR THE MINISTRY OF ENVIRONMENT\n"
        "OF DENMARK                                 AND FORESTRY OF KARENIA\n"
    )
    assert outline_of(text.encode(), "txt").outline.signatories == []


def test_signatures_end_the_list_of_basis_agreements():
    outline = outline_of(*text_of("long-mixed")).outline
    assert [(s["name"], s["role"], s["side"]) for s in outline.signatories] == [
        ("Maria Krogh", "Minister for Foreign Affairs", "Kingdom of Denmark"),
        ("Teo Valen", "Minister of Foreign Affairs", "Republic of Solvania"),
    ]
    assert outline.signed_on == "2026-01-14"
    assert [(b["area"], b["year"], b["tbc"]) for b in outline.basis] == [
        ("Energy", 2019, False),
        ("Energy", 2023, False),
        ("Health", None, True),
    ]


def test_names_in_signature_lines_without_columns_keep_their_sides():
    outline = outline_of(*text_of("mou-articles")).outline
    assert [(s["name"], s["side"]) for s in outline.signatories] == [
        ("Lars Holst", "Kingdom of Denmark"),
        ("Ilena Marat", "Republic of Valdoria"),
    ]
