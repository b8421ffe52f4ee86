"""Importing and exporting beside django-import-export's defaults and beside the bare database."""

import io
import json
import resource
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection, transaction
from openpyxl import load_workbook

from embassy import clock
from embassy.audit import change_set
from embassy.models import AuditEntry
from programmes.intake import child
from programmes.models import Commitment, Responsibility, Wording
from programmes.transfer import export, files, import_transactions, imports
from programmes.transfer.files import Source
from programmes.transfer.job import Job
from programmes.transfer.preview import Preview
from tests import factories
from tests.bench import data, transfer_data, transfer_plain
from tests.bench.figures import Figure

SIZE, SAMPLE, LARGE = 10_000, 400, 100_000
# The same code below the limits that uploads have.
UNLIMITED = {"max_rows": 10**9, "limits": child.Limits(seconds=600, cpu_seconds=300, answer=10**10)}
TARGETS = {
    "sqlite": {"plain": 15, "bare": 1 / 6},
    "postgresql": {"plain": 30, "bare": 1 / 10},
}
TABLES = (Commitment, Wording, Responsibility, Commitment.sectors.through, Commitment.sdgs.through)


def now():
    """Seconds of work: on SQLite the processor's, children included, so that a busy machine changes no ratio; with a
    server, which works in another process, the clock's.
    """
    if connection.vendor == "postgresql":
        return time.perf_counter()
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def timed(task):
    began = now()
    result = task()
    return now() - began, result


def examine(source, by):
    return imports.examine([source], by=by, at=clock.now(), **UNLIMITED)


def apply(source, by):
    """As `imports.apply` does it, from bytes to history. Returns the change set."""
    with change_set(by=by, channel="import", event="row_changed", reason="bench") as record:
        job = Job([source], by=by, at=clock.now(), **UNLIMITED)
        for _done in import_transactions.write(job, record, by=by, at=clock.now()):
            pass
    return record.change_set


def written(change, programme):
    """(table, columns, rows) of everything that an import wrote."""
    ids = list(programme.commitments.values_list("pk", flat=True))
    low, high = min(ids), max(ids)
    with connection.cursor() as cursor:
        for model in TABLES:
            columns = [field.column for field in model._meta.concrete_fields]
            own = "id" if model is Commitment else "commitment_id"
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f'SELECT {names} FROM {model._meta.db_table} WHERE "{own}" BETWEEN %s AND %s',
                [low, high],
            )
            yield model._meta.db_table, columns, cursor.fetchall()
        columns = ["change_set_id", "action", "model", "object_id", "object_key", "before", "after"]
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {AuditEntry._meta.db_table} WHERE change_set_id = %s",
            [change.pk],
        )
        rows = cursor.fetchall()
        if connection.vendor == "postgresql":
            rows = [(*row[:5], json.dumps(row[5]), json.dumps(row[6])) for row in rows]
        yield AuditEntry._meta.db_table, columns, rows


def figures():
    """Yield the figures, one after another."""
    data.content()
    by, engine = factories.superuser(), connection.vendor
    yield from importing(by, engine)
    yield from reading()
    yield from exporting(engine)


def importing(by, engine):
    # The plain resource first, while there are no other rows for its look-ups to wade through.
    plain = transfer_data.empty_programme(2111)
    factories.track(factories.area(plain))
    headers, sample = transfer_data.plain_rows(plain.reference, SAMPLE)
    slow, _nothing = timed(lambda: transfer_plain.import_twice(headers, sample))
    applying = []
    for starts_on in (2101, 2105):
        programme = transfer_data.empty_programme(starts_on)
        source = Source("plan.csv", transfer_data.csv_of(programme.reference, SIZE), "csv")
        preview = min(timed(lambda source=source: examine(source, by))[0] for _ in range(3))
        seconds, change = timed(lambda source=source: apply(source, by))
        applying.append(seconds)
    applying = min(applying)
    again, _job = timed(lambda: examine(source, by))
    rows = list(written(change, programme))
    with transaction.atomic():
        bare = _bare(programme, rows)
    first, target = preview + applying, TARGETS[engine]
    ratio = round((slow / SAMPLE) / (first / SIZE), 1)
    yield Figure(f"{engine}: import of 10,000, times as fast as plain", ratio, at_least=target["plain"])
    share = round(bare / first, 3)
    yield Figure(
        f"{engine}: import of 10,000, share of bare inserting", share, at_least=round(target["bare"], 3)
    )
    yield Figure(
        f"{engine}: unchanged again, times as fast as the first", round(first / again, 1), at_least=2
    )
    yield Figure(f"{engine}: preview, share of applying", round(preview / applying, 3), at_most=0.2)


