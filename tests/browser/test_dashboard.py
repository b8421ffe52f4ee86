"""The dashboard and the reporting rounds as anyone can read them: at three widths, in both languages."""

import datetime as dt

import pytest

from embassy import clock
from programmes.models import ReportingRound
from tests import factories
from tests.browser.conftest import axe_at_widths, sign_in

WIDTHS = (320, 768, 1440)


@pytest.fixture
def addresses(transactional_db):
    """Those pages of a plan in force, with some of everything; and an open round."""
    people, today = factories.cast(), clock.today()
    plan = factories.plan(5, starts_on=str(today.year - 1), ends_on=str(today.year + 1))
    first, second, third, fourth, _fifth = plan.commitments.all()
    factories.report(first, by=people.lead)
    factories.report(second, by=people.lead, at=clock.now() - dt.timedelta(days=300))
    factories.report(third, by=people.lead, state="submitted")
    type(fourth).objects.filter(pk=fourth.pk).update(owner_team=None, area=None, track=None)
    one = ReportingRound.objects.create(
        programme=plan, title="Spring", opens_on=today - dt.timedelta(days=9), cut_off_on=today
    )
    return ["dashboard/", "dashboard/list/?freshness=never", "rounds/", "rounds/new/", f"rounds/{one.pk}/"]


@pytest.mark.once("what a browser makes of a page")
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing_and_nothing_is_cut_off(new_page, addresses, language):
    page, found = new_page(), {}
    sign_in(page, "administrator", language=language)
    for address in addresses:
        assert page.goto(f"/{language}/work/{address}").status == 200
        found |= axe_at_widths(page, WIDTHS)
    assert not found


def test_every_number_of_a_phones_dashboard_has_its_name_beside_it(new_page, addresses):
    page = new_page(width=390)
    sign_in(page, "administrator")
    page.goto("/en/work/dashboard/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Energy")).first
    assert row.inner_text().split("\n")[0].strip() == "Energy"
    for words in ("Commitments", "Reported", "Not for six months", "Never reported", "Waiting for clearance"):
        assert row.get_by_text(words, exact=True).is_visible()
    assert row.get_by_role("link", name="1: Never reported").is_visible()
