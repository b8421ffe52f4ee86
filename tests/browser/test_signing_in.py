"""Staff sign in and out by the pages they use, in a real browser under the real cookies and policy."""

import pytest

from tests import factories
from tests.browser.conftest import axe, sign_in


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_to_sign_in_has_no_accessibility_fault(new_page, language):
    for width in (320, 768, 1440):
        page = new_page(width=width)
        assert page.goto(f"/{language}/account/login/").ok
        assert axe(page) == []


def test_a_member_signs_in_and_the_session_is_kept_from_scripts(page):
    factories.member(username="member")
    sign_in(page, "member")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    session = cookies["__Host-session"]
    assert session["secure"]
    assert session["httpOnly"]
    assert page.evaluate("document.cookie") == ""


def test_a_wrong_password_is_refused_in_words(page):
    factories.member(username="member")
    page.goto("/en/account/login/")
    page.locator("input[name=login]").fill("member")
    page.locator("input[name=password]").fill("not the password")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state()
    assert "/account/login/" in page.url
