"""Nothing becomes public by default: clearance, confirmed visibility, and a country whose publication is stopped."""

import pytest
from django.core.exceptions import ValidationError

from embassy import clock
from embassy.audit import Channel
from embassy.models import ChangeSet, Mission, SectorTeam
from programmes.actions import publishing
from programmes.actions.status import ReportContent, report_status
from programmes.actions.undo import undo
from programmes.models import Commitment, Partnership, PublishingPeriod, StatusReport
from tests import factories

pytestmark = pytest.mark.django_db
State = StatusReport.State


@pytest.fixture
def draft():
    plan = factories.plan(4, is_published=False)
    plan.commitments.update(status_visibility="unconfirmed", public_status="withheld")
    return plan


@pytest.fixture
def keeper():
    return factories.administrator()


def reported(commitment, by):
    return report_status(commitment, ReportContent(status="under_way"), by=by).row


def test_a_new_team_a_new_mission_and_a_new_commitment_publish_nothing_by_themselves():
    assert SectorTeam().needs_clearance
    assert Mission().needs_clearance
    assert Commitment().status_visibility == "unconfirmed"
    assert Commitment().is_withheld


@pytest.mark.parametrize(("needs", "state"), [(True, State.SUBMITTED), (False, State.CLEARED)])
def test_a_commitment_without_a_team_follows_its_mission(needs, state):
    mission = factories.mission(needs_clearance=needs)
    row = factories.plan(1).commitments.get()
    Commitment.objects.update(owner_team=None)
    row.programme.missions.set([mission])
    assert reported(row, factories.superuser()).state == state


def test_a_commitment_without_a_team_of_several_missions_is_cleared_where_one_wants_it_and_where_there_is_none():
    row = factories.plan(1).commitments.get()
    Commitment.objects.update(owner_team=None)
    row.programme.missions.set([factories.mission(), factories.mission("CN", needs_clearance=True)])
    assert reported(row, factories.superuser()).state == State.SUBMITTED
    row.programme.missions.clear()
    assert reported(row, factories.superuser()).state == State.SUBMITTED


@pytest.mark.parametrize("visibility", ["unconfirmed", "withheld", "public"])
def test_a_status_is_public_only_where_somebody_has_said_so(visibility, client):
    row = factories.plan(1).commitments.get()
    Commitment.objects.update(status_visibility=visibility)
    row.refresh_from_db()
    reported(row, factories.superuser())
    row.refresh_from_db()
    is_shown = visibility == "public"
    assert (row.public_status == "under_way") is is_shown
    assert row.public_status in {"under_way", "withheld"}
    assert StatusReport.objects.public(at=clock.now()).exists() is is_shown
    page = client.get(row.get_absolute_url()).content.decode()
    assert ("Status offentliggøres ikke" in page or "Status is not published" in page) is not is_shown
    found = Commitment.objects.with_status_on(clock.today()).get().status_now
    assert (found == "under_way") is is_shown


def test_confirming_withholds_what_is_ticked_and_makes_the_others_public(draft, keeper):
    rows = list(draft.commitments.order_by("position"))
    done = publishing.confirm_visibility(
        draft, shown=[row.pk for row in rows[:3]], withheld=[rows[1].pk], by=keeper
    )
    assert done.row == 3
    assert list(draft.commitments.order_by("position").values_list("status_visibility", "public_status")) == [
        ("public", "not_reported"), ("withheld", "withheld"), ("public", "not_reported"),
        ("unconfirmed", "withheld"),
    ]  # fmt: skip
    assert PublishingPeriod.objects.of("status_withheld").filter(object_id=rows[1].pk, until_on=None).exists()
    change = ChangeSet.objects.get()
    assert (change.event, change.by, change.channel) == ("visibility_confirmed", keeper, Channel.PAGE)
    undo(change, by=keeper)
    assert draft.commitments.unconfirmed().count() == 4


def test_what_somebody_else_has_decided_meanwhile_stays(draft, keeper):
    row = draft.commitments.first()
    publishing.confirm_visibility(draft, shown=[row.pk], withheld=[row.pk], by=keeper)
    assert publishing.confirm_visibility(draft, shown=[row.pk], withheld=[], by=keeper).row == 0
    assert Commitment.objects.get(pk=row.pk).status_visibility == "withheld"


def test_a_commitment_of_another_programme_is_not_confirmed_with_it(draft, keeper):
    other = factories.plan(1, starts_on="2030", ends_on="2033", is_published=False).commitments.get()
    Commitment.objects.filter(pk=other.pk).update(status_visibility="unconfirmed")
    assert publishing.confirm_visibility(draft, shown=[other.pk], withheld=[], by=keeper).row == 0


def test_no_programme_is_published_before_all_of_it_is_confirmed(draft, keeper):
    with pytest.raises(publishing.NotConfirmed) as refusal:
        publishing.require_confirmed(draft)
    assert refusal.value.count == 4
    draft.is_published, draft.partner_consented_on = True, "2026-03"
    with pytest.raises(ValidationError, match="4"):
        draft.full_clean()
    ids = list(draft.commitments.values_list("pk", flat=True))
    publishing.confirm_visibility(draft, shown=ids, withheld=[], by=keeper)
    publishing.require_confirmed(draft)
    draft.full_clean()


def test_what_comes_to_a_published_programme_does_not_keep_it_from_being_edited():
    plan = factories.plan(1)
    plan.commitments.update(status_visibility="unconfirmed")
    plan.standfirst_en = "More."
    plan.full_clean()


def test_a_country_is_stopped_and_shown_again_with_everything_as_it_was(keeper, client):
    plan = factories.plan(2)
    country = plan.partnership
    addresses = ["/en/south-korea/", plan.get_absolute_url(), "/en/south-korea/2021-2024/1.1.1/",
                 "/en/south-korea/2021-2024/commitments.csv", "/en/south-korea/2021-2024/changes.atom",
                 f"/api/programmes/{plan.reference}"]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {200}
    done = publishing.stop_publication(country, by=keeper, reason="Talks")
    assert done.change_set.event == "publication_stopped"
    assert done.change_set.reason == "Talks"
    assert {client.get(address).status_code for address in addresses} == {404}
    assert "1.1.1" not in client.get("/en/search/?q=ministerial").content.decode()
    with pytest.raises(publishing.AlreadySo):
        publishing.stop_publication(country, by=keeper)
    publishing.resume_publication(country, by=keeper)
    assert {client.get(address).status_code for address in addresses} == {200}
    with pytest.raises(publishing.AlreadySo):
        publishing.resume_publication(country, by=keeper)
    assert Partnership.objects.published().count() == 1
