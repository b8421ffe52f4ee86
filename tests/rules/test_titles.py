"""A title proposed from a wording is short, ends where a clause does, and leaves out who acts where all do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.rules.titles import LONGEST, proposed_title


@pytest.mark.parametrize(
    ("wording", "language", "title"),
    [
        ("The two sides will hold annual consultations on energy.", "en", "Hold annual consultations on energy"),
        ("Both sides support the Green Growth Alliance.", "en", "Support the Green Growth Alliance"),
        ("Begge parter vil holde årlige møder om energi.", "da", "Holde årlige møder om energi"),
        ("Parterne er enige om at styrke samarbejdet om rent vand.", "da", "Styrke samarbejdet om rent vand"),
        ("- Cooperation on district heating. Exchange of experts.", "en", "Cooperation on district heating"),
        ("1.2) Cooperation on district heating", "en", "Cooperation on district heating"),
        # A wording's own language counts.
        ("Begge parter vil holde årlige møder om energi.", "en", "Begge parter vil holde årlige møder om energi"),
        # What would leave too little is left as it is.
        ("The two sides will meet.", "en", "The two sides will meet"),
        ("Cooperation with the U.S. Navy on e.g. ships", "en", "Cooperation with the U.S. Navy on e.g. ships"),
        (
            "Biennial Joint Committee Meetings (JCM) between the Korean Ministry of Science and ICT (MSIT) and the "
            "Danish Ministry for Higher Education and Science (MHES).",
            "en",
            "Biennial Joint Committee Meetings (JCM) between the Korean Ministry of Science and ICT",
        ),
        ("", "en", ""),
    ],
)  # fmt: skip
def test_a_title_is_the_first_clause_of_the_wording(wording, language, title):
    assert proposed_title(wording, language) == title


@pytest.mark.parametrize(
    ("wording", "language"),
    [
        ("cooperation " * 30, "en"),
        ("samarbejde" * 30, "da"),
        ("双方将继续加强在绿色能源领域的合作" * 12, "zh"),
        ("양측은 녹색 성장 동맹을 계속 강화한다 " * 12, "ko"),
    ],
)
def test_a_title_without_a_clause_that_fits_is_its_first_words(wording, language):
    title = proposed_title(wording, language)
    assert title.endswith("…")
    assert 20 <= len(title) <= LONGEST
    assert wording.casefold().startswith(title[:-1].casefold())


def test_a_name_with_and_in_it_is_cut_only_where_nothing_better_is():
    words = "Regular exchanges among ministries of higher education and science concerning the green transition at sea"
    assert proposed_title(words, "en") == "Regular exchanges among ministries of higher education"
    assert proposed_title(f"Yearly talks on energy, {words}", "en") == "Yearly talks on energy"


@given(st.text(max_size=400), st.sampled_from(["en", "da", "ko"]))
def test_whatever_the_wording_a_title_fits_and_is_made_of_it(wording, language):
    title = proposed_title(wording, language)
    assert len(title) <= LONGEST
    assert title == title.strip()
    assert "\n" not in title
