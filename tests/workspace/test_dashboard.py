"""The dashboard: what is reported and what is not, by team and by area; every number is as long as its list."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.words.bars import WIDTH, chart_of
from programmes.workspace.pages.dashboard import dashboard_of
from programmes.workspace.pages.dashboard_list import dashboard_list
from programmes.workspace.pages.freshness import Freshness, Narrowed
from tests import factories
from tests.workspace.conftest import address, answers, as_

LAST_MONTH = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)
LAST_SUMMER = dt.datetime(2025, 6, 1, 10, tzinfo=dt.UTC)
URL, LIST = "/en/work/dashboard/", "/en/work/dashboard/list/"
LINK = re.compile(r'<a href="([^"]+)" aria-label="(\d+): ([^"]+)">')


@pytest.fixture
def mixed(people, plan):
    """One reported lately, one long ago, one never; beside them one of the health team and one of no team."""
    first, second, _third = plan.commitments.order_by("position")
    factories.report(first, by=people.member, at=LAST_MONTH)
    factories.report(second, by=people.member, at=LAST_SUMMER)
    health = people.colleague.memberships.get().team
    for place, team in ((4, health), (5, None)):
        factories.commitment(plan, owner_team=team, area=None, number=str(place), position=place)
    return plan


def dashboard(person):
    return dashboard_of(person, at=clock.now())


def numbers(line):
    """(all, reported, not for six months, never, waiting)."""
    return tuple(cell.count for cell in line.cells)


def lines(person, block):
    [section] = dashboard(person).sections
    return {line.name: numbers(line) for line in section.blocks[block].lines}


def listed(person, **narrowed):
    page = dashboard_list(person, at=clock.now(), narrowed=Narrowed(**narrowed), page=1)
    return [row.task.number for row in page.rows]


def test_it_is_for_leads_and_administrators(people, plan):
    for url in (URL, LIST):
        found = answers(people, lambda client, url=url: client.get(url))
        assert {who for who, code in found.items() if code == 200} == {
            "lead", "administrator", "other_administrator", "superuser"
        }  # fmt: skip
        assert found["member"] == found["colleague"] == found["unattached"] == 403
    assert URL in as_(people.lead).get("/en/work/").content.decode()
    assert URL not in as_(people.member).get("/en/work/").content.decode()


def test_a_lead_counts_the_teams_that_they_lead(people, mixed):
    assert lines(people.lead, 0) == {"Energy": (3, 1, 1, 1, 0)}
    assert dashboard(people.other_administrator).sections == []


def test_an_administrator_counts_every_team_and_what_has_none(people, mixed):
    assert lines(people.administrator, 0) == {
        "Energy": (3, 1, 1, 1, 0), "Health": (1, 0, 0, 1, 0), "No team yet": (1, 0, 0, 1, 0)
    }  # fmt: skip
    assert lines(people.administrator, 1) == {
        "1. Sustainability": (3, 1, 1, 1, 0), "Outside the areas": (2, 0, 0, 2, 0)
    }  # fmt: skip


def test_what_was_fulfilled_long_ago_needs_no_news(people, first):
    factories.report(first, by=people.member, at=LAST_SUMMER, status="fulfilled")
    assert lines(people.lead, 0) == {"Energy": (3, 1, 0, 2, 0)}


def test_six_months_are_over_to_the_hour(people, plan):
    half_a_year, hour = clock.now() - dt.timedelta(weeks=26), dt.timedelta(hours=1)
    for number, at in (("1.1.1", half_a_year + hour), ("1.1.2", half_a_year - hour)):
        factories.report(plan.commitments.get(number=number), by=people.member, at=at)
    assert listed(people.lead, freshness=Freshness.REPORTED) == ["1.1.1"]
    assert listed(people.lead, freshness=Freshness.OLD) == ["1.1.2"]


def test_what_waits_is_counted_by_reports_and_leads_to_them(people, mixed):
    third = mixed.commitments.get(number="1.1.3")
    factories.report(third, by=people.member, state="submitted")
    text = as_(people.administrator).get(URL).content.decode()
    assert lines(people.administrator, 0)["Energy"] == (3, 2, 1, 0, 1)
    team = third.owner_team_id
    url = f"/en/work/clearance/?programme=KR-2025&amp;team={team}"
    assert url in text
    page = as_(people.administrator).get(f"/en/work/clearance/?programme=KR-2025&team={team}")
    assert "1 waits for clearance" in page.content.decode()
    for elsewhere in ("?team=0", "?area=0", "?area=2", "?programme=KR-2021"):
        nothing = as_(people.administrator).get(f"/en/work/clearance/{elsewhere}").content.decode()
        assert "Nothing waits for clearance" in nothing


def test_every_number_is_as_long_as_its_list(people, mixed):
    client = as_(people.administrator)
    links = LINK.findall(client.get(URL).content.decode())
    assert len(links) > 10
    for url, count, label in links:
        text = client.get(url.replace("&amp;", "&")).content.decode()
        assert re.search(rf"<h1>{count} commitments?</h1>", text), (url, label)


def test_the_list_is_narrowed_by_its_address_and_passes_over_what_is_no_filter(people, mixed):
    assert listed(people.administrator, freshness="never", area=0) == ["4", "5"]
    assert listed(people.administrator, team=0) == ["5"]
    assert listed(people.lead, programme="KR-2025", freshness="old") == ["1.1.2"]
    odd = as_(people.lead).get(f"{LIST}?freshness=rotten&team=x&area=²&page=x&programme=")
    assert "<h1>3 commitments</h1>" in odd.content.decode()


def test_nobody_finds_the_commitments_of_others(people, mixed):
    health = people.colleague.memberships.get().team
    assert listed(people.lead, team=health.pk) == []
    assert listed(people.other_administrator, programme="KR-2025") == []


def test_withdrawn_commitments_are_not_counted(people, first):
    type(first).objects.filter(pk=first.pk).update(withdrawn_on=dt.date(2026, 1, 1))
    assert lines(people.lead, 0) == {"Energy": (2, 0, 0, 2, 0)}


def test_a_programme_that_has_ended_says_how_many_final_statuses_are_given(people):
    ended = factories.plan(2)
    factories.report(ended.commitments.first(), by=people.member, is_final=True)
    [section] = dashboard(people.administrator).sections
    assert section.ended == "South Korea 2021–2024 has ended. Final status given: 1 of 2."
    assert address("workspace:closing", "KR-2021") in as_(people.lead).get(URL).content.decode()


def test_no_totals_are_drawn_from_a_programme_that_is_known_in_part(people, mixed):
    mixed.is_complete = False
    mixed.save()
    page = dashboard(people.administrator)
    assert (page.sections, page.total.total.count, page.is_partly_counted) == ([], 0, True)
    assert listed(people.administrator) == []
    assert "only a summary are not counted here" in as_(people.administrator).get(URL).content.decode()


def test_more_commitments_cost_no_more_queries(people, plan):
    def cost(url):
        client = as_(people.administrator)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = [cost(url) for url in (URL, LIST)]
    for starts_on in ("2026", "2027"):
        bigger = factories.plan(12, starts_on=starts_on, ends_on="2030", owner_team=None)
        area = factories.area(bigger, 2)
        team = factories.team(slug=f"team{starts_on}")
        for commitment in bigger.commitments.all()[:6]:
            commitment.area, commitment.track, commitment.owner_team = area, None, team
            commitment.save()
        factories.report(bigger.commitments.last(), by=people.member, state="submitted")
    assert [cost(url) for url in (URL, LIST)] == few


class TestBars:
    def test_the_longest_fills_the_picture_and_nothing_is_lost_on_the_way(self):
        long, short = chart_of(
            [("A", [("reported", 7), ("old", 5), ("never", 1)]), ("B", [("never", 1)])]
        ).bars
        assert sum(part.width for part in long.segments) == WIDTH - 2
        ends = [part.x + part.width for part in long.segments]
        assert [part.x for part in long.segments[1:]] == ends[:-1]
        assert [part.count for part in short.segments] == [1]
        assert abs(short.segments[0].width - (WIDTH - 2) / 13) < 1

    def test_a_number_stands_only_where_it_has_room(self):
        [bar] = chart_of([("A", [("reported", 300), ("old", 1)])]).bars
        assert [part.has_room for part in bar.segments] == [True, False]

    def test_nothing_is_drawn_of_nothing(self):
        assert chart_of([]).bars == []
        assert chart_of([("A", [("never", 0)])]).bars[0].segments == []
