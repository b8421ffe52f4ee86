"""A real browser against a real server: one browser for each test process, a clean context for each test.

Chromium obeys the pages' content security policy here as it would anywhere; nothing bypasses it.
"""

from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import chromium
from tests.conftest import IS_TRIAL
from tests.factories import PASSWORD

# What WCAG 2.2 asks for at levels A and AA, and what axe's makers add as good practice.
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# How everything on the page is laid out, without its measures.
LAYOUT = """() => [...document.querySelectorAll("body *")].map(each => {
  const look = getComputedStyle(each);
  return [look.display, look.visibility, look.position, look.flexDirection, look.order, look.clipPath,
          look.gridTemplateColumns.split(" ").length].join();
}).join(";")"""


@pytest.fixture(scope="session")
def live_server():
    """The product behind an address of its own; whitenoise serves the static files, as in production."""
    handler = "django.contrib.staticfiles.handlers.StaticFilesHandler"
    with mock.patch(handler, new=lambda application: application):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    assert path, chromium.NONE_FOUND
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; Django would take every query here for one made inside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser, live_server):
    """Make a page in a context of its own: `new_page(width=390, locale="en", java_script_enabled=False)`."""
    contexts = []

    def make(*, width=1280, height=900, locale="en", **options):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale=locale, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page, live_server):
    """A page at desktop width, which must not complain: an error in the console fails the test."""
    page = new_page()
    complaints = []

    def listen(message):
        # A page that answers 404 or 409 as it should is noted in the console too, and is no fault; nor is the icon
        # that a browser looks for by itself where a page names none.
        expected = {page.url, f"{live_server.url}/favicon.ico"}
        if message.type == "error" and message.location["url"] not in expected:
            complaints.append(f"{message.location['url']}: {message.text}")

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", listen)
    yield page
    assert not complaints, complaints


def sign_in(page, username, *, password=PASSWORD, language="en"):
    """Sign in by the page that staff use, and wait until that is done."""
    assert page.goto(f"/{language}/account/login/").ok
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def axe(page):
    """What axe finds wrong on the page as it stands: one line a finding, with the places."""
    violations = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: {[node['target'] for node in found['nodes']]}"
        for found in violations
    ]


def axe_at_widths(page, widths):
    """What axe finds by width; the page must have been opened.

    Where nothing is shown, hidden, turned or put elsewhere between two widths, axe would find the same at both, and is
    asked at the first. In trials it is asked at every width.
    """
    faults, seen = {}, set()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(WIDER_THAN_THE_SCREEN), f"{page.url} is wider than {width} px"
        layout = page.evaluate(LAYOUT)
        if IS_TRIAL or layout not in seen:
            seen.add(layout)
            faults |= {f"{page.url} at {width}": findings for findings in [axe(page)] if findings}
    return faults
