"""Withdrawing a cleared report: at once, with a reason, and with a way to correct it."""

import pytest

from embassy.models import ChangeSet
from tests import factories
from tests.workspace.conftest import address, answers, as_, place

PUBLIC = "/en/south-korea/2025-2027/1.1.1/"


@pytest.fixture
def cleared(people, first):
    return factories.report(first, by=people.member, summary="CLEARED-WORDS")


def url_of(report):
    return address("workspace:report-withdraw", *place(report.commitment), report.pk)


def test_leads_and_administrators_withdraw(people, cleared):
    found = answers(people, lambda client: client.get(url_of(cleared)))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 403,
        "lead": 200,
        "administrator": 200,
        "other_administrator": 403,
        "superuser": 200,
    }


def test_it_is_gone_on_the_next_request_but_for_the_day(people, cleared, client):
    assert "CLEARED-WORDS" in client.get(PUBLIC).content.decode()
    response = as_(people.lead).post(url_of(cleared), {"reason": "WRONG-MEETING"}, follow=True)
    assert "The report on 1.1.1 is withdrawn." in response.content.decode()
    text = client.get(PUBLIC).content.decode()
    assert "CLEARED-WORDS" not in text
    assert "WRONG-MEETING" not in text
    assert "A report was withdrawn on 12 March 2026" in text


def test_correct_is_offered_to_those_who_report(people, cleared):
    as_(people.lead).post(url_of(cleared), {"reason": "Wrong meeting"})
    page = address("workspace:commitment", *place(cleared.commitment))
    link = f'/en/work/KR-2025/1.1.1/report/?corrects={cleared.pk}">Correct</a>'
    assert link in as_(people.member).get(page).content.decode()
    assert link not in as_(people.administrator).get(page).content.decode()


def test_it_is_on_record(people, cleared):
    as_(people.lead).post(url_of(cleared), {"reason": "Wrong meeting"})
    change = ChangeSet.objects.latest("pk")
    assert change.by == people.lead
    assert (change.event, change.parameters, change.reason) == (
        "report_withdrawn", {"reference": "KR-2025-1.1.1"}, "",
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_it_is_422_and_stays(people, cleared, client, reason):
    response = as_(people.lead).post(url_of(cleared), {"reason": reason})
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    assert "CLEARED-WORDS" in client.get(PUBLIC).content.decode()


@pytest.mark.parametrize("who", ["member", "elsewhere", "colleague", "other_administrator"])
def test_nobody_else_can_send_it(people, cleared, who):
    assert as_(getattr(people, who)).post(url_of(cleared), {"reason": "No"}).status_code == 403
    cleared.refresh_from_db()
    assert cleared.state == "cleared"


def test_withdrawn_twice_is_409(people, cleared):
    as_(people.lead).post(url_of(cleared), {"reason": "Wrong meeting"})
    assert as_(people.administrator).post(url_of(cleared), {"reason": "Again"}).status_code == 409


def test_one_that_is_missing_is_404(people, first):
    assert as_(people.lead).get(address("workspace:report-withdraw", *place(first), 404)).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, cleared, method):
    assert getattr(as_(people.lead), method)(url_of(cleared)).status_code == 405
