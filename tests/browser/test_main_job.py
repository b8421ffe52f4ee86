"""The main job on the real Korea plan, from what `make run` loads to what the public reads."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from embassy.models import ChangeSet
from programmes.models import StatusReport
from tests.browser.conftest import sign_in

PROGRAMME = "/en/south-korea/2021-2024/"
COMMITMENT = "1.1.7"
SUMMARY = "Experts from both sides compared plans for plastic waste."


@pytest.fixture
def demonstration(transactional_db, settings):
    """A development server's database, made by the commands that `make run` calls."""
    settings.DEBUG = True
    call_command("load_content", verbosity=0)
    call_command("make_demo", verbosity=0)


def as_user(new_page, username):
    page = new_page()
    sign_in(page, username, password="demo")
    return page


@pytest.mark.usefixtures("demonstration")
def test_a_report_goes_from_the_team_to_the_public_and_back(new_page):
    public = new_page()
    public.goto(PROGRAMME)
    addresses = {link.get_attribute("href") for link in public.locator("a.row-title").all()}
    assert len(addresses) == public.locator("a.row-title").count() == 69
    assert public.locator("section[id^='area-'] h3").count() == 16

    member = as_user(new_page, "member")
    changes = ChangeSet.objects.count()
    member.goto(f"/en/work/KR-2021/{COMMITMENT}/report/")
    member.get_by_label("Cooperation under way").check()
    member.get_by_label("What happened? (will be public)").fill(SUMMARY)
    member.get_by_role("button", name="Submit").click()
    expect(member.get_by_role("status")).to_contain_text(f"{COMMITMENT} is reported and published.")

    public.goto(f"{PROGRAMME}{COMMITMENT}/")
    expect(public.get_by_text(SUMMARY)).to_be_visible()
    expect(public.get_by_text("Demonstration data. Not a statement by any government.")).to_be_visible()
    change = ChangeSet.objects.first()
    assert ChangeSet.objects.count() == changes + 1
    assert (change.by.username, change.channel) == ("member", "page")
    assert change.entries.get().after["summary"] == SUMMARY

    lead = as_user(new_page, "lead")
    report = StatusReport.objects.get(summary=SUMMARY)
    lead.goto(f"/en/work/KR-2021/{COMMITMENT}/reports/{report.pk}/withdraw/")
    lead.get_by_label("Why is it withdrawn?").fill("Another meeting was meant.")
    lead.get_by_role("button", name="Withdraw").click()
    expect(lead.get_by_role("status")).to_contain_text("is withdrawn")

    public.goto(f"{PROGRAMME}{COMMITMENT}/")
    expect(public.get_by_text(SUMMARY)).to_have_count(0)
    expect(public.get_by_text(re.compile("A report was withdrawn on"))).to_be_visible()
