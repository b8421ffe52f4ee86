"""Requests to a real server, over connections that stay open, by a client that does next to nothing itself."""

import os
import selectors
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings

END_OF_HEAD = b"\r\n\r\n"


@contextmanager
def server(application, *options, **environment):
    """The port of gunicorn with one worker, so that two addresses share one and the same, unless options say more."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", application, "--worker-class", "gthread", "--threads", "4",
        "--bind", f"127.0.0.1:{port}", "--log-level", "error", "--keep-alive", "60", *options,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **environment})
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port, process):
    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("The server did not start.") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start in time.")


class Line:
    """One open connection that asks the same question again and again."""

    def __init__(self, port, path, **headers):
        fields = {"Host": "localhost", "Accept-Encoding": "br", **headers}
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        self.question = "\r\n".join(lines).encode() + END_OF_HEAD
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self):
        self.socket.sendall(self.question)

    def answer(self):
        """(head, content)."""
        told = b""
        while END_OF_HEAD not in told:
            told += self._more()
        head, _, content = told.partition(END_OF_HEAD)
        length = _length(head)
        while len(content) < length:
            content += self._more()
        return head, content

    def _more(self):
        more = self.socket.recv(1 << 18)
        if not more:
            raise RuntimeError("The server hung up.")
        return more


def _length(head):
    if head.startswith(b"HTTP/1.1 304"):
        return 0
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


def rate(lines, count):
    """Answers a second over several connections at once."""
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line.socket, selectors.EVENT_READ, line)
        began, asked, answered = time.perf_counter(), len(lines), 0
        for line in lines:
            line.ask()
        while answered < count:
            for key, _events in waiting.select(30):
                key.data.answer()
                answered += 1
                if asked < count:
                    key.data.ask()
                    asked += 1
    return count / (time.perf_counter() - began)


def waits(line, count):
    """How long each answer takes over one connection, in seconds, the shortest first."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        line.ask()
        line.answer()
        times.append(time.perf_counter() - began)
    return sorted(times)
