"""What somebody was writing when they had to sign in again, on the page where they begin."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import UnsentForm, User
from programmes.words.day_words import clock_time
from programmes.words.strings import shortened

LONGEST_BEGINNING = 80


class UnsentLine(NamedTuple):
    """How the text begins, when it was written, and the page that opens with it."""

    words: str
    written: str
    url: str


def unsent_lines(user: User, *, at: dt.datetime) -> list[UnsentLine]:
    return [
        UnsentLine(
            words=_beginning(kept) or _("A form without text"),
            written=clock_time(kept.kept_at, clock.COPENHAGEN),
            url=kept.way_back,
        )
        for kept in UnsentForm.objects.written_by(user, at=at)
    ]


def _beginning(kept: UnsentForm) -> str:
    return next((shortened(" ".join(text.split()), LONGEST_BEGINNING) for _label, text in kept.texts), "")
