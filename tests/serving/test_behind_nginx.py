"""The server as README describes it, behind `deploy/nginx.conf`: slow senders hold nobody up, and who asks is known."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from tests import factories
from tests.databases import database_url
from tests.ports import free_port

SITE = "programmes.example.org"
READERS, SLOW = 20, 50
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once("what a proxy lets through")]


def wait_for(port, process):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, "It ended before it listened."
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Nothing listens.")


def documented_command():
    """gunicorn's line in README, with an address of the test's own."""
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    [line] = re.findall(r"`(gunicorn [^`]+)`", readme)
    return [sys.executable, "-m", *line.split()]


@pytest.fixture(scope="module")
def gunicorn(django_db_setup):
    port, database = free_port(), database_url()
    environment = os.environ | {
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": SITE,
        "BEHIND_TLS_PROXY": "1",
        "TRUSTED_PROXY_COUNT": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TESTS_SHARE_THE_CACHE": "1",
    }
    command = [*documented_command(), "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603  (README's own line)
    wait_for(port, process)
    yield port
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def nginx(gunicorn, tmp_path_factory):
    """The deployed file with ports, a certificate and folders of the test's own."""
    tmp_path = tmp_path_factory.mktemp("nginx")
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("no nginx on this machine (Debian: apt install nginx-light)")
    key, certificate = tmp_path / "site.key", tmp_path / "site.pem"
    subprocess.run(  # noqa: S603
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",  # noqa: S607
         "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={SITE}"],
        check=True, capture_output=True,
    )  # fmt: skip
    port, plain = free_port(), free_port()
    site = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, its in (
        ("127.0.0.1:8001", f"127.0.0.1:{gunicorn}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/certs/programmes.pem", str(certificate)),
        ("/etc/ssl/private/programmes.key", str(key)),
    ):
        assert site.count(ours) == 1, ours
        site = site.replace(ours, its)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; worker_processes 1;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ access_log off; {folders}\n{site}\n}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([program, "-c", str(whole), "-p", str(tmp_path)])  # noqa: S603
    wait_for(port, process)
    yield port
    process.terminate()
    process.wait(30)


def no_check():
    """The certificate is the test's own."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(port, path="/en/about/", method="GET", body=None, **headers):
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=no_check())
    try:
        connection.request(method, path, body=body, headers={"Host": SITE, **headers})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def half_sent(port, start):
    """An open connection over which the start of a request has been sent, and nothing more."""
    raw = no_check().wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20))
    raw.sendall(start)
    return raw


def is_still_awaited(raw):
    """Whether the proxy still waits for the rest: it has neither answered nor hung up."""
    raw.setblocking(False)
    try:
        raw.recv(1)
    except ssl.SSLWantReadError:
        return True
    return False


def half_a_head(_nginx):
    return f"GET /en/ HTTP/1.1\r\nHost: {SITE}\r\nX-Slow: ".encode()


def half_a_body(nginx):
    """With what comes with the form: without its cookie and page, the body would never be read."""
    page, _text = ask(nginx, "/en/account/login/")
    cookie = page.headers["Set-Cookie"].split(";")[0]
    return (
        f"POST /en/account/login/ HTTP/1.1\r\nHost: {SITE}\r\nCookie: {cookie}\r\n"
        f"Referer: https://{SITE}/en/account/login/\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nlogin=somebody"
    ).encode()


@pytest.mark.parametrize("start", [half_a_head, half_a_body])
def test_fifty_half_sent_requests_hold_nobody_up(nginx, start, tried):
    assert ask(nginx)[0].status == 200
    begun = start(nginx)
    slow = [half_sent(nginx, begun) for _ in range(SLOW)]
    began = time.monotonic()
    with ThreadPoolExecutor(READERS) as pool:
        answers = list(
            pool.map(lambda number: ask(nginx, f"/en/search/?q=word{number}")[0].status, range(READERS))
        )
    took = time.monotonic() - began
    given_up = [one for one in slow if not is_still_awaited(one)]
    for one in slow:
        one.close()
    assert answers == [200] * READERS
    assert not given_up, "Readers were answered only after the slow ones had been hung up on."
    tried(f"{READERS} readers beside {SLOW} half-sent requests: all answered in {took:.1f} s")


def test_a_reader_that_fetches_slowly_holds_no_thread(nginx):
    """Eight of them would hold all of gunicorn's threads, if nginx did not take the answers for them."""
    request = f"GET /en/about/ HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode()
    slow = [half_sent(nginx, request) for _ in range(16)]
    assert ask(nginx)[0].status == 200
    for one in slow:
        one.close()


def test_http_leads_to_https_and_the_reader_is_told_to_stay(nginx):
    response, _text = ask(nginx)
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_attempts_are_counted_by_the_readers_address_whatever_they_claim(nginx):
    """Everybody comes from this machine here, so claiming to be somebody else must change nothing."""
    factories.user("mette")
    statuses = []
    for number in range(7):
        page, text = ask(nginx, "/en/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
        cookie = page.headers["Set-Cookie"].split(";")[0]
        response, _text = ask(
            nginx, "/en/account/login/", "POST",
            body=f"login=mette&password=wrong&csrfmiddlewaretoken={token}",
            **{"Cookie": cookie, "Referer": f"https://{SITE}/en/account/login/",
               "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"203.0.113.{number}"},
        )  # fmt: skip
        statuses.append(response.status)
    assert statuses == [422] * 5 + [429] * 2


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(nginx):
    response, _text = ask(
        nginx, "/en/account/login/", "POST", body="", **{"Content-Length": str(50 * 1024 * 1024)}
    )
    assert response.status == 413
