"""Asking a WSGI application as a server does, and two of them: Django alone, and behind the pages kept ready."""

import io
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.page_cache.application import PageCache
from tests.databases import database_url

SIZE = 8 * 1024 * 1024


@dataclass(frozen=True)
class Told:
    """An answer as it goes over the wire. Headers are by name in lower case."""

    status: int
    headers: dict
    content: bytes

    @property
    def text(self):
        return self.content.decode()


def ask(application, address, *, method="GET", **headers):
    """One request; `headers` by name with `_` for `-`."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "HTTP_HOST": "localhost",
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    heads = []
    body = application(environ, lambda status, held, *_: heads.append((status, held)))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, held = heads[-1]
    return Told(int(status[:3]), {name.lower(): value for name, value in held}, content)


def queries(application, address, **headers):
    """How many queries an answer takes."""
    with CaptureQueriesContext(connection) as captured:
        ask(application, address, **headers)
    return len(captured)


def django_alone():
    return WSGIHandler()


def page_cache(size=SIZE):
    return PageCache(WSGIHandler(), **{**settings.PAGE_CACHE, "size": size})


@contextmanager
def server_process():
    """A server of its own, as in production, on the test's database: a function from an address to its text."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        site = f"127.0.0.1:{found.getsockname()[1]}"
    environment = {
        **os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ALLOWED_HOSTS": "127.0.0.1", "PAGE_CACHE_MB": "8",
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "embassy.wsgi",
        "--worker-class",
        "gthread",
        "--threads",
        "2",
    ]
    server = subprocess.Popen(  # noqa: S603
        [*command, "--bind", site, "--log-level", "error"], cwd=settings.BASE_DIR, env=environment
    )

    def read(address):
        with urlopen(f"http://{site}{address}", timeout=20) as answer:
            return answer.read().decode()

    try:
        _wait_for(read)
        yield read
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(read):
    for _ in range(200):
        try:
            read("/healthz")
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")
