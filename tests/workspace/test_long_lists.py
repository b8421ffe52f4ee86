"""Lists of staff that grow with a plan are read page by page: a page costs the same however long the plan is, and
whoever reads all pages meets every row once.
"""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment, Proposal, ReportingRound, StatusReport, Wording
from programmes.words import month
from programmes.workspace.pages import (
    clearance,
    closing,
    dashboard_list,
    decisions,
    handover,
    my_team,
    programme,
    rounds,
    table,
)
from programmes.workspace.views import handover as handing_over
from tests import factories
from tests.workspace.conftest import as_

FEW, MANY, PER_PAGE = 24, 72, 10
NOW = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)
SUMMER = dt.datetime(2025, 6, 1, 10, tzinfo=dt.UTC)
DUE = dt.date(2026, 3, 20)
# A row is one commitment, whatever its links do.
ROW = re.compile(r"/en/work/KR-20\d\d/(?:closing/)?(\d[\d.]*)/")
BUTTON = re.compile(r'<a class="button[^>]*>')
NEXT = re.compile(r'<a href="([^"]+)" rel="next">')


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    """So that pages are many and commitments are few."""
    for module in (clearance, closing, dashboard_list, handover, my_team, programme, rounds, table, month):
        monkeypatch.setattr(module, "ON_A_PAGE", PER_PAGE)
    monkeypatch.setattr(my_team, "SHOWN_IN_ALL", PER_PAGE)
    monkeypatch.setattr(my_team, "SHOWN_AT_ONCE", PER_PAGE // 2)
    monkeypatch.setattr(decisions, "SHOWN", PER_PAGE)
    monkeypatch.setattr(month, "FOLDED", PER_PAGE)
    monkeypatch.setattr(handing_over, "MOST_NAMED", PER_PAGE)


def grow(plan, count, **values):
    """Bring a plan to so many commitments of the team."""
    there = plan.commitments.count()
    rows = Commitment.objects.bulk_create(
        Commitment(
            programme=plan, number=f"7.{place}", position=place, kind="deliverable", is_published=True,
            plain_title_da=f"Aftalepunkt {place}", plain_title_en=f"Commitment {place}",
            owner_team=factories.team(), **values,
        )
        for place in range(100 + there, 100 + count)
    )  # fmt: skip
    Wording.objects.bulk_create(
        Wording(commitment=row, text="The sides will cooperate.", language="en", provenance="signed")
        for row in rows
    )
    current.refresh(rows, at=NOW)
    return rows


def reported(plan, by, **values):
    """Each that has none gets a report."""
    rows = list(plan.commitments.filter(reports=None))
    values = {
        "status": "under_way",
        "as_of_on": SUMMER.date(),
        "drafted_at": SUMMER,
        "submitted_at": SUMMER,
        **values,
    }
    StatusReport.objects.bulk_create(
        StatusReport(commitment=row, drafted_by=by, submitted_by=by, **values) for row in rows
    )
    current.refresh(rows, at=NOW)


class Lists:
    """Each list: who reads it, where, and how it is filled to so many rows."""

    def __init__(self, people):
        self.people = people
        self.plan = factories.programme(starts_on="2025", ends_on="2027")
        self.team = factories.team()

    def programme(self, count):
        grow(self.plan, count)
        return self.people.administrator, "/en/work/KR-2025/"

    def closing(self, count):
        grow(self._ended(), count)
        return self.people.administrator, "/en/work/KR-2016/closing/"

    def closing_of_a_member(self, count):
        self.closing(count)
        return self.people.member, "/en/work/KR-2016/closing/"

    def _ended(self):
        found = type(self.plan).objects.filter(reference="KR-2016").first()
        return found or factories.programme(starts_on="2016", ends_on="2019")

    def waiting(self, count):
        grow(self.plan, count)
        reported(self.plan, self.people.member, state="submitted")
        return self.people.lead, "/en/work/clearance/"

    def embargoed(self, count):
        grow(self.plan, count)
        reported(self.plan, self.people.member, state="cleared", cleared_by=self.people.lead, cleared_at=NOW,
                 effective_at=NOW + dt.timedelta(days=9))  # fmt: skip
        return self.people.lead, "/en/work/clearance/"

    def round(self, count):
        grow(self.plan, count)
        one, _made = ReportingRound.objects.get_or_create(
            programme=self.plan, title="Spring", opens_on=dt.date(2026, 3, 1), cut_off_on=dt.date(2026, 3, 31)
        )
        return self.people.administrator, f"/en/work/rounds/{one.pk}/"

    def dashboard_list(self, count):
        grow(self.plan, count)
        return self.people.administrator, "/en/work/dashboard/list/"

    def table(self, count):
        grow(self.plan, count)
        return self.people.member, "/en/work/KR-2025/table/?area=0"

    def team_sheet(self, count):
        grow(self.plan, count)
        return self.people.lead, f"/en/work/handover/team/{self.team.pk}/"

    def persons_sheet(self, count):
        grow(self.plan, count, owner=self.people.member)
        return self.people.lead, f"/en/work/handover/person/{self.people.member.pk}/"

    def never_reported(self, count):
        grow(self.plan, count)
        return self.people.member, f"/en/work/?part=never_reported&team={self.team.pk}"

    def of_an_ended_programme(self, count):
        grow(self._ended(), count)
        return self.people.member, f"/en/work/?part=KR-2016&team={self.team.pk}"

    def no_action_needed(self, count):
        grow(self.plan, count)
        reported(self.plan, self.people.member, state="submitted", submitted_at=NOW, as_of_on=NOW.date())
        return self.people.member, f"/en/work/?part=rest&team={self.team.pk}"

    def proposals(self, count):
        rows = grow(self.plan, count)
        Proposal.objects.bulk_create(
            Proposal(
                commitment=row, proposed_by=self.people.member, proposed_at=NOW, values={}, from_version=1
            )
            for row in rows
        )
        return self.people.lead, f"/en/work/?part=proposals&team={self.team.pk}"

    def proposals_on_the_desk(self, count):
        self.proposals(count)
        return self.people.administrator, "/en/work/?part=proposals&team=0"

    def day(self, count):
        grow(self.plan, count, due_on=DUE)
        return self.people.member, f"/en/work/calendar/?month=2026-03&day={DUE}"


PAGED = [name for name in vars(Lists) if not name.startswith("_")]
# Pages that show the beginning of several lists, each of which leads to all of it.
BEGINNINGS = {
    "my team": ("never_reported", "/en/work/"),
    "my team, of an ended programme": ("of_an_ended_programme", "/en/work/"),
    "my team, nothing to do": ("no_action_needed", "/en/work/"),
    "my team of a lead": ("waiting", "/en/work/"),
    "the desk": ("proposals_on_the_desk", "/en/work/"),
    "the month": ("day", "/en/work/calendar/?month=2026-03"),
    "giving all to a team": ("team_sheet", "reassign/"),
    "giving all to a colleague": ("persons_sheet", "reassign/"),
}


@pytest.fixture
def lists(people):
    return Lists(people)


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def rows_on(page):
    """The numbers of the commitments that a page lists, its head, menus and where one begins aside."""
    return set(ROW.findall(BUTTON.sub("", page.partition("<h1")[2])))


def pages(client, url):
    """The rows of each page, from the first to the last."""
    path = url.partition("?")[0]
    while url:
        page = read(client, url)
        yield rows_on(page)
        following = NEXT.search(page)
        url = f"{path}{unescape(following[1])}" if following else ""


@pytest.mark.parametrize("name", PAGED)
def test_all_pages_together_have_every_row_once(lists, name):
    person, url = getattr(lists, name)(FEW)
    found = list(pages(as_(person), url))
    assert len(found) == 3
    assert all(len(rows) <= PER_PAGE for rows in found)
    assert sum(map(len, found)) == len(set().union(*found)) == FEW


def cost(client, url):
    with CaptureQueriesContext(connection) as captured:
        page = read(client, url)
    return len(page), len(captured)


@pytest.mark.parametrize("name", [*PAGED, *BEGINNINGS])
def test_a_page_costs_the_same_however_long_the_plan_is(lists, name):
    filled, elsewhere = BEGINNINGS.get(name, (name, ""))

    def costs(count):
        person, url = getattr(lists, filled)(count)
        url = f"{url}{elsewhere}" if elsewhere == "reassign/" else elsewhere or url
        return cost(as_(person), url)

    (few_bytes, few_queries), (many_bytes, many_queries) = costs(FEW), costs(MANY)
    assert many_queries == few_queries
    assert abs(many_bytes - few_bytes) < 300  # numbers of another length


def test_the_beginning_of_a_list_says_how_long_it_is_and_leads_to_all_of_it(lists):
    person, _url = lists.never_reported(FEW)
    client = as_(person)
    page = read(client, "/en/work/")
    assert f'Never reported <span class="count">{FEW}</span>' in page
    assert f"{FEW - PER_PAGE // 2} more" in page
    (link,) = re.findall(r'<a href="([^"]+)">See all 24, page by page</a>', page)
    assert set().union(*pages(client, unescape(link))) == {f"7.{place}" for place in range(100, 100 + FEW)}


def test_a_part_is_narrowed_as_the_list_is(lists):
    person, url = lists.never_reported(FEW)
    Commitment.objects.filter(number__in=["7.101", "7.105"]).update(owner=person)
    client = as_(person)
    assert set().union(*pages(client, f"{url}&owner=me")) == {"7.101", "7.105"}
    page = read(client, "/en/work/?owner=team&programme=KR-2025")
    assert "programme=KR-2025&amp;part=never_reported" in page


@pytest.mark.parametrize("tail", ["?part=never_reported", "?part=nonsense&team={team}", "?part=stale&team={team}",
                                  "?part=never_reported&team=999999", "?part=%00&team=x"])  # fmt: skip
def test_a_part_that_there_is_not_leads_to_the_whole_list(lists, tail):
    person, _url = lists.never_reported(3)
    page = read(as_(person), f"/en/work/{tail.format(team=lists.team.pk)}")
    assert "<h1>Energy: 3 items need attention</h1>" in " ".join(page.split())


def test_another_teams_part_is_not_there(lists, people):
    _person, url = lists.never_reported(3)
    assert rows_on(read(as_(people.colleague), url)) == set()


def test_what_waits_is_counted_whole_and_leads_to_where_it_is_cleared(lists, people):
    lists.waiting(FEW)
    page = read(as_(people.lead), "/en/work/")
    assert f'Waiting for clearance <span class="count">{FEW}</span>' in page
    link = f'<a href="/en/work/clearance/?team={lists.team.pk}">{FEW - PER_PAGE} more'
    assert link in page
    assert f"{FEW} wait for clearance" in read(as_(people.lead), "/en/work/clearance/")


def test_totals_are_of_all_and_not_of_a_page(lists, people):
    lists.programme(FEW)
    reported_ones = Commitment.objects.filter(number__in=["7.120", "7.121"])
    for one in reported_ones:
        factories.report(one, by=people.member)
    assert f"{FEW - 2} of {FEW} commitments were never reported." in read(
        as_(people.administrator), "/en/work/KR-2025/"
    )
    lists.closing(FEW)
    page = read(as_(people.member), "/en/work/KR-2016/closing/?page=2")
    assert f"Final status given: 0 of {FEW}" in page
    assert f"{FEW} are left for you to give." in page
    assert 'href="/en/work/KR-2016/closing/7.100/"' in page  # where one begins, whatever page is open


def test_the_buttons_of_a_table_say_that_they_reach_one_page(lists):
    person, url = lists.table(FEW)
    words = "The buttons reach the rows on this page alone."
    assert words in read(as_(person), url)
    Commitment.objects.filter(position__gt=105).update(withdrawn_on=dt.date(2026, 1, 1))
    assert words not in read(as_(person), url)


def test_giving_everything_away_says_how_much_that_is(lists):
    person, url = lists.team_sheet(FEW)
    page = read(as_(person), f"{url}reassign/")
    assert f"{FEW} commitments of" in page


def test_the_walk_through_final_statuses_knows_its_place(lists, people):
    lists.closing(FEW)
    url = "/en/work/KR-2016/closing/7.{}/"
    client = as_(people.member)
    for place, words in ((100, "1 of 24"), (111, "12 of 24"), (123, "24 of 24")):
        page = read(client, url.format(place))
        assert words in page
        assert (url.format(place - 1) in page, url.format(place + 1) in page) == (place > 100, place < 123)


def test_the_day_is_of_the_month_that_is_shown(lists):
    person, url = lists.day(FEW)
    client = as_(person)
    page = read(client, "/en/work/calendar/?month=2026-03")
    assert f"See all {FEW}, page by page" in page
    assert f"{FEW - month.SHOWN_ON_A_DAY} more" in page
    assert "March 2026" in read(client, url.replace(str(DUE), "2027-01-01"))  # none of its days: the month


def test_a_tick_for_every_page_reaches_every_page(lists, people):
    lists.closing(FEW)
    plan = type(lists.plan).objects.get(reference="KR-2016")
    url, client = "/en/work/KR-2016/closing/", as_(people.administrator)
    assert f"All {FEW} that can be left without a final status, on every page" in read(
        client, f"{url}?page=2"
    )
    sent = {"close": "1", "all_left_open": "1"}
    answer = client.post(f"{url}?page=2", sent)
    assert answer.status_code == 422  # no reason is given
    assert 'name="all_left_open" id="all-left-open" value="1" checked' in answer.content.decode()
    answer = client.post(f"{url}?page=2", {**sent, "why_left_open": "The ministry was divided."})
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.closed_at is not None
    assert plan.commitments.left_open().count() == FEW
    assert len(list(pages(client, url))) == 3


def test_a_tick_for_every_page_leaves_out_what_becomes_public_by_itself(lists, people):
    lists.closing(FEW)
    plan = type(lists.plan).objects.get(reference="KR-2016")
    later = clock.now() + dt.timedelta(days=3)
    last = plan.commitments.order_by("position").last()
    plan.commitments.filter(pk=last.pk).update(status_visibility="public")
    factories.report(last, by=people.member, is_final=True, effective_at=later)
    client = as_(people.administrator)
    assert f"All {FEW - 1} that can be left" in read(client, "/en/work/KR-2016/closing/")
    sent = {"close": "1", "all_left_open": "1", "why_left_open": "The ministry was divided."}
    answer = client.post("/en/work/KR-2016/closing/", sent)
    assert answer.status_code == 409
    plan.refresh_from_db()
    assert plan.closed_at is None
    assert plan.commitments.left_open().count() == 0
