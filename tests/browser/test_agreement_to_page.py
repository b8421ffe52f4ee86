"""From the signed Korea plan as a PDF to a published programme page, in one sitting and without JavaScript."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from embassy import clock
from programmes.agreements.review import review_service
from programmes.content.load import load_content
from programmes.models import Commitment, Programme
from tests import factories
from tests.agreements.drafts import KOREA, PLAN, frame, sent
from tests.browser.conftest import axe, axe_at_widths, sign_in

WIDTHS = (320, 768, 1440)
COUNT = "Make the draft programme ({} commitments)"


@pytest.fixture
def administrator(transactional_db, tmp_path):
    """The shared lists of the real content, a partnership with Korea that has no programme yet, and who keeps it."""
    shutil.copytree(Path(settings.BASE_DIR) / "fixtures" / "reference", tmp_path / "reference")
    load_content(tmp_path)
    factories.partnership()
    return factories.administrator(username="administrator")


def test_the_korea_pdf_becomes_a_published_programme_page(new_page, administrator):
    page = new_page(java_script_enabled=False)
    sign_in(page, "administrator")
    page.get_by_role("link", name="Agreement texts").click()
    page.get_by_role("link", name="Send a text").click()
    page.get_by_label("File").set_input_files(KOREA)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("link", name=COUNT.format(69))).to_be_visible()

    review_it(page)
    make_it(page)
    assert Programme.objects.get().commitments.count() == 69

    public = new_page(java_script_enabled=False)
    assert public.goto("/en/south-korea/2021-2024/").status == 404
    page.get_by_role("link", name="Publish it").click()
    page.get_by_role("link", name="Look through them").click()
    page.get_by_label("I have looked through these commitments.").check()
    page.get_by_role("button", name="Confirm").click()
    page.goto("/en/work/KR-2021/publish/")
    page.get_by_role("link", name="See it as readers will see it").click()
    expect(page.get_by_text("Preview. Not public.")).to_be_visible()
    page.get_by_role("link", name="Back to publishing").click()
    page.get_by_label("Where has a party published the text?").fill("https://example.org/plan")
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_role("status")).to_contain_text("The programme is published")

    assert public.goto("/en/south-korea/2021-2024/").ok
    expect(public.get_by_role("heading", level=1)).to_contain_text("Joint Action Plan for 2021-2024")
    addresses = {link.get_attribute("href") for link in public.locator("a.row-title").all()}
    assert len(addresses) == public.locator("a.row-title").count() == 69
    every_commitment_shows_its_page(public, addresses)
    public.goto("/en/south-korea/2021-2024/text/")
    expect(public.locator(".agreement li", has_text="Annual ministerial meetings")).to_contain_text("1.1.2")


def review_it(page):
    """Answer a question, divide an item and join it again."""
    expect(page.locator("#questions .question")).to_have_count(11)
    ambiguous = page.locator(".question", has_text="Bi-annual")
    ambiguous.get_by_role("button", name="Every second year").click()
    expect(page.locator("#questions .question")).to_have_count(10)

    page.locator("#c2").get_by_role("link", name="Change").click()
    words = page.get_by_label("Divide it").input_value()
    page.get_by_label("Divide it").fill(words.replace(" focusing", "\nfocusing"))
    page.get_by_role("button", name="Divide").click()
    expect(page.get_by_role("link", name=COUNT.format(70))).to_be_visible()
    page.locator("li.item", has_text="focusing on topics of mutual").last.get_by_role(
        "link", name="Change"
    ).click()
    page.get_by_role("button", name="Join to the one before").click()
    expect(page.get_by_role("link", name=COUNT.format(69))).to_be_visible()
    expect(page.locator("#c2 .words")).to_contain_text(words)


def make_it(page):
    page.get_by_role("link", name=COUNT.format(69)).click()
    expect(page.get_by_label("Reference")).to_have_value("KR-2021")
    page.get_by_label("Title in Danish").fill("Fælles handlingsplan 2021-2024")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("status")).to_contain_text("The draft programme is made.")


def every_commitment_shows_its_page(page, addresses):
    """The page and paragraph beside the words are those of the passage, and the PDF has seven pages of commitments."""
    rows = Commitment.objects.select_related("current_wording__passage").order_by("position")
    passages = {row.number: row.current_wording.passage for row in rows}
    for address in addresses:
        text = page.request.get(address).text()
        passage = passages[address.rstrip("/").rpartition("/")[2]]
        assert f", page {passage.page}, paragraph {passage.paragraph}" in text, address
        assert re.search(rf'href="[^"]*/text/#p{passage.paragraph}"', text), address
    pages = [passage.page for passage in passages.values()]
    assert pages == sorted(pages), "in the order of the text"
    assert pages[0] == 2, "after the preamble"


@pytest.mark.once("what a browser makes of a page")
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_on_the_pages_of_agreement_texts(new_page, administrator, language):
    korea = sent(administrator, KOREA.read_bytes(), name="korea.pdf")
    later = sent(administrator, PLAN, compared_with=factories.plan(3))
    made = sent(administrator, PLAN + "\n")
    review_service.make(made, frame=frame(), since=0, by=administrator, at=clock.now())
    made.refresh_from_db()
    base = f"/{language}/work/agreements/"
    question = f"{base}{korea.pk}/q1/"
    paths = [base, f"{base}new/", question]
    paths += [f"{base}{korea.pk}/{part}" for part in ("", "c4/", "t1/", "a1/", "organisations/", "make/")]
    paths += [
        f"{base}{later.pk}/compare/",
        f"{base}{made.pk}/",
        f"/{language}/work/{made.programme.reference}/publish/",
    ]
    paths += [f"/{language}/work/{made.programme.reference}/{part}/" for part in ("titles", "preview")]
    page = new_page()
    sign_in(page, "administrator", language=language)
    found = {}
    for path in paths:
        assert page.goto(path).status == 200, path
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        found |= axe_at_widths(page, WIDTHS)
    assert not found


@pytest.mark.once("what a browser makes of a page")
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_where_a_second_reviewer_is_told(new_page, administrator, language):
    reading = sent(administrator)
    page = new_page(width=390)
    sign_in(page, "administrator", language=language)
    page.goto(f"/{language}/work/agreements/{reading.pk}/t1/")
    review_service.decide(
        reading, [("retitle", "t1", {"title": "Authorities"})], since=0, by=administrator, at=clock.now()
    )
    page.locator("#retitle-title").fill("Between governments")
    page.locator("form.decision", has=page.locator("#retitle-title")).get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#retitle-title")).to_have_value("Between governments")
    assert axe(page) == []
