"""Merging two rows of a shared list: every use moves in one change set, and one undo puts everything back."""

import datetime as dt

import pytest
from django.utils import translation

from embassy import clock
from embassy.audit import StaleVersion
from embassy.models import ChangeSet, User
from programmes.actions.commitments import propose_edit
from programmes.actions.merging import is_public, merge, merge_plan
from programmes.actions.undo import CannotUndo, undo
from programmes.actions.undo_rights import may_see_change, may_undo
from programmes.models import (
    BasisAgreement,
    BasisListing,
    Commitment,
    FormerSlug,
    Organisation,
    OrganisationAlias,
    Proposal,
    Responsibility,
    SearchEntry,
    Sector,
)
from programmes.search import entries
from programmes.search.matching import matching
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return factories.headquarters("keeper")


@pytest.fixture
def korean():
    return factories.plan(3).commitments.order_by("position")


def dkma(**values):
    return factories.organisation("Danish Medicines Agency", slug="dkma", acronym="DKMA", **values)


def dma(**values):
    return factories.organisation("Medicines Agency of Denmark", slug="dma", acronym="DMA", **values)


def part(commitment, organisation, **values):
    values = {"side": "danish", **values}
    return Responsibility.objects.create(commitment=commitment, organisation=organisation, **values)


def state():
    """Every row that a merge may change, by table and key, without counters of saves."""
    tables = (
        Organisation,
        OrganisationAlias,
        Responsibility,
        Sector,
        BasisAgreement,
        BasisListing,
        FormerSlug,
    )
    rows = {f"{model.__name__} {row['id']}": row for model in tables for row in model.objects.values()}
    for model, name in ((Commitment, "sectors"), (BasisAgreement, "organisations")):
        for row in model.objects.all():
            linked = sorted(getattr(row, name).values_list("pk", flat=True))
            rows[f"{model.__name__} {row.pk} {name}"] = linked
    rows |= {f"Proposal {row.pk}": row.values for row in Proposal.objects.all()}
    rows |= {f"Search {row.pk}": (row.head, row.words) for row in SearchEntry.objects.all()}
    for row in rows.values():
        if isinstance(row, dict):
            row.pop("version", None)
    return rows


def test_every_use_of_an_organisation_moves_and_doubles_collapse(keeper, korean):
    first, second, third = korean
    gone, kept = dma(), dkma()
    BasisAgreement.objects.create(key="mou", kind="mou", title_en="MoU").organisations.add(gone)
    older = factories.organisation("Medicines Board", slug="board", successor=gone)
    part(first, gone, as_named="DMA")
    part(second, gone, from_on=dt.date(2021, 5, 1))
    standing = part(second, kept, from_on=dt.date(2023, 1, 1))
    part(third, gone, until_on=dt.date(2022, 1, 1))
    part(third, kept, until_on=dt.date(2022, 1, 1))

    done = merge(gone, kept, by=keeper)

    assert not Organisation.objects.filter(pk=gone.pk).exists()
    assert [list(row.responsibilities.values_list("organisation", flat=True)) for row in korean] == [
        [kept.pk]
    ] * 3
    standing.refresh_from_db()
    assert standing.from_on == dt.date(2021, 5, 1)  # nobody loses the day from which the part was held
    older.refresh_from_db()
    assert older.successor == kept
    assert list(BasisAgreement.objects.get().organisations.all()) == [kept]
    assert set(kept.aliases.values_list("name", flat=True)) == {"Medicines Agency of Denmark", "DMA"}
    assert ChangeSet.objects.count() == 1
    with translation.override("en"):
        assert done.change_set.words == "Merged “DMA” into “DKMA”"


def test_searches_find_the_commitments_by_the_names_of_both(keeper, korean):
    gone, kept = dma(), dkma()
    part(korean[0], gone)
    part(korean[1], kept)
    merge(gone, kept, by=keeper)
    for name in ("Medicines Agency of Denmark", "Danish Medicines Agency"):
        assert set(matching(Commitment.objects.all(), SearchEntry.Kind.COMMITMENT, name)) == set(korean[:2])


