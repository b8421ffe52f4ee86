"""Changes from before there were codes: the migration tells the product's own sentences from what people wrote."""

import pytest

from tests.models.old_database import answer_of
from tests.models.old_record import OLD


@pytest.fixture(scope="module")
def answer(tmp_path_factory, django_db_blocker):
    """What the migration made of the old record."""
    return answer_of("old_record", tmp_path_factory.mktemp("old"), django_db_blocker)


@pytest.fixture
def change(answer):
    """The change set that was written with a channel and a reason: its event, parameters and what is left of it."""
    by_place = dict(zip(OLD, answer["changes"], strict=False))

    def find(channel, reason):
        row = by_place[channel, reason]
        return row["event"], row["parameters"], row["reason"]

    return find


@pytest.mark.parametrize(
    ("channel", "reason", "event", "parameters"),
    [
        ("page", "Reported on KR-2021-1.1.1", "report_submitted", {"reference": "KR-2021-1.1.1"}),
        ("page", "Reported on 12 commitments", "reports_submitted", {"count": 12}),
        ("page", "Gave 3 commitments to Søren Å", "owner_reassigned", {"count": 3, "name": "Søren Å"}),
        (
            "page", "Recorded the 2022 meeting of KR-2021-1.1.1 as missed", "meeting_not_held",
            {"period": "2022", "reference": "KR-2021-1.1.1"},
        ),
        (
            "page", "Recorded the 2023 meeting of KR-2021-1.1.1", "meeting_postponed",
            {"period": "2023", "reference": "KR-2021-1.1.1"},
        ),
        ("page", "Opened a reporting round", "round_opened", {"title": "Autumn"}),
        ("page", "Closed the round “Spring “early””", "round_closed", {"title": "Spring “early”"}),
        ("page", "Closed KR-2021", "programme_closed", {"reference": "KR-2021"}),
        ("page", "Made a draft programme from plan.pdf", "draft_programme_made", {"name": "plan.pdf"}),
        ("admin", "Changed commitment", "row_changed", {"model": "programmes.commitment"}),
        ("import", "Imported plan.csv, more.csv", "import_applied", {"name": "plan.csv, more.csv"}),
        ("command", "Wrote reminders", "reminders_written", {}),
        ("content", "Loaded the content from its files", "content_loaded", {}),
        ("demo", "Made the demonstration", "demonstration_made", {}),
    ],
)  # fmt: skip
def test_a_sentence_of_the_products_own_becomes_a_code(change, channel, reason, event, parameters):
    assert change(channel, reason) == (event, parameters, "")


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        ("page", "Talks are delicate"),
        ("page", "Closed because the ministers met"),
        ("page", "Published by mistake"),
        ("admin", "Changed the title, as agreed"),
        ("admin", "Reported on KR-2021-1.1.1"),
        ("page", ""),
    ],
)
def test_what_a_person_wrote_stays_as_it_stands(change, channel, reason):
    assert change(channel, reason) == ("unclassified", {}, reason)


def test_undoing_names_the_change_that_it_undid(answer):
    undone, by_hand, *_of_upgrades = answer["changes"][len(OLD) :]
    first = answer["changes"][0]["pk"]
    assert (undone["event"], undone["parameters"], undone["reason"]) == (
        "change_undone",
        {"number": first},
        "",
    )
    assert by_hand["event"] == "unclassified"
    assert by_hand["reason"].endswith("by hand, in the admin")


def test_a_report_taken_back_by_undoing_names_the_change_and_no_note(answer):
    undone, persons, note = answer["reports"]
    assert undone == {"return_note": "", "undone_in": answer["changes"][len(OLD)]["pk"]}
    assert persons == {"return_note": "Undid #1 by hand? Which day?", "undone_in": None}
    assert note == {"return_note": "Which day?", "undone_in": None}


def test_failing_half_way_leaves_the_record_as_it_was_and_guarded(answer):
    assert answer["failed"]["rows"] == answer["before"]["rows"]
    assert answer["before"]["missing"] == answer["failed"]["missing"] == []


def test_the_rewriting_is_noted_and_the_record_is_guarded_after(answer):
    old = [row for row in answer["changes"] if not row["reason"].startswith("Nothing is public by default")]
    classified = sum(row["event"] != "unclassified" for row in old)
    assert answer["rewritings"] == [
        {"operation": "classify_changes", "changed": classified, "removed": 0, "by": None}
    ]
    before = [row[0] for row in answer["before"]["rows"]]
    assert [row[0] for row in answer["after"]["rows"]][: len(before)] == before
    assert answer["after"]["missing"] == []


def test_of_several_drafts_by_one_person_the_newest_is_the_forms_and_all_stay(answer):
    assert answer["drafts"] == {"older": "double", "newer": "form", "other's": "form", "file": "file"}


def test_an_upgrade_asks_anew_what_is_public_of_a_programme_that_is_not_published(answer):
    (asked,) = [row for row in answer["changes"] if row["reason"].startswith("Nothing is public by default")]
    assert (asked["event"], asked["channel"]) == ("visibility_set", "command")
    assert answer["visibility"] == [["unconfirmed", "withheld"]]
