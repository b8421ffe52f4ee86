"""What a page offers beside itself: its list in files, a feed of its changes, a calendar of its dates."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from programmes.public.filters import FIRST, MORE

FORMATS = ("csv", "xlsx", "json")
FEED, CALENDAR = "changes.atom", "calendar.ics"


@dataclass(frozen=True, slots=True)
class Offers:
    """Addresses, and the links to files as HTML; empty where a page does not have the thing."""

    files: str = ""
    feed: str = ""
    calendar: str = ""
    licence: str = ""


def offers_of(url, data=None, *, has_list=True, has_calendar=False):
    """What the page at `url` offers; its files keep the filters of the address."""
    return Offers(
        files=_files(url, data) if has_list else "",
        feed=f"{url}{FEED}",
        calendar=f"{url}{CALENDAR}" if has_calendar else "",
        licence=licence_link() if has_list else "",
    )


def filters_of(data):
    """The filters of an address as it would be written, and nothing else that stood in it."""
    asked = [(name, value) for name in (*FIRST, *MORE, "q") for value in data.getlist(name) if value]
    return f"?{urlencode(asked)}" if asked else ""


def _files(url, data):
    query = escape(filters_of(data)) if data else ""
    return SafeString(" · ".join([
        f'<a href="{url}commitments.{format}{query}">{format.upper()}</a>' for format in FORMATS
    ]))  # fmt: skip


def licence_link():
    return format_html('<a rel="license" href="{}">{}</a>', settings.DATA_LICENCE_URL, settings.DATA_LICENCE)
