"""Commitments written in bulk bring along the caches that a refresh would make of them."""

import pytest

from embassy import bulk, clock
from embassy.audit import Channel, change_set
from programmes.actions import current
from programmes.actions.plans import NewCommitment, add_commitments
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Organisation, OrganisationAlias, SearchEntry
from programmes.search import entries
from tests import factories
from tests.searching import numbers_with


def add(*, visibility="public", provenance="signed", organisations=()):
    """A commitment as plans and drafts add them."""
    programme = factories.programme()
    (pk,) = bulk.reserve_ids(Commitment, 1)
    wording = {"text": "  Møder om VAND ", "language": "da", "provenance": provenance, "valid_from": None,
               "passage_id": None}  # fmt: skip
    columns = {
        "programme_id": programme.pk, "area_id": None, "track_id": None, "number": "7", "position": 7,
        "kind": "continuing", "plain_title_da": "", "plain_title_en": "Water talks", "recurrence": "",
        "recurrence_other": "", "due_on": None, "owner_team_id": None, "owner_id": None,
        "status_visibility": visibility, "is_published": False, "withdrawn_on": None,
    }  # fmt: skip
    row = NewCommitment(
        id=pk, reference=f"{programme.reference}-7", columns=columns, wording=wording,
        responsible=[(organisation.pk, "danish", "responsible") for organisation in organisations],
    )  # fmt: skip
    with change_set(by=None, channel=Channel.COMMAND, event=ChangeEvent.CONTENT_LOADED) as record:
        add_commitments([row], record=record, slugs=dict(Organisation.objects.values_list("pk", "slug")))
    return Commitment.objects.get(pk=pk)


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", ["public", "withheld"])
@pytest.mark.parametrize("provenance", ["signed", "machine_draft"])
def test_what_is_new_needs_no_refresh(visibility, provenance):
    agency = factories.organisation("Danish Energy Agency", "DK", acronym="DEA", name_da="Energistyrelsen")
    OrganisationAlias.objects.create(organisation=agency, name="Ens")
    commitment = add(visibility=visibility, provenance=provenance, organisations=[agency])
    assert current.rebuild(at=clock.now()) == 0
    assert numbers_with("water dea energistyrelsen") == ["7"]
    assert numbers_with("vand") == (["7"] if provenance == "signed" else [])
    assert entries.refresh(SearchEntry.Kind.COMMITMENT, [commitment.pk]) == 0
    assert (commitment.current_wording is None) is (provenance == "machine_draft")
    assert commitment.public_status == {"public": "not_reported", "withheld": "withheld"}[visibility]
