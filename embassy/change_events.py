"""What a change set did, as a code with parameters; the sentence is made where it is read.

Each app has its own codes and registers them with their words on loading. `embassy` itself knows only its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Parameters = Mapping[str, Any]
# With “%(name)s” for each parameter; a function where a parameter has to be put into words first.
Sentence = str | Promise | Callable[[Parameters], str]

_labels: dict[str, str | Promise] = {}
_sentences: dict[str, Sentence] = {}


class RecordEvent(TextChoices):
    """What is not the work of one app: single rows, accounts, and changes made before there were codes."""

    ROW_ADDED = "row_added", gettext_lazy("Row added")
    ROW_CHANGED = "row_changed", gettext_lazy("Row changed")
    ROW_DELETED = "row_deleted", gettext_lazy("Row deleted")
    ROWS_DELETED = "rows_deleted", gettext_lazy("Several rows deleted")
    PASSWORD_CHANGED = "password_changed", gettext_lazy("Own password changed")
    PASSWORD_SET = "password_set", gettext_lazy("Password set by an administrator")
    SECOND_FACTOR_RESET = "second_factor_reset", gettext_lazy("Second factor reset by an administrator")
    UNCLASSIFIED = "unclassified", pgettext_lazy("kind of change", "Not classified")


def register(codes: type[TextChoices], sentences: Mapping[str, Sentence]) -> None:
    """Make the codes of an app known, and their sentences for those that have parameters."""
    _labels.update(dict(codes.choices))
    _sentences.update(sentences)


def labels() -> dict[str, str | Promise]:
    """What each known code is called, without its parameters."""
    return dict(_labels)


def require_known(event: str) -> str:
    """The code as plain text. Raises ValueError when no app has registered it."""
    if event not in _labels:
        raise ValueError(f"No app has registered the event {event!r}.")
    return str(event)


def words(event: str, parameters: Parameters) -> str:
    """What happened, in the reader's language; nothing where it was never classified.

    A change from before there were codes may lack parameters: then it is called what all of its kind are.
    """
    if event == RecordEvent.UNCLASSIFIED:
        return ""
    sentence = _sentences.get(event)
    if sentence is None:
        return str(_labels.get(event, event))
    try:
        return sentence(parameters) if callable(sentence) else str(sentence % parameters)
    except KeyError:
        return str(_labels[event])


def _kind_of_row(parameters: Parameters) -> str:
    """What the table is called by people; its own name where there is none any longer."""
    label = parameters["model"]
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):  # ValueError: not even of the shape of a label
        return label


def _about_rows(sentence: str | Promise) -> Sentence:
    return lambda parameters: str(sentence % {"kind": _kind_of_row(parameters)})


register(
    RecordEvent,
    {
        RecordEvent.ROW_ADDED: _about_rows(gettext_lazy("Added: %(kind)s")),
        RecordEvent.ROW_CHANGED: _about_rows(gettext_lazy("Changed: %(kind)s")),
        RecordEvent.ROW_DELETED: _about_rows(gettext_lazy("Deleted: %(kind)s")),
        RecordEvent.ROWS_DELETED: _about_rows(gettext_lazy("Deleted several: %(kind)s")),
    },
)
