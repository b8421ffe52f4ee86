"""The life of a programme in words: what is recorded about where it stands, and no more than that."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from embassy.partial_dates import PartialDate
from programmes.models import Event, Programme
from programmes.models.programmes import OVER, Life
from programmes.words.strings import date_words, period_words

# Which programme of a country matters now: one in force, else one to come, else the latest that is over.
PENDING = frozenset({Life.ANNOUNCED, Life.IN_PREPARATION})


@dataclass(frozen=True)
class ProgrammeLife:
    """Where a programme stands on a day: code, short label and one sentence."""

    code: str
    label: str
    sentence: str


def describe_life(programme: Programme, *, on: dt.date, successor: Programme | None = None) -> ProgrammeLife:
    """The life of a programme on a day. `successor` is the published programme that followed it, if any."""
    code = programme.life_on(on)
    if code is None:
        return ProgrammeLife("", "", "")
    return ProgrammeLife(str(code), str(code.label), SENTENCES[code](programme, successor))


class Review(NamedTuple):
    """An event at which the two sides evaluated a programme, or are to."""

    kind: str
    starts_on: PartialDate
    ends_on: PartialDate | None

    @property
    def last_on(self) -> PartialDate:
        return self.ends_on or self.starts_on


def last_evaluated(reviews: Iterable[Review], *, on: dt.date) -> str:
    """`last evaluated 12 March 2024 (mid-term review)`, of what was over by a day; empty where nothing was.

    A date that is known to its month or year counts once that is over.
    """
    held = [review for review in reviews if review.last_on.latest <= on]
    if not held:
        return ""
    latest = max(held, key=lambda review: review.last_on.latest)
    return _("last evaluated %(date)s (%(kind)s)") % {
        "date": date_words(latest.last_on),
        "kind": Event.Kind(latest.kind).label,
    }


def matters_now(programmes: Iterable[Programme], *, on: dt.date) -> Programme | None:
    """The programme that a reader most likely comes for, of those of one country; None when there is none."""

    def rank(programme: Programme) -> tuple[int, str]:
        code = programme.life_on(on)
        group = 2 if code == Life.IN_FORCE else 1 if code in PENDING else 0
        return group, str(programme.starts_on or programme.preparation_noted_on or "")

    return max((item for item in programmes if item.life_on(on)), key=rank, default=None)


def is_over(programme: Programme, *, on: dt.date) -> bool:
    return programme.life_on(on) in OVER


def _checked(programme: Programme) -> str:
    """When we last looked, in brackets: an absence is only as good as its date."""
    if not programme.checked_on:
        return ""
    return " " + _("(checked %(date)s)") % {"date": date_words(programme.checked_on)}


def _ended(programme: Programme) -> str:
    """`Ended with 2024` or `Ended on 18 August 2024`, as fine as the end is known."""
    end = programme.ends_on
    if end and end.precision == "day":
        return _("Ended on %(date)s.") % {"date": date_words(end)}
    return _("Ended at the end of %(period)s.") % {"period": date_words(end)}


def _in_force(programme: Programme, _successor: Programme | None) -> str:
    if not programme.ends_on:
        return _("Running. No end date is recorded.")
    if not programme.end_is_certain:
        return _("Running. The exact end date is not recorded.")
    if programme.ends_on.precision == "day":
        return _("Runs until %(date)s.") % {"date": date_words(programme.ends_on)}
    return _("Runs until the end of %(period)s.") % {"period": date_words(programme.ends_on)}


def _ended_without(programme: Programme, _successor: Programme | None) -> str:
    if getattr(programme, "has_later_successor", False):
        return _ended(programme)  # read for a day before there was one
    absent = _("No successor is recorded here%(checked)s.") % {"checked": _checked(programme)}
    return f"{_ended(programme)} {absent}"


def _ended_with(programme: Programme, successor: Programme | None) -> str:
    if successor is None:
        return _ended(programme)
    succeeded = _("Succeeded by %(title)s.") % {"title": successor.title}
    return f"{_ended(programme)} {succeeded}"


def _lapsed(programme: Programme, _successor: Programme | None) -> str:
    period = period_words(programme.starts_on, programme.ends_on)
    return _("Named with the period %(period)s; no signature is recorded here%(checked)s.") % {
        "period": period,
        "checked": _checked(programme),
    }


def _announced(programme: Programme, _successor: Programme | None) -> str:
    if programme.announced_on:
        return _("Announced %(date)s. No signed text is recorded here%(checked)s.") % {
            "date": date_words(programme.announced_on),
            "checked": _checked(programme),
        }
    return _("Announced. No signed text is recorded here%(checked)s.") % {"checked": _checked(programme)}


def _in_preparation(programme: Programme, _successor: Programme | None) -> str:
    return _("In preparation (noted %(date)s). No signed text is recorded here.") % {
        "date": date_words(programme.preparation_noted_on)
    }


SENTENCES: dict[Life, Callable[[Programme, Programme | None], str]] = {
    Life.ANNOUNCED: _announced,
    Life.IN_PREPARATION: _in_preparation,
    Life.IN_FORCE: _in_force,
    Life.ENDED_SUCCEEDED: _ended_with,
    Life.ENDED: _ended_without,
    Life.LAPSED: _lapsed,
}
