"""Undoing a change set, and when that is refused."""

import pytest

from embassy.audit import Channel, change_set
from embassy.models import AuditEntry, ChangeSet, SectorTeam
from programmes.actions import commitments, status
from programmes.actions.undo import CannotUndo, undo
from programmes.actions.undo_rights import may_undo
from programmes.models import (
    Commitment,
    OrganisationAlias,
    Proposal,
    Responsibility,
    Sector,
    StatusReport,
    Wording,
)
from tests import factories
from tests.searching import numbers_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return factories.commitment(owner_team=factories.team())


@pytest.fixture
def lead(commitment):
    return factories.lead(commitment.owner_team)


def latest():
    return ChangeSet.objects.first()


def test_edit_is_put_back_columns_lists_and_responsibilities(commitment, lead):
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    agency = factories.organisation("Danish Energy Agency")
    before = commitments.editable_values(commitment)
    commitments.edit_commitment(
        commitment,
        values={"plain_title_en": "Water", "sectors": [water.pk], "danish": [agency.pk]},
        expected_version=commitment.version,
        by=lead,
    )
    undoing = undo(latest(), by=lead)
    held = Commitment.objects.get()
    assert commitments.editable_values(held) == before
    assert undoing.undo_of.entries.count() == undoing.entries.count()
    assert numbers_with("water") == numbers_with("energy agency") == []
    assert held.version > commitment.version + 1


def test_undone_undo_stands_again(commitment, lead):
    commitments.edit_commitment(commitment, values={"plain_title_en": "Water"}, expected_version=1, by=lead)
    undoing = undo(latest(), by=lead)
    undo(undoing, by=lead)
    assert Commitment.objects.get().plain_title_en == "Water"


def test_refused_once_something_else_touched_the_row(commitment, lead):
    edited = commitments.edit_commitment(
        commitment, values={"plain_title_en": "One"}, expected_version=1, by=lead
    ).row
    first = latest()
    commitments.edit_commitment(
        edited, values={"plain_title_da": "To"}, expected_version=edited.version, by=lead
    )
    with pytest.raises(CannotUndo) as refusal:
        undo(first, by=lead)
    assert refusal.value.entries[0].change_set == latest()
    assert Commitment.objects.get().plain_title_en == "One"
    assert ChangeSet.objects.count() == 2


def test_refused_the_second_time(commitment, lead):
    commitments.edit_commitment(commitment, values={"plain_title_en": "One"}, expected_version=1, by=lead)
    first = latest()
    undo(first, by=lead)
    with pytest.raises(CannotUndo, match="already"):
        undo(first, by=lead)


def test_report_is_withdrawn_not_erased(commitment, lead):
    status.report_status(commitment, status.ReportContent(status="under_way"), by=lead)
    undo(latest(), by=lead)
    assert StatusReport.objects.get().state == StatusReport.State.WITHDRAWN
    assert Commitment.objects.get().public_status == "not_reported"


def test_clearance_is_undone_by_withdrawing_and_a_withdrawal_never(commitment, lead):
    waiting = factories.report(commitment, state="submitted")
    status.clear(waiting, by=lead)
    undo(latest(), by=lead)
    assert StatusReport.objects.get().state == StatusReport.State.WITHDRAWN
    with pytest.raises(CannotUndo, match="stays withdrawn"):
        undo(latest(), by=lead)


def test_return_is_undone_to_waiting(commitment, lead):
    waiting = factories.report(commitment, state="submitted")
    status.send_back(waiting, note="When?", by=lead)
    undo(latest(), by=lead)
    held = StatusReport.objects.get()
    assert (held.state, held.returned_by, held.return_note) == (StatusReport.State.SUBMITTED, None, "")


def test_a_returned_report_sent_again_is_undone_to_returned_and_a_draft_sent_is_too(commitment, lead):
    SectorTeam.objects.update(needs_clearance=True)
    returned = factories.report(commitment, state="returned", by=lead)
    status.report_status(commitment, status.ReportContent(status="under_way"), report=returned, by=lead)
    assert StatusReport.objects.get().state == StatusReport.State.SUBMITTED
    undo(latest(), by=lead)
    report = StatusReport.objects.get()
    assert (report.state, report.return_note) == (StatusReport.State.RETURNED, "Please add the date.")
    draft = factories.report(commitment, state="draft", by=lead)
    status.report_status(commitment, status.ReportContent(status="under_way"), report=draft, by=lead)
    undo(latest(), by=lead, reason="Too early")
    draft.refresh_from_db()
    assert (draft.state, draft.return_note) == (StatusReport.State.RETURNED, "")
    assert draft.undone_in == latest()
    assert draft.undone_in.reason == "Too early"


def test_deleted_row_comes_back_with_all_that_hung_on_it(commitment, lead):
    water = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    commitment.sectors.add(water)
    agency = factories.organisation("Danish Energy Agency")
    Responsibility.objects.create(commitment=commitment, organisation=agency, side="danish")
    with change_set(by=lead, channel=Channel.ADMIN, event="row_changed") as record:
        record.delete(commitment)
    assert not Commitment.objects.exists()
    assert not Wording.objects.exists()
    undo(latest(), by=lead)
    held = Commitment.objects.get()
    assert held.pk == AuditEntry.objects.filter(model="programmes.commitment").last().after["id"]
    assert list(held.sectors.all()) == [water]
    assert held.responsibilities.get().organisation == agency
    assert held.current_wording == held.wordings.get()
    assert held.version > commitment.version  # no form from before it was deleted fits it


def test_a_renamed_organisation_is_found_by_its_former_name_when_that_is_undone(commitment, lead):
    agency = factories.organisation("Danish Energy Agency")
    commitments.edit_commitment(
        commitment, values={"danish": [agency.pk]}, expected_version=commitment.version, by=lead
    )
    with change_set(by=lead, channel=Channel.ADMIN, event="row_changed") as record:
        record.update(agency, name_en="Office of Power")
        record.create(OrganisationAlias(organisation=agency, name="Kraftkontoret"))
    assert numbers_with("office") == numbers_with("kraftkontoret") == [commitment.number]
    assert numbers_with("energy agency") == []
    undo(latest(), by=lead)
    assert numbers_with("energy agency") == [commitment.number]
    assert numbers_with("office") == numbers_with("kraftkontoret") == []


def test_a_member_takes_back_their_own_proposal_and_no_other(commitment):
    member, colleague = (factories.member(commitment.owner_team) for _ in range(2))
    changes = []
    for person, title in ((member, "Mine"), (colleague, "Theirs")):
        commitments.propose_edit(
            commitment, values={"plain_title_en": title}, from_version=commitment.version, by=person
        )
        changes.append(latest())
    assert [may_undo(member, change) for change in changes] == [True, False]
    assert [may_undo(colleague, change) for change in changes] == [False, True]
    undo(changes[0], by=member)
    assert [row.proposed_by for row in Proposal.objects.all()] == [colleague]


def test_changed_password_is_not_put_back(lead):
    with change_set(by=lead, channel=Channel.PAGE, event="row_changed") as record:
        record.update(lead, password="new")
    with pytest.raises(CannotUndo, match="password"):
        undo(latest(), by=lead)
