"""Importing, for views and commands: from files to a preview, and from there to applied, discarded or undone.

Small imports are done here and now. Large ones are long work: Python runs one thread at a time, and in the midst of
20,000 rows every other request of the same server process would wait for its turn again and again. Which it is, is
decided here and nowhere else; both come to the same functions of `import_transactions`.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from embassy.models import User
from programmes.models import Import
from programmes.transfer import import_transactions, import_work
from programmes.transfer.import_transactions import (
    AlreadyDecided,
    Stale,
    Upload,
    apply_at_once,
    discard,
    examine,
)
from programmes.transfer.import_work import Failed

__all__ = [
    "AlreadyDecided",
    "Failed",
    "Stale",
    "apply",
    "apply_at_once",
    "apply_in_steps",
    "discard",
    "examine",
    "is_long",
    "preview_again",
    "undo",
    "upload",
]

# From here on it is long work: bytes that were sent, rows that are to be written or put back.
LARGE, LONG = 256 * 1024, 1000


def upload(
    uploads: list[Upload],
    *,
    by: User | None,
    at: dt.datetime,
    reference: str = "",
    withdraw_missing: bool = False,
) -> Import:
    """Store the preview of some files. Raises Refused, Forbidden and Failed; nothing is kept then."""
    is_large = sum(len(content) for _name, content in uploads) >= LARGE
    do = import_work.upload if is_large and _may_be_elsewhere() else import_transactions.upload
    return do(uploads, by=by, at=at, reference=reference, withdraw_missing=withdraw_missing)


def preview_again(
    import_: Import, *, by: User | None, at: dt.datetime, withdraw_missing: bool | None = None
) -> Import:
    """The preview of the same files as things stand now, as a new Import; the old one is discarded.

    Raises Refused, Forbidden and Failed.
    """
    option = import_.options["withdraw_missing"] if withdraw_missing is None else withdraw_missing
    uploads = [(file.name, bytes(file.content or b"")) for file in import_.files.all()]
    fresh = upload(uploads, by=by, at=at, reference=import_.options["reference"], withdraw_missing=option)
    discard(import_)
    return fresh


def is_long(import_: Import) -> bool:
    """Whether applying or undoing it takes so long that the person should see how far it is."""
    return import_.added + import_.changed >= LONG


def apply(import_: Import, *, by: User | None, at: dt.datetime) -> Import:
    """Write what the preview showed. Raises Stale, AlreadyDecided, Refused, Forbidden and Failed."""
    for _done in apply_in_steps(import_, by=by, at=at):
        pass
    return import_


def apply_in_steps(import_: Import, *, by: User | None, at: dt.datetime) -> Iterator[int]:
    """The same, step by step: yields how many rows have been written. Left half way, nothing is written."""
    module = import_work if is_long(import_) and _may_be_elsewhere() else import_transactions
    return module.apply_in_steps(import_, by=by, at=at)


def undo(import_: Import, *, by: User, at: dt.datetime) -> Import:
    """Put back everything that an applied import did. Raises CannotUndo, AlreadyDecided and Failed."""
    module = import_work if is_long(import_) and _may_be_elsewhere() else import_transactions
    return module.undo(import_, by=by, at=at)


def _may_be_elsewhere() -> bool:
    return settings.LONG_WORK != "here"
