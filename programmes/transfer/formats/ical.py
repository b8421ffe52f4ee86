"""Dates as a calendar program reads them (iCalendar, RFC 5545)."""

import datetime as dt
import html
import re
from collections.abc import Callable

from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from embassy import clock
from programmes.words.month import Entry

CONTENT_TYPE = "text/calendar; charset=utf-8"
MODELS = {
    "activity": "programmes.activity",
    "event": "programmes.event",
    "deadline": "programmes.commitment",
    "expected": "programmes.commitment",
}


class Text(vText):
    r"""Words as they are. icalendar by itself takes a written \N for a line break, and escapes no calendar's name."""

    def to_ical(self) -> bytes:
        return re.sub(r"\r\n?|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", self)).encode()


def row_of(entry: Entry) -> tuple[str, str]:
    """The model and key of the row that an entry is about, as the record of changes names them."""
    return MODELS[entry.kind], entry.key.partition("-")[0]


def calendar(
    entries: list[Entry],
    *,
    name: str,
    changed: dict[tuple[str, str], dt.datetime],
    address: Callable[[str], str],
    is_demonstration: bool = False,
) -> bytes:
    """The bytes of a calendar. `changed` says when rows were last saved; `address` makes a path into a web address."""
    made = Calendar()
    made.add("prodid", "-//Strategic partnerships//Calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", Text(name))
    if is_demonstration or any(entry.is_demonstration for entry in entries):
        made.add("x-wr-caldesc", Text(_("Demonstration data. Not a statement by any government.")))
    for entry in entries:
        made.add_component(_event(entry, changed, address))
    return made.to_ical()


def _event(entry: Entry, changed: dict[tuple[str, str], dt.datetime], address: Callable[[str], str]) -> Event:
    label = ", ".join(part for part in (capfirst(entry.label), entry.state) if part)
    event = Event()
    event.add("uid", f"{entry.kind}-{entry.key}@strategic-partnerships")
    event.add("dtstamp", changed.get(row_of(entry)) or clock.start_of_day(entry.on))
    event.add("sequence", entry.version - 1)
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
