"""CPU time of whole requests, in pairs, so that a busy machine slows both sides of a ratio."""

import gc
import io
import time
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

WARM_UP = 5


class Server:
    """Answers as a server process would, through the whole stack of middleware."""

    def __init__(self, middleware=None):
        if middleware is None:
            self.handler = WSGIHandler()
        else:
            with override_settings(MIDDLEWARE=middleware):
                self.handler = WSGIHandler()

    def get(self, path, **headers):
        """The body of an answer 200; raises RuntimeError for any other. `headers` as WSGI names them."""
        answer = {}
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "HTTP_HOST": "localhost",
            **headers,
        }
        response = self.handler(environ, lambda status, _headers: answer.update(status=status))
        body = b"".join(response)
        response.close()
        if not answer["status"].startswith("200"):
            raise RuntimeError(f"{path} answered {answer['status']}.")
        return body


def cpu(task, times=1, clock=time.process_time):
    """Seconds of this process's CPU that a task takes, garbage collection aside, or of another clock."""
    gc.collect()
    gc.disable()
    try:
        began = clock()
        for _ in range(times):
            task()
        return (clock() - began) / times
    finally:
        gc.enable()


def ratio(task, yardstick, *, pairs=25, yardsticks=40, clock=time.process_time):
    """How many times a yardstick's CPU a task takes: the median over pairs, which take turns in going first.

    Where a database server does the work, in a process of its own, `clock` may be time.perf_counter.
    """
    for _ in range(WARM_UP):
        task()
        yardstick()
    gc.collect()
    gc.freeze()
    ratios = []
    for pair in range(pairs):
        if pair % 2:
            of_task, of_yardstick = cpu(task, clock=clock), cpu(yardstick, yardsticks, clock)
        else:
            of_yardstick, of_task = cpu(yardstick, yardsticks, clock), cpu(task, clock=clock)
        ratios.append(of_task / of_yardstick)
    gc.unfreeze()
    return median(ratios)


def queries(task):
    """How many queries a task makes."""
    with CaptureQueriesContext(connection) as captured:
        task()
    return len(captured)
