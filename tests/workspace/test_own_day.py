"""Today is the day where a person works: Canberra is ahead of Copenhagen, Mexico City behind."""

import datetime as dt

import pytest

from embassy import clock
from programmes.models import Commitment, Occurrence, StatusReport
from programmes.rules.due import Reason, due
from tests import factories
from tests.workspace.conftest import address, as_, place

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 30)
CANBERRA, MEXICO_CITY = "Australia/Sydney", "America/Mexico_City"
# In Copenhagen it is 30 November at both moments.
MORNING = dt.datetime(2026, 11, 30, 21, tzinfo=dt.UTC)  # 1 December, 08:00, in Canberra
EVENING = dt.datetime(
    2026, 12, 1, 1, tzinfo=dt.UTC
)  # 30 November, 19:00, in Mexico City; in Copenhagen 1 December


def staff_in(zone, role=factories.member):
    mission = factories.mission("CN")
    mission.time_zone = zone
    mission.save()
    return role(factories.team(mission, "water"))


def commitment_of(person, **values):
    programme = factories.programme("CN", starts_on="2024", ends_on="2028")
    return factories.commitment(programme, owner_team=person.memberships.get().team, **values)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        (CANBERRA, MORNING, DAY + clock.ONE_DAY),
        (CANBERRA, MORNING - dt.timedelta(hours=8, minutes=1), DAY),
        (CANBERRA, MORNING - dt.timedelta(hours=8), DAY + clock.ONE_DAY),
        (MEXICO_CITY, EVENING, DAY),
        (MEXICO_CITY, EVENING + dt.timedelta(hours=4, minutes=59), DAY),
        (MEXICO_CITY, EVENING + dt.timedelta(hours=5), DAY + clock.ONE_DAY),
    ],
)
def test_a_persons_day_turns_where_they_work(zone, at, day):
    assert staff_in(zone).day(at) == day


def test_who_works_nowhere_has_copenhagens_day():
    assert factories.superuser().day(EVENING) == clock.public_day(EVENING)


def test_who_has_moved_has_the_day_of_the_mission_they_came_to_last():
    person = staff_in(MEXICO_CITY)
    factories.membership(person, "member", of=factories.team(), from_on=dt.date(2025, 1, 1))
    assert str(person.zone) == "Asia/Seoul"


def test_a_deadline_passes_when_its_day_is_over_where_the_work_is_done():
    person = staff_in(MEXICO_CITY)
    commitment_of(person, due_on=DAY)
    reasons = [
        [one.reason for one in found]
        for at in (EVENING, EVENING + dt.timedelta(hours=5))
        for found in due(Commitment.objects.all(), at=at, zone=person.zone).values()
    ]
    assert [Reason.DEADLINE_PASSED in found for found in reasons] == [False, True]


def test_a_report_may_speak_of_this_morning_and_not_of_tomorrow(time_machine):
    time_machine.move_to(MORNING, tick=False)
    person = staff_in(CANBERRA)
    commitment = commitment_of(person)
    client, url = as_(person), address("workspace:commitment-report", *place(commitment))
    page = client.get(url).content.decode()
    assert 'max="2026-12-01"' in page
    assert "1 December 2026" in page
    sent = {
        "status": "under_way",
        "summary": "Opened this morning.",
        "summary_language": "en",
        "last_seen": 0,
    }
    for day, status in ((2, 422), (1, 302)):
        key = client.get(url).context["form"].initial["submission_key"]
        data = sent | {"submission_key": key, "as_of_on": f"2026-12-0{day}"}
        assert client.post(url, data).status_code == status
    assert StatusReport.objects.get().as_of_on == dt.date(2026, 12, 1)


def test_a_meeting_of_this_morning_can_be_recorded(time_machine):
    time_machine.move_to(MORNING, tick=False)
    person = staff_in(CANBERRA)
    commitment = commitment_of(person, kind="recurring", recurrence="annual")
    url = address("workspace:meeting", *place(commitment), "2026")
    data = {"state": "held", "takes_place_on": "2026-12-01", "place": "Beijing", "version": 0}
    assert as_(person).post(url, data).status_code == 302
    assert Occurrence.objects.get().state == "held"


def test_the_list_of_a_team_says_today_by_its_own_clock(time_machine):
    person = staff_in(MEXICO_CITY)
    commitment_of(person, due_on=DAY)
    for at, words in (
        (EVENING, "Deadline today"),
        (EVENING + dt.timedelta(hours=5), "Deadline passed 30 November"),
    ):
        time_machine.move_to(at, tick=False)
        assert words in as_(person).get("/en/work/").content.decode()
