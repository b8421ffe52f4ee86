"""What the reader asks a person instead of guessing, and that every finding says why and how surely."""

import pytest

from programmes.agreements.reader.read import outline_of, read_bytes

HEAD = "Joint Action Plan 2025-2028 between Denmark and Ostravia\n\n"


def asked(text, code):
    """The questions of one kind about a text."""
    return [q for q in outline_of((HEAD + text).encode(), "txt").outline.questions if q.code == code]


def test_a_goal_whose_number_and_name_disagree_is_asked_about():
    (question,) = asked(
        "1. Food\n\nBoth Sides promote SDG 13 (Responsible Consumption and Production).\n\n"
        "• Hold a seminar on food waste.\n• Exchange recipes for school canteens.\n• Publish a joint guide.\n",
        "sdg_name",
    )
    assert question.parameters == {
        "number": 13,
        "name": "Responsible Consumption and Production",
        "meant": 12,
    }


def test_a_goal_with_its_own_name_is_not():
    assert not asked(
        "1. Food\n\nBoth Sides promote SDG 12 (Responsible Consumption and Production).\n\n"
        "• Hold a seminar on food waste.\n• Exchange recipes for school canteens.\n• Publish a joint guide.\n",
        "sdg_name",
    )


def test_the_same_commitment_in_two_areas_is_asked_about_once():
    (question,) = asked(
        "1. Science\n\n• Hold Joint Committee Meetings between the two ministries every second year.\n"
        "• Exchange researchers in polar science.\n\n"
        "2. Education\n\n• Hold Joint Committee Meetings between the two ministries every second year.\n"
        "• Exchange teachers of the two languages.\n",
        "same_commitment",
    )
    assert question.place > question.parameters["other"]


def test_commitments_that_only_begin_alike_are_two():
    assert not asked(
        "1. Science\n\n• Hold a seminar on the certification of timber.\n"
        "• Hold a seminar on early warning of hail and storms.\n"
        "• Hold a seminar on data.\n",
        "same_commitment",
    )


def test_one_body_under_two_short_names_is_asked_about():
    (question,) = asked(
        "1. Health\n\n• Hold meetings with the Danish Medicines Agency (DKMA) every year.\n"
        "• Exchange inspectors with the Danish Medicines Agency (DMA).\n• Publish a joint guide.\n",
        "same_body",
    )
    assert question.parameters == {"name": "medicine agency", "acronyms": ["DKMA", "DMA"]}


def test_a_track_whose_name_tells_no_kind_is_asked_about():
    questions = asked(
        "1. Energy\n\n1.1 Government to government\n\n• Hold yearly talks.\n• Exchange data on grids.\n\n"
        "1.2 Lighthouse\n\n• Build a demonstration plant in Ostragrad.\n• Publish its results.\n",
        "track_kind",
    )
    assert [q.parameters for q in questions] == [{"title": "Lighthouse"}]


def test_a_basis_that_ends_before_the_programme_is_asked_about():
    (question,) = asked(
        "1. Culture\n\n• Hold a film week every year.\n• Exchange conservators.\n• Publish a catalogue.\n\n"
        "Basis of agreement\n\n• MoU on Cultural Cooperation, 2022-2026\n• MoU on Water between the Ministries, 2019\n",
        "basis_ends",
    )
    assert question.parameters == {"title": "MoU on Cultural Cooperation, 2022-2026", "year": 2026}


def test_a_number_left_out_is_asked_about_and_nothing_is_lost():
    text = (
        "1. Energy\n\n• Hold a seminar on grids.\n• Exchange data.\n\n"
        "2. Water\n\n• Map the aquifers.\n• Train operators.\n\n"
        "4. Health\n\n• Exchange nurses.\n• Publish a joint guide.\n"
    )
    (question,) = asked(text, "numbering")
    assert question.parameters == {"before": "2", "after": "4"}
    assert question.place
    areas = outline_of((HEAD + text).encode(), "txt").outline.areas
    assert [area.title for area in areas] == ["Energy", "Water", "Health"]


def test_numbers_that_count_on_are_not_asked_about():
    assert not asked(
        "1. Energy\n\n• Hold a seminar.\n• Exchange data.\n\n2. Water\n\n• Map it.\n", "numbering"
    )


@pytest.mark.parametrize("word", ["bi-annual", "biannual"])
def test_the_ambiguous_rhythm_is_a_question_and_no_guess(word):
    text = f"1. Energy\n\n• Hold {word} meetings of experts.\n• Exchange data on grids.\n• Publish a guide.\n"
    assert len(asked(text, "biannual")) == 1
    first = next(outline_of((HEAD + text).encode(), "txt").outline.commitments())[-1]
    assert first.recurrence == "biannual"


def test_two_undertakings_in_one_item_are_asked_about():
    (question,) = asked(
        "1. Energy\n\n• Hold a seminar on grids in Aarhus. Publish a joint guide to the building of grids.\n"
        "• Exchange data on storage.\n• Train operators.\n",
        "two_undertakings",
    )
    assert question.parameters["second"].startswith("Publish")


def test_every_finding_and_every_part_says_why_and_how_surely():
    text = (
        f"{HEAD}1. Energy (SDG 7)\n\n1.1 Research\n\n• Hold a yearly meeting with the Danish Energy Agency (DEA).\n"
        "• Exchange data on grids.\n\nBasis of agreement\n\n• MoU on Energy, 2019\n• MoU on Water, 2020\n\n"
        "Done at Aarhus on 3 May 2025.\n\nFor the Government of Denmark\nAnna Holm, Minister\n"
    )
    steps = read_bytes(text.encode(), "txt", explain=True)["explain"]
    found = {step["finding"] for step in steps if step["step"] == "finding"}
    assert found >= {
        "title", "parties", "period", "signed on", "signatory", "basis agreement", "area", "goals", "track",
        "kind of track",        "commitment", "kind", "recurrence", "short names", "organisation", "field of work",
    }  # fmt: skip
    for step in steps:
        assert step["reason"], step
        if step["step"] != "taken away":
            assert 0 < step["confidence"] <= 1, step
