"""What importing does to the database: a preview stored, applied, discarded or undone, each in one transaction.

A preview writes no plan rows. Applying examines the same bytes again, and when that comes to anything but what was
shown, somebody has changed something in between and nothing is written.
"""

import datetime as dt
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from embassy.audit import Channel, Recorder, StaleVersion, change_set
from embassy.models import AuditEntry, ChangeSet, User
from programmes.actions.undo_import import undo_import
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Import, ImportFile, Partnership, Programme
from programmes.transfer import files
from programmes.transfer.files import Source
from programmes.transfer.job import Job
from programmes.transfer.writing import ChangedMeanwhile, Writer

State = Import.State
Upload = tuple[str, bytes]  # a file's name and what is in it


class Stale(Exception):
    """Something changed since the preview was made. str() is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(
            _("Something has changed since this preview was made. Nothing was saved; make a new preview.")
        )

    def __str__(self) -> str:
        return str(self.args[0])


class AlreadyDecided(Exception):
    """The import was applied or discarded before, perhaps by a second click."""


def examine(
    sources: list[Source],
    *,
    by: User | None,
    at: dt.datetime,
    reference: str = "",
    withdraw_missing: bool = False,
    **limits: Any,
) -> Job:
    """The Job of some guarded sources, examined and not written. Raises Refused and Forbidden."""
    job = Job(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing, **limits)
    last = _last_change()
    job.run()
    job.made_from = {"change_set": last, "versions": versions(job.programmes())}
    return job


def upload(
    uploads: list[Upload], *, by: User | None, at: dt.datetime, reference: str, withdraw_missing: bool
) -> Import:
    """Store the preview of some files. Raises Refused and Forbidden; nothing is kept then."""
    sources = [files.guard(name, content) for name, content in uploads]
    return _store(examine(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing))


def _store(job: Job) -> Import:
    """Keep an examined job, with its files, as a preview."""
    programmes = list(job.programmes().values())
    import_ = Import.objects.create(
        uploaded_at=job.at,
        uploaded_by=job.by,
        programme=programmes[0] if len(programmes) == 1 else None,
        options={"reference": job.reference, "withdraw_missing": job.withdraw_missing},
        preview=Import.pack(job.preview.data()),
        digest=job.preview.digest,
        made_from=job.made_from,
        **job.preview.counts,
    )
    ImportFile.objects.bulk_create(
        ImportFile(
            of=import_, position=position, name=source.name[:200], format=source.format, sha256=source.sha256,
            size=len(source.content), content=source.content,
        )
        for position, source in enumerate(job.sources)
    )  # fmt: skip
    return import_


def discard(import_: Import) -> bool:
    """Let go of a preview; the files' bytes with it. Says whether it was still waiting."""
    count = Import.objects.filter(pk=import_.pk, state=State.PREVIEWED).update(state=State.DISCARDED)
    if count:
        import_.files.update(content=None)
    return bool(count)


def apply_in_steps(import_: Import, *, by: User | None, at: dt.datetime) -> Generator[int, None, None]:
    """Write what a preview showed; yields how many rows have been written. Left half way, nothing is written.

    Raises Stale, AlreadyDecided, Refused and Forbidden.
    """
    with (
        _or_stale(),
        change_set(
            by=by, channel=Channel.IMPORT, event=ChangeEvent.IMPORT_APPLIED, parameters=_files(import_)
        ) as record,
    ):
        import_.refresh_from_db(from_queryset=Import.objects.select_for_update(of=("self",)))
        if import_.state != State.PREVIEWED:
            raise AlreadyDecided
        sources = [Source(file.name, bytes(file.content or b""), file.format) for file in import_.files.all()]
        job = Job(sources, by=by, at=at, **import_.options)
        if import_.errors or not _is_as_it_was(import_.made_from):
            raise Stale
        yield from write(job, record, by=by, at=at)
        if job.preview.digest != import_.digest:
            raise Stale
        _mark_applied(import_, record, by=by, at=at)


def apply_at_once(
    sources: list[Source],
    *,
    by: User | None,
    at: dt.datetime,
    reference: str = "",
    withdraw_missing: bool = False,
) -> tuple[Job, Import | None]:
    """Preview and apply in one transaction, for the command line: no Import stays of what is not applied.

    There is none when there are errors or nothing changes: then nothing is written at all.
    """
    job = examine(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing)
    if job.preview.error_count or not job.preview.has_changes:
        return job, None
    with transaction.atomic():
        import_ = _store(job)
        for _done in apply_in_steps(import_, by=by, at=at):
            pass
    return job, import_


def undo(import_: Import, *, by: User, at: dt.datetime) -> Import:
    """Put back everything that an applied import did, as one change set. Raises CannotUndo and AlreadyDecided."""
    with change_set(
        by=by,
        channel=Channel.IMPORT,
        event=ChangeEvent.IMPORT_UNDONE,
        parameters=_files(import_),
        undo_of=import_.change_set,
    ) as record:
        locked = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
        if locked.state != State.APPLIED:
            raise AlreadyDecided
        if locked.change_set is not None:
            undo_import(locked.change_set, record=record, by=by, at=at)
        locked.state, locked.undone_by = State.UNDONE, record.begin()
        locked.save(update_fields=["state", "undone_by"])
    return locked


# --- parts


def _files(import_: Import) -> dict[str, str]:
    """The files as the record names them."""
    return {"name": ", ".join(import_.files.values_list("name", flat=True))}


def write(job: Job, record: Recorder, *, by: User | None, at: dt.datetime) -> Iterator[int]:
    """Write what a job comes to into an open change set; yields how many rows have been written."""
    _lock()
    writer = Writer(record, by=by, at=at)
    yield from job.steps(writer)
    writer.finish()


def _lock() -> None:
    """Imports wait for each other; there are nine partnerships and few imports. SQLite holds its one lock already."""
    list(Partnership.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _mark_applied(import_: Import, record: Recorder, *, by: User | None, at: dt.datetime) -> None:
    import_.state, import_.applied_by, import_.applied_at = State.APPLIED, by, at
    import_.change_set = None if record.is_empty else record.begin()
    import_.save(update_fields=["state", "applied_by", "applied_at", "change_set"])
    import_.files.update(content=None)


@contextmanager
def _or_stale() -> Iterator[None]:
    """What the database itself refuses, another import has written first."""
    try:
        yield
    except (StaleVersion, ChangedMeanwhile, IntegrityError) as error:
        raise Stale from error


def _last_change() -> int:
    return ChangeSet.objects.aggregate(last=Max("pk"))["last"] or 0


def versions(programmes: dict[str, Programme]) -> dict[str, list[int]]:
    """For each reference, what changes whenever the programme or a commitment of it does."""
    counters = {}
    for reference, programme in programmes.items():
        counted = Commitment.objects.filter(programme=programme).aggregate(
            count=Count("pk"), saves=Sum("version"), last=Max("pk")
        )
        version = Programme.objects.values_list("version", flat=True).get(pk=programme.pk)
        counters[reference] = [version, counted["count"], counted["saves"] or 0, counted["last"] or 0]
    return counters


def _is_as_it_was(made_from: dict[str, Any]) -> bool:
    references = list(made_from["versions"])
    programmes = {row.reference: row for row in Programme.objects.filter(reference__in=references)}
    if versions(programmes) != made_from["versions"]:
        return False
    for reference in references:
        own = Q(object_key=reference) | Q(object_key__startswith=f"{reference}-")
        own |= Q(object_key__startswith=f"{reference}:")
        if AuditEntry.objects.filter(own, change_set__gt=made_from["change_set"]).exists():
            return False
    return True
