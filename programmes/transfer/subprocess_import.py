"""Large imports, examined and written in a process of their own.

Python runs one thread at a time: in the midst of 20,000 rows every other request of the same server process would
wait for its turn again and again. So the process that serves readers only waits for one that works, which is started
for it, gives way to everybody else, and ends with the import. Small files are not worth the second that it takes to
start; both ways call the same functions of `imports`.
"""

import json
import logging
import subprocess
import sys
import tempfile
from contextlib import closing

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from embassy.models import User
from programmes.actions.undo import CannotUndo
from programmes.intake.refusal import Refused
from programmes.models import Import
from programmes.transfer import imports
from programmes.transfer.job import Forbidden

# From here on it is done apart: bytes that were sent, rows that are to be written.
LARGE, LONG = 256 * 1024, 1000
POLITE = 5  # how much the process gives way to others, as `nice` has it
COMMAND = "run_import"
# What may go wrong there: without words of its own, and with a sentence.
_PLAIN = {"stale": imports.Stale, "decided": imports.AlreadyDecided}
_SAID = {"forbidden": Forbidden, "touched": CannotUndo}

logger = logging.getLogger(__name__)


class Failed(Exception):
    """The process ended without an answer; why is in the server's log. str() is a sentence for the person."""

    def __str__(self):
        return str(_("The server could not finish this. Nothing was saved; try again."))


# ---- for those who ask


def upload(uploads, *, by, at, reference="", withdraw_missing=False):
    """As `imports.upload`. Raises Refused, Forbidden and Failed; nothing is kept then."""
    asked = {"reference": reference, "withdraw_missing": withdraw_missing}
    if not settings.IMPORTS_APART or sum(len(content) for _name, content in uploads) < LARGE:
        return imports.upload(uploads, by=by, at=at, **asked)
    names = [[name, len(content)] for name, content in uploads]
    contents = [content for _name, content in uploads]
    answers = _answers({"task": "upload", "files": names, "asked": asked}, contents, by=by, at=at)
    with closing(answers):
        return Import.objects.get(pk=next(answers))


def apply_in_steps(held, *, by, at):
    """As `imports.apply_in_steps`. Raises Stale, AlreadyDecided, Refused, Forbidden and Failed."""
    if not settings.IMPORTS_APART or held.added + held.changed < LONG:
        return imports.apply_in_steps(held, by=by, at=at)
    return _answers({"task": "apply", "import": held.pk}, (), by=by, at=at)


def undo(held, *, by, at):
    """As `imports.undo`. Raises CannotUndo, AlreadyDecided and Failed."""
    if not settings.IMPORTS_APART or held.added + held.changed < LONG:
        imports.undo(held, by=by, at=at)
        return
    list(_answers({"task": "undo", "import": held.pk}, (), by=by, at=at))


def _answers(task, contents, *, by, at):
    """What the process says, until it has done. Left half way, the process is killed, and nothing is written."""
    head = {**task, "by": by.pk, "at": at.isoformat(), "language": translation.get_language()}
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(head).encode() + b"\n")
        for content in contents:
            file.write(content)
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and command)
            [sys.executable, "-m", "django", COMMAND],
            cwd=settings.BASE_DIR,
            stdin=file,
            stdout=subprocess.PIPE,
        )
    try:
        for line in process.stdout:
            kind, content = json.loads(line)
            if kind == "done":
                return
            if kind == "step":
                yield content
            else:
                raise _problem(kind, content)
        logger.error("%s ended with %s", COMMAND, process.wait())
        raise Failed
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _problem(kind, sentence):
    if kind in _PLAIN:
        return _PLAIN[kind]()
    if kind == "refused":
        return Refused("%(sentence)s", sentence=sentence)
    return _SAID[kind](sentence)


# ---- in the process that works


def work(stdin):
    """Yield (kind, content) of everything there is to say about one task, in the language of whoever asked."""
    head = json.loads(stdin.readline())
    translation.activate(head["language"])
    by, at = User.objects.get(pk=head["by"], is_active=True), parse_datetime(head["at"])
    try:
        if head["task"] == "upload":
            uploads = [(name, stdin.read(size)) for name, size in head["files"]]
            yield "step", imports.upload(uploads, by=by, at=at, **head["asked"]).pk
        elif head["task"] == "apply":
            for done in imports.apply_in_steps(_held(head), by=by, at=at):
                yield "step", done
        else:
            imports.undo(_held(head), by=by, at=at)
        yield "done", None
    except imports.Stale:
        yield "stale", None
    except imports.AlreadyDecided:
        yield "decided", None
    except Forbidden as refusal:
        yield "forbidden", str(refusal)
    except CannotUndo as refusal:
        yield "touched", str(refusal)
    except Refused as refusal:
        yield "refused", str(refusal)


def _held(head):
    return Import.objects.get(pk=head["import"])
