"""Closing a programme: a final status for each commitment, one by one; then the whole, and opening it again."""

import datetime as dt
import html
import uuid

import pytest

from embassy import clock
from embassy.models import ChangeSet, SectorTeam
from programmes.actions import bulk, closing, status, undo
from programmes.models import Programme, StatusReport
from programmes.statuses import CRITERIA, FINAL_CRITERIA, FINAL_PHRASES, Kind, Status
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


@pytest.mark.parametrize("kind", Kind)
def test_it_asks_in_the_past_tense_and_chooses_nothing_beforehand(people, ended, kind):
    first = ended.commitments.first()
    type(first).objects.update(kind=kind)
    factories.report(first, by=people.lead, status="not_pursued", summary="It was left.")
    text = html.unescape(as_(people.member).get(step_url("1.1.1")).content.decode())
    assert "It was left." in text
    assert " checked" not in text
    for value in Status:
        assert f'<span class="choice-phrase">{FINAL_PHRASES[kind, value]}</span>' in text
        assert str(FINAL_CRITERIA[kind, value]) in text
    assert str(CRITERIA[kind, "under_way"]) not in text


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
    text = response.content.decode()
    assert "What is missing for 3 commitments is listed below." in text
    assert text.count("Final status to be given") == 3


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


# --- What keeps it open --------------------------------------------------------------------------------------------


def waiting_one(people, plan, number="1.1.2", **values):
    """The final status of one commitment, submitted and not cleared."""
    commitment = plan.commitments.get(number=number)
    StatusReport.objects.filter(commitment=commitment).delete()
    return factories.report(
        commitment, by=people.member, state="submitted", status="fulfilled", is_final=True, **values
    )


def clear_url(report):
    commitment = report.commitment
    return address("workspace:report-clear", commitment.programme.reference, commitment.number, report.pk)


def test_it_is_not_closed_while_a_final_status_waits_for_clearance(people, settled):
    report = waiting_one(people, settled)
    client = as_(people.administrator)
    page = client.get(URL).content.decode()
    assert "Final status given: 3 of 3" in page
    assert "1 waits for clearance." in page
    assert "Every commitment has its final status" not in page
    assert f'href="{clear_url(report)}"' in page
    assert clear_url(report) not in as_(people.member).get(URL).content.decode()
    assert client.post(URL, {"close": "1"}).status_code == 409
    assert Programme.objects.get(pk=settled.pk).closed_at is None
    status.clear(report, by=people.lead)
    assert client.post(URL, {"close": "1"}).status_code == 302
    assert Programme.objects.get(pk=settled.pk).closed_at


def test_a_correction_that_waits_keeps_it_open_too(people, settled):
    factories.report(settled.commitments.first(), by=people.member, state="submitted", is_final=True)
    with pytest.raises(closing.CannotClose):
        closing.close_programme(settled, by=people.administrator)


@pytest.mark.parametrize(("minutes", "closes"), [(-1, False), (0, True), (1, True)])
def test_an_embargo_is_waited_for_and_cannot_be_left_open(people, settled, minutes, closes):
    until = clock.now() + dt.timedelta(days=3)
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).update(effective_at=until)
    text = as_(people.administrator).get(URL).content.decode()
    assert "Cleared, public from" in text
    assert 'name="left_open"' not in text
    at, among = until + dt.timedelta(minutes=minutes), [first.pk]
    if closes:
        assert closing.close_programme(settled, by=people.administrator, at=at).row.closed_at
    else:
        with pytest.raises(closing.CannotClose):
            closing.close_programme(settled, by=people.administrator, at=at, left_open=among, reason="No.")


def test_no_embargo_concerns_a_status_that_is_withheld(people, settled):
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).update(effective_at=clock.now() + dt.timedelta(days=3))
    type(first).objects.filter(pk=first.pk).update(status_visibility="withheld")
    assert closing.close_programme(settled, by=people.administrator).row.closed_at


# --- Left open on purpose ------------------------------------------------------------------------------------------


def test_an_administrator_leaves_some_open_with_a_reason_that_is_on_record(people, settled, client):
    waiting_one(people, settled)
    administrator = as_(people.administrator)
    sent = {"close": "1", "left_open": ["1.1.2"], "why_left_open": " "}
    refused = administrator.post(URL, sent)
    assert refused.status_code == 422
    assert "Say why, so that colleagues understand it later." in refused.content.decode()
    assert 'value="1.1.2" checked' in refused.content.decode()
    done = administrator.post(URL, sent | {"why_left_open": "NEVER-AGREED"}, follow=True).content.decode()
    assert "No final status was given for 1." in done
    assert "NEVER-AGREED" in done
    commitment = settled.commitments.get(number="1.1.2")
    assert commitment.left_open_because == "NEVER-AGREED"
    change = ChangeSet.objects.get(event="programme_closed")
    assert (change.by, change.reason) == (people.administrator, "NEVER-AGREED")
    public = client.get(PUBLIC).content.decode()
    assert "statuses final since 12 March 2026" in public
    assert "No final status was given for 1." in public
    page = client.get(f"{PUBLIC}1.1.2/").content.decode()
    assert "No final status was given when the programme was closed." in page
    assert "This is the final status" not in page
    assert "NEVER-AGREED" not in public + page


