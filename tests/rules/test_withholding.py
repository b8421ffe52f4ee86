"""Which words propose to withhold a status: the list as it is kept, in whatever spelling and form."""

import pytest
from django.core.management import call_command

from programmes.models import Commitment, WithholdingWord
from programmes.rules.withholding import WithholdingWords


@pytest.fixture
def words():
    listed = [("human rights", ""), ("HR", ""), ("LNG", ""), ("menneskerettighed", ""), ("cyber", ""), ("dual use", ""),
              ("intelligence", "artificial intelligence, business intelligence"), ("Sydkinesiske Hav", "")]  # fmt: skip
    return WithholdingWords([WithholdingWord(text=text, unless=unless) for text, unless in listed])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Dialogue on HUMAN RIGHTS defenders.", "human rights"),
        ("Dialogue on human\u00a0rights.", "human rights"),
        ("Dialogue on hu\u00adman rights.", "human rights"),
        ("Drøftelser om menneskerettigheder", "menneskerettighed"),
        ("Cooperate on HR and democracy.", "HR"),
        ("A workshop of three hrs on ships.", ""),
        ("Supply of LNG to ports.", "LNG"),
        ("Slngs", ""),
        ("lngs and more", ""),
        ("cyber-security", "cyber"),
        ("Cybersecurity and data.", "cyber"),
        ("Hypercyber", ""),
        ("Dual-use goods", "dual use"),
        ("Sydkinesiske hav og havret", "Sydkinesiske Hav"),
        ("Research on artificial intelligence in hospitals.", ""),
        ("Exchange of intelligence, and artificial intelligence.", "intelligence"),
        ("Green shipping corridors.", ""),
        ("", ""),
    ],
)
def test_a_listed_word_is_found_as_people_write_it(words, text, word):
    assert words.in_text(text) == word


@pytest.mark.django_db
def test_every_listed_word_of_the_projects_own_content_is_withheld_there():
    """As its files say, for each commitment; nobody has to remember."""
    call_command("load_content", verbosity=0)
    words = WithholdingWords()
    for subject in ("human rights", "defence", "Korean Peninsula", "cyber", "sanction", "export control", "dual use",
                    "intelligence", "nuclear", "Taiwan", "Tibet", "Xinjiang", "Hong Kong", "South China Sea",
                    "Kashmir"):  # fmt: skip
        assert words.in_text(f"Cooperation on {subject}."), subject
    assert not Commitment.objects.unconfirmed().exists()
    shown = [
        (row.reference, words.in_text(row.current_wording.text))
        for row in Commitment.objects.select_related("programme", "current_wording")
        if not row.is_withheld and words.in_text(row.current_wording.text)
    ]
    assert shown == []
