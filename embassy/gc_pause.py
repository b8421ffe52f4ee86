"""Python's garbage collector, asked to wait while a great many objects are made on purpose.

Each collection looks at everything that is alive and young. In the midst of an import these are a million cells, and
every other request of the process waits for a quarter of a second. None of them is garbage: what the import lets go
of, it lets go of without the collector.
"""

import gc
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_blocks = {"open": 0, "collected_before": True}


@contextmanager
def collecting_later():
    """No collection until the block is left, and every other thread has left the one that it may be in."""
    with _lock:
        if not _blocks["open"]:
            _blocks["collected_before"] = gc.isenabled()
            gc.disable()
        _blocks["open"] += 1
    try:
        yield
    finally:
        with _lock:
            _blocks["open"] -= 1
            if not _blocks["open"] and _blocks["collected_before"]:
                gc.enable()