def test_what_is_not_named_keeps_it_open(people, ended):
    factories.report(ended.commitments.first(), by=people.member, is_final=True)
    sent = {"close": "1", "left_open": ["1.1.2"], "why_left_open": "Nobody knows."}
    response = as_(people.administrator).post(URL, sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert 'value="1.1.2" checked' in text
    assert "Nobody knows." in text
    assert not ended.commitments.left_open().exists()


def test_one_that_has_its_final_status_by_now_is_not_left_open(people, settled):
    names = [one.pk for one in settled.commitments.all()]
    closing.close_programme(settled, by=people.administrator, left_open=names, reason="All of them.")
    assert not settled.commitments.left_open().exists()


def test_of_a_withheld_status_nobody_is_told_that_it_was_left_open(people, settled, client):
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).delete()
    closing.close_programme(settled, by=people.administrator, left_open=[first.pk], reason="Withheld.")
    assert "No final status was given" in client.get(PUBLIC).content.decode()
    type(first).objects.filter(pk=first.pk).update(status_visibility="withheld")
    factories.current.refresh([first], at=clock.now())
    assert "No final status was given" not in client.get(PUBLIC).content.decode()
    assert "No final status was given" not in client.get(f"{PUBLIC}1.1.1/").content.decode()


def test_earlier_days_say_what_was_closed_then(people, settled, client, time_machine):
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).delete()
    closing.close_programme(settled, by=people.administrator, left_open=[first.pk], reason="Nobody knows.")
    time_machine.move_to("2026-03-20 09:00 +0000")
    closing.reopen_programme(settled, by=people.administrator, reason="Somebody does.")
    time_machine.move_to("2026-03-25 09:00 +0000")
    said = {}
    for day in ("11", "12", "19", "20"):
        pages = [client.get(f"{path}?on=2026-03-{day}") for path in (PUBLIC, f"{PUBLIC}1.1.1/")]
        text = "".join(page.content.decode() for page in pages)
        said[day] = [text.count(words) for words in ("final since 12 March", "No final status was given")]
    assert said == {"11": [0, 0], "12": [1, 2], "19": [1, 2], "20": [0, 0]}
    assert "No final status was given" not in client.get(PUBLIC).content.decode()


def test_an_earlier_day_of_one_programme_knows_nothing_of_the_closing_of_another(
    people, settled, client, time_machine
):
    other = factories.plan(1, starts_on="2016", ends_on="2019", reference="KR-2016", slug="2016-2019")
    closing.close_programme(settled, by=people.administrator)
    time_machine.move_to("2026-03-20 09:00 +0000")
    of_both = [
        client.get(f"{url}?on=2026-03-12").content.decode() for url in (PUBLIC, other.get_absolute_url())
    ]
    assert ["final since 12 March" in text for text in of_both] == [True, False]


def test_opened_again_it_asks_for_what_was_left_and_says_that_it_was_opened(people, settled):
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).delete()
    closing.close_programme(settled, by=people.administrator, left_open=[first.pk], reason="Nobody knows.")
    closing.reopen_programme(settled, by=people.administrator, reason="SOMEBODY-DOES")
    assert not settled.commitments.left_open().exists()
    text = as_(people.member).get(URL).content.decode()
    assert "1 is left for you to give." in text
    assert "Opened again on 12 March 2026 by administrator:" in text
    assert "SOMEBODY-DOES" in text
    with pytest.raises(closing.CannotReopen):
        closing.reopen_programme(settled, by=people.administrator, reason="Again.")


# --- Closed --------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(people, settled):
    """Closed with one final status that was never cleared; nothing else is as it should be."""
    report = waiting_one(people, settled)
    left = [report.commitment_id]
    closing.close_programme(settled, by=people.administrator, left_open=left, reason="It was never cleared.")
    return report


def test_closed_every_action_on_reports_refuses_but_withdrawing(people, closed):
    commitment = closed.commitment
    content = status.ReportContent(status="fulfilled")
    for act in (
        lambda: status.clear(closed, by=people.lead),
        lambda: status.send_back(closed, note="No.", by=people.lead),
        lambda: status.report_status(commitment, content, by=people.member),
        lambda: status.save_draft(commitment, content, by=people.member),
        lambda: status.report_no_change(commitment, by=people.member),
        lambda: bulk.report_many([bulk.RowToReport(commitment, content)], by=people.member),
        lambda: bulk.confirm_many([(commitment, None)], by=people.member),
    ):
        with pytest.raises(status.ProgrammeClosed):
            act()
    assert (
        StatusReport.objects.filter(commitment=commitment).values_list("state", flat=True).get()
        == "submitted"
    )
    cleared = StatusReport.objects.get(commitment__number="1.1.1")
    assert status.withdraw(cleared, by=people.lead, reason="It was wrong.").row.state == "withdrawn"


