"""The session ends while somebody writes: after signing in again the text is in the form, and theirs alone."""

import datetime as dt
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from embassy.models import UnsentForm
from embassy.unsent import tickets
from programmes.models import StatusReport
from tests import factories
from tests.html_forms import forms_in
from tests.workspace.conftest import address, as_, place

TEXT = "The ministers met in Seoul & agreed."


@pytest.fixture
def page(first):
    return address("workspace:commitment-report", *place(first))


@pytest.fixture
def writer(people):
    return as_(people.member)


def written(browser, page, **values):
    """What the page's form sends, with these fields filled in."""
    form = forms_in(browser.get(page).text)[-1]
    return form.fields | {"status": "under_way", "summary": TEXT, **values}


def sent_without_session(browser, page, **values):
    """Where the browser is led when the form is sent after the session is gone."""
    data = written(browser, page, **values)
    Session.objects.all().delete()
    response = browser.post(page, data, headers={"referer": f"http://testserver{page}"})
    assert response.status_code == 302
    return response["Location"]


def sign_in(browser, where, who="member"):
    """Sign in by the form that stands there, and follow to the page that comes then."""
    form = forms_in(browser.get(where).text)[0]
    data = form.fields | {"login": who, "password": factories.PASSWORD}
    return browser.post(form.action, data, follow=True)


def test_after_signing_in_again_the_form_is_filled_and_says_that_it_was_not_sent(writer, page):
    where = sent_without_session(writer, page, internal_note="Ask Oslo.", as_of_on="2026-03-10")
    assert urlsplit(where).path == "/en/account/login/"
    response = sign_in(writer, where)
    assert response.status_code == 200
    form = forms_in(response.text)[-1]
    assert form.fields["summary"] == TEXT
    assert form.fields["internal_note"] == "Ask Oslo."
    assert (form.fields["status"], form.fields["as_of_on"]) == ("under_way", "2026-03-10")
    assert "This has not been sent" in response.text
    assert not StatusReport.objects.exists()  # signing in sends nothing by itself


def test_the_form_that_was_filled_again_is_sent_once_and_then_forgotten(writer, page):
    form = forms_in(sign_in(writer, sent_without_session(writer, page)).text)[-1]
    assert UnsentForm.objects.count() == 1
    assert writer.post(form.action, form.fields).status_code == 302
    assert StatusReport.objects.get().summary == TEXT
    assert not UnsentForm.objects.exists()


def test_what_was_to_be_withheld_stays_ticked_and_having_looked_is_said_anew(people):
    draft = factories.plan(3, is_published=False)
    draft.commitments.update(status_visibility="unconfirmed")
    page, browser = address("workspace:programme-visibility", draft.reference), as_(people.administrator)
    keys = [str(pk) for pk in draft.commitments.values_list("pk", flat=True)]
    where = sent_without_session(browser, page, withheld=keys[:2], is_read="on")
    form = forms_in(sign_in(browser, where, "administrator").text)[-1]
    assert form.fields["withheld"] == keys[:2]
    assert "is_read" not in form.fields
    assert browser.post(page, form.fields).status_code == 422
    assert browser.post(page, form.fields | {"is_read": "on"}).status_code == 302
    told = draft.commitments.order_by("pk").values_list("status_visibility", flat=True)
    assert list(told) == ["withheld", "withheld", "public"]


def test_signing_out_does_not_forget_what_is_not_sent(writer, page):
    response = sign_in(writer, sent_without_session(writer, page))
    out = next(form for form in forms_in(response.text) if "logout" in form.action)
    writer.post(out.action, out.fields)
    assert UnsentForm.objects.exists()


def test_whoever_else_signs_in_on_that_browser_sees_nothing_of_it(writer, page):
    where = sent_without_session(writer, page)
    response = sign_in(writer, where, "lead")
    assert response.request["PATH_INFO"] == page
    assert "The ministers met" not in unescape(response.text)
    assert "not been sent" not in response.text


