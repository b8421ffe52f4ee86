"""Why a file is not taken in."""

from typing import Any


def gettext_noop(message: str) -> str:
    """Marks a sentence for translation where Django's own marker would be slow to import (in the child)."""
    return message


class Refused(Exception):
    """A file is not taken in; str() is one sentence for the person who sent it.

    `message` has `%(name)s` for each of `params`; it may be lazy, and is then in the reader's language.
    """

    def __init__(self, message: object, **params: Any) -> None:
        super().__init__(message, params)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return str(self.message) % self.params


class Busy(Refused):
    """This machine cannot read the file just now, whatever is in it. The same file may be sent again."""
