"""The filters of a list with scripts on: the list changes in place, and the rest works as if it had been loaded."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from programmes.content.load import load_content
from programmes.models import Commitment
from tests import factories
from tests.browser.conftest import axe

pytestmark = pytest.mark.once("what a browser makes of a page")

PROGRAMME = "/en/south-korea/2021-2024/"


@pytest.fixture
def content(transactional_db):
    """The real partnerships, with two public reports."""
    load_content(settings.BASE_DIR / "fixtures")
    for number, status in (("1.1.2", "under_way"), ("2.1.1", "fulfilled")):
        factories.report(Commitment.objects.get(programme__reference="KR-2021", number=number), status=status)


@pytest.fixture
def programme(page, content):
    """The programme's page, marked so that it shows when the browser loads another."""
    page.goto(PROGRAMME)
    page.evaluate("window.isStillTheSame = true")
    return page


def is_the_same(page):
    return page.evaluate("window.isStillTheSame === true")


def count(page):
    return page.locator("#result-words b")


def test_ticking_a_value_changes_the_list_and_the_address_and_nothing_is_loaded_anew(programme):
    programme.locator("summary", has_text="Status").click()
    programme.get_by_label("Under way").check()
    expect(count(programme)).to_have_text("1 of 69 commitments")
    expect(programme.locator(".row-title")).to_have_count(1)
    assert programme.url.endswith(f"{PROGRAMME}?status=under_way")
    assert is_the_same(programme)
    # The menu stays open for another value, and says how many are chosen.
    expect(programme.locator("#menu-status")).to_have_text("Status (1)")
    programme.get_by_label("Fulfilled").check()
    expect(count(programme)).to_have_text("2 of 69 commitments")
    assert programme.get_by_label("Under way").is_checked()
    assert is_the_same(programme)


def test_typing_words_changes_the_list_and_keeps_the_cursor_where_it_is(programme):
    programme.locator("#q").press_sequentially("joint committee")
    expect(count(programme)).not_to_have_text("69 commitments")
    programme.wait_for_url(lambda url: url.endswith("?q=joint%20committee"))
    assert programme.evaluate("document.activeElement.id") == "q"
    assert programme.locator("#q").input_value() == "joint committee"
    assert is_the_same(programme)


def test_what_was_found_is_announced_and_the_links_around_follow(programme):
    programme.locator("summary", has_text="Status").click()
    programme.get_by_label("Under way").check()
    expect(programme.get_by_role("status")).to_contain_text("1 of 69 commitments")
    assert programme.locator("#other-language").get_attribute("href").endswith("?status=under_way")
    file = programme.get_by_role("link", name="CSV").get_attribute("href")
    assert file.endswith("commitments.csv?status=under_way")
    assert axe(programme) == []


def test_back_and_forward_lead_through_what_was_asked(programme):
    programme.locator("summary", has_text="Status").click()
    programme.get_by_label("Under way").check()
    expect(count(programme)).to_have_text("1 of 69 commitments")
    programme.go_back()
    expect(count(programme)).to_have_text("69 commitments")
    assert not programme.get_by_label("Under way").is_checked()
    programme.go_forward()
    expect(count(programme)).to_have_text("1 of 69 commitments")
    assert programme.locator("input[value=under_way]").is_checked()


def test_clearing_brings_everything_back(programme):
    programme.locator("#q").fill("submarine")
    expect(programme.get_by_role("heading", name="No commitment matches")).to_be_visible()
    programme.get_by_role("link", name="Clear all").click()
    expect(count(programme)).to_have_text("69 commitments")
    assert programme.locator("#q").input_value() == ""


def test_the_last_of_several_questions_in_a_row_counts(new_page, content):
    # A page whose console is not looked at: a question that is given up for the next is noted there.
    programme = new_page()
    programme.goto(PROGRAMME)
    programme.locator("#q").press_sequentially("water ", delay=300)
    programme.locator("#q").fill("joint committee")
    programme.wait_for_url(lambda url: url.endswith("?q=joint%20committee"))
    programme.wait_for_load_state("networkidle")
    expect(count(programme)).not_to_have_text("69 commitments")
    shown = programme.locator(".row-title").all_inner_texts()
    programme.reload()
    assert programme.locator(".row-title").all_inner_texts() == shown


def test_where_no_answer_comes_the_form_is_sent_as_without_scripts(new_page, content):
    page = new_page()
    page.goto(PROGRAMME)
    page.route("**/*status=under_way*", lambda route: route.abort(), times=1)
    page.locator("summary", has_text="Status").click()
    with page.expect_navigation():
        page.get_by_label("Under way").check()
    expect(count(page)).to_have_text("1 of 69 commitments")


def test_a_list_across_partnerships_changes_in_place_too(page, content):
    page.goto("/en/sdg/7/")
    page.evaluate("window.isStillTheSame = true")
    page.locator("summary", has_text="Status").click()
    page.get_by_label("Under way").check()
    expect(count(page)).to_have_text("1 of 17 commitments")
    assert is_the_same(page)
