"""Reporting how a commitment stands: the main job of the staff pages."""

import datetime as dt
import uuid

import pytest

from embassy.models import ChangeSet
from programmes.actions import status
from programmes.models import StatusReport
from tests import factories
from tests.html_forms import forms_in
from tests.workspace.conftest import address, answers, as_, place


def url_of(commitment, **named):
    query = "".join(f"?{name}={value}" for name, value in named.items())
    return address("workspace:commitment-report", *place(commitment)) + query


def form(**values):
    return {
        "status": "under_way",
        "summary": "The ministers met in Seoul.",
        "internal_note": "Ask the agency for the minutes.",
        "as_of_on": "2026-03-12",
        "summary_language": "en",
        "submission_key": str(uuid.uuid4()),
        "last_seen": "0",
        **values,
    }


def public_page(commitment, client):
    return client.get(f"/en/south-korea/2025-2027/{commitment.number}/").content.decode()


def test_the_owning_team_may_report(people, first):
    found = answers(people, lambda client: client.get(url_of(first)))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 200,
        "lead": 200,
        "administrator": 403,
        "other_administrator": 403,
        "superuser": 200,
    }


def test_whoever_may_not_report_cannot_send_either(people, first):
    found = answers(people, lambda client: client.post(url_of(first), form()))
    assert {who: code for who, code in found.items() if code == 403}.keys() == {
        "unattached", "elsewhere", "colleague", "administrator", "other_administrator",
    }  # fmt: skip
    assert set(StatusReport.objects.values_list("submitted_by__username", flat=True)) <= {
        "member", "lead", "superuser",
    }  # fmt: skip


def test_an_unpublished_commitment_is_not_there_for_strangers(people):
    hidden = factories.plan(1, starts_on="2025", ends_on="2027", is_published=False).commitments.get()
    found = answers(people, lambda client: client.get(url_of(hidden)))
    assert found["elsewhere"] == found["other_administrator"] == found["unattached"] == 404
    assert found["colleague"] == 403
    assert found["member"] == 200


def test_submitting_shows_on_the_public_page_on_the_very_next_request(people, first, client):
    assert "The ministers met" not in public_page(first, client)
    response = as_(people.member).post(url_of(first), form())
    assert response.status_code == 302
    assert response["Location"] == "/en/work/"
    text = public_page(first, client)
    assert "The ministers met in Seoul." in text
    assert "Cooperation under way" in text
    assert "Ask the agency" not in text


def test_evidence_has_the_language_of_the_report_or_its_own(people, first, client):
    sent = form(summary="Mødet er holdt.", summary_language="da", evidence="The minutes.")
    as_(people.lead).post(url_of(first), sent | {"evidence_language": "en", "draft": "1"})
    draft = StatusReport.objects.get()
    page = as_(people.lead).get(url_of(first, report=draft.pk)).content.decode()
    assert '<option value="en" selected>' in page
    as_(people.lead).post(url_of(first, report=draft.pk), sent | {"evidence_language": "en"})
    mark = '<span class="in-language">(in Danish)</span>'
    assert public_page(first, client).count(mark) == 1, "the summary"
    again = form(summary="Igen.", summary_language="da", evidence="Referatet.", last_seen=str(draft.pk))
    as_(people.lead).post(url_of(first), again)
    assert public_page(first, client).count(mark) == 3, "and the second summary with its evidence"


def test_a_report_is_one_change_set_by_its_writer_through_the_page(people, first):
    before = ChangeSet.objects.count()
    as_(people.member).post(url_of(first), form())
    change = ChangeSet.objects.latest("pk")
    assert ChangeSet.objects.count() == before + 1
    assert (change.by, change.channel) == (people.member, "page")


def test_the_list_says_what_was_done(people, first):
    response = as_(people.member).post(url_of(first), form(), follow=True)
    assert "1.1.1 is reported and published." in response.content.decode()


def test_the_form_speaks_the_words_of_the_kind_with_a_criterion_each(people, first):
    text = as_(people.member).get(url_of(first)).content.decode()
    for words in ("Not begun", "Cooperation under way", "Carried out in the period", "Not pursued"):
        assert words in text
    assert "There is contact or activity within the last year." in text
    type(first).objects.filter(pk=first.pk).update(kind="recurring")
    text = as_(people.member).get(url_of(first)).content.decode()
    assert "Held as agreed" in text


def test_the_day_is_copenhagens_and_the_language_the_pages(people, first, time_machine):
    time_machine.move_to("2026-03-12 23:30 +0000")  # half past midnight in Copenhagen
    text = as_(people.member).get(url_of(first)).content.decode()
    assert 'value="2026-03-13"' in text
    assert '<option value="en" selected>' in text
    danish = address("workspace:commitment-report", *place(first), language="da")
    assert '<option value="da" selected>' in as_(people.member).get(danish).content.decode()


