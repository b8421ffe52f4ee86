"""The public pages as readers meet them: on a phone, without scripts, with the real content."""

import pytest
from django.conf import settings

from programmes.content.load import load_content
from programmes.models import Commitment
from tests import factories
from tests.browser.conftest import axe_at_widths

pytestmark = pytest.mark.once("what a browser makes of a page")

PROGRAMME = "/en/south-korea/2021-2024/"
PATHS = [
    "",
    "south-korea/",
    "south-korea/?on=2022-05-01",
    "south-korea/timeline/",
    "south-korea/2021-2024/",
    "south-korea/2021-2024/?on=2022-05-01",
    "south-korea/2021-2024/?on=tomorrow",
    "south-korea/2021-2024/?status=under_way&sector=water",
    "south-korea/2021-2024/?status=brilliant",
    "south-korea/2021-2024/?q=submarine",
    "south-korea/2021-2024/text/",
    "south-korea/2021-2024/1.1.2/",
    "south-korea/2021-2024/1.1.2/?on=2022-05-01",
    "china/2017-2020/",
    "china/2017-2020/1/",
    "vietnam/",
    "south-africa/gsp/",
    "statistics/",
    "statistics/commitments/?status=not_reported&area=odd",
    "matrix/",
    "matrix/commitments/?country=south-korea&sdg=7",
    "about/",
    "about/data/",
    "accessibility/",
    "privacy/",
    "search/?q=water",
    "sdg/7/",
    "sector/energy/",
    "sdg/7/?status=not_reported&country=south-korea",
    "sdg/7/?q=submarine",
    "track-kind/science/",
    "organisation/ministry-for-higher-education-and-science/",
    "no-such-country/",
]
PARTS = 4  # of the list, so that several workers share it


@pytest.fixture
def content(transactional_db):
    """The real partnerships, and one demonstration report."""
    load_content(settings.BASE_DIR / "fixtures")
    reported = Commitment.objects.get(programme__reference="KR-2021", number="1.1.2")
    factories.report(reported, is_demo=True, summary_language="da", summary="Årets møde er holdt.")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_page_has_an_accessibility_fault_or_is_wider_than_the_screen(new_page, content, language, part):
    page, faults = new_page(locale=language), {}
    for path in PATHS[part::PARTS]:
        page.goto(f"/{language}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        faults |= axe_at_widths(page, (320, 768, 1440))
    assert faults == {}


def test_a_reader_gets_no_cookie_and_asks_nobody_else(new_page, content, live_server):
    page = new_page()
    elsewhere = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(live_server.url) else elsewhere.append(request.url),
    )
    for path in PATHS:
        page.goto(f"/en/{path}")
    assert page.context.cookies() == []
    assert [address for address in elsewhere if not address.startswith(live_server.url)] == []


def test_on_a_phone_the_fold_holds_title_life_counts_search_and_the_first_area(new_page, content):
    page = new_page(width=390, height=844)
    page.goto(PROGRAMME)
    for what in ("h1", ".life", ".masthead .lede", ".bar", "input[type=search]", "#area-1 h2"):
        box = page.locator(what).first.bounding_box()
        assert box["y"] + box["height"] <= 844, what


def test_on_a_desktop_the_contents_stay_while_the_list_is_read(new_page, content):
    page = new_page(width=1440, height=900)
    page.goto(PROGRAMME)
    page.locator("#area-3").scroll_into_view_if_needed()
    box = page.locator("nav.contents").bounding_box()
    assert 0 <= box["y"] < 900


def test_the_country_page_shows_what_matters_above_the_fold(new_page, content):
    for width, height in ((390, 844), (1440, 900)):
        page = new_page(width=width, height=height)
        page.goto("/en/south-korea/")
        for what in ("h1", ".official-name", ".lede", ".panel h2", ".panel .button", ".panel a:not(.button)"):
            box = page.locator(what).first.bounding_box()
            assert box["y"] + box["height"] <= height, f"{what} at {width}"


def test_the_list_is_filtered_by_keyboard_and_without_scripts(new_page, content):
    page = new_page(java_script_enabled=False)
    page.goto(PROGRAMME)
    page.locator("summary", has_text="Status").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Under way").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=under_way**")
    assert page.get_by_text("1 of 69 commitments").first.is_visible()
    assert page.get_by_role("link", name="Clear all").is_visible()


def test_the_skip_link_leads_past_the_header(new_page, content):
    page = new_page()
    page.goto(PROGRAMME)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_leads_to_the_same_page(new_page, content):
    page = new_page()
    page.goto(f"{PROGRAMME}1.1.2/")
    page.get_by_role("link", name="Dansk").click()
    page.wait_for_url("**/da/south-korea/2021-2024/1.1.2/")
    assert page.locator("html").get_attribute("lang") == "da"
    assert page.locator("blockquote").get_attribute("lang") == "en"
