"""An upload from its preview to applied, discarded or undone.

A preview writes no plan rows. Applying is one transaction: it examines the same bytes again, and when that comes to
anything but what was shown, somebody has changed something in between and nothing is written.
"""

from contextlib import contextmanager

from django.db import IntegrityError
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from embassy.audit import Channel, StaleVersion, change_set
from embassy.models import AuditEntry, ChangeSet
from programmes.actions.undo_import import undo_import
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Import, ImportFile, Partnership, Programme
from programmes.transfer import files
from programmes.transfer.job import Job
from programmes.transfer.writing import Writer

State = Import.State


class Stale(Exception):
    """Something changed since the preview was made. str() is a sentence for the person."""

    def __init__(self):
        super().__init__(
            _("Something has changed since this preview was made. Nothing was written; make a new preview.")
        )

    def __str__(self):
        return str(self.args[0])


class AlreadyDecided(Exception):
    """The import was applied or discarded before, perhaps by a second click."""


def examine(sources, *, by, at, reference="", withdraw_missing=False, **limits):
    """The Job of some guarded sources, examined and not written. Raises Refused and Forbidden."""
    job = Job(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing, **limits)
    stamp = _last_change()
    job.run()
    job.made_from = {"change_set": stamp, "versions": versions(job.programmes())}
    return job


def upload(uploads, *, by, at, reference="", withdraw_missing=False):
    """Store the preview of some (name, bytes) as an Import. Raises Refused and Forbidden; nothing is kept then."""
    sources = [files.guard(name, content) for name, content in uploads]
    job = examine(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing)
    return _store(job, by=by, at=at)


def _store(job, *, by, at):
    counts, programmes = job.preview.counts, list(job.programmes().values())
    held = Import.objects.create(
        uploaded_at=at,
        uploaded_by=by,
        programme=programmes[0] if len(programmes) == 1 else None,
        options={"reference": job.reference, "withdraw_missing": job.withdraw_missing},
        preview=Import.pack(job.preview.data()),
        digest=job.preview.digest,
        made_from=job.made_from,
        **counts,
    )
    ImportFile.objects.bulk_create(
        ImportFile(
            of=held, position=position, name=source.name[:200], format=source.format, sha256=source.sha256,
            size=len(source.content), content=source.content,
        )
        for position, source in enumerate(job.sources)
    )  # fmt: skip
    return held


def preview_again(held, *, by, at, withdraw_missing=None, upload=upload):
    """The preview of the same files as things stand now, as a new Import; the old one is discarded.

    `upload` may be one that works elsewhere.
    """
    option = held.options["withdraw_missing"] if withdraw_missing is None else withdraw_missing
    uploads = [(file.name, bytes(file.content)) for file in held.files.all()]
    fresh = upload(uploads, by=by, at=at, reference=held.options["reference"], withdraw_missing=option)
    discard(held)
    return fresh


def discard(held):
    """Let go of a preview; the files' bytes with it. Says whether it was still waiting."""
    found = Import.objects.filter(pk=held.pk, state=State.PREVIEWED).update(state=State.DISCARDED)
    if found:
        held.files.update(content=None)
    return bool(found)


def apply(held, *, by, at):
    """Write what the preview showed. Returns the Import. Raises Stale, AlreadyDecided, Refused, Forbidden."""
    for _done in apply_in_steps(held, by=by, at=at):
        pass
    return held


def apply_in_steps(held, *, by, at):
    """The same, step by step: yields how many rows have been written. Left half way, nothing is written."""
    with (
        _or_stale(),
        change_set(
            by=by, channel=Channel.IMPORT, event=ChangeEvent.IMPORT_APPLIED, parameters=_named(held)
        ) as record,
    ):
        held.refresh_from_db(from_queryset=Import.objects.select_for_update(of=("self",)))
        if held.state != State.PREVIEWED:
            raise AlreadyDecided
        sources = [files.Source(file.name, bytes(file.content), file.format) for file in held.files.all()]
        job = Job(sources, by=by, at=at, **held.options)
        if held.errors or not _is_as_it_was(held.made_from):
            raise Stale
        yield from write(job, record, by=by, at=at)
        if job.preview.digest != held.digest:
            raise Stale
        _mark_applied(held, record, by=by, at=at)


def apply_at_once(sources, *, by, at, reference="", withdraw_missing=False):
    """Preview and apply in one transaction, for the command line: (Job, Import or None).

    No Import when there are errors or nothing changes: then nothing is written at all.
    """
    job = examine(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing)
    if job.preview.error_count or not job.preview.has_changes:
        return job, None
    event = {"event": ChangeEvent.IMPORT_APPLIED, "parameters": _of([source.name for source in sources])}
    with _or_stale(), change_set(by=by, channel=Channel.IMPORT, **event) as record:
        held = _store(job, by=by, at=at)
        again = Job(sources, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing)
        if not _is_as_it_was(job.made_from):
            raise Stale
        for _done in write(again, record, by=by, at=at):
            pass
        if again.preview.digest != job.preview.digest:
            raise Stale
        _mark_applied(held, record, by=by, at=at)
    return job, held


def undo(held, *, by, at):
    """Put back everything that an applied import did, as one change set. Raises CannotUndo."""
    event = {"event": ChangeEvent.IMPORT_UNDONE, "parameters": _named(held)}
    with change_set(by=by, channel=Channel.IMPORT, undo_of=held.change_set, **event) as record:
        held = Import.objects.select_for_update(of=("self",)).get(pk=held.pk)
        if held.state != State.APPLIED:
            raise AlreadyDecided
        undo_import(held.change_set, record=record, by=by, at=at)
        held.state, held.undone_by = State.UNDONE, record.begin()
        held.save(update_fields=["state", "undone_by"])
    return held


# --- parts


def _named(upload: Import) -> dict[str, str]:
    return _of([file.name for file in upload.files.all()])


def _of(names: list[str]) -> dict[str, str]:
    """The files as the record names them."""
    return {"name": ", ".join(names)}


def write(job, record, *, by, at):
    """Write what a job comes to into an open change set; yields how many rows have been written."""
    _lock()
    writer = Writer(record, by=by, at=at)
    yield from job.steps(writer)
    writer.finish()


def _lock():
    """Imports wait for each other; there are nine partnerships and few imports. SQLite holds its one lock already."""
    list(Partnership.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _mark_applied(held, record, *, by, at):
    held.state, held.applied_by, held.applied_at = State.APPLIED, by, at
    held.change_set = None if record.is_empty else record.begin()
    held.save(update_fields=["state", "applied_by", "applied_at", "change_set"])
    held.files.update(content=None)


@contextmanager
def _or_stale():
    """What the database itself refuses, another import has written first."""
    try:
        yield
    except (StaleVersion, IntegrityError) as error:
        raise Stale from error


def _last_change():
    return ChangeSet.objects.aggregate(last=Max("pk"))["last"] or 0


def versions(programmes):
    """{reference: what changes whenever the programme or a commitment of it does}."""
    found = {}
    for reference, programme in programmes.items():
        counted = Commitment.objects.filter(programme=programme).aggregate(
            count=Count("pk"), saves=Sum("version"), last=Max("pk")
        )
        version = Programme.objects.values_list("version", flat=True).get(pk=programme.pk)
        found[reference] = [version, counted["count"], counted["saves"] or 0, counted["last"] or 0]
    return found


def _is_as_it_was(made_from):
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
