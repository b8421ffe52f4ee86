"""Reporting rounds: opened for a programme with a cut-off date, followed by team, closed and opened again."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy.models import ChangeSet
from programmes.actions.undo import undo
from programmes.models import ReportingRound
from programmes.workspace.pages.rounds import round_page
from tests import factories
from tests.workspace.conftest import answers, as_

LIST, NEW = "/en/work/rounds/", "/en/work/rounds/new/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def spring(plan):
    """Open since 1 March, cut off on 31 March 2026; it is 12 March."""
    return ReportingRound.objects.create(
        programme=plan, title="Spring 2026", opens_on=dt.date(2026, 3, 1), cut_off_on=dt.date(2026, 3, 31)
    )


def url_of(one):
    return f"{LIST}{one.pk}/"


def form(**values):
    return {
        "title": "Spring 2026", "programme": "KR-2025", "opens_on": "2026-03-01", "cut_off_on": "2026-03-31", **values
    }  # fmt: skip


def seen(one, person):
    """(in time, late, left) of each team, and the numbers that are left."""
    one.refresh_from_db()
    page = round_page(one, person, at=clock.now())
    teams = {team.name: (team.in_time, team.late, team.left) for team in page.teams}
    return teams, [left.task.number for left in page.left]


def test_only_administrators_open_close_and_reopen(people, spring):
    found = answers(people, lambda client: client.get(NEW))
    assert {who for who, code in found.items() if code == 200} == {"administrator", "superuser"}
    assert found["lead"] == found["member"] == 403
    posted = answers(people, lambda client: client.post(url_of(spring), {"close": "1"}))
    assert posted["lead"] == posted["member"] == posted["colleague"] == 403
    assert posted["elsewhere"] == posted["other_administrator"] == posted["unattached"] == 404
    assert posted["administrator"] == 302


def test_opening_one_is_one_change_set_and_can_be_undone(people, plan):
    response = as_(people.administrator).post(NEW, form())
    made = ReportingRound.objects.get()
    assert response.url == url_of(made)
    assert (made.title, made.programme, made.cut_off_on) == ("Spring 2026", plan, dt.date(2026, 3, 31))
    change = ChangeSet.objects.get()
    assert (change.by, change.channel) == (people.administrator, "page")
    undo(change, by=people.administrator)
    assert not ReportingRound.objects.exists()


def test_what_is_sent_twice_is_opened_once(people, plan):
    client = as_(people.administrator)
    answers = [client.post(NEW, form(), follow=True) for _time in range(2)]
    assert "“Spring 2026” is open already." in answers[1].content.decode()
    assert (
        answers[0].redirect_chain
        == answers[1].redirect_chain
        == [(url_of(ReportingRound.objects.get()), 302)]
    )
    assert ChangeSet.objects.count() == 1
    client.post(NEW, form(cut_off_on="2026-04-30"))
    client.post(NEW, form(title="Autumn 2026"))
    assert ReportingRound.objects.count() == 3


def test_one_that_was_closed_can_be_opened_under_the_same_name(people, plan, spring):
    client = as_(people.administrator)
    client.post(url_of(spring), {"close": "1"})
    client.post(NEW, form())
    assert ReportingRound.objects.count() == 2


def test_an_admin_form_that_is_sent_twice_opens_one(people, plan):
    client = as_(people.superuser)
    sent = form(programme=plan.pk, _reason="")
    screen = "/admin/programmes/reportinground/add/"
    assert [client.post(screen, sent).status_code for _time in range(2)] == [302, 422]
    assert ReportingRound.objects.count() == 1


def test_the_teams_find_it_in_their_lists(people, spring):
    text = as_(people.member).get("/en/work/").content.decode()
    assert "Spring 2026: report by 31 March" in text


def test_a_bad_form_says_what_is_wrong_and_writes_nothing(people, plan):
    client = as_(people.administrator)
    for wrong, words in (
        ({"title": ""}, "Give it a name."),
        ({"cut_off_on": "2026-02-01"}, "The cut-off date cannot be before the first day."),
        ({"cut_off_on": "soon"}, "Write the day as 2026-03-12."),
        ({"cut_off_on": "9999-12-31"}, "The year 9999 is out of bounds: write one from 1700 to 2199."),
        ({"programme": "CN-2017"}, "Select a valid choice"),
    ):
        response = client.post(NEW, form(**wrong))
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not ReportingRound.objects.exists()


def test_another_missions_programme_cannot_be_chosen(people, plan):
    factories.plan(1, iso2="CN")
    assert as_(people.other_administrator).post(NEW, form()).status_code == 422


def test_it_knows_who_has_reported_in_time_and_who_is_left(people, spring, plan):
    first, second, third = plan.commitments.order_by("position")
    factories.report(first, by=people.member, at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
    factories.report(second, by=people.member, state="submitted")
    factories.report(third, by=people.member, state="returned")
    assert seen(spring, people.lead) == ({"Energy": (1, 0, 2)}, ["1.1.1", "1.1.3"])


def test_a_report_after_the_cut_off_date_is_late(people, spring, plan, time_machine):
    first, second, _third = plan.commitments.order_by("position")
    last_minute = clock.start_of_day(dt.date(2026, 4, 1)) - dt.timedelta(seconds=1)
    factories.report(first, by=people.member, at=last_minute)
    factories.report(second, by=people.member, at=last_minute + dt.timedelta(seconds=1))
    time_machine.move_to(last_minute + 2 * DAY)
    assert seen(spring, people.lead) == ({"Energy": (1, 1, 1)}, ["1.1.3"])
    assert "The cut-off date has passed." in as_(people.lead).get(url_of(spring)).content.decode()


def test_a_closed_round_stays_as_it_was(people, spring, plan, time_machine):
    assert as_(people.administrator).post(url_of(spring), {"close": "1"}).status_code == 302
    time_machine.move_to(clock.now() + DAY)
    client = as_(people.administrator)
    factories.report(plan.commitments.first(), by=people.member, at=clock.now())
    assert seen(spring, people.lead)[0] == {"Energy": (0, 0, 3)}
    assert "Spring 2026: report by" not in as_(people.member).get("/en/work/").content.decode()
    assert client.post(url_of(spring), {"close": "1"}).status_code == 409
    assert client.post(url_of(spring), {"reopen": "1"}).status_code == 302
    assert seen(spring, people.lead)[0] == {"Energy": (1, 0, 2)}
    assert client.post(url_of(spring), {"reopen": "1"}).status_code == 409


def test_what_was_fulfilled_before_is_not_asked_about(people, spring, plan):
    first = plan.commitments.first()
    factories.report(first, by=people.member, status="fulfilled", at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    assert seen(spring, people.lead)[0] == {"Energy": (0, 0, 2)}


def test_everyone_sees_the_progress_of_what_they_follow_and_no_more(people, spring, plan):
    health = people.colleague.memberships.get().team
    factories.commitment(plan, owner_team=health, number="4", position=4)
    assert seen(spring, people.colleague)[0] == {"Health": (0, 0, 1)}
    assert seen(spring, people.member)[0] == {"Energy": (0, 0, 3)}
    assert set(seen(spring, people.administrator)[0]) == {"Energy", "Health"}


def test_a_report_link_stands_only_where_one_may_report(people, spring):
    report = "/en/work/KR-2025/1.1.1/report/"
    assert report in as_(people.member).get(url_of(spring)).content.decode()
    assert report not in as_(people.administrator).get(url_of(spring)).content.decode()


def test_the_list_shows_open_ones_with_progress_and_closed_ones_folded(people, spring, plan):
    ReportingRound.objects.create(
        programme=plan, title="Autumn 2025", opens_on="2025-09-01", cut_off_on="2025-09-30",
        closed_at=clock.now(), closed_by=people.administrator,
    )  # fmt: skip
    factories.report(plan.commitments.first(), by=people.member)
    text = as_(people.lead).get(LIST).content.decode()
    assert "1 of 3 reported" in text
    assert "1 closed round" in text
    assert text.index("Spring 2026") < text.index("Autumn 2025")
    assert "Spring 2026" not in as_(people.elsewhere).get(LIST).content.decode()


def test_more_commitments_and_rounds_cost_no_more_queries(people, spring, plan):
    def cost(url):
        client = as_(people.administrator)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = [cost(url) for url in (LIST, url_of(spring))]
    for place in range(4, 24):
        commitment = factories.commitment(
            plan, owner_team=factories.team(slug=f"team{place}"), number=str(place), position=place
        )
        if place % 2:
            factories.report(commitment, by=people.member)
        ReportingRound.objects.create(
            programme=plan, title=f"Round {place}", opens_on="2026-03-01", cut_off_on="2026-03-31"
        )
    assert [cost(url) for url in (LIST, url_of(spring))] == few


def test_what_a_round_does_not_ask_about_is_said(people, spring, plan):
    first, second, _third = plan.commitments.order_by("position")
    assert "not asked about" not in as_(people.lead).get(url_of(spring)).text
    factories.report(first, by=people.member, status="fulfilled", at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    factories.report(second, by=people.member)
    text = as_(people.lead).get(url_of(spring)).text
    assert "1 of 2 commitments are reported." in text
    assert "1 more is not asked about: it was fulfilled or given up before the round opened." in text


def test_a_round_on_a_programme_that_has_ended_says_whom_it_reaches(people):
    factories.plan(2)
    client = as_(people.administrator)
    opened = client.post(NEW, form(programme="KR-2021"), follow=True).text
    assert "The teams see it in their lists." not in opened
    assert opened.count("The programme has ended. Its teams are asked for final statuses instead") == 2
    assert "Spring 2026: report by" not in as_(people.member).get("/en/work/").text
    page = as_(people.member).get(url_of(ReportingRound.objects.get())).text
    assert "/en/work/KR-2021/closing/1.1.1/" in page


def test_on_the_last_day_of_a_programme_a_round_still_reaches_its_teams(people, spring, plan, time_machine):
    time_machine.move_to("2027-12-31 09:00 +0000")
    assert "The programme has ended" not in as_(people.lead).get(url_of(spring)).text
    time_machine.move_to("2028-01-01 09:00 +0000")
    assert "The programme has ended" in as_(people.lead).get(url_of(spring)).text


def test_no_round_is_offered_for_a_programme_without_commitments_or_one_that_is_closed(people, plan):
    factories.programme(starts_on="2030", ends_on="2033")
    text = as_(people.administrator).get(NEW).text
    assert "KR-2030" not in text
    assert "KR-2025" in text
    type(plan).objects.filter(pk=plan.pk).update(closed_at=clock.now(), closed_by=people.administrator)
    assert as_(people.administrator).get(NEW).status_code == 403
