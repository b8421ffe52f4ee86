"""Deciding on a proposed edit."""

import pytest

from programmes.actions.commitments import decide_proposal, edit_commitment, propose_edit
from programmes.models import Commitment
from tests.workspace.conftest import address, answers, as_, place


@pytest.fixture
def proposed(people, first):
    return propose_edit(
        first, values={"plain_title_en": "Energy talks"}, from_version=1, by=people.member, reason="Shorter"
    ).row


def url_of(proposal):
    return address("workspace:proposal", *place(proposal.commitment), proposal.pk)


def decide(person, proposal, decision, version=1):
    return as_(person).post(url_of(proposal), {"decision": decision, "version": version})


def title_of(commitment):
    return Commitment.objects.get(pk=commitment.pk).plain_title_en


def test_the_team_and_its_administrators_read_it(people, proposed):
    found = answers(people, lambda client: client.get(url_of(proposed)))
    assert found == {
        "anonymous": 302,
        "unattached": 404,
        "elsewhere": 404,
        "colleague": 404,
        "member": 200,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 404,
        "superuser": 200,
    }


def test_the_difference_is_shown(people, proposed):
    text = as_(people.lead).get(url_of(proposed)).content.decode()
    assert "<del>Annual ministerial meetings 1</del>" in text
    assert "<ins>Energy talks</ins>" in text
    assert "“Shorter”" in text


def test_accepting_carries_it_out(people, first, proposed):
    assert decide(people.lead, proposed, "accept").status_code == 302
    assert title_of(first) == "Energy talks"
    proposed.refresh_from_db()
    assert (proposed.is_accepted, proposed.decided_by) == (True, people.lead)


def test_declining_changes_nothing(people, first, proposed):
    assert decide(people.administrator, proposed, "decline").status_code == 302
    assert title_of(first) != "Energy talks"
    proposed.refresh_from_db()
    assert proposed.is_accepted is False


def test_members_read_but_do_not_decide(people, first, proposed):
    assert decide(people.member, proposed, "accept").status_code == 403
    assert title_of(first) != "Energy talks"
    assert "decision" not in as_(people.member).get(url_of(proposed)).content.decode()


def test_what_was_decided_meanwhile_is_409(people, first, proposed):
    decide_proposal(proposed, accept=False, by=people.administrator)
    response = decide(people.lead, proposed, "accept")
    assert response.status_code == 409
    assert "Declined by administrator" in response.content.decode()
    assert title_of(first) != "Energy talks"


def test_a_commitment_that_moved_while_it_was_read_is_409_and_shown_again(people, first, proposed):
    edit_commitment(first, values={"plain_title_en": "Newer"}, expected_version=1, by=people.administrator)
    response = decide(people.lead, proposed, "accept", version=1)
    assert response.status_code == 409
    assert "<del>Newer</del>" in response.content.decode()
    assert title_of(first) == "Newer"
    assert decide(people.lead, proposed, "accept", version=2).status_code == 302
    assert title_of(first) == "Energy talks"


@pytest.mark.parametrize(
    "data", [{}, {"decision": "perhaps", "version": 1}, {"decision": "accept", "version": "x"}]
)
def test_bad_input_is_422(people, first, proposed, data):
    assert as_(people.lead).post(url_of(proposed), data).status_code == 422
    assert title_of(first) != "Energy talks"


def test_one_that_is_missing_is_404(people, plan, proposed):
    assert as_(people.lead).get(address("workspace:proposal", "KR-2025", "1.1.1", 404)).status_code == 404
    other = address("workspace:proposal", "KR-2025", "1.1.2", proposed.pk)
    assert as_(people.lead).get(other).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, proposed, method):
    assert getattr(as_(people.lead), method)(url_of(proposed)).status_code == 405