def test_an_organisation_does_not_come_to_succeed_itself(keeper):
    gone = dma()
    kept = dkma(successor=gone, succeeded_on="2012")
    merge(gone, kept, by=keeper)
    kept.refresh_from_db()
    assert kept.successor is None
    assert kept.succeeded_on is None


def test_a_sector_is_merged_in_the_programmes_of_every_mission(keeper, korean):
    chinese = factories.plan(1, iso2="CN").commitments.get()
    gone = Sector.objects.create(slug="wind", name_da="Vind", name_en="Wind")
    kept = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    chinese.sectors.add(gone)
    korean[0].sectors.add(gone, kept)
    merge(gone, kept, by=keeper)
    assert list(chinese.sectors.all()) == [kept]
    assert list(korean[0].sectors.all()) == [kept]


def test_a_waiting_proposal_asks_for_the_row_that_stays(keeper, korean):
    gone = Sector.objects.create(slug="wind", name_da="Vind", name_en="Wind")
    kept = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    member = factories.member()
    row = Commitment.objects.get(pk=korean[0].pk)
    proposal = propose_edit(row, values={"sectors": [gone.pk, kept.pk]}, from_version=1, by=member).row
    merge(gone, kept, by=keeper)
    proposal.refresh_from_db()
    assert proposal.values["sectors"] == [kept.pk]


def test_a_basis_agreement_is_merged_with_its_parties_and_entries(keeper, korean):
    programme = korean[0].programme
    gone = BasisAgreement.objects.create(key="mou-2", kind="mou", title_en="MoU on health")
    kept = BasisAgreement.objects.create(key="mou-1", kind="mou", title_en="MoU (health)")
    gone.organisations.add(dma())
    kept.organisations.add(dkma())
    entry = BasisListing.objects.create(programme=programme, instrument=gone, position=1, listed_as="MoU")
    merge(gone, kept, by=keeper)
    entry.refresh_from_db()
    assert entry.instrument == kept
    assert set(kept.organisations.values_list("slug", flat=True)) == {"dma", "dkma"}


def everything_merged(korean):
    """An organisation with a use of every kind, and the one that it is to be merged into."""
    gone, kept = dma(), dkma()
    OrganisationAlias.objects.create(organisation=gone, name="Lægemiddelstyrelsen")
    BasisAgreement.objects.create(key="mou", kind="mou", title_en="MoU").organisations.add(gone, kept)
    factories.organisation("Medicines Board", slug="board", successor=gone)
    for commitment in korean:
        part(commitment, gone)
    part(korean[0], kept)
    return gone, kept


def test_one_undo_puts_everything_back(keeper, korean):
    gone, kept = everything_merged(korean)
    entries.rebuild()
    before = state()
    done = merge(gone, kept, by=keeper)
    assert state() != before
    undo(done.change_set, by=keeper)
    assert state() == before


def test_whoever_keeps_the_lists_may_undo_a_merge_and_nobody_else_knows_of_it(keeper, korean):
    cast = factories.cast()
    gone, kept = everything_merged(korean)
    change = merge(gone, kept, by=keeper).change_set
    colleague = factories.grant(factories.user("colleague.there")).user
    assert may_undo(colleague, change)
    assert may_see_change(colleague, change)
    for person in (cast.administrator, cast.other_administrator, cast.lead):
        assert not may_undo(person, change)
    keeper.grants.update(until_on=clock.today() - clock.ONE_DAY)
    assert not may_undo(User.objects.get(pk=keeper.pk), change)


def test_a_merge_whose_rows_have_moved_on_is_not_undone(keeper, korean):
    gone, kept = everything_merged(korean)
    change = merge(gone, kept, by=keeper).change_set
    third = factories.organisation("Ministry of Health")
    merge(Organisation.objects.get(pk=kept.pk), third, by=keeper)
    with pytest.raises(CannotUndo):
        undo(change, by=keeper)


