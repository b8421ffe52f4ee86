"""Editing a commitment, and proposing edits."""

import datetime as dt

import pytest

from embassy import clock
from embassy.audit import StaleVersion
from embassy.models import ChangeSet
from programmes.actions import commitments
from programmes.models import Commitment, Proposal, Responsibility, Sector
from tests import factories
from tests.searching import numbers_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return factories.commitment(owner_team=factories.team())


@pytest.fixture
def lead(commitment):
    return factories.lead(commitment.owner_team)


def edit(commitment, lead, **values):
    return commitments.edit_commitment(
        commitment, values=values, expected_version=commitment.version, by=lead
    ).row


def test_edit_writes_columns_lists_and_responsibilities_as_one_change_set(commitment, lead):
    sector = Sector.objects.create(slug="water", name_da="Vand", name_en="Water")
    agency = factories.organisation("Danish Energy Agency", "KR", acronym="DEA")
    edited = edit(commitment, lead, plain_title_en="Water talks", sectors=[sector.pk], danish=[agency.pk])
    assert edited.plain_title_en == "Water talks"
    assert list(edited.sectors.all()) == [sector]
    assert edited.responsibilities.get().organisation == agency
    assert ChangeSet.objects.count() == 1
    assert edited.version > commitment.version


def test_edited_title_and_organisation_are_found_by_search(commitment, lead):
    agency = factories.organisation("Energistyrelsen Økonomi")
    edited = edit(commitment, lead, plain_title_da="Økonomi", danish=[agency.pk])
    assert numbers_with("okonomi energistyrelsen") == [edited.number]


def test_saving_what_is_already_so_changes_nothing(commitment, lead):
    edited = commitments.edit_commitment(
        commitment,
        values=commitments.editable_values(commitment),
        expected_version=commitment.version,
        by=lead,
    ).row
    assert edited.version == commitment.version
    assert not ChangeSet.objects.exists()


def test_older_version_is_refused_and_nothing_is_written(commitment, lead):
    edit(commitment, lead, plain_title_en="First")
    with pytest.raises(StaleVersion) as refusal:
        commitments.edit_commitment(
            commitment, values={"plain_title_en": "Second"}, expected_version=1, by=lead
        )
    assert refusal.value.current.plain_title_en == "First"
    assert Commitment.objects.get().plain_title_en == "First"
    assert ChangeSet.objects.count() == 1


def test_change_of_responsibility_alone_moves_the_version_on(commitment, lead):
    edited = edit(commitment, lead, danish=[factories.organisation("City of Aarhus").pk])
    assert edited.version == commitment.version + 1


def test_responsibility_that_goes_keeps_its_dates(commitment, lead):
    agency = factories.organisation("Danish Energy Agency")
    held = Responsibility.objects.create(
        commitment=commitment, organisation=agency, side="danish", from_on=dt.date(2021, 4, 1)
    )
    edit(commitment, lead, danish=[])
    held.refresh_from_db()
    assert held.until_on == clock.today() - dt.timedelta(days=1)
    assert not commitment.responsibilities.on(clock.today())


def test_member_proposes_and_lead_accepts(commitment, lead):
    member = factories.member(commitment.owner_team)
    proposal = commitments.propose_edit(
        commitment,
        values=commitments.editable_values(commitment) | {"plain_title_en": "Better"},
        from_version=commitment.version,
        by=member,
    ).row
    assert proposal.values == {"plain_title_en": "Better"}
    assert Commitment.objects.get().plain_title_en != "Better"
    commitments.decide_proposal(proposal, accept=True, by=lead)
    assert Commitment.objects.get().plain_title_en == "Better"
    commitments.decide_proposal(proposal, accept=False, by=lead)
    assert Proposal.objects.get().is_accepted is True


def test_declined_proposal_changes_nothing(commitment, lead):
    proposal = commitments.propose_edit(
        commitment, values={"plain_title_en": "Worse"}, from_version=1, by=lead
    ).row
    commitments.decide_proposal(proposal, accept=False, by=lead)
    assert Commitment.objects.get().plain_title_en == commitment.plain_title_en
    assert not Proposal.objects.waiting()


def test_proposing_what_is_already_so_is_no_proposal(commitment, lead):
    values = commitments.editable_values(commitment)
    assert commitments.propose_edit(commitment, values=values, from_version=1, by=lead).row is None


def test_visibility_changes_with_a_reason(commitment, lead):
    factories.report(commitment)
    commitments.set_visibility(commitment, visibility="withheld", by=lead, reason="Sensitive talks")
    commitment.refresh_from_db()
    assert commitment.public_status == "withheld"
    assert ChangeSet.objects.get().reason == "Sensitive talks"
