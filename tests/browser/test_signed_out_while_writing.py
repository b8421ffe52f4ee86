"""The session ends while a report is written, in a real browser: the text comes back, with scripts and without."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from embassy import clock
from programmes.models import StatusReport
from tests import factories
from tests.browser.conftest import axe, sign_in

TEXT = (
    "The ministers met in Seoul.\n\nThey agreed on a next step: " + "more wind at sea, " * 100 + "and so on."
)
SUMMARY = "What happened? (will be public)"


@pytest.fixture
def form(transactional_db):
    factories.cast()
    year = clock.today().year
    plan = factories.plan(1, starts_on=str(year - 1), ends_on=str(year + 1))
    return f"/en/work/{plan.reference}/1.1.1/report/"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_text_is_there_after_signing_in_again_and_is_sent_by_a_press(new_page, form, scripts):
    page = new_page(java_script_enabled=scripts)
    sign_in(page, "member")
    page.goto(form)
    page.get_by_label("Cooperation under way").check()
    page.get_by_label(SUMMARY).fill(TEXT)
    page.get_by_label("Note for colleagues").fill("Ask Oslo.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Submit").click()
    page.locator("input[name=login]").fill("member")
    page.locator("input[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="This has not been sent")).to_be_visible()
    expect(page.get_by_label(SUMMARY)).to_have_value(TEXT)
    expect(page.get_by_label("Note for colleagues")).to_have_value("Ask Oslo.")
    expect(page.get_by_label("Cooperation under way")).to_be_checked()
    assert not StatusReport.objects.exists()
    if scripts:
        assert axe(page) == []
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status")).to_contain_text("1.1.1 is reported and published.")
    assert StatusReport.objects.get().summary.replace("\r\n", "\n") == TEXT


def test_signing_in_again_in_another_tab_costs_nothing_but_a_press(new_page, form):
    page = new_page()
    sign_in(page, "member")
    page.goto(form)
    page.get_by_label("Cooperation under way").check()
    page.get_by_label(SUMMARY).fill(TEXT)
    other = page.context.new_page()
    other.goto("/en/work/")
    other.locator(".account-menu summary").click()
    other.get_by_role("button", name="Sign out").click()
    sign_in(other, "member")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="This form could not be sent")).to_be_visible()
    expect(page.get_by_label("What happened?", exact=True)).to_have_value(TEXT)
    assert axe(page) == []
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("1.1.1 is reported and published.")


def test_back_after_submitting_and_submitting_again_is_one_report(new_page, form):
    page = new_page()
    sign_in(page, "member")
    page.goto(form)
    page.get_by_label("Cooperation under way").check()
    page.get_by_label(SUMMARY).fill(TEXT)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status")).to_contain_text("1.1.1 is reported")
    page.go_back()
    expect(page.get_by_label(SUMMARY)).to_be_visible()
    page.get_by_label("Cooperation under way").check()
    page.get_by_label(SUMMARY).fill(TEXT)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status")).to_contain_text("It counts once.")
    assert StatusReport.objects.count() == 1


@pytest.mark.once("what a browser makes of a page")
def test_the_summary_of_a_refused_form_has_the_focus(new_page, form):
    page = new_page()
    sign_in(page, "member")
    page.goto(form)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#errors")).to_be_focused()
