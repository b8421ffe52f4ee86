"""A person has one draft in the form for a commitment: a second tab finds it, and nothing is overwritten in silence."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from embassy.models import ChangeSet
from programmes.actions.undo import CannotUndo, undo
from programmes.models import StatusReport
from tests import factories
from tests.html_forms import forms_in
from tests.workspace.conftest import address, as_, place


@pytest.fixture
def page(first):
    return address("workspace:commitment-report", *place(first))


@pytest.fixture
def browser(people):
    return as_(people.member)


def opened(browser, page):
    """The report form as it stands on the page now: one tab."""
    return forms_in(browser.get(page).text)[-1]


def send(browser, form, summary, *, draft=False, **values):
    data = form.fields | {"status": "under_way", "summary": summary, **values}
    return browser.post(form.action, data | ({"draft": "1"} if draft else {}))


def again(response):
    return forms_in(response.text)[-1]


def summaries():
    return sorted(StatusReport.objects.values_list("state", "summary"))


def test_a_second_tab_is_shown_the_draft_that_the_first_one_saved(browser, page):
    one, other = opened(browser, page), opened(browser, page)
    assert send(browser, one, "From the first.", draft=True).status_code == 302
    response = send(browser, other, "From the second.", draft=True)
    assert response.status_code == 409
    assert "There is a draft of this" in response.text
    assert "From the first." in response.text
    assert again(response).fields["summary"] == "From the second."
    assert summaries() == [("draft", "From the first.")]


def test_whoever_has_seen_it_puts_theirs_in_its_place(browser, page):
    one, other = opened(browser, page), opened(browser, page)
    send(browser, one, "From the first.", draft=True)
    form = again(send(browser, other, "From the second.", draft=True))
    assert send(browser, form, "Both.", draft=True).status_code == 302
    assert summaries() == [("draft", "Both.")]


def test_submitting_past_a_draft_of_another_tab_shows_it_first(browser, page):
    one, other = opened(browser, page), opened(browser, page)
    send(browser, one, "From the first.", draft=True)
    response = send(browser, other, "From the second.")
    assert response.status_code == 409
    form = again(response)
    assert send(browser, form, "From the second.").status_code == 302
    assert send(browser, form, "From the second.").status_code == 302  # a double click
    assert summaries() == [("cleared", "From the second.")]


def test_two_tabs_on_one_draft_do_not_overwrite_each_other_in_silence(browser, page):
    send(browser, opened(browser, page), "Begun.", draft=True)
    one, other = opened(browser, page), opened(browser, page)
    assert send(browser, one, "Begun, and more.", draft=True).status_code == 302
    response = send(browser, other, "Begun, and other.", draft=True)
    assert response.status_code == 409
    assert "Begun, and more." in response.text
    assert summaries() == [("draft", "Begun, and more.")]


def test_a_lead_does_not_overwrite_what_a_member_wrote_meanwhile(people, browser, page):
    send(browser, opened(browser, page), "Begun.", draft=True)
    where = f"{page}?report={StatusReport.objects.get().pk}"
    tab = opened(as_(people.lead), where)
    send(browser, opened(browser, page), "The member's.", draft=True)
    assert send(as_(people.lead), tab, "The lead's.").status_code == 409
    assert summaries() == [("draft", "The member's.")]


def test_the_form_opens_with_ones_own_draft(people, browser, page):
    send(browser, opened(browser, page), "Begun.", draft=True)
    response = browser.get(page)
    assert again(response).fields["summary"] == "Begun."
    assert "You go on with your draft" in response.text
    assert again(as_(people.lead).get(page)).fields["summary"] == ""  # everyone has their own


def test_a_double_click_on_saving_makes_one_draft_and_complains_of_nothing(browser, page):
    tab = opened(browser, page)
    assert [send(browser, tab, "Begun.", draft=True).status_code for _ in range(2)] == [302, 302]
    tab = opened(browser, page)
    assert [send(browser, tab, "More.", draft=True).status_code for _ in range(2)] == [302, 302]
    assert summaries() == [("draft", "More.")]


def test_a_correction_is_no_draft_beside_another_one(people, first, browser, page):
    wrong = factories.report(first, by=people.member, state="withdrawn", summary="Wrong.")
    send(browser, opened(browser, page), "Begun.", draft=True)
    correction = opened(browser, f"{page}?corrects={wrong.pk}")
    response = send(browser, correction, "Right.", draft=True)
    assert response.status_code == 409
    assert send(browser, again(response), "Right.").status_code == 302
    assert StatusReport.objects.get(summary="Right.").corrects == wrong
    assert ("draft", "Begun.") in summaries()


def test_back_after_submitting_and_submitting_again_is_one_report(browser, page):
    assert send(browser, opened(browser, page), "The ministers met.").status_code == 302
    response = send(
        browser, opened(browser, page), "The ministers met."
    )  # Back: a new key under the old words
    assert response.status_code == 302
    assert "It counts once." in browser.get(response["Location"]).text
    assert summaries() == [("cleared", "The ministers met.")]


@pytest.mark.parametrize(
    "change", [{"summary": "They met again."}, {"status": "fulfilled"}, {"as_of_on": "2026-03-11"}]
)
def test_what_says_something_else_is_a_report_of_its_own(browser, page, change):
    send(browser, opened(browser, page), "The ministers met.")
    send(browser, opened(browser, page), **{"summary": "The ministers met.", **change})
    assert StatusReport.objects.count() == 2


def test_back_after_no_change_and_pressing_again_is_one_report(people, first, browser):
    factories.report(first, by=people.lead)
    where = address("workspace:commitment", *place(first))
    for _ in range(2):
        button = next(form for form in forms_in(browser.get(where).text) if "no-change" in form.action)
        assert browser.post(button.action, button.fields).status_code == 302
    assert StatusReport.objects.filter(confirms__isnull=False).count() == 1


@pytest.mark.parametrize(("source", "is_refused"), [("form", True), ("file", False), ("double", False)])
def test_the_database_keeps_it_to_one_in_the_form(people, first, source, is_refused):
    factories.report(first, by=people.member, state="draft", refresh=False)
    try:
        with transaction.atomic():
            factories.report(first, by=people.member, state="draft", draft_source=source, refresh=False)
    except IntegrityError:
        assert is_refused
    else:
        assert not is_refused


def test_a_draft_from_a_file_says_so_and_stands_beside(people, first, browser, page):
    factories.report(first, by=people.member, state="draft", summary="Read in.", draft_source="file")
    assert send(browser, opened(browser, page), "Written here.", draft=True).status_code == 302
    text = browser.get(address("workspace:commitment", *place(first))).text
    assert "From a file that member imported" in text
    assert "Drafted by member" in text


def test_a_deleted_draft_does_not_come_back_beside_a_newer_one(people, first, browser, page):

    send(browser, opened(browser, page), "The first.", draft=True)
    undone = undo(ChangeSet.objects.latest("pk"), by=people.member)
    send(browser, opened(browser, page), "The second.", draft=True, submission_key=str(uuid.uuid4()))
    with pytest.raises(CannotUndo, match="newer draft"):
        undo(undone, by=people.member)
    assert summaries() == [("draft", "The second.")]
