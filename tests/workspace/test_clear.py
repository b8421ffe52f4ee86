"""Clearing a submitted report, at once or under an embargo."""

import datetime as dt

import pytest

from embassy.models import Mission, SectorTeam
from tests import factories
from tests.workspace.conftest import address, answers, as_, place


@pytest.fixture
def waiting(people, first):
    SectorTeam.objects.filter(pk=first.owner_team_id).update(needs_clearance=True)
    return factories.report(first, by=people.member, state="submitted", summary="WAITING-WORDS")


def url_of(report):
    return address("workspace:report-clear", *place(report.commitment), report.pk)


def test_leads_and_administrators_clear(people, waiting):
    found = answers(people, lambda client: client.get(url_of(waiting)))
    assert found == {
        "anonymous": 302,
        "unattached": 404,
        "elsewhere": 404,
        "colleague": 404,
        "member": 403,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 404,
        "superuser": 200,
    }


@pytest.mark.parametrize("who", ["member", "colleague", "other_administrator"])
def test_nobody_else_can_send_it(people, waiting, who):
    assert as_(getattr(people, who)).post(url_of(waiting), {"when": "now"}).status_code in {403, 404}
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_cleared_at_once_it_is_public_on_the_next_request(people, waiting, client):
    page = "/en/south-korea/2025-2027/1.1.1/"
    assert "WAITING-WORDS" not in client.get(page).content.decode()
    response = as_(people.lead).post(url_of(waiting), {"when": "now", "clock": "copenhagen"}, follow=True)
    assert "1.1.1 is cleared and public." in response.content.decode()
    assert "WAITING-WORDS" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("copenhagen", dt.datetime(2026, 3, 20, 11, tzinfo=dt.UTC)),
        ("mission", dt.datetime(2026, 3, 20, 3, tzinfo=dt.UTC)),
    ],
)
def test_an_embargo_is_set_by_either_clock_and_told_in_both(people, waiting, clock, moment):
    data = {"when": "later", "embargo_on": "2026-03-20", "embargo_at": "12:00", "clock": clock}
    response = as_(people.lead).post(url_of(waiting), data, follow=True)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.effective_at) == ("cleared", moment)
    text = response.content.decode()
    assert "in Copenhagen" in text
    assert "in Seoul" in text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "required"),
        ({"when": "sometime", "clock": "copenhagen"}, "sometime"),
        ({"when": "later", "clock": "copenhagen"}, "Give the day"),
        ({"when": "later", "clock": "copenhagen", "embargo_on": "2026-03-20"}, "Give the time"),
        ({"when": "later", "clock": "moon", "embargo_on": "2026-03-20", "embargo_at": "12:00"}, "moon"),
        (
            {"when": "later", "clock": "copenhagen", "embargo_on": "2026-03-01", "embargo_at": "12:00"},
            "This moment has passed.",
        ),
        (
            {"when": "later", "clock": "mission", "embargo_on": "0001-01-01", "embargo_at": "00:00"},
            "This moment has passed.",
        ),
        (
            {"when": "later", "clock": "copenhagen", "embargo_on": "2026-03-29", "embargo_at": "02:30"},
            "The clocks change then",
        ),
        *(
            (
                {"when": "later", "clock": clock, "embargo_on": day, "embargo_at": "23:59"},
                "An embargo lasts five years at most",
            )
            for clock in ("copenhagen", "mission")
            for day in ("9999-12-31", "2031-03-20")
        ),
    ],
)
def test_bad_input_is_422(people, waiting, data, complaint):
    response = as_(people.lead).post(url_of(waiting), data)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_the_longest_embargo_is_taken_and_shown_where_the_zone_is_unknown(people, waiting):
    Mission.objects.update(time_zone="Asia/Soul")  # as an earlier version let it be stored
    data = {"when": "later", "embargo_on": "2031-03-10", "embargo_at": "12:00", "clock": "mission"}
    response = as_(people.lead).post(url_of(waiting), data, follow=True)
    assert response.status_code == 200
    waiting.refresh_from_db()
    assert waiting.effective_at == dt.datetime(2031, 3, 10, 11, tzinfo=dt.UTC)
    assert as_(people.lead).get("/en/work/clearance/").status_code == 200


def test_one_that_was_decided_meanwhile_is_409(people, waiting):
    browser = as_(people.lead)
    browser.get(url_of(waiting))
    as_(people.administrator).post(url_of(waiting), {"when": "now", "clock": "copenhagen"})
    response = browser.post(url_of(waiting), {"when": "now", "clock": "copenhagen"})
    assert response.status_code == 409
    assert "This report is now: cleared." in response.content.decode()


def test_with_four_eyes_nobody_clears_their_own(people, first):
    SectorTeam.objects.filter(pk=first.owner_team_id).update(needs_clearance=True, needs_four_eyes=True)
    own = factories.report(first, by=people.lead, state="submitted")
    assert as_(people.lead).post(url_of(own), {"when": "now", "clock": "copenhagen"}).status_code == 403
    assert (
        as_(people.administrator).post(url_of(own), {"when": "now", "clock": "copenhagen"}).status_code == 302
    )


def test_one_that_is_missing_is_404(people, plan, waiting):
    assert (
        as_(people.lead).get(address("workspace:report-clear", "KR-2025", "1.1.1", 10**30)).status_code == 404
    )
    elsewhere = address("workspace:report-clear", "KR-2025", "1.1.2", waiting.pk)
    assert as_(people.lead).get(elsewhere).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, waiting, method):
    assert getattr(as_(people.lead), method)(url_of(waiting)).status_code == 405


def test_whoever_submitted_under_four_eyes_is_told_who_may_clear_instead_of_being_offered_it(people, first):
    SectorTeam.objects.filter(pk=first.owner_team_id).update(needs_clearance=True, needs_four_eyes=True)
    factories.report(first, by=people.lead, state="submitted")
    page = address("workspace:commitment", *place(first))
    own = as_(people.lead).get(page).text
    assert "Clear or return" not in own
    assert "it can be cleared by administrator." in own
    assert "/return/" in own  # one may take it back
    assert "Clear or return" in as_(people.administrator).get(page).text


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("lead", "report-clear"),
        ("lead", "commitment-report"),
        ("lead", "commitment-history"),
        ("administrator", "commitment-visibility"),
    ],
)
def test_a_commitment_without_a_title_is_headed_by_its_wording(people, waiting, who, page):
    row = waiting.commitment
    type(row).objects.filter(pk=row.pk).update(plain_title_da="", plain_title_en="")
    keys = [*place(row), *([waiting.pk] if page == "report-clear" else [])]
    response = as_(getattr(people, who)).get(address(f"workspace:{page}", *keys))
    assert response.status_code == 200
    head = response.content.decode().partition('<div class="report-page">')[2].partition("</h1>")[0]
    assert row.wordings.get().text[:40] in head
