"""Large imports as long work: asked for here, done by another process, and what went wrong there is raised here."""

import datetime as dt
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task

from embassy import long_work
from embassy.long_work import STAFF, Making, Order, Progress, maker, unique
from embassy.models import User
from programmes.actions.undo import CannotUndo
from programmes.intake.refusal import Busy, Refused
from programmes.models import Import
from programmes.transfer import import_transactions
from programmes.transfer.import_transactions import AlreadyDecided, Stale, Upload
from programmes.transfer.job import Forbidden

SECONDS = 30 * 60
# What an import may come to instead of done, by the code that its outcome has for it.
PROBLEMS: dict[str, Callable[[str], Exception]] = {
    "stale": lambda _sentence: Stale(),
    "decided": lambda _sentence: AlreadyDecided(),
    "forbidden": Forbidden,
    "touched": CannotUndo,
    "busy": lambda sentence: Busy("%(sentence)s", sentence=sentence),
    "refused": lambda sentence: Refused("%(sentence)s", sentence=sentence),
}


class Failed(Exception):
    """The work ended without an outcome; why is in the server's log. str() is a sentence for the person."""

    def __str__(self) -> str:
        return str(_("The server could not finish this. Nothing was saved; try again."))


# ---- for those who ask


def upload(
    uploads: list[Upload], *, by: User | None, at: dt.datetime, reference: str, withdraw_missing: bool
) -> Import:
    options = {
        "files": [[name, len(content)] for name, content in uploads],
        "reference": reference,
        "withdraw_missing": withdraw_missing,
    }
    content = b"".join(content for _name, content in uploads)
    return Import.objects.get(pk=_outcome(_order(upload_there, by, at, content, **options)))


def apply_in_steps(import_: Import, *, by: User | None, at: dt.datetime) -> Iterator[int]:
    for progress in _steps(_order(apply_there, by, at, import_id=import_.pk)):
        yield progress.done
    import_.refresh_from_db(fields=["state", "applied_by", "applied_at", "change_set"])


def undo(import_: Import, *, by: User, at: dt.datetime) -> Import:
    _outcome(_order(undo_there, by, at, import_id=import_.pk))
    return Import.objects.get(pk=import_.pk)


def _order(
    task: Task[..., None], by: User | None, at: dt.datetime, content: bytes = b"", **options: Any
) -> Order:
    asker = {
        "by": by.pk if by else None,
        "at": at.isoformat(),
        "language": translation.get_language(),
    }
    return Order(task, content=content, options={**asker, **options}, version=unique())


def _outcome(order: Order) -> Any:
    steps = _steps(order)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _steps(order: Order) -> Generator[Progress, None, Any]:
    """The steps, and then what the maker says it came to. Raises what the maker says went wrong, or Failed."""
    try:
        outcome = yield from long_work.follow(order)
    except long_work.Failed as failure:
        raise Failed from failure
    if outcome["problem"]:
        raise PROBLEMS[outcome["problem"]](outcome["sentence"])
    return outcome["value"]


# ---- in the process that works


@maker(lane=STAFF, seconds=SECONDS)
def upload_there(
    making: Making, *, by: int | None, at: str, language: str, files: list[tuple[str, int]], **options: Any
) -> dict[str, Any]:
    content, uploads = memoryview(making.content), []
    for name, size in files:
        uploads.append((name, bytes(content[:size])))
        content = content[size:]

    def work() -> int:
        made = import_transactions.upload(uploads, by=_user(by), at=_moment(at), **options)
        return made.pk

    return _outcome_of(work, language)


@maker(lane=STAFF, seconds=SECONDS)
def apply_there(making: Making, *, by: int | None, at: str, language: str, import_id: int) -> dict[str, Any]:
    import_ = Import.objects.get(pk=import_id)

    def work() -> None:
        total = import_.added + import_.changed
        # Closed at once when nobody wants it any more: that takes back what was written.
        with closing(import_transactions.apply_in_steps(import_, by=_user(by), at=_moment(at))) as steps:
            for done in steps:
                making.step(done, total, "rows")

    return _outcome_of(work, language)


@maker(lane=STAFF, seconds=SECONDS)
def undo_there(making: Making, *, by: int, at: str, language: str, import_id: int) -> dict[str, Any]:
    import_ = Import.objects.get(pk=import_id)

    def work() -> None:
        user = User.objects.get(pk=by, is_active=True)
        import_transactions.undo(import_, by=user, at=_moment(at))

    return _outcome_of(work, language)


def _outcome_of(work: Callable[[], Any], language: str) -> dict[str, Any]:
    """The outcome of some work, with its sentences in the language of whoever asked."""
    problem, sentence, value = "", "", None
    with translation.override(language):
        try:
            value = work()
        except Stale:
            problem = "stale"
        except AlreadyDecided:
            problem = "decided"
        except Forbidden as refusal:
            problem, sentence = "forbidden", str(refusal)
        except CannotUndo as refusal:
            problem, sentence = "touched", str(refusal)
        except Busy as refusal:
            problem, sentence = "busy", str(refusal)
        except Refused as refusal:
            problem, sentence = "refused", str(refusal)
    return {"problem": problem, "sentence": sentence, "value": value}


def _user(pk: int | None) -> User | None:
    return None if pk is None else User.objects.get(pk=pk, is_active=True)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