def test_reading_the_form_writes_nothing(people, first):
    assert as_(people.member).get(url_of(first)).status_code == 200
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"status": ""}, "Choose a status."),
        ({"status": "finished"}, "finished"),
        ({"as_of_on": "2026-03-13"}, "This day is in the future."),
        ({"as_of_on": "the 12th"}, "Write the day as 2026-03-12."),
        ({"as_of_on": "0001-01-01"}, "The year 1 is out of bounds: write one from 1700 to 2199."),
        ({"as_of_on": ""}, "Give the date of the status."),
        ({"evidence_url": "javascript:alert(1)"}, "Write a whole web address"),
        ({"summary_language": "xx"}, "xx"),
        ({"waiting_for": "us"}, "us"),
        ({"summary": "long " * 1001}, "5000"),
        ({"summary": "nul \x00"}, "Null characters"),
        ({"submission_key": "not-a-key"}, "UUID"),
        ({"last_seen": "-1"}, "0"),
    ],
)
def test_bad_input_is_422_with_the_text_kept(people, first, values, complaint):
    response = as_(people.member).post(url_of(first), form(internal_note="KEPT-NOTE", **values))
    text = response.content.decode()
    assert response.status_code == 422
    assert complaint in text
    assert "KEPT-NOTE" in text
    assert "<title>Error: " in text
    assert 'role="alert"' in text
    assert not StatusReport.objects.exists()


def test_the_summary_of_errors_leads_to_the_field(people, first):
    text = as_(people.member).post(url_of(first), form(status="")).content.decode()
    assert 'href="#id_status_0"' in text
    assert 'id="id_status_0"' in text


def test_sent_twice_it_is_one_report(people, first):
    sent = form()
    for _time in range(2):
        assert as_(people.member).post(url_of(first), sent).status_code == 302
    assert StatusReport.objects.count() == 1


def test_a_colleagues_report_made_meanwhile_is_shown_and_adding_is_asked(people, first):
    sent = form(summary="MY-OWN-WORDS", status="fulfilled")
    theirs = factories.report(first, by=people.lead, summary="THEIR-WORDS")
    response = as_(people.member).post(url_of(first), sent)
    text = response.content.decode()
    assert response.status_code == 409
    assert "lead reported meanwhile" in text
    assert "THEIR-WORDS" in text
    assert "MY-OWN-WORDS" in text
    assert "Add mine too" in text
    assert f'name="last_seen" value="{theirs.pk}"' in text
    assert StatusReport.objects.count() == 1
    assert as_(people.member).post(url_of(first), sent | {"last_seen": theirs.pk}).status_code == 302
    assert list(StatusReport.objects.order_by("pk").values_list("summary", flat=True)) == [
        "THEIR-WORDS",
        "MY-OWN-WORDS",
    ]


def test_ones_own_earlier_report_is_no_news(people, first):
    factories.report(first, by=people.member)
    assert as_(people.member).post(url_of(first), form()).status_code == 302


def test_a_draft_is_kept_for_the_team_and_published_to_nobody(people, first, client):
    response = as_(people.member).post(url_of(first), form(draft="1"), follow=True)
    assert "Saved as a draft." in response.content.decode()
    assert StatusReport.objects.get().state == "draft"
    assert "The ministers met" not in public_page(first, client)