def test_a_superuser_does_not_read_it_either(people, writer, page):
    key = sent_without_session(writer, page) and UnsentForm.objects.get().pk
    assert "ministers" not in as_(people.superuser).get(f"{page}?unsent={key}").text
    assert "ministers" in as_(people.member).get(f"{page}?unsent={key}").text


def test_it_is_gone_after_an_hour_and_the_daily_job_deletes_it(people, writer, page, time_machine):
    sent_without_session(writer, page)
    key = UnsentForm.objects.get().pk
    time_machine.shift(dt.timedelta(minutes=61))
    assert "ministers" not in as_(people.member).get(f"{page}?unsent={key}").text
    assert UnsentForm.objects.exists()
    call_command("rebuild_current", verbosity=0)
    assert not UnsentForm.objects.exists()


def test_reminders_delete_what_is_older_than_an_hour_too(writer, page, time_machine, settings):
    settings.SITE_URL = "https://example.org"
    sent_without_session(writer, page)
    time_machine.shift(dt.timedelta(minutes=61))
    call_command("send_reminders", verbosity=0)
    assert not UnsentForm.objects.exists()


def test_somebody_whose_account_was_disabled_leaves_nothing_behind(people, writer, page):
    data = written(writer, page)
    Session.objects.all().delete()
    type(people.member).objects.filter(pk=people.member.pk).update(is_active=False)
    assert writer.post(page, data).status_code == 302
    assert not UnsentForm.objects.exists()


@pytest.mark.parametrize("ticket", ["", "forged", "eyJieSI6MX0:1tXxXx:abc"])
def test_nothing_is_kept_of_a_form_that_is_not_ours(people, page, ticket):
    response = Client().post(page, {"summary": "Words of a stranger.", tickets.FIELD: ticket})
    assert response.status_code == 302
    assert not UnsentForm.objects.exists()


def test_an_old_ticket_counts_no_more(writer, page, time_machine):
    data = written(writer, page)
    time_machine.shift(dt.timedelta(days=tickets.LONGEST_DAYS + 1))
    assert writer.post(page, data).status_code == 302
    assert not UnsentForm.objects.exists()


def test_of_many_the_latest_twenty_are_kept(people, writer, page):
    data = written(writer, page)
    Session.objects.all().delete()
    for number in range(22):
        Client().post(page, data | {"summary": f"Text {number}"})
    kept = [one.fields["summary"][0] for one in UnsentForm.objects.all()]
    assert (len(kept), kept[0], kept[-1]) == (20, "Text 21", "Text 2")


def test_a_long_text_comes_back_whole(writer, page):
    text = "A sentence of a long text. " * 10_000
    form = forms_in(sign_in(writer, sent_without_session(writer, page, summary=text)).text)[-1]
    assert form.fields["summary"] == text


def test_a_character_that_no_database_keeps_does_not_lose_the_rest(writer, page):
    form = forms_in(sign_in(writer, sent_without_session(writer, page, summary=f"{TEXT}\0")).text)[-1]
    assert form.fields["summary"] == TEXT


def test_a_button_without_a_page_of_its_own_leads_back_to_where_it_stood(people, first, writer):
    factories.report(first, by=people.lead)
    where = address("workspace:commitment", *place(first))
    button = next(form for form in forms_in(writer.get(where).text) if "no-change" in form.action)
    Session.objects.all().delete()
    location = writer.post(button.action, button.fields, headers={"referer": f"http://testserver{where}"})[
        "Location"
    ]
    assert sign_in(writer, location).request["PATH_INFO"] == where
    assert StatusReport.objects.count() == 1


def test_what_was_written_stands_in_my_team_too(writer, page):
    sent_without_session(writer, page)
    response = sign_in(writer, address("account_login"))
    assert f'href="{UnsentForm.objects.get().way_back}"' in response.text


def test_my_team_names_nobody_elses(people, writer, page):
    sent_without_session(writer, page)
    assert "unsent" not in as_(people.lead).get(address("workspace:my-team")).text
