"""The button that says that the last report still holds."""

import datetime as dt
import uuid

import pytest

from programmes.models import StatusReport
from tests import factories
from tests.workspace.conftest import address, answers, as_, place

LAST_SUMMER = dt.datetime(2025, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def earlier(people, first):
    return factories.report(
        first, by=people.member, at=LAST_SUMMER, status="under_way", summary="Talks began."
    )


def url_of(commitment):
    return address("workspace:commitment-no-change", *place(commitment))


def press(person, commitment, last_seen, key=None):
    data = {"last_seen": last_seen, "submission_key": str(key or uuid.uuid4())}
    return as_(person).post(url_of(commitment), data)


def test_it_reports_the_same_status_as_of_today(people, first, earlier):
    response = press(people.member, first, earlier.pk)
    assert response.status_code == 302
    made = StatusReport.objects.latest("pk")
    assert (made.status, made.as_of_on, made.confirms) == ("under_way", dt.date(2026, 3, 12), earlier)


def test_pressed_twice_it_counts_once(people, first, earlier):
    key = uuid.uuid4()
    for _time in range(2):
        assert press(people.member, first, earlier.pk, key).status_code == 302
    assert StatusReport.objects.count() == 2


def test_only_the_owning_team_presses_it(people, first, earlier):
    found = answers(
        people,
        lambda client: client.post(
            url_of(first), {"last_seen": earlier.pk, "submission_key": str(uuid.uuid4()), "x": 1}
        ),
    )
    assert found["anonymous"] == 302
    for who in ("unattached", "elsewhere", "colleague", "administrator", "other_administrator"):
        assert found[who] == 403
    assert found["member"] == 302


def test_a_colleagues_report_made_meanwhile_is_shown_first(people, first, earlier):
    theirs = factories.report(first, by=people.lead, summary="THEIR-WORDS")
    response = press(people.member, first, earlier.pk)
    assert response.status_code == 409
    assert "THEIR-WORDS" in response.content.decode()
    assert 'action="/en/work/KR-2025/1.1.1/report/"' in response.content.decode()
    assert StatusReport.objects.latest("pk") == theirs


def test_without_an_earlier_report_there_is_nothing_to_confirm(people, first):
    response = press(people.member, first, 1)
    assert response.status_code == 422
    assert "Report in full instead." in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"last_seen": "x", "submission_key": "y"}, {"last_seen": "0"}])
def test_bad_input_is_422(people, first, earlier, data):
    assert as_(people.member).post(url_of(first), data).status_code == 422
    assert StatusReport.objects.count() == 1


def test_a_missing_commitment_is_404(people, first):
    url = address("workspace:commitment-no-change", "KR-2025", "9.9")
    assert as_(people.member).post(url).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_it_is_only_pressed(people, first, earlier, method):
    assert getattr(as_(people.member), method)(url_of(first)).status_code == 405
    assert StatusReport.objects.count() == 1
