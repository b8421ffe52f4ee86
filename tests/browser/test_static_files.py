"""Styles reach a browser under names that change with their content, so that they may be kept for good."""

import re

import pytest

pytestmark = pytest.mark.once("what a browser makes of a page")


def test_stylesheets_arrive_by_fingerprinted_name_and_are_kept(page):
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto("/en/")
    styles = [response for response in responses if response.request.resource_type == "stylesheet"]
    assert styles
    for response in styles:
        assert response.status == 200
        assert re.search(r"\.[0-9a-f]{12}\.css$", response.url)
        assert "immutable" in response.headers["cache-control"]


def test_the_browser_obeys_the_content_security_policy(new_page):
    page = new_page()
    page.goto("/en/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.head.append(s); }"
    )
    assert page.evaluate("() => window.ran") is None
