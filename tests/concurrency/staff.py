"""Fifty colleagues at work at once: most read, some report, a few take a plan out. They ask a server of its own.

A person's turns are drawn by chance from a seed, so that every run asks the same.
"""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from embassy import clock
from tests import factories

PEOPLE, TEAMS, COMMITMENTS = 50, 5, 50
SHARES = {"read": 80, "write": 15, "export": 5}
CSRF = "a" * 32
SEEN = re.compile(r'name="last_seen" value="(\d+)"')
LONGEST = 60  # seconds that one answer may take


@dataclass
class Workday:
    """What the colleagues asked and were answered: (what, status, seconds), and what went wrong."""

    answers: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    written: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what, status, seconds, address):
        with self._lock:
            self.answers.append((what, status, seconds))
            if status not in {200, 302, 409}:
                self.errors.append(f"{status} at {address}")
            self.written += what == "write" and status == 302

    def count(self, what):
        return Counter(done for done, _status, _seconds in self.answers)[what]

    def p95(self, what=None):
        """Milliseconds within which 95 of 100 answers came."""
        times = sorted(seconds for done, _status, seconds in self.answers if what is None or done == what)
        return round(times[int(len(times) * 0.95)] * 1000)


@dataclass
class Place:
    """The plan that everyone works on, and each person's cookie and commitments."""

    reference: str
    people: list


def make_place():
    """A plan in force of fifty commitments of five teams, with ten people in each."""
    year = clock.today().year
    plan = factories.plan(COMMITMENTS, starts_on=str(year - 1), ends_on=str(year + 2))
    rows = list(plan.commitments.order_by("position"))
    teams = [factories.team(slug=f"team{number}") for number in range(TEAMS)]
    for place, row in enumerate(rows):
        row.owner_team = teams[place % TEAMS]
        row.save()
    people = []
    for number in range(PEOPLE):
        role = "lead" if number < TEAMS else "member"
        person = factories.member(teams[number % TEAMS], f"colleague{number}", role=role)
        own = [row.number for place, row in enumerate(rows) if place % TEAMS == number % TEAMS]
        people.append((_cookie(person), own, role == "lead"))
    return Place(plan.reference, people)


def _cookie(person):
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"


@contextmanager
def serving(database_url):
    """The product under gunicorn as in production, on a database: yields its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        site = f"127.0.0.1:{found.getsockname()[1]}"
    environment = {
        **os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "embassy.wsgi", "--worker-class", "gthread", "--workers", "2",
        "--threads", "4", "--bind", site, "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603
    try:
        _wait_for(site)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(site):
    for _ in range(300):
        try:
            if _ask(site, "GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def work(site, place, *, turns, pause=0):
    """Everyone takes so many turns, all at once, with up to twice `pause` seconds of thought between two."""
    day, start = Workday(), threading.Barrier(len(place.people))

    def attend(who):
        cookie, own, is_lead = place.people[who]
        chance = random.Random(who)  # noqa: S311
        start.wait(timeout=60)
        try:
            for _ in range(turns):
                time.sleep(chance.uniform(0, 2 * pause))
                [what] = chance.choices(list(SHARES), SHARES.values())
                {"read": _read, "write": _write, "export": _export}[what](
                    lambda *asked, what=what: _timed(day, site, cookie, what, *asked),
                    place.reference, chance.choice(own), is_lead, chance,
                )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - told to whoever counts the errors
            day.errors.append(repr(error))

    threads = [threading.Thread(target=attend, args=(who,)) for who in range(len(place.people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return day


def _read(ask, reference, number, is_lead, chance):
    pages = [
        "/en/work/", "/da/work/", f"/en/work/{reference}/{number}/", f"/en/work/{reference}/{number}/history/",
        f"/en/work/{reference}/table/?area=1", "/en/work/activities/", "/en/work/calendar/",
    ]  # fmt: skip
    pages += ["/en/work/dashboard/", "/en/work/clearance/"] if is_lead else []
    ask("GET", chance.choice(pages))


def _write(ask, reference, number, _is_lead, _chance):
    """Report; shown what a colleague said meanwhile, add one's own."""
    address, seen = f"/en/work/{reference}/{number}/report/", "0"
    form = {
        "csrfmiddlewaretoken": CSRF, "status": "under_way", "summary": "The sides met.", "summary_language": "en",
        "as_of_on": clock.today().isoformat(), "submission_key": str(uuid.uuid4()),
    }  # fmt: skip
    status = 409
    while status == 409:
        status, text = ask("POST", address, urlencode(form | {"last_seen": seen}))
        seen = (SEEN.search(text) or ["", seen])[1]


def _export(ask, reference, _number, _is_lead, chance):
    ask("GET", f"/en/work/export/{reference}/{chance.choice(['csv', 'xlsx'])}/")


def _timed(day, site, cookie, what, method, address, body=None):
    began = time.perf_counter()
    status, text = _ask(site, method, address, cookie, body)
    day.note(what, status, time.perf_counter() - began, address)
    return status, text


def _ask(site, method, address, cookie="", body=None):
    """One request on a line of its own: the server hangs up on who thinks for long."""
    headers = {"Cookie": cookie, "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line = http.client.HTTPConnection(site, timeout=LONGEST)
    try:
        line.request(method, address, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        line.close()