def test_closed_every_page_says_that_the_closing_is_the_reason(people, closed):
    urls = [
        clear_url(closed),
        address("workspace:report-return", "KR-2021", "1.1.2", closed.pk),
        address("workspace:commitment-report", "KR-2021", "1.1.2"),
        step_url("1.1.2"),
    ]
    for url in urls:
        for send in ("get", "post"):
            response = getattr(as_(people.superuser), send)(url, {"reason": "MY-WORDS", "when": "now"})
            text = response.content.decode()
            assert response.status_code == 403, url
            assert "South Korea 2021–2024 was closed on 12 March 2026" in text
            assert f'<a href="{URL}">If something is wrong, open it again, with a reason.</a>' in text
    lead = as_(people.lead).post(clear_url(closed), {"when": "now"}).content.decode()
    assert "ask the programme administrator to open it again" in lead
    assert URL not in lead.split("<main", 1)[1]
    assert "your role" not in lead
    assert clear_url(closed) not in as_(people.lead).get("/en/work/clearance/").content.decode()
    assert (
        clear_url(closed)
        not in as_(people.lead).get(address("workspace:commitment", "KR-2021", "1.1.2")).text
    )


def test_a_programme_closed_meanwhile_refuses_in_words(people, settled, monkeypatch):
    """Whoever was let in before it was closed is told so, not shown a fault."""
    monkeypatch.setattr("programmes.rules.permissions.may_report", lambda user, commitment: True)
    Programme.objects.filter(pk=settled.pk).update(closed_at=clock.now(), closed_by=people.administrator)
    url = address("workspace:commitment-report", "KR-2021", "1.1.1")
    response = as_(people.member).post(url, final(StatusReport.objects.first().pk))
    assert response.status_code == 403
    assert "was closed on 12 March 2026" in response.text


def test_closed_undoing_neither_returns_nor_submits(people, settled):
    SectorTeam.objects.update(needs_clearance=True)
    first = settled.commitments.first()
    StatusReport.objects.filter(commitment=first).delete()
    sent = status.report_status(
        first, status.ReportContent(status="fulfilled", is_final=True), by=people.member
    )
    returned = status.send_back(sent.row, note="Add the day.", by=people.lead)
    closing.close_programme(settled, by=people.administrator, left_open=[first.pk], reason="Too late.")
    for done in (returned, sent):
        with pytest.raises(undo.CannotUndo):
            undo.undo(done.change_set, by=people.superuser)
    with pytest.raises(undo.CannotUndo, match="The programme is closed"):
        undo.undo(returned.change_set, by=people.superuser)
    assert StatusReport.objects.get(commitment=first).state == "returned"


def test_undoing_the_reopening_closes_nothing_that_could_not_be_closed(people, settled):
    closing.close_programme(settled, by=people.administrator)
    opened = closing.reopen_programme(settled, by=people.administrator, reason="One was wrong.")
    waiting_one(people, settled)
    with pytest.raises(undo.CannotUndo, match="lack a final status"):
        undo.undo(opened.change_set, by=people.administrator)
    assert Programme.objects.get(pk=settled.pk).closed_at is None


def test_undoing_the_closing_takes_back_what_was_left_open(people, closed):
    undo.undo(ChangeSet.objects.get(event="programme_closed"), by=people.administrator)
    assert not closed.commitment.programme.commitments.left_open().exists()
    assert Programme.objects.get(reference="KR-2021").closed_at is None


def test_a_returned_final_status_stays_one_when_it_is_sent_again(people, ended):
    first = ended.commitments.first()
    report = factories.report(first, by=people.member, state="returned", is_final=True)
    again = status.report_status(
        first, status.ReportContent(status="fulfilled"), by=people.member, report=report
    )
    assert again.row.is_final


def test_my_team_and_the_commitment_lead_to_the_walk_when_the_programme_has_ended(people, ended):
    text = as_(people.member).get("/en/work/").content.decode()
    assert address("workspace:commitment-report", "KR-2021", "1.1.2") not in text
    assert step_url("1.1.2") in text
    page = as_(people.member).get(address("workspace:commitment", "KR-2021", "1.1.2")).content.decode()
    assert f'href="{step_url("1.1.2")}">Give the final status' in page


def test_members_read_nothing_of_other_teams_reports(people, ended):
    """Neither that one waits for clearance nor that it is under embargo: the page is the same with and without."""
    other = factories.team(slug="health")
    theirs = ended.commitments.exclude(number="1.1.1")
    theirs.update(owner_team=other)
    client = as_(people.member)

    def page():
        return client.get(URL).content.decode().split("<main", 1)[1]

    before = page()
    assert "Final status given: 0 of 1" in before
    assert "1.1.2" not in before
    waiting_one(people, ended)
    later = clock.now() + dt.timedelta(days=3)
    factories.report(theirs.last(), by=people.lead, is_final=True, effective_at=later)
    assert page() == before
    assert "Final status given: 2 of 3" in as_(people.administrator).get(URL).content.decode()
