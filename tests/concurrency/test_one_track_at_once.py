"""Eight people report on the same track at the same moment, each in the table form: nobody's row is lost."""

import re
import uuid

import pytest
from django.test import Client

from embassy import clock
from programmes.actions import current
from programmes.models import StatusReport
from tests import factories
from tests.concurrency.together import PEOPLE, meet

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 4
SEEN = re.compile(r'name="(r\d+-last_seen)" value="(\d+)"')


@pytest.fixture
def plan():
    return factories.plan(ROWS, starts_on="2025", ends_on="2029")


@pytest.fixture
def members(plan):
    team = plan.commitments.first().owner_team
    return [factories.member(team, f"member{number}") for number in range(PEOPLE)]


def whole_track(plan, person):
    """The table as one person fills it in, having seen no report yet."""
    data = {"row": [str(row.pk) for row in plan.commitments.all()], "summary_language": "en"}
    for key in data["row"]:
        data |= {
            f"r{key}-status": "under_way",
            f"r{key}-summary": f"{person.username} on {key}",
            f"r{key}-submission_key": str(uuid.uuid4()),
            f"r{key}-last_seen": "0",
        }
    return data


def test_eight_people_on_one_track_at_once(plan, members, tried):
    url = f"/en/work/{plan.reference}/table/?area=1&track=1"
    clients = [Client() for _member in members]
    for client, member in zip(clients, members, strict=True):
        client.force_login(member)

    def report_until_saved(who, meeting):
        data, answers = whole_track(plan, members[who]), []
        while 302 not in answers:
            response = meeting.inside(who, lambda sent=data: clients[who].post(url, sent))
            answers.append(response.status_code)
            assert response.status_code in {302, 409}
            assert len(answers) <= PEOPLE * ROWS
            data |= dict(SEEN.findall(response.content.decode()))

    meeting = meet(report_until_saved)
    codes = [response.status_code for response in meeting.results]
    reports = StatusReport.objects.submitted_or_cleared()
    assert reports.count() == PEOPLE * ROWS
    assert len(set(reports.values_list("summary", flat=True))) == PEOPLE * ROWS
    assert current.rebuild(at=clock.now()) == 0
    assert meeting.most_at_once() > 1
    tried(
        f"{PEOPLE} people on one track: {reports.count()} reports; {codes.count(409)} times somebody was shown a "
        f"colleague's first; {meeting.most_at_once()} at once"
    )
