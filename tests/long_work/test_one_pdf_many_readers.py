"""Twelve readers of one programme's PDF, on a server as in production: one PDF is made, and no page waits for it."""

import http.client
import threading
import time
from dataclasses import dataclass, field

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from embassy.long_work import journal
from embassy.long_work.journal import Journal
from programmes.actions import status
from tests import factories
from tests.bench import load
from tests.long_work.waiting import workers_are_done
from tests.transfer.test_killed import database_url

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMME = "/en/south-korea/2021-2024/"
PDF = f"{PROGRAMME}publication.pdf"
READERS, LONG = 12, 120


@dataclass
class Reply:
    """An answer of the server, and between which moments it was waited for."""

    status: int
    headers: dict
    content: bytes
    asked_at: float
    answered_at: float


@dataclass
class Site:
    port: int
    replies: list = field(default_factory=list)

    def get(self, path, **headers):
        asked_at = time.time()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        line.request("GET", path, headers={"Host": "localhost", **headers})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return Reply(answer.status, dict(answer.getheaders()), content, asked_at, time.time())

    def get_until_made(self, path):
        end = time.monotonic() + LONG
        while (reply := self.get(path)).status == 503:
            assert time.monotonic() < end, reply.content.decode()
            time.sleep(0.2)
        return reply


@pytest.fixture
def plan(db):
    factories.partnership("KR")
    return factories.plan(40)


@pytest.fixture
def site(plan):
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url(), "PAGE_CACHE_MB": "8",
        "ALLOWED_HOSTS": "localhost", "LONG_WORK": "process",
    }  # fmt: skip
    with load.server("embassy.wsgi", "--workers", "2", **environment) as port:
        yield Site(port)


def works():
    return [Journal(path.stem).events() for path in journal.folder().glob(f"*{Journal.ENDING}")]


def moment(events, name):
    return next(event["at"] for event in events if event["event"] == name)


def all_at_once(site, path, count):
    start, replies = threading.Barrier(count), []

    def read():
        start.wait()
        replies.append(site.get(path))

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, replies


def test_one_pdf_is_made_and_other_pages_go_on(site):
    site.get(PROGRAMME)  # a warm-up
    threads, replies = all_at_once(site, PDF, READERS)
    others = []
    while any(thread.is_alive() for thread in threads) or len(others) < 5:
        others.append(site.get(f"{PROGRAMME}?q={len(others)}"))  # none that is kept ready
        time.sleep(0.02)
    made = site.get_until_made(PDF)
    workers_are_done()

    (events,) = works()
    assert [event["event"] for event in events].count("making") == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    begun, done = moment(events, "asked"), moment(events, "done")
    # It was a crowd: they had all asked before there was anything to be had.
    assert len(replies) == READERS
    assert all(reply.asked_at < done for reply in replies)
    told_to_wait = [reply for reply in replies if reply.status == 503]
    assert len(told_to_wait) >= READERS - 1
    assert sum(reply.answered_at < done for reply in told_to_wait) >= READERS - 1
    for reply in told_to_wait:
        assert int(reply.headers["Retry-After"]) > 0
        assert reply.headers["Refresh"] == reply.headers["Retry-After"]
        assert reply.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in reply.headers
        assert b"This document is being made." in reply.content
    assert {reply.status for reply in others} == {200}
    assert sum(begun < reply.asked_at and reply.answered_at < done for reply in others) >= 3

    assert made.content.startswith(b"%PDF-")
    assert all(reply.content == made.content for reply in replies if reply.status == 200)
    assert site.get(PDF, **{"If-None-Match": made.headers["ETag"]}).status == 304
    assert DBTaskResult.objects.count() == 1


def test_after_a_change_a_fresh_one_is_made_and_the_old_one_is_never_shown(site, plan):
    member = factories.member()
    content = status.ReportContent(status="fulfilled", summary="SAID")
    report = status.report_status(plan.commitments.first(), content, by=member).row
    with_report = site.get_until_made(PDF)
    status.withdraw(report, by=factories.superuser(), reason="wrong")
    after = site.get(PDF)
    assert after.content != with_report.content
    fresh = after if after.status == 200 else site.get_until_made(PDF)
    assert fresh.content.startswith(b"%PDF-")
    assert fresh.headers["ETag"] != with_report.headers["ETag"]
    assert len(fresh.content) != len(with_report.content)
