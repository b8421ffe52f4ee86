"""The history of a commitment in words: public and internal apart, and undo where it is safe."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.audit import Channel, change_set
from embassy.models import ChangeSet
from programmes.actions import activities, commitments, status
from programmes.actions.undo import undo
from programmes.models import Activity, Commitment, Sector, Wording
from programmes.workspace.pages.word_difference import word_difference
from tests import factories
from tests.workspace.conftest import address, answers, as_, place


def url_of(commitment):
    return address("workspace:commitment-history", *place(commitment))


def read(person, commitment, language="en"):
    address = url_of(commitment).replace("/en/", f"/{language}/", 1)
    return " ".join(as_(person).get(address).content.decode().split())


def edit(commitment, by, reason="", **values):
    current = Commitment.objects.get(pk=commitment.pk)
    return commitments.edit_commitment(
        current, values=values, expected_version=current.version, by=by, reason=reason
    ).row


def test_who_may_read_it(people, first):
    found = answers(people, lambda client: client.get(url_of(first)))
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {200}


def test_differences_in_wording_are_shown_word_by_word(people, first):
    edit(first, people.lead, plain_title_en="Annual ministerial talks 1")
    text = read(people.member, first)
    assert "Annual ministerial <del>meetings</del><ins>talks</ins> 1" in text
    assert "lead" in text
    assert "on the staff pages" in text


def test_a_new_wording_is_compared_with_the_one_before(people, first):
    with change_set(
        by=people.administrator, channel=Channel.IMPORT, event="row_changed", reason="Amendment of 2026"
    ) as record:
        old = first.wordings.get()
        record.update(old, valid_until="2026-03-01")
        record.create(Wording(commitment=first, text="Biennial ministerial meetings in the Green Growth Alliance.",
                              language="en", provenance="signed", valid_from="2026-03-01"))  # fmt: skip
    text = read(people.elsewhere, first)
    assert "<del>Annual</del><ins>Biennial</ins> ministerial meetings" in text
    assert "The earlier wording applies until 1 March 2026" in text
    assert "Amendment of 2026" not in text
    assert "Amendment of 2026" in read(people.member, first)


def test_lists_owners_deadlines_and_reasons_in_words(people, first):
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    agency = factories.organisation("Danish Energy Agency")
    edit(first, people.lead, sectors=[water.pk], danish=[agency.pk], owner_id=people.member.pk)
    row = Commitment.objects.get(pk=first.pk)
    commitments.move_deadline(row, due_on="2026-06-01", reason="AGREED-IN-SEOUL", by=people.lead)
    text = read(people.member, first)
    for words in (
        "<ins>Water</ins>",
        "<ins>Danish Energy Agency</ins>",
        "<ins>member</ins>",
        "1 June 2026",
        "AGREED-IN-SEOUL",
    ):
        assert words in text, words


def test_staff_elsewhere_read_what_is_public_and_no_name(people, first):
    edit(first, people.lead, plain_title_en="New title", owner_id=people.member.pk)
    status.report_status(
        first,
        status.ReportContent(
            status="under_way", summary="PUBLIC-WORDS", internal_note="INTERNAL-NOTE", assessment="at_risk"
        ),
        by=people.member,
    )
    commitments.set_visibility(
        Commitment.objects.get(pk=first.pk), visibility="public", by=people.lead, reason="WHY"
    )
    activities.save_activity(
        Activity(kind="meeting", title_en="SECRET-MEETING"), commitments=[first], by=people.member
    )
    text = read(people.elsewhere, first)
    assert "PUBLIC-WORDS" in text
    assert "New" in text
    for hidden in ("INTERNAL-NOTE", "WHY", "SECRET-MEETING", ">lead", "member", "Followed by"):
        assert hidden not in text, hidden
    own = read(people.member, first)
    for shown in ("PUBLIC-WORDS", "INTERNAL-NOTE", "SECRET-MEETING", "Followed by"):
        assert shown in own, shown


def test_drafts_and_what_was_changed_before_clearance_are_the_teams(people, first):
    draft = status.save_draft(
        first,
        status.ReportContent(status="fulfilled", summary="FIRST-DRAFT", internal_note="N1"),
        by=people.member,
    ).row
    status.report_status(
        first,
        status.ReportContent(status="under_way", summary="CLEARED-WORDS"),
        report=draft,
        by=people.member,
    )
    own = read(people.member, first)
    assert "FIRST-DRAFT" in own
    assert "CLEARED-WORDS" in own
    for who in ("colleague", "elsewhere"):
        text = read(getattr(people, who), first)
        assert "FIRST-DRAFT" not in text, who
        assert "Carried out in the period" not in text, who
        assert "CLEARED-WORDS" in text, who


def test_a_draft_alone_is_the_teams(people, first):
    status.save_draft(
        first, status.ReportContent(status="fulfilled", summary="DRAFT-WORDS"), by=people.member
    )
    assert "DRAFT-WORDS" in read(people.lead, first)
    assert "DRAFT-WORDS" not in read(people.colleague, first)
    assert "DRAFT-WORDS" not in read(people.elsewhere, first)


def test_a_withdrawn_report_is_gone_for_staff_elsewhere(people, first):
    report = status.report_status(
        first, status.ReportContent(status="under_way", summary="TAKEN-BACK"), by=people.member
    ).row
    status.withdraw(report, by=people.lead, reason="WRONG-DATE")
    assert "TAKEN-BACK" not in read(people.elsewhere, first)
    assert "WRONG-DATE" in read(people.member, first)
    assert "WRONG-DATE" not in read(people.colleague, first)


def test_undo_is_offered_where_it_is_safe_to_those_who_may(people, first):
    edit(first, people.lead, plain_title_en="One")
    assert "/undo/" in read(people.lead, first)
    assert "/undo/" not in read(people.member, first)
    assert "/undo/" not in read(people.elsewhere, first)
    edit(first, people.lead, plain_title_en="Two")
    assert read(people.lead, first).count("/undo/") == 1  # the earlier one has been built upon


def test_an_undone_change_is_said_and_not_offered_again(people, first):
    edit(first, people.lead, plain_title_en="One")
    number = ChangeSet.objects.first().pk
    as_(people.lead).post(address("workspace:undo", number))
    text = read(people.lead, first)
    assert "An earlier change was undone." in text
    assert f"/undo/{number}/" not in text


def test_what_users_wrote_is_escaped(people, first):
    edit(first, people.lead, plain_title_en="<b>X</b> one two three four")
    edit(first, people.lead, plain_title_en="<b>Y</b> one two three four")
    text = read(people.member, first)
    assert "one two three four" in text
    assert "&lt;b&gt;" in text
    assert "<b>X" not in text
    assert "<b>Y" not in text


def test_queries_do_not_grow_with_changes(people, first):
    client = as_(people.lead)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(first)).status_code == 200
        return len(queries)

    edit(first, people.lead, plain_title_en="Title")
    status.report_status(first, status.ReportContent(status="under_way"), by=people.member)
    count()
    few = count()
    for number in range(12):
        edit(first, people.lead, plain_title_en=f"Title {number}")
        status.report_status(first, status.ReportContent(status="under_way"), by=people.member)
    assert count() == few


def test_long_histories_come_in_pages(people, first):
    for number in range(32):
        edit(first, people.lead, plain_title_en=f"Title {number}")
    text = read(people.lead, first)
    assert "?page=2" in text
    assert "Title" in as_(people.lead).get(url_of(first) + "?page=2").content.decode()
    assert as_(people.lead).get(url_of(first) + "?page=x").status_code == 200


@pytest.mark.parametrize(
    ("before", "after", "html"),
    [
        ("one two three", "one 2 three", "one <del>two</del><ins>2</ins> three"),
        ("", "new", "<ins>new</ins>"),
        ("old", "", "<del>old</del>"),
        ("a b c d", "w x y z", "<del>a b c d</del> <ins>w x y z</ins>"),
        ("<i> & two three", "<b> & two three", "<del>&lt;i&gt;</del><ins>&lt;b&gt;</ins> &amp; two three"),
        ("same", "same", "same"),
    ],
)
def test_word_by_word(before, after, html):
    assert word_difference(before, after) == html


def test_one_that_is_missing_is_404(people, plan):
    assert (
        as_(people.lead).get(address("workspace:commitment-history", "KR-2025", "9.9.9")).status_code == 404
    )


def test_a_change_is_said_from_its_code_in_the_readers_language(people, first):
    status.report_status(first, status.ReportContent(status="under_way"), by=people.member)
    assert "Reported on KR-2025-1.1.1" in read(people.lead, first)
    assert "Rapporterede om KR-2025-1.1.1" in read(people.lead, first, language="da")
    assert "Reported on" not in read(people.elsewhere, first)


def test_a_persons_reason_is_shown_as_they_wrote_it_even_where_it_reads_like_ours(people, first):
    edit(
        first, people.lead, reason="Reported on KR-2025 in Seoul, edited since", plain_title_en="Other title"
    )
    assert "Reported on KR-2025 in Seoul, edited since" in read(people.member, first)
    assert "Reported on KR-2025 in Seoul, edited since" in read(people.member, first, language="da")
    assert ChangeSet.objects.get().reason == "Reported on KR-2025 in Seoul, edited since"


def test_a_report_taken_back_by_undoing_has_no_note_that_nobody_wrote(people, first):
    status.report_status(first, status.ReportContent(status="under_way"), by=people.member)
    undoing = undo(ChangeSet.objects.get(), by=people.member)
    report = first.reports.get()
    assert (report.undone_in, report.return_note, report.withdrawal_reason) == (undoing, "", "")
    text = read(people.member, first)
    assert "by undoing." in text
    assert "Undid change" in text
    assert "“Undid" not in text
