"""What waits for clearance, what is under embargo; and that an embargoed report appears by itself, everywhere."""

import datetime as dt

import pytest

from embassy.models import SectorTeam
from programmes.models import StatusReport
from tests import factories
from tests.workspace.conftest import address, answers, as_, place

URL = "/en/work/clearance/"
PROGRAMME = "/en/south-korea/2025-2027/"


@pytest.fixture
def waiting(people, first):
    SectorTeam.objects.filter(pk=first.owner_team_id).update(needs_clearance=True)
    return factories.report(
        first, by=people.member, state="submitted", status="fulfilled", summary="WAITING-WORDS"
    )


def clear_url(report):
    return address("workspace:report-clear", *place(report.commitment), report.pk)


def test_leads_and_administrators_have_the_list(people, waiting):
    found = answers(people, lambda client: client.get(URL))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 403,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 200,
        "superuser": 200,
    }
    assert "WAITING-WORDS" in as_(people.lead).get(URL).content.decode()
    assert "WAITING-WORDS" not in as_(people.other_administrator).get(URL).content.decode()


def test_it_is_cleared_from_the_list_in_one_press(people, waiting):
    data = {"when": "now", "clock": "copenhagen", "from": "list"}
    response = as_(people.lead).post(clear_url(waiting), data, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    text = response.content.decode()
    assert "Nothing waits for clearance" in text
    assert "Cleared by lead" in text


def test_it_narrows_to_a_team_and_a_programme(people, waiting, first):
    client = as_(people.lead)
    for tail, is_there in (
        (f"?team={first.owner_team_id}", True),
        ("?team=999999", False),
        ("?team=x", True),
        ("?programme=KR-2025", True),
        ("?programme=CN-2023", False),
    ):
        assert ("WAITING-WORDS" in client.get(URL + tail).content.decode()) is is_there, tail


def test_four_eyes_are_explained_and_offered_to_others(people, first):
    SectorTeam.objects.filter(pk=first.owner_team_id).update(needs_clearance=True, needs_four_eyes=True)
    own = factories.report(first, by=people.lead, state="submitted", summary="OWN-WORDS")
    text = as_(people.lead).get(URL).content.decode()
    assert "somebody else must clear it" in text
    assert "Clear now" not in text
    response = as_(people.lead).post(clear_url(own), {"when": "now", "clock": "copenhagen"})
    assert response.status_code == 403
    assert "somebody else must clear it" in response.content.decode()
    assert "Clear now" in as_(people.administrator).get(URL).content.decode()


def test_the_cost_does_not_grow(people, plan, waiting, django_assert_max_num_queries):
    for commitment in plan.commitments.all():
        for _time in range(5):
            factories.report(commitment, by=people.member, state="submitted", refresh=False)
    client = as_(people.lead)
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)


# The clocks change in Copenhagen on 29 March 2026 at 01:00 UTC; in Seoul they never do.
@pytest.mark.parametrize(
    ("clock", "day", "time", "moment"),
    [
        ("copenhagen", "2026-03-29", "01:30", dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)),
        ("copenhagen", "2026-03-29", "03:30", dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
        ("mission", "2026-03-29", "10:30", dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
        ("mission", "2026-03-29", "02:30", dt.datetime(2026, 3, 28, 17, 30, tzinfo=dt.UTC)),
        ("copenhagen", "2026-10-25", "04:00", dt.datetime(2026, 10, 25, 3, 0, tzinfo=dt.UTC)),
    ],
)
def test_an_embargo_ends_by_itself_over_the_summer_time_change(
    people, waiting, client, time_machine, clock, day, time, moment
):
    data = {"when": "later", "embargo_on": day, "embargo_at": time, "clock": clock}
    assert as_(people.lead).post(clear_url(waiting), data).status_code == 302
    assert StatusReport.objects.get(pk=waiting.pk).effective_at == moment
    text = as_(people.lead).get(URL).content.decode()
    assert "Under embargo" in text
    assert "in Copenhagen" in text
    assert "in Seoul" in text
    for at, is_there in ((moment - dt.timedelta(seconds=1), False), (moment + dt.timedelta(seconds=1), True)):
        time_machine.move_to(at, tick=False)
        page = client.get(f"{PROGRAMME}1.1.1/").content.decode()
        assert ("WAITING-WORDS" in page) is is_there
        filtered = client.get(f"{PROGRAMME}?status=fulfilled").content.decode()
        assert (f"{PROGRAMME}1.1.1/" in filtered) is is_there
        danish = client.get("/da/south-korea/2025-2027/1.1.1/").content.decode()
        assert ("WAITING-WORDS" in danish) is is_there


@pytest.mark.parametrize(("day", "time"), [("2026-03-29", "02:30"), ("2026-10-25", "02:30")])
def test_a_time_that_is_not_or_is_twice_is_asked_about(people, waiting, day, time):
    data = {"when": "later", "embargo_on": day, "embargo_at": time, "clock": "copenhagen"}
    response = as_(people.lead).post(clear_url(waiting), data)
    assert response.status_code == 422
    assert "The clocks change then" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_what_is_under_embargo_is_withdrawn_before_anybody_reads_it(people, waiting, client, time_machine):
    data = {"when": "later", "embargo_on": "2026-03-20", "embargo_at": "12:00", "clock": "copenhagen"}
    as_(people.lead).post(clear_url(waiting), data)
    withdraw = address("workspace:report-withdraw", *place(waiting.commitment), waiting.pk)
    assert withdraw in as_(people.lead).get(URL).content.decode()
    as_(people.lead).post(withdraw, {"reason": "Not agreed."})
    time_machine.move_to("2026-03-21 09:00 +0000")
    assert "WAITING-WORDS" not in client.get(f"{PROGRAMME}1.1.1/").content.decode()
