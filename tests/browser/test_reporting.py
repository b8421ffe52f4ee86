"""The main job in a real browser: on a phone, without JavaScript, by keyboard, and readable by all."""

import re

import pytest
from playwright.sync_api import expect

from embassy import clock
from tests import factories
from tests.browser.conftest import axe, axe_at_widths, sign_in

WIDTHS = (320, 768, 1440)


@pytest.fixture
def first(transactional_db):
    """A commitment of a plan in force, owned by the team of `member` and `lead`."""
    people = factories.cast()
    year = clock.today().year
    plan = factories.plan(3, starts_on=str(year - 1), ends_on=str(year + 1))
    commitment = plan.commitments.get(number="1.1.1")
    factories.report(
        commitment, by=people.lead, summary="The ministers met in Seoul.", internal_note="Ask Oslo."
    )
    return commitment


def base_of(commitment, language="en"):
    return f"/{language}/work/{commitment.programme.reference}/{commitment.number}"


def public_page(commitment):
    return f"/en/south-korea/{commitment.programme.slug}/{commitment.number}/"


def enter(page, who, language="en"):
    sign_in(page, who, password=factories.PASSWORD, language=language)
    return page


def test_reporting_on_a_phone_without_javascript(new_page, first):
    page = enter(new_page(width=390, height=844, java_script_enabled=False), "member")
    page.get_by_role("link", name="Report: 1.1.2").click()
    page.get_by_label("Cooperation under way").check()
    page.get_by_label("What happened? (will be public)").fill("An expert meeting was held online.")
    submit = page.get_by_role("button", name="Submit")
    box = submit.bounding_box()
    assert box["y"] + box["height"] <= 844, "the button is in sight without scrolling"
    assert box["height"] >= 44
    submit.click()
    expect(page.get_by_role("status")).to_contain_text("1.1.2 is reported and published.")
    page.goto(public_page(first).replace("1.1.1", "1.1.2"))
    expect(page.get_by_text("An expert meeting was held online.")).to_be_visible()


def test_no_change_is_one_press(new_page, first):
    page = enter(new_page(width=390), "member")
    page.goto(f"{base_of(first)}/")
    page.get_by_role("button", name=re.compile("No change since")).click()
    expect(page.get_by_role("status")).to_contain_text("1.1.1 is reported and published.")


def test_the_summary_of_errors_leads_to_the_field_by_keyboard(new_page, first):
    page = enter(new_page(width=390), "member")
    page.goto(f"{base_of(first)}/report/")
    page.get_by_label("What happened? (will be public)").fill("Kept.")
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(page.get_by_label("Not begun")).to_be_in_viewport()
    expect(page.get_by_label("What happened? (will be public)")).to_have_value("Kept.")


def test_a_draft_and_a_withdrawal_go_their_way(new_page, first):
    page = enter(new_page(), "lead")
    page.goto(f"{base_of(first)}/")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why is it withdrawn?").fill("Another meeting was meant.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_contain_text("is withdrawn")
    page.goto(public_page(first))
    expect(page.get_by_text("The ministers met in Seoul.")).to_have_count(0)
    page.goto(f"{base_of(first)}/")
    page.get_by_role("link", name="Correct").click()
    expect(page.get_by_label("What happened? (will be public)")).to_have_value("The ministers met in Seoul.")


@pytest.mark.once("what a browser makes of a page")
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_on_the_staff_pages(new_page, first, language):
    submitted = factories.report(first.programme.commitments.get(number="1.1.2"), state="submitted")
    base = base_of(first, language)
    paths = [
        f"/{language}/work/",
        f"/{language}/work/{first.programme.reference}/",
        f"{base}/",
        f"{base}/report/",
        f"{base}/edit/",
        f"{base.replace('1.1.1', '1.1.2')}/reports/{submitted.pk}/clear/",
        f"{base.replace('1.1.1', '1.1.2')}/reports/{submitted.pk}/return/",
        f"{base}/reports/{first.public_report_id}/withdraw/",
        f"/{language}/account/password/change/",
        f"/{language}/account/2fa/",
        f"/{language}/account/logout/",
    ]
    found = {}
    page = enter(new_page(), "superuser", language)
    for path in paths:
        assert page.goto(path).status == 200, path
        for folded in page.locator("main details").all():
            folded.evaluate("details => details.open = true")
        found |= axe_at_widths(page, WIDTHS)
    assert not found


@pytest.mark.once("what a browser makes of a page")
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_on_what_is_refused(new_page, first, language):
    page = new_page(width=320)
    page.goto(f"/{language}/account/login/")
    page.locator("form .button-primary").click()
    assert axe(page) == []
    enter(page, "member", language)
    page.goto(f"{base_of(first, language)}/report/")
    page.locator(".submit-bar .button-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{base_of(first, language)}/report/")
    factories.report(first, summary="Said meanwhile.")
    page.locator("#id_status_1").check()
    page.locator(".submit-bar .button-primary").click()
    expect(page.get_by_text("Said meanwhile.")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{base_of(first, language)}/edit/")
    type(first).objects.filter(pk=first.pk).update(version=7, plain_title_en="Theirs")
    page.locator("#id_plain_title_en").fill("Mine")
    page.locator(".submit-bar .button-primary").click()
    expect(page.get_by_text("Theirs").first).to_be_visible()
    assert axe(page) == []