def _bare(programme, rows):
    """The same rows once more, where they are not: inside a transaction that is given up."""
    point = transaction.savepoint()
    for model in (Commitment.sectors.through, Commitment.sdgs.through, Responsibility, Wording):
        model.objects.filter(commitment__programme=programme)._raw_delete("default")
    programme.commitments.all()._raw_delete("default")
    seconds = transfer_plain.bare(rows, now)
    transaction.savepoint_rollback(point)
    return seconds


def reading():
    small = transfer_data.empty_programme(2121)
    source = Source("plan.csv", transfer_data.csv_of(small.reference, 1000), "csv")
    by = factories.superuser()
    apply(source, by)
    flat = b"".join(export.export_programme(small, format="flat-xlsx", by=None).chunks)
    sheet = Source("plan.xlsx", flat, "xlsx")
    began = time.perf_counter()
    files.guard("plan.xlsx", flat)
    examine(sheet, by)
    seconds = time.perf_counter() - began
    yield Figure("preview of a flat XLSX of 1,000 rows", round(seconds, 2), at_most=2, unit="s")
    large = transfer_data.empty_programme(2131)
    apply(Source("plan.csv", transfer_data.csv_of(large.reference, 20_000), "csv"), by)
    flat = b"".join(export.export_programme(large, format="flat-xlsx", by=None).chunks)
    ours = min(timed(lambda: rows_read(flat))[0] for _ in range(3))
    theirs = timed(lambda: sum(1 for _row in load_workbook(io.BytesIO(flat), read_only=True).active.values))[
        0
    ]
    yield Figure("XLSX of 20,000 rows parsed, times as fast as openpyxl", round(theirs / ours, 1), at_least=5)


def rows_read(content):
    return sum(
        len(list(page.rows))
        for page in files.pages(Source("a.xlsx", content, "xlsx"), Preview(), **UNLIMITED)
    )


def exporting(engine):
    """100,000 commitments: imported in a process of its own, whose memory is looked at, and so exported."""
    programme = transfer_data.empty_programme(2141)
    file = settings.RUN_DIR / "plan.csv"
    file.write_bytes(transfer_data.csv_of(programme.reference, LARGE))
    told = alone("import", str(file))
    yield Figure(f"{engine}: memory at 100,000 rows imported", told["memory"], at_most=250, unit="MB")
    sample = list(
        Commitment.objects.filter(programme=programme).order_by("pk").values_list("pk", flat=True)[:1000]
    )
    rows = Commitment.objects.filter(pk__in=sample)
    for format, kind, least in (("csv", "csv", 20), ("flat-xlsx", "xlsx", 15)):
        slow = timed(lambda kind=kind: transfer_plain.export_text(rows, kind))[0] / len(sample)
        told = alone("export", programme.reference, format)
        ratio = round(slow / (told["seconds"] / LARGE), 1)
        yield Figure(f"{engine}: {kind} of 100,000, times as fast as plain", ratio, at_least=least)
        yield Figure(f"{engine}: {kind} of 100,000, first byte", told["first"], at_most=0.5, unit="s")
        yield Figure(f"{engine}: {kind} of 100,000, memory above base", told["memory"], at_most=60, unit="MB")


def alone(*words):
    """What `transfer_alone` tells from a process of its own."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.bench.transfer_alone", *words],
        cwd=settings.BASE_DIR, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if found.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {found.stderr[-2000:]}")
    return json.loads(found.stdout.splitlines()[-1])
