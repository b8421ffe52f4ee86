"""The admin in a browser: axe finds the stock admin's known faults only, and scripts run under the policy."""

import pytest

from programmes.models import Organisation
from tests.admin.admin_rows import set_stage, url
from tests.admin.axe_exceptions import EXCEPTIONS
from tests.browser.conftest import axe, sign_in
from tests.factories import PASSWORD

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once("what a browser makes of a page"),
]
OURS = {"index", "history"}


def addresses(rows):
    """Pages of every kind, by the kind."""
    yield "index", "/admin/"
    for name in ("programme", "commitment", "statusreport"):
        yield "list", url(type(rows[name]), "changelist")
    for name in ("programme", "commitment", "activity", "organisation", "user", "statusreport"):
        yield "change", url(type(rows[name]), "change", rows[name])
    yield "add", url(type(rows["user"]), "add")
    yield "delete", url(type(rows["event"]), "delete", rows["event"])
    yield "history", url(type(rows["mission"]), "history", rows["mission"])
    yield "password", f"/admin/embassy/user/{rows['user'].pk}/password/"


def test_axe_finds_only_the_known_faults_of_the_stock_admin(new_page):
    cast, rows = set_stage()
    found = set()

    def look(page, kind, address):
        assert page.goto(address).status == 200
        faults = {line.split(" ", 1)[0]: line for line in axe(page)}
        unknown = set(faults) if kind in OURS else set(faults) - set(EXCEPTIONS)
        assert not unknown, (address, page.viewport_size, [faults[rule] for rule in unknown])
        found.update(faults)

    for width, language in ((320, "da"), (768, "en"), (1440, "da")):
        cast.superuser.language = language
        cast.superuser.save()
        page = new_page(width=width)
        sign_in(page, "superuser", password=PASSWORD)
        for kind, address in addresses(rows["shown"]):
            look(page, kind, address)
    page = new_page(width=320)
    sign_in(page, "elsewhere", password=PASSWORD)
    commitment = rows["shown"]["commitment"]
    commitment.responsibilities.all().delete()  # a table without a link in it
    look(page, "reading", url(type(commitment), "change", commitment))
    assert found == set(EXCEPTIONS), "Take out what is no longer found."


def test_rows_are_added_by_the_stock_script_under_our_policy(page):
    set_stage()
    agency = Organisation.objects.first()
    sign_in(page, "superuser", password=PASSWORD)
    page.goto(url(Organisation, "change", agency))
    page.locator("#aliases-group .add-row a").click()
    page.locator("#id_aliases-0-name").fill("DEA")
    page.locator("input[name=_save]").click()
    page.wait_for_url(lambda address: address.endswith("/organisation/"))
    assert [alias.name for alias in agency.aliases.all()] == ["DEA"]
