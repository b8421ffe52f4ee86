"""Undoing a change set from the page that made it, and who may."""

import pytest
from django.test import Client

from embassy.models import ChangeSet
from programmes.actions import activities, bulk, commitments, status
from programmes.models import Activity, Commitment, StatusReport
from tests import factories
from tests.workspace.conftest import address, answers, as_


def undo_url(change=None):
    return address("workspace:undo", (change or ChangeSet.objects.first()).pk)


@pytest.fixture
def edited(people, first):
    """A lead's edit of a plain title."""
    commitments.edit_commitment(
        first, values={"plain_title_en": "Talks"}, expected_version=first.version, by=people.lead
    )
    return ChangeSet.objects.first()


def test_asks_first_and_reading_changes_nothing(people, first, edited):
    response = as_(people.lead).get(undo_url(edited))
    assert "Undo this?" in response.content.decode()
    assert Commitment.objects.get(pk=first.pk).plain_title_en == "Talks"


def test_everything_is_put_back(people, first, edited):
    before = first.plain_title_en
    response = as_(people.lead).post(undo_url(edited), follow=True)
    assert "as it was before" in response.content.decode()
    assert Commitment.objects.get(pk=first.pk).plain_title_en == before
    assert ChangeSet.objects.first().undo_of == edited


REFUSED = {
    "anonymous": 302,
    "unattached": 404,
    "elsewhere": 404,
    "colleague": 403,
    "member": 403,
    "other_administrator": 404,
}


def test_who_may_see_what_undoing_a_leads_edit_would_do(people, edited):
    found = answers(people, lambda client: client.get(undo_url(edited)))
    assert found == {**REFUSED, "lead": 200, "administrator": 200, "superuser": 200}
    assert ChangeSet.objects.first() == edited


def test_who_may_undo_a_leads_edit(people, first, edited):
    found = {}
    for role in (*REFUSED, "lead"):
        client = Client() if role == "anonymous" else as_(getattr(people, role))
        found[role] = client.post(undo_url(edited)).status_code
        is_undone = ChangeSet.objects.filter(undo_of=edited).exists()
        assert is_undone is (role == "lead"), role
    assert found == {**REFUSED, "lead": 302}


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_administrators_undo_a_leads_edit_too(people, edited, role):
    assert as_(getattr(people, role)).post(undo_url(edited)).status_code == 302
    assert ChangeSet.objects.first().undo_of == edited


def test_a_member_takes_back_their_own_reports_in_one_step(people, plan):
    content = status.ReportContent(status="under_way")
    rows = [bulk.RowToReport(row, content) for row in plan.commitments.all()]
    bulk.report_many(rows, by=people.member)
    assert as_(people.member).post(undo_url()).status_code == 302
    assert set(StatusReport.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_member_does_not_take_back_a_colleagues_report(people, first):
    status.report_status(first, status.ReportContent(status="under_way"), by=people.lead)
    assert as_(people.member).post(undo_url()).status_code == 403


def test_the_right_must_still_be_held(people, first):
    status.report_status(first, status.ReportContent(status="under_way"), by=people.member)
    people.member.memberships.update(until_on="2020-12-31")
    assert as_(people.member).post(undo_url()).status_code == 403
    assert StatusReport.objects.get().state == StatusReport.State.CLEARED


def test_what_was_given_away_can_be_taken_back(people, plan):
    health = factories.team(slug="health")
    commitments.reassign(list(plan.commitments.all()), owner_team=health, by=people.lead)
    assert as_(people.lead).post(undo_url()).status_code == 302
    assert not plan.commitments.filter(owner_team=health).exists()


def test_an_activity_with_its_document_is_undone_by_the_member_who_made_it(people, first):
    paper = activities.link_document(
        title="Minutes", language="en", url="https://example.org/m", authenticity="", is_public=False,
        commitment=first, team=first.owner_team,
    )  # fmt: skip
    meeting = Activity(kind="meeting", title_en="Talks", takes_place_on="2026-02")
    activities.save_activity(meeting, commitments=[first], new_document=paper, by=people.member)
    assert as_(people.member).post(undo_url()).status_code == 302
    assert not Activity.objects.exists()


def test_what_was_changed_since_is_refused_in_words(people, first, edited):
    held = Commitment.objects.get(pk=first.pk)
    commitments.edit_commitment(
        held, values={"plain_title_en": "Later"}, expected_version=held.version, by=people.administrator
    )
    response = as_(people.lead).post(undo_url(edited))
    assert response.status_code == 409
    text = response.content.decode()
    assert "Something else has changed the same rows since." in text
    assert "administrator" in text
    assert Commitment.objects.get(pk=first.pk).plain_title_en == "Later"


def test_twice_is_refused(people, edited):
    as_(people.lead).post(undo_url(edited))
    response = as_(people.lead).post(undo_url(edited))
    assert response.status_code == 409
    assert "undone already" in response.content.decode()


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_it_leads_back_to_our_own_pages_only(people, edited, next_page):
    client = as_(people.lead)
    text = client.get(f"{undo_url(edited)}?next={next_page}").content.decode()
    assert f'"{next_page}"' not in text
    assert client.post(undo_url(edited), {"next": next_page}).url == "/en/work/"


def test_it_leads_back_to_the_page_it_came_from(people, edited):
    assert (
        as_(people.lead).post(undo_url(edited), {"next": "/en/work/KR-2025/1.1.1/"}).url.endswith("/1.1.1/")
    )


def test_one_that_is_missing_is_404(people):
    assert as_(people.superuser).get(address("workspace:undo", 999999)).status_code == 404


def test_other_methods_are_405(people, edited):
    assert as_(people.lead).delete(undo_url(edited)).status_code == 405
