"""What readers of a public page notice while the largest file that may be sent is previewed and applied beside them.

The server is one of its own, started as README says, on the database of the run.
"""

import http.client
import secrets
import threading
import time
from statistics import quantiles

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import translation

from programmes.models import Import
from programmes.transfer import files
from tests import factories
from tests.bench import data, load, transfer_data
from tests.bench.figures import Figure

QUIET, PAUSE, MOST = 6, 0.01, 2
BOUNDARY = "------------------------bench"


def figures():
    """Yield the figures."""
    data.content()
    yield from beside_an_import()


def beside_an_import():
    page = data.programme_of(80, starts_on=2061)
    plan = transfer_data.empty_programme(2151)
    content = transfer_data.csv_of(plan.reference, files.MAX_ROWS)
    administrator = Administrator(factories.superuser())
    with translation.override("en"):
        path = reverse("public:programme", args=["south-korea", page.slug])
        sending = reverse("workspace:import-new")
    options = ("--workers", "2", "--timeout", "300")  # as it runs in production
    with load.server("embassy.wsgi", *options, ALLOWED_HOSTS="localhost", LONG_WORK="process") as port:
        waits(port, path, until=after(1))  # a warm-up
        quiet = waits(port, path, until=after(QUIET))
        previewing = beside(port, path, lambda: administrator.send(port, sending, content))
        held = Import.objects.latest("pk")
        with translation.override("en"):
            applying = reverse("workspace:import-apply", args=[held.pk])
        applied = beside(port, path, lambda: administrator.post(port, applying, b"", "text/plain"))
        quiet += waits(port, path, until=after(QUIET))
    if Import.objects.get(pk=held.pk).state != Import.State.APPLIED:
        raise RuntimeError("The import beside which readers read was not applied.")
    for what, found in (("previewed", previewing), ("applied", applied)):
        name = f"p95 of a public page while 20,000 rows are {what}, times"
        yield Figure(name, round(p95(found) / p95(quiet), 2), at_most=MOST)


def p95(seconds):
    return quantiles(seconds, n=20)[-1]


def after(seconds):
    """Says whether that time is over."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def beside(port, path, task):
    """The waits of a reader for as long as a task takes in a thread of its own."""
    failures = []

    def work():
        try:
            task()
        except Exception as error:  # noqa: BLE001  (told below, in the thread that can)
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    found = waits(port, path, until=lambda: not thread.is_alive())
    thread.join()
    if failures:
        raise failures[0]
    return found


def waits(port, path, *, until):
    """Seconds that readers wait for the page, one reader every hundredth of a second."""
    found = []
    while not until():
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
        answer = line.getresponse()
        answer.read()
        line.close()
        found.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
        time.sleep(PAUSE)
    return found


class Administrator:
    """Somebody signed in, who sends files and applies them."""

    def __init__(self, user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.token = secrets.token_hex(16)
        self.cookies = (
            f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={self.token}"
        )

    def send(self, port, path, content):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="plan.csv"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        self.post(port, path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def post(self, port, path, body, content_type):
        headers = {
            "Host": "localhost", "Cookie": self.cookies, "X-CSRFToken": self.token, "Content-Type": content_type,
        }  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status not in {200, 302}:
            raise RuntimeError(f"{path} answered {answer.status}.")
