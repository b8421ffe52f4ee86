"""What a page offers beside itself: its list in files, a feed of its changes, a calendar of its dates."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

FORMATS = ("csv", "xlsx", "json")
FEED, CALENDAR = "changes.atom", "calendar.ics"


@dataclass(frozen=True, slots=True)
class Offers:
    """Addresses, and the links to files as HTML; empty where a page does not have the thing."""

    files: str = ""
    feed: str = ""
    calendar: str = ""
    licence: str = ""


def offers_of(
    url: str,
    query: str = "",
    *,
    has_list: bool = True,
    has_feed: bool = True,
    has_calendar: bool = False,
    is_past: bool = False,
) -> Offers:
    """What the page at `url` offers. Its files keep the filters and the day of `query`; feeds know only of today."""
    return Offers(
        files=_files(url, query) if has_list else "",
        feed=f"{url}{FEED}" if has_feed and not is_past else "",
        calendar=f"{url}{CALENDAR}" if has_calendar and not is_past else "",
        licence=licence_link() if has_list else "",
    )


def _files(url: str, query: str) -> SafeString:
    kept = escape(query)
    return SafeString(" · ".join([
        f'<a href="{url}commitments.{format}{kept}">{format.upper()}</a>' for format in FORMATS
    ]))  # fmt: skip


def licence_link() -> SafeString:
    return format_html('<a rel="license" href="{}">{}</a>', settings.DATA_LICENCE_URL, settings.DATA_LICENCE)
