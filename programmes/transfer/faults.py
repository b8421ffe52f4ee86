"""What is wrong with a cell or a row, as a sentence that says what to do about it."""

import difflib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, gettext_noop


class Fault(ValueError):
    """A cell or row that cannot be taken in. `message` is English, marked for translation; `params` fill it.

    It is kept untranslated, so that a stored preview reads in the language of whoever looks at it.
    """

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, params)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return gettext(self.message) % self.params


def unknown(value: str, known: Iterable[str]) -> Fault:
    """A value that is none of the known ones, with the one that was probably meant."""
    folded = {name.casefold(): name for name in known if name}
    close = difflib.get_close_matches(value.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return Fault(
            gettext_noop("“%(value)s” is unknown. Did you mean “%(suggestion)s”?"),
            value=value[:80],
            suggestion=folded[close[0]],
        )
    if len(folded) <= 12:
        return Fault(
            gettext_noop("“%(value)s” is unknown. Choose one of: %(known)s."),
            value=value[:80],
            known=", ".join(folded.values()),
        )
    return Fault(gettext_noop("“%(value)s” is unknown. Correct it, or add it first."), value=value[:80])
