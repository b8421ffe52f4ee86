"""The child's side of `programmes.intake.child`: limits first, then the bytes, then the function that reads them.

Run as a script by a bare, isolated interpreter, so that it starts in some 20 ms; it imports nothing of Django, and
of Python's own library only what is quick to import.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Iterator
from importlib import import_module
from types import GeneratorType, TracebackType
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))  # noqa: PTH120


# A file's rows are many objects and hardly ever a cycle: collecting as seldom as this takes a fifth off reading.
YOUNG, MIDDLE, OLD = 20_000, 50, 100


def limit(*, memory: int, cpu_seconds: int, **_others: Any) -> None:
    """From here on: no more memory or time than this, no file written, no core left behind."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def answers(
    target: str, data: bytes, options: dict[str, Any], refused: type[Any]
) -> Iterator[tuple[str, Any]]:
    """(kind, content) of everything there is to say about the file; the last is `done`, or why there is no more."""
    module, _colon, name = target.partition(":")
    try:
        result = getattr(import_module(module), name)(data, **options)
        if isinstance(result, GeneratorType):
            for item in result:
                yield "item", item
        else:
            yield "item", result
        yield "done", None
    except refused as refusal:
        yield "refused", {"message": refusal.message, "params": refusal.params}
    except MemoryError:
        yield "memory", None
    except Exception as error:  # noqa: BLE001  (whatever a parser stumbles over, the parent is told what and where)
        yield "failed", f"{type(error).__name__} in {_place(error.__traceback__)}"


def _place(trace: TracebackType | None) -> str:
    """The file and line where it happened."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "nowhere"
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119


def main() -> None:
    head = json.loads(sys.stdin.buffer.readline())
    sys.path.insert(0, ROOT)
    refused = import_module("programmes.intake.refusal").Refused
    limit(**head["limits"])
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    # What libraries print must not be taken for an answer.
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    for kind, content in answers(sys.argv[1], sys.stdin.buffer.read(), head["options"], refused):
        out.write(f"{kind}\t{json.dumps(content)}\n")
    out.flush()


if __name__ == "__main__":
    main()
