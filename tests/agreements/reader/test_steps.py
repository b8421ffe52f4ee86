"""The reader's steps, each by itself."""

import pytest

from programmes.agreements.reader.blocks import build
from programmes.agreements.reader.findings import acronyms, basis, kinds, recurrence, sdgs, signing
from programmes.agreements.reader.formats.text import read_text
from programmes.agreements.reader.hyphens import Hyphens
from programmes.agreements.reader.list_markers import parse_marker, roman
from programmes.agreements.reader.undertakings import lead_in, score


@pytest.mark.parametrize(
    ("text", "family", "value"),
    [
        ("• one", "glyph:•", ()),
        ("\uf0b7 one", "glyph:\uf0b7", ()),
        ("(cid:127) one", "glyph:cid", ()),
        ("– one", "glyph:–", ()),
        ("1. One", "number:.", (1,)),
        ("(2) two", "number:()", (2,)),
        ("1.2.3 Three", "decimal:3", (1, 2, 3)),
        ("IV. Four", "roman:upper:.", (4,)),
        ("(c) three", "letter:lower:()", (3,)),
        ("Article 7", "article", (7,)),
        ("Kapitel III – Vand", "chapter", (3,)),
        ("Indsatsområde 2: Vand", "area", (2,)),
    ],
)
def test_marks_of_all_kinds_are_known(text, family, value):
    marker = parse_marker(text)
    assert (marker.family, marker.value) == (family, value)


@pytest.mark.parametrize(
    "text",
    ["2030. Since the launch", "12. maj 2024", "1,000 people", "-5 degrees", "article 5 of the treaty"],
)
def test_what_only_looks_like_a_mark_is_none(text):
    assert parse_marker(text) is None


def test_roman_numerals_count():
    assert [roman(text) for text in ("i", "IV", "ix", "XII", "iiii", "abc")] == [1, 4, 9, 12, None, None]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("coopera-", "tion with others", "cooperation with others"),
        ("coal-", "fired generation", "coal-fired generation"),
        ("non-", "communicable diseases", "non-communicable diseases"),
        ("knowledge-", "sharing and", "knowledge-sharing and"),
        ("akkre-", "diterede institutioner", "akkrediterede institutioner"),
        ("vind-", "og solenergi", "vind- og solenergi"),
        ("soft\u00ad", "ware", "software"),
        ("Danish-", "Korean talks", "Danish-Korean talks"),
    ],
)
def test_a_hyphen_of_the_typesetter_goes_and_one_of_the_word_stays(before, after, joined):
    assert Hyphens([before, after]).join(before, after) == joined


def test_a_line_that_begins_with_a_year_goes_on_from_the_line_before():
    text = "\n".join(
        [
            "Both countries promote clean shipping and neutral vessels in the whole of the region before",
            "2030. Since the launch they have bolstered",
            "their work and will go on with it in all of the ports that they share, and in others too, as",
            "they agreed in the year before.",
        ]
    )
    assert len(build(read_text(text.encode()))) == 1


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Hold an annual meeting of inspectors", 0.8, 1),
        ("Styrke samarbejdet om vedvarende energi", 0.8, 1),
        ("The Sides shall exchange information.", 0.9, 1),
        ("Climate and environment", 0, 0.2),
        ("Research, innovation and education", 0, 0.2),
        ("This Programme enters into force on signature.", 0, 0.1),
        ("Any dispute shall be settled through consultations.", 0, 0.1),
        ("Email: [email protected]", 0, 0),
    ],
)
def test_promises_are_told_from_names_and_provisions(text, least, most):
    assert least <= score(text).value <= most


def test_a_lead_in_says_what_it_opens():
    assert lead_in("The Sides shall:").kind == "actions"
    assert lead_in("Parterne vil:").kind == "actions"
    assert lead_in("The programme covers the following areas:").kind == "topics"
    assert lead_in("A sentence.") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Annual meetings", "annual"),
        ("hvert andet år", "biennial"),
        ("Biennial conference", "biennial"),
        ("twice a year", "semiannual"),
        ("bi-annual consultations", "biannual"),
        ("Quarterly calls", "quarterly"),
        ("once every three years", "other: every three years"),
        ("hvert tredje år", "other: every three years"),
        ("Every second year", "biennial"),
        ("årlige møder", "annual"),
        ("halvårligt", "semiannual"),
        ("Regular consultations", None),
        ("frequent visits", None),
        ("the annual report of the agency", None),
    ],
)
def test_rhythms_are_named_by_their_codes(text, code):
    assert recurrence.find(text) == code


def test_goals_are_read_with_their_names_and_disagreements_are_seen():
    text = (
        "the promotion of SDG 3 (Good Health and Well-being), 13 (Responsible Consumption and Production), "
        "and 17 (Partnerships)."
    )
    assert sdgs.numbers(text) == [3, 13, 17]
    assert sdgs.disagreements(text) == [(13, "Responsible Consumption and Production", 12)]
    assert sdgs.split_goals("Energy (SDG 7, 13)") == ("Energy", [7, 13])


def test_short_names_are_bodies_and_not_topics():
    text = "between the Danish Ministry of Climate (DMC), the UN and the EU-Korea forum on ICT, AMR and SDG 7"
    assert acronyms.find(text) == ["DMC", "UN", "EU"]
    assert acronyms.find("in the G20 and the WTO, on 5G") == ["G20", "WTO"]
    assert acronyms.names(text)["DMC"].endswith("Ministry of Climate")


def test_basis_agreements_have_a_year_and_may_be_unconfirmed():
    assert basis.entry("MoU on Water between the Ministries, 2021 TBC.", None)["tbc"]
    assert basis.year_of("MoU on Culture for the period, 2018-2022.") == 2018
    assert basis.year_of("Action Plan for 2020-2021 between A and B, 2020.") == 2020


def test_signatories_in_a_sentence_keep_role_and_name_together():
    text = (
        "The Plan was signed by the Minister of Foreign Affairs of the Kingdom of Denmark, Anne Berg and "
        "the Minister of Foreign Affairs of the Republic of Ostravia, Ivo Kar-el."
    )
    assert [(s["name"], s["side"]) for s in signing.opening_sentence(text)] == [
        ("Anne Berg", "Denmark"),
        ("Ivo Kar-el", "Republic of Ostravia"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Annual meeting of ministers", "recurring"),
        ("Explore the possibility of a joint fund", "exploratory"),
        ("Publish a joint guide", "deliverable"),
        ("Continued dialogue on education", "continuing"),
        ("Cooperation within the WTO on free trade", "multilateral"),
    ],
)
def test_the_kind_comes_from_the_words(text, kind):
    assert kinds.of_commitment(text, recurrence.find(text), "")[0] == kind
