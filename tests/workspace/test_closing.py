"""Closing a programme: a final status for each commitment, one by one; then the whole, and opening it again."""

import uuid

import pytest

from programmes.models import Programme, StatusReport
from tests import factories
from tests.workspace.conftest import address, answers, as_

URL = "/en/work/KR-2021/closing/"
PUBLIC = "/en/south-korea/2021-2024/"


@pytest.fixture
def ended(people):
    """From 2021 to 2024: three commitments that the energy team at Seoul owns."""
    return factories.plan(3)


@pytest.fixture
def settled(people, ended):
    for commitment in ended.commitments.all():
        factories.report(commitment, by=people.member, status="fulfilled", is_final=True)
    return ended


def step_url(number):
    return address("workspace:closing-step", "KR-2021", number)


def final(last_seen=0, **values):
    return {
        "status": "fulfilled", "summary": "It was held.", "as_of_on": "2026-03-12", "summary_language": "en",
        "submission_key": str(uuid.uuid4()), "last_seen": last_seen, **values,
    }  # fmt: skip


def test_who_reads_it_and_who_closes(people, settled):
    found = answers(people, lambda client: client.get(URL))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 200,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 403,
        "superuser": 200,
    }
    for who in ("colleague", "member", "lead", "other_administrator"):
        assert as_(getattr(people, who)).post(URL, {"close": "1"}).status_code == 403
    assert Programme.objects.get(pk=settled.pk).closed_at is None


def test_it_counts_and_leads_to_the_first_that_is_left(people, ended):
    factories.report(ended.commitments.first(), by=people.member, is_final=True)
    factories.report(ended.commitments.last(), by=people.member)  # a report, but not the last word
    text = as_(people.member).get(URL).content.decode()
    assert "Final status given: 1 of 3" in text
    assert "2 are left for you to give." in text
    assert step_url("1.1.2") in text


def test_the_walk_goes_one_by_one_skips_and_ends_where_it_began(people, ended):
    client = as_(people.member)
    page = client.get(step_url("1.1.2")).content.decode()
    assert step_url("1.1.1") in page
    assert step_url("1.1.3") in page
    assert client.post(step_url("1.1.1"), final()).url == step_url("1.1.2")
    assert client.post(step_url("1.1.2"), final()).url == step_url("1.1.3")
    assert client.post(step_url("1.1.3"), final()).url == URL
    assert StatusReport.objects.filter(is_final=True, status="fulfilled").count() == 3


def test_it_begins_with_what_was_reported_last(people, ended):
    factories.report(ended.commitments.first(), by=people.lead, status="not_pursued", summary="It was left.")
    text = as_(people.member).get(step_url("1.1.1")).content.decode()
    assert "It was left." in text
    assert 'value="not_pursued" checked' in text


def test_a_bad_form_and_a_colleagues_report_keep_what_was_written(people, ended):
    client = as_(people.member)
    response = client.post(step_url("1.1.1"), final(status="", summary="MY-WORDS"))
    assert response.status_code == 422
    assert "MY-WORDS" in response.content.decode()
    theirs = factories.report(ended.commitments.first(), by=people.lead, summary="THEIR-WORDS")
    response = client.post(step_url("1.1.1"), final(summary="MY-WORDS"))
    assert response.status_code == 409
    text = response.content.decode()
    assert "THEIR-WORDS" in text
    assert "MY-WORDS" in text
    assert client.post(step_url("1.1.1"), final(theirs.pk)).status_code == 302


def test_only_the_owning_team_gives_final_statuses(people, ended):
    found = answers(people, lambda client: client.get(step_url("1.1.1")))
    assert {who for who, code in found.items() if code == 200} == {"member", "lead", "superuser"}
    assert found["administrator"] == found["colleague"] == 403


def test_one_that_still_runs_is_neither_walked_nor_closed(people, plan):
    url = address("workspace:closing", "KR-2025")
    assert "has not ended" in as_(people.administrator).get(url).content.decode()
    response = as_(people.administrator).post(url, {"close": "1"})
    assert response.status_code == 409
    assert "has not ended" in response.content.decode()
    assert as_(people.member).get(address("workspace:closing-step", "KR-2025", "1.1.1")).status_code == 409


def test_it_is_not_closed_while_a_final_status_is_missing(people, ended):
    response = as_(people.administrator).post(URL, {"close": "1"})
    assert response.status_code == 409
    assert "3 commitments lack their final status." in response.content.decode()


def test_closed_it_takes_no_reports_and_its_public_pages_say_that_it_is_final(people, settled, client):
    assert "final since" not in client.get(PUBLIC).content.decode()
    response = as_(people.administrator).post(URL, {"close": "1"}, follow=True)
    assert "Closed on 12 March 2026" in response.content.decode()
    assert "statuses final since 12 March 2026" in client.get(PUBLIC).content.decode()
    assert "This is the final status, since 12 March 2026." in client.get(f"{PUBLIC}1.1.1/").content.decode()
    assert as_(people.member).post(step_url("1.1.1"), final()).status_code == 403
    assert as_(people.member).get(URL).status_code == 200
    assert as_(people.administrator).post(URL, {"close": "1"}).status_code == 409


def test_a_withheld_status_says_nothing_of_being_final(people, settled, client):
    as_(people.administrator).post(URL, {"close": "1"})
    assert "final status" in client.get(f"{PUBLIC}1.1.1/").content.decode()
    commitment = settled.commitments.first()
    commitment.status_visibility = "withheld"
    commitment.save()
    factories.current.refresh([commitment], at=factories.clock.now())
    assert "final status" not in client.get(f"{PUBLIC}1.1.1/").content.decode()


def test_it_is_opened_again_with_a_reason_only(people, settled):
    client = as_(people.administrator)
    assert client.post(URL, {"reopen": "1", "reason": "Too early."}).status_code == 409
    client.post(URL, {"close": "1"})
    assert client.post(URL, {"reopen": "1", "reason": " "}).status_code == 422
    assert client.post(URL, {"reopen": "1", "reason": "One was forgotten."}).status_code == 302
    assert Programme.objects.get(pk=settled.pk).closed_at is None


def test_closing_can_be_undone_by_whoever_did_it(people, settled):
    client = as_(people.administrator)
    text = client.post(URL, {"close": "1"}, follow=True).content.decode()
    undo = text.split('<a href="/en/work/undo/', 1)[1].split('"', 1)[0]
    assert client.post(f"/en/work/undo/{undo}".split("?", 1)[0]).status_code == 302
    assert Programme.objects.get(pk=settled.pk).closed_at is None


def test_a_successor_is_named(people, settled):
    factories.programme(
        starts_on="2025", ends_on="2029", predecessor=settled, title_en="Plan of Action 2025-2029"
    )
    text = as_(people.administrator).get(URL).content.decode()
    assert "Followed by" in text
    assert "Plan of Action 2025-2029" in text