def test_a_draft_is_gone_on_with_and_submitted_as_itself(people, first):
    draft = factories.report(first, by=people.member, state="draft", summary="HALF-WRITTEN")
    assert "HALF-WRITTEN" in as_(people.member).get(url_of(first, report=draft.pk)).content.decode()
    sent = form(summary="Whole.", submission_key=str(draft.submission_key))
    assert as_(people.member).post(url_of(first, report=draft.pk), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == ("cleared", "Whole.")
    assert StatusReport.objects.count() == 1


def test_a_draft_that_was_saved_and_then_submitted_from_the_same_page_is_one_report(people, first):
    sent = form()
    as_(people.member).post(url_of(first), sent | {"draft": "1"})
    assert as_(people.member).post(url_of(first), sent).status_code == 302
    assert StatusReport.objects.get().state == "cleared"


@pytest.mark.parametrize("button", [{}, {"draft": "1"}])
def test_a_draft_submitted_in_one_tab_keeps_what_another_tab_says(people, first, button):
    draft = factories.report(first, by=people.member, state="draft", summary="HALF-WRITTEN")
    page, writer = url_of(first, report=draft.pk), as_(people.member)
    sent = form(submission_key=str(draft.submission_key), draft_seen=status.draft_mark(draft))
    assert writer.post(page, sent).status_code == 302
    again = writer.post(page, sent, follow=True)
    assert "It counts once." in again.text
    other = writer.post(page, sent | {"summary": "WRITTEN-IN-THE-OTHER-TAB"} | button)
    assert other.status_code == 409
    assert "Yours is not sent yet; what you wrote is kept below." in other.text
    kept = forms_in(other.text)[-1]
    assert kept.fields["summary"] == "WRITTEN-IN-THE-OTHER-TAB"
    assert writer.post(kept.action, kept.fields).status_code == 302
    told = StatusReport.objects.order_by("pk").values_list("summary", "state")
    assert list(told) == [
        ("The ministers met in Seoul.", "cleared"),
        ("WRITTEN-IN-THE-OTHER-TAB", "cleared"),
    ]


def test_a_draft_that_a_colleague_submitted_meanwhile_is_409_with_the_text_shown(people, first):
    draft = factories.report(first, by=people.member, state="draft")
    StatusReport.objects.filter(pk=draft.pk).update(
        state="cleared", submitted_by=people.lead, submitted_at=draft.drafted_at, cleared_by=people.lead,
        cleared_at=draft.drafted_at, effective_at=draft.drafted_at,
    )  # fmt: skip
    response = as_(people.member).get(url_of(first, report=draft.pk))
    assert response.status_code == 409
    assert "Someone else has already dealt with this" in response.content.decode()


def test_a_returned_report_shows_its_note_and_can_be_sent_again(people, first):
    back = factories.report(first, by=people.member, state="returned", return_note="WHICH-DAY")
    assert "WHICH-DAY" in as_(people.member).get(url_of(first, report=back.pk)).content.decode()
    sent = form(submission_key=str(back.submission_key))
    assert as_(people.member).post(url_of(first, report=back.pk), sent).status_code == 302
    back.refresh_from_db()
    assert back.state == "cleared"


def test_a_correction_begins_with_what_was_withdrawn_and_refers_to_it(people, first):
    wrong = factories.report(first, by=people.member, state="withdrawn", summary="WRONG-DAY")
    assert "WRONG-DAY" in as_(people.member).get(url_of(first, corrects=wrong.pk)).content.decode()
    assert as_(people.member).post(url_of(first, corrects=wrong.pk), form()).status_code == 302
    assert StatusReport.objects.latest("pk").corrects == wrong


@pytest.mark.parametrize("value", ["0", "999999", "x", "9" * 40, "9" * 5000])
@pytest.mark.parametrize("name", ["report", "corrects"])
def test_a_report_that_is_missing_is_404(people, first, name, value):
    assert as_(people.member).get(url_of(first, **{name: value})).status_code == 404


def test_a_report_on_another_commitment_is_404(people, plan, first):
    other = factories.report(plan.commitments.get(number="1.1.2"), by=people.member, state="draft")
    assert as_(people.member).get(url_of(first, report=other.pk)).status_code == 404


def test_with_clearance_it_waits_for_the_lead(people, first, client):
    type(first.owner_team).objects.update(needs_clearance=True)
    text = as_(people.member).get(url_of(first)).content.decode()
    assert "Goes to your lead for clearance" in text
    response = as_(people.member).post(url_of(first), form(), follow=True)
    assert "1.1.1 is sent for clearance." in response.content.decode()
    assert StatusReport.objects.get().state == "submitted"
    assert "The ministers met" not in public_page(first, client)


def test_a_withheld_status_is_reported_and_not_published(people, first, client):
    type(first).objects.filter(pk=first.pk).update(status_visibility="withheld")
    response = as_(people.member).post(url_of(first), form(), follow=True)
    assert "Its status is not published." in response.content.decode()
    assert "The ministers met" not in public_page(first, client)


def test_a_demonstration_user_makes_demonstration_data(people, first, settings, client):
    settings.DEBUG = True
    type(people.member).objects.filter(pk=people.member.pk).update(is_demo=True)
    people.member.refresh_from_db()
    as_(people.member).post(url_of(first), form())
    assert StatusReport.objects.get().is_demo
    assert "Demonstration data." in public_page(first, client)


def test_a_right_withdrawn_counts_on_the_next_request(people, first):
    browser = as_(people.member)
    assert browser.get(url_of(first)).status_code == 200
    people.member.memberships.update(until_on=dt.date(2026, 3, 11))
    assert browser.post(url_of(first), form()).status_code == 403


def test_a_form_without_its_token_is_refused(people, first):
    browser = as_(people.member)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(url_of(first), form()).status_code == 403
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, first, method):
    assert getattr(as_(people.member), method)(url_of(first)).status_code == 405


def test_after_closing_the_reason_is_the_closing_and_not_the_role(people, plan, first):
    plan.closed_at, plan.closed_by = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), people.administrator
    plan.save()
    pages = [
        url_of(first),
        address("workspace:closing-step", *place(first)),
        address("workspace:table", plan.reference),
    ]
    for page in pages:
        response = as_(people.member).get(page)
        assert response.status_code == 403, page
        assert "South Korea 2025–2027 was closed on 1 March 2026" in response.text
        assert "your role" not in response.text
    assert "your role" in as_(people.colleague).get(url_of(first)).text


def test_of_a_withdrawn_commitment_the_withdrawal_is_the_reason(people, first):
    type(first).objects.filter(pk=first.pk).update(withdrawn_on=dt.date(2026, 2, 1))
    response = as_(people.member).post(url_of(first), form())
    assert response.status_code == 403
    assert "1.1.1 was withdrawn from the programme on 1 February 2026" in response.text