def test_the_plan_says_what_the_merge_does(keeper, korean):
    gone, kept = everything_merged(korean)
    plan = merge_plan(gone, kept)
    assert len(plan.doubles) == 1
    assert {type(move.row).__name__ for move in plan.moves} == {
        "Responsibility", "Organisation", "OrganisationAlias",
    }  # fmt: skip
    assert [listing.holder.key for listing in plan.listings] == ["mou"]
    assert plan.aliases == ["Medicines Agency of Denmark", "DMA"]


def test_what_is_gone_by_now_is_not_merged(keeper):
    gone, kept = dma(), dkma()
    Organisation.objects.filter(pk=gone.pk).delete()
    with pytest.raises(StaleVersion):
        merge(gone, kept, by=keeper)
    with pytest.raises(ValueError, match="Two different rows"):
        merge_plan(kept, kept)


@pytest.mark.parametrize("page", ["", "commitments.csv", "changes.atom"])
def test_an_old_public_address_leads_to_the_new_one(keeper, korean, client, page):
    gone, kept = dma(), dkma()
    part(korean[0], gone)
    merge(gone, kept, by=keeper)
    asked = "" if page == "changes.atom" else "?q=x"
    response = client.get(f"/en/organisation/dma/{page}{asked}")
    assert response.status_code == 302
    assert response["Location"] == f"/en/organisation/dkma/{page}{asked}"
    assert client.get(f"/en/organisation/never/{page}").status_code == 404


def test_an_old_address_leads_on_through_later_merges(keeper, korean, client):
    gone, kept, last = dma(), dkma(), factories.organisation("Ministry of Health", slug="ministry")
    part(korean[0], gone)
    merge(gone, kept, by=keeper)
    merge(Organisation.objects.get(pk=kept.pk), last, by=keeper)
    assert client.get("/en/organisation/dma/")["Location"] == "/en/organisation/ministry/"
    assert client.get("/api/organisations/dma")["Location"] == "/api/organisations/ministry"


def test_what_the_public_never_knew_leads_nowhere(keeper, client):
    hidden = factories.plan(1, is_published=False).commitments.get()
    gone, kept = dma(), dkma()
    part(hidden, gone)
    merge(gone, kept, by=keeper)
    assert client.get("/en/organisation/dma/").status_code == 404


def test_a_sector_s_old_address_leads_to_the_new_one(keeper, korean, client):
    gone = Sector.objects.create(slug="wind", name_da="Vind", name_en="Wind")
    kept = Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    korean[0].sectors.add(gone)
    merge(gone, kept, by=keeper)
    assert client.get("/da/sector/wind/")["Location"] == "/da/sector/energy/"


def test_what_is_kept_as_public_is_what_had_a_public_page(keeper, korean, client):
    """Of each row of the shared lists that a page of the public names: as their own QuerySets have it."""
    hidden = factories.plan(1, iso2="CN", is_published=False).commitments.get()
    heir = factories.organisation("Heir", slug="heir")
    rows = {
        dma(successor=heir): True,  # named by a published commitment
        heir: True,  # has come in its place
        factories.organisation("Party", slug="party"): False,  # of a basis agreement alone
        factories.organisation("Planned", slug="planned"): False,  # named by a plan in preparation
        Sector.objects.create(slug="wind", name_da="Vind", name_en="Wind"): True,
        Sector.objects.create(slug="space", name_da="Rum", name_en="Space"): False,  # marked there
        Sector.objects.create(slug="unused", name_da="Ubrugt", name_en="Unused"): False,
    }
    named = {row.slug: row for row in rows}
    part(korean[0], named["dma"])
    part(hidden, named["planned"])
    korean[0].sectors.add(named["wind"])
    hidden.sectors.add(named["space"])
    basis = BasisAgreement.objects.create(key="mou", kind="mou", title_en="MoU")
    basis.organisations.add(named["party"])
    programme = korean[0].programme
    BasisListing.objects.create(programme=programme, instrument=basis, position=1, listed_as="MoU")
    for row, is_known in rows.items():
        page = client.get(row.get_absolute_url()).status_code
        assert (page, is_public(row)) == ((200, True) if is_known else (404, False)), row.slug
