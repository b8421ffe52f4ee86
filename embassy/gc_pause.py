"""Python's garbage collector, asked to wait while a great many objects are made on purpose.

Each collection looks at everything that is alive and young. In the midst of an import these are a million cells, and
every other request of the process waits for a quarter of a second. None of them is garbage: what the import lets go
of, it lets go of without the collector.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

_lock = Lock()


@dataclass
class _Pause:
    """How many blocks are open, and whether the collector ran before the first of them."""

    open_blocks: int = 0
    was_enabled: bool = True


_pause = _Pause()


@contextmanager
def gc_paused() -> Iterator[None]:
    """No collection until the block is left, and every other thread has left the one that it may be in."""
    with _lock:
        if not _pause.open_blocks:
            _pause.was_enabled = gc.isenabled()
            gc.disable()
        _pause.open_blocks += 1
    try:
        yield
    finally:
        with _lock:
            _pause.open_blocks -= 1
            if not _pause.open_blocks and _pause.was_enabled:
                gc.enable()
