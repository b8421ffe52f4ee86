"""A person's dates as a calendar program reads them (iCalendar, RFC 5545)."""

import datetime as dt
import html
from collections import defaultdict

from django.db.models import Max
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from embassy import clock
from embassy.models import AuditEntry
from programmes.reports.month import Span, entries_in

BEFORE, AFTER = dt.timedelta(days=366), dt.timedelta(days=3 * 366)
MODELS = {
    "activity": "programmes.activity",
    "event": "programmes.event",
    "deadline": "programmes.commitment",
    "expected": "programmes.commitment",
}


def calendar_of(user, *, at, address):
    """The dates of a year back and three ahead. `address` makes a path into a whole web address.

    It says what, when and where, and nothing else: whoever finds the secret address learns no outcome and no note.
    """
    today = clock.public_day(at)
    entries = entries_in(user, Span(today - BEFORE, today + AFTER))
    changed = _last_changes(entries)
    calendar = Calendar()
    calendar.add("prodid", "-//Strategic partnerships//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Strategic partnerships"))
    if user.is_demo or any(entry.is_demonstration for entry in entries):
        calendar.add("x-wr-caldesc", _("Demonstration data. Not a statement by any government."))
    for entry in entries:
        calendar.add_component(_event(entry, changed, address))
    return calendar.to_ical()


def _event(entry, changed, address):
    label = ", ".join(part for part in (capfirst(entry.label), entry.state) if part)
    event = Event()
    event.add("uid", f"{entry.kind}-{entry.key}@strategic-partnerships")
    event.add("dtstamp", changed.get(_row_of(entry)) or clock.start_of_day(entry.on))
    event.add("sequence", entry.version - 1)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.until + clock.ONE_DAY)
    if entry.is_loose:
        unset = _("day not set")
        label = f"{label}, {unset}"
    event.add("summary", f"{html.unescape(strip_tags(entry.title))} ({label})")
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", address(entry.url))
    return event


def _row_of(entry):
    return MODELS[entry.kind], entry.key.partition("-")[0]


def _last_changes(entries):
    """When each row was last saved, by model and key: what the calendar program compares."""
    wanted = defaultdict(set)
    for entry in entries:
        model, key = _row_of(entry)
        wanted[model].add(key)
    found = {}
    for model in sorted(wanted):
        rows = AuditEntry.objects.filter(model=model, object_id__in=wanted[model]).order_by()
        for key, at in (
            rows.values("object_id").annotate(at=Max("change_set__at")).values_list("object_id", "at")
        ):
            found[model, key] = at
    return found
