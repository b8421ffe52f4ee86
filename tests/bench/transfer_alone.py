"""Importing or exporting 100,000 commitments in a process whose memory nothing else uses: prints one JSON object."""

import json
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from embassy.models import User  # noqa: E402
from programmes.models import Programme  # noqa: E402
from programmes.transfer import export  # noqa: E402
from programmes.transfer.files import Source  # noqa: E402
from tests.bench import transfer  # noqa: E402


def memory():
    """The most that this process ever took, in MB. `ru_maxrss` would count the process that started it, too."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def memory_of_children():
    """The most that any process started from here took, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def import_it(path):
    content = Path(path).read_bytes()
    by = User.objects.filter(is_superuser=True).first()
    transfer.apply(Source("plan.csv", content, "csv"), by)
    return {"memory": round(max(memory(), memory_of_children()))}


def export_it(reference, format):
    programme = Programme.objects.select_related("partnership__country").get(reference=reference)
    before, began, first, work = memory(), time.perf_counter(), None, transfer.now()
    for _chunk in export.export_programme(programme, format=format).chunks:
        first = first or time.perf_counter() - began
    seconds = transfer.now() - work
    return {"seconds": seconds, "first": round(first, 2), "memory": round(memory() - before)}


if __name__ == "__main__":
    work, *words = sys.argv[1:]
    print(json.dumps({"import": import_it, "export": export_it}[work](*words)))
