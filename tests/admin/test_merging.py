"""The page that merges two rows of a shared list: a preview first, then one step."""

import pytest
from django.urls import reverse

from embassy.models import ChangeSet
from programmes.models import Organisation, Sector
from tests import factories
from tests.admin.admin_rows import client_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def sectors():
    """One that a published and a hidden commitment use, and one that stays."""
    gone = Sector.objects.create(slug="wind", name_da="Vind", name_en="Wind")
    for plan in (factories.plan(1), factories.plan(1, iso2="CN", is_published=False)):
        plan.commitments.get().sectors.add(gone)
    return gone, Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_merge", args=[row.pk])


def test_the_preview_shows_what_would_change_and_changes_nothing(sectors):
    gone, kept = sectors
    client = client_of(factories.headquarters(language="en"))
    page = client.get(address(gone), {"kept": kept.pk})
    assert page.status_code == 200
    assert "Commitments (2)" in page.content.decode()
    assert "KR-2021-1.1.1" in page.content.decode()
    assert gone.commitments.count() == 2
    assert not ChangeSet.objects.exists()


def test_the_preview_does_not_name_what_its_reader_may_not_see(sectors):
    gone, kept = sectors
    keeper = factories.grant(factories.user(language="en")).user
    page = client_of(keeper).get(address(gone), {"kept": kept.pk}).content.decode()
    assert "KR-2021-1.1.1" in page
    assert "CN-2021-1.1.1" not in page
    assert "1 that you may not see" in page


def test_merging_is_one_step_that_the_next_page_offers_to_undo(sectors):
    gone, kept = sectors
    client = client_of(factories.headquarters(language="en"))
    response = client.post(address(gone), {"kept": kept.pk, "_reason": "The same field."}, follow=True)
    assert response.redirect_chain[-1][0] == url(Sector, "change", kept)
    change = ChangeSet.objects.get()
    assert (change.event, change.channel, change.reason) == ("rows_merged", "admin", "The same field.")
    undo = reverse("workspace:undo", args=[change.pk])
    assert undo in response.content.decode()
    assert client.post(undo).status_code == 302
    assert gone.commitments.count() == 2


@pytest.mark.parametrize("kept", ["", "nothing", "itself"])
def test_a_choice_that_is_none_is_refused(sectors, kept):
    gone, _kept = sectors
    client = client_of(factories.headquarters())
    sent = {"kept": gone.pk if kept == "itself" else kept}
    assert client.post(address(gone), sent).status_code == 422
    assert Sector.objects.count() == 2


def test_a_double_that_somebody_else_has_merged_meanwhile_is_not_there(sectors):
    gone, kept = sectors
    client = client_of(factories.headquarters())
    missing = address(gone)
    gone.delete()
    assert client.post(missing, {"kept": kept.pk}).status_code == 404


def test_who_keeps_no_list_is_offered_no_merge():
    organisation = factories.organisation()
    for person, is_offered in (
        (factories.administrator(), False),
        (factories.headquarters(), True),
    ):
        client = client_of(person)
        page = client.get(url(Organisation, "change", organisation)).content.decode()
        assert (address(organisation) in page) is is_offered
        assert client.get(address(organisation)).status_code == (200 if is_offered else 403)
