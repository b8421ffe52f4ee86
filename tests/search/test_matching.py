"""A word finds the same commitments in the search, in every list and over the interface, however it is written."""

import json
import re
import unicodedata
from urllib.parse import urlencode

import pytest
from django.test import Client

from programmes.content.load import load_content
from programmes.models import Commitment, Responsibility, SearchEntry
from programmes.search import entries
from programmes.search.ranking import answers_to
from programmes.search.text import SMALL_WORDS
from tests import factories
from tests.conftest import IS_TRIAL
from tests.searching import numbers_with

pytestmark = pytest.mark.django_db
Kind = SearchEntry.Kind

TITLES = {  # what is written, and how others ask for a word of it
    "Søfart fra Århus": [
        "søfart",
        "soefart",
        "sofart",
        "SØFART",
        "Aarhus",
        "Arhus",
        "århus",
        "aarhus,",
        "søfarten",
    ],
    "Soefart fra Aarhus": ["søfart", "soefart", "sofart", "Århus", "arhus"],
    "Sofart fra Arhus": ["søfart", "soefart", "aarhus", "Århus"],
    "A low-carbon economy": [
        "low carbon",
        "low-carbon",
        '"low carbon"',
        "»low carbon«",
        "(low carbon)",
        "lowcarbon",
    ],
    "Smart grids, e-mail": ["smart-grids", '"smart grids"', "email", "e-mail", "grids."],
    "Cooperation": ["co-operation", "cooperation", "COOPERATION"],
    "Co\u2011operation": ["co-operation", "cooperation"],
    "Energi\u00adeffektivitet": ["energieffektivitet", "energi\u00adeffektivitet", "effektivitet"],
    "ﬁnance ＦＵＬＬ": ["finance", "ﬁnance", "full", "ｆｕｌｌ"],
    "Ministeriet i K\u00f8benhavn": ["Koebenhavn", "Kobenhavn", "ko\u0308benhavn", "KØBENHAVN"],
    "Herr Müller": ["müller", "mueller", "muller"],
    "The U.N. and the EU": ["UN", "U.N.", "EU", "E.U.", "EU's"],
    "Denmark’s R&D": ["Denmark", "Denmark's", "R&D", "r & d"],
}


@pytest.mark.parametrize("title", TITLES)
def test_a_word_is_found_as_people_write_it(title):
    plan = factories.plan(2)
    plan.commitments.filter(number="1.1.2").update(plain_title_en=title, plain_title_da="")
    entries.rebuild()
    assert {q: numbers_with(q) for q in TITLES[title] if numbers_with(q) != ["1.1.2"]} == {}
    assert {q for q in TITLES[title] if answers_to(q).is_close} == set()


def test_an_agency_with_the_name_of_a_small_word_is_found_by_it():
    plan = factories.plan(3)
    agency = factories.organisation("Agro-Fisheries and Food Trade Corporation", "KR", acronym="AT")
    named = plan.commitments.get(number="1.1.2")
    named.wordings.update(text="They will meet in Korea.")
    plan.commitments.get(number="1.1.3").wordings.update(text="They will look at Korea.")
    Responsibility.objects.create(commitment=named, organisation=agency, side="partner")
    entries.rebuild()
    assert numbers_with("AT Korea") == ["1.1.2"]
    assert numbers_with("look at Korea") == ["1.1.3"], "a small word is not needed"
    first = answers_to("AT").kinds
    assert (first[Kind.ORGANISATION].ids, first[Kind.COMMITMENT].ids) == ([agency.pk], [named.pk])


def test_it_security_stands_before_security():
    plan = factories.plan(3)
    plan.commitments.filter(number="1.1.1").update(plain_title_en="Security of supply and of grids")
    plan.commitments.filter(number="1.1.3").update(plain_title_en="IT security cooperation")
    entries.rebuild()
    last = plan.commitments.get(number="1.1.3").pk
    assert answers_to("IT security").kinds[Kind.COMMITMENT].ids == [last]
    assert answers_to("IT SECURITY").kinds[Kind.COMMITMENT].ids[0] == last
    assert answers_to("it security").kinds[Kind.COMMITMENT].ids[0] == last


def test_what_has_no_word_finds_nothing_and_nothing_asked_leaves_everything():
    factories.plan(2)
    entries.rebuild()
    assert numbers_with("— …") == numbers_with("\u200b") == []
    assert numbers_with(" ") == ["1.1.1", "1.1.2"]


def test_a_list_finds_what_its_reader_may_see_and_no_more():
    plan = factories.plan(2)
    plan.commitments.filter(number="1.1.2").update(is_published=False, plain_title_en="Zymurgy")
    entries.rebuild()
    assert numbers_with("zymurgy") == ["1.1.2"]
    assert numbers_with("zymurgy", Commitment.objects.published()) == []


# ---- three doors

WORDS = 40 if IS_TRIAL else 8
SPELLINGS = [
    str.upper,
    lambda word: f"“{word}”,",
    lambda word: f"{word[:2]}\u00ad{word[2:]}",
    lambda word: unicodedata.normalize("NFD", word),
    lambda word: word.replace("ø", "oe").replace("å", "aa").replace("æ", "ae"),
    lambda word: word.replace("ø", "o").replace("å", "a"),
    lambda word: word[:4],
]


def sample():
    """Words of real commitments, those with Danish letters and hyphens first."""
    texts = Commitment.objects.published().values_list(
        "plain_title_da", "plain_title_en", "current_wording__text"
    )
    words = {
        word
        for texts_of in texts
        for text in texts_of
        for word in re.findall(r"[^\W\d]+(?:-\w+)*", text or "")
    }
    rare = sorted(word for word in words if len(word) > 3 and word.lower() not in SMALL_WORDS)
    special = [word for word in rare if not word.isascii() or "-" in word]
    return special[:: len(special) // WORDS][:WORDS] + rare[:: len(rare) // WORDS][:WORDS]


def in_search(q):
    answers = answers_to(q)
    ranked = answers.kinds.get(Kind.COMMITMENT)
    return set() if ranked is None or answers.is_close else set(ranked.ids)


def in_interface(reader, q):
    address, references = f"/api/commitments?{urlencode({'q': q, 'limit': 100})}", set()
    answer = json.loads(reader.get(address).content)
    references |= {item["reference"] for item in answer["items"]}
    return references


def in_lists(reader, q):
    references = set()
    for programme in ("south-korea/2021-2024", "china/2017-2020", "china/2023-2026"):
        answer = reader.get(f"/en/{programme}/commitments.json?{urlencode({'q': q})}")
        references |= {row["reference"] for row in json.loads(answer.content)["commitments"]}
    return references


@pytest.mark.trials
def test_search_lists_and_interface_find_the_same_for_every_word(settings, tried):
    load_content(settings.BASE_DIR / "fixtures")
    reader, asked = Client(), 0
    reference_of = {row.pk: row.reference for row in Commitment.objects.select_related("programme")}
    for word in sample():
        for q in dict.fromkeys([word, *(spell(word) for spell in SPELLINGS)]):
            found = {reference_of[pk] for pk in in_search(q)}
            assert found == in_interface(reader, q), q
            assert found == in_lists(reader, q), q
            assert found or len(q) == 4, q
            asked += 1
    tried("words in several spellings", asked)
