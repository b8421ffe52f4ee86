"""Dates as a calendar program reads them (iCalendar, RFC 5545)."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from embassy import clock
from programmes.words.month import Entry
from programmes.words.public_changes import Revision, revisions

CONTENT_TYPE = "text/calendar; charset=utf-8"
_TITLES = ("plain_title_da", "plain_title_en")
# The model of the row that an entry of each kind is about, and which of its columns the entry shows.
ROWS = {
    "activity": (
        "programmes.activity",
        ("kind", "state", "title_da", "title_en", "takes_place_on", "place"),
    ),
    "event": (
        "programmes.event",
        ("kind", "title_da", "title_en", "starts_on", "ends_on", "place_da", "place_en"),
    ),
    "deadline": ("programmes.commitment", (*_TITLES, "due_on")),
    "expected": ("programmes.commitment", (*_TITLES, "recurrence")),
}


HIGHEST_SEQUENCE = 2**31 - 1  # RFC 5545, 3.3.8


class Text(vText):
    r"""Words as they are. icalendar by itself takes a written \N for a line break, and escapes no calendar's name."""

    def to_ical(self) -> bytes:
        return re.sub(r"\r\n?|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", self)).encode()


def _key_of(entry: Entry) -> str:
    """The key of the row that an entry is about, as the record of changes names it."""
    return entry.key.partition("-")[0]


def _revisions(entries: Iterable[Entry]) -> dict[tuple[str, str], Revision]:
    """How often, and when last, what entries show was changed, by their kind and row. A query for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        keys[entry.kind].add(_key_of(entry))
    return {
        (kind, key): revision
        for kind, (model, columns) in ROWS.items()
        if kind in keys
        for key, revision in revisions(model, keys[kind], columns).items()
    }


def calendar(
    entries: list[Entry],
    *,
    name: str,
    address: Callable[[str], str],
    is_demonstration: bool = False,
) -> bytes:
    """The bytes of a calendar. `address` makes a path into a web address."""
    revised = _revisions(entries)
    made = Calendar()
    made.add("prodid", "-//Strategic partnerships//Calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", Text(name))
    if is_demonstration or any(entry.is_demonstration for entry in entries):
        made.add("x-wr-caldesc", Text(_("Demonstration data. Not a statement by any government.")))
    for entry in entries:
        made.add_component(_event(entry, revised.get((entry.kind, _key_of(entry))), address))
    return made.to_ical()


def _event(entry: Entry, revision: Revision | None, address: Callable[[str], str]) -> Event:
    label = ", ".join(part for part in (capfirst(entry.label), entry.state) if part)
    event = Event()
    event.add("uid", f"{entry.kind}-{entry.key}@strategic-partnerships")
    event.add("dtstamp", revision.at if revision else clock.start_of_day(entry.on))
    event.add("sequence", min(revision.number, HIGHEST_SEQUENCE) if revision else 0)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.until + clock.ONE_DAY)
    if entry.is_loose:
        unset = _("day not set")
        label = f"{label}, {unset}"
    event.add("summary", Text(f"{html.unescape(strip_tags(entry.title))} ({label})"))
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", Text(entry.place))
    if entry.url:
        event.add("url", address(entry.url))
    return event
