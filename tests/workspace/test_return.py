"""Returning a submitted report with a note that says what is missing."""

import pytest

from tests import factories
from tests.workspace.conftest import address, answers, as_, place


@pytest.fixture
def waiting(people, first):
    return factories.report(first, by=people.member, state="submitted", summary="WAITING-WORDS")


def url_of(report):
    return address("workspace:report-return", *place(report.commitment), report.pk)


def test_leads_and_administrators_return(people, waiting):
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


def test_the_team_finds_it_with_the_note(people, waiting):
    response = as_(people.lead).post(url_of(waiting), {"reason": "Which day was it?"}, follow=True)
    assert "1.1.1 is returned to its team." in response.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.return_note) == ("returned", "Which day was it?")
    assert "Which day was it?" in as_(people.member).get("/en/work/").content.decode()


def test_the_note_is_escaped_where_the_team_reads_it(people, waiting):
    as_(people.lead).post(url_of(waiting), {"reason": "<b>NOTE</b>"})
    form = f"{address('workspace:commitment-report', *place(waiting.commitment))}?report={waiting.pk}"
    for page in (form, "/en/work/"):
        text = as_(people.member).get(page).content.decode()
        assert "&lt;b&gt;NOTE&lt;/b&gt;" in text, page
        assert "<b>NOTE" not in text, page


@pytest.mark.parametrize("reason", ["", "   ", "long " * 401])
def test_bad_input_is_422(people, waiting, reason):
    assert as_(people.lead).post(url_of(waiting), {"reason": reason}).status_code == 422
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_members_cannot_send_it(people, waiting):
    assert as_(people.member).post(url_of(waiting), {"reason": "No"}).status_code == 403


@pytest.mark.parametrize("state", ["cleared", "returned", "draft", "withdrawn"])
def test_only_what_waits_is_returned(people, first, state):
    other = factories.report(first, by=people.member, state=state)
    assert as_(people.lead).post(url_of(other), {"reason": "Too late"}).status_code == 409
    other.refresh_from_db()
    assert other.state == state


def test_one_that_is_missing_is_404(people, first):
    assert as_(people.lead).get(address("workspace:report-return", *place(first), 404)).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(people, waiting, method):
    assert getattr(as_(people.lead), method)(url_of(waiting)).status_code == 405
