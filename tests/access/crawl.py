"""Reads every page that somebody can reach, and finds the canaries that they should not have seen."""

import re
import zipfile
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pdfplumber

from tests.access.matrix_client import answer

HOST = "http://testserver"
LINK = re.compile(r"""(?:href|src|action)=["']([^"']*)["']|<loc>([^<]*)</loc>""")
LEFT_OUT = ("/static/", "/en/account/logout/", "/da/account/logout/")
SORTING = re.compile(
    r"[?&](?:o|_facets|_popup|_changelist_filters)="
)  # the same rows in every order would be read for ever


class Leaked(Exception):
    """A canary is out, and nobody asks for more."""


@dataclass
class Crawl:
    """What was read and what leaked, as (address, canary), for a reader who may see some kinds of canaries.

    `own` is the reader's own account, if they have one.
    """

    garden: object
    allowed: tuple = ()
    own: object = None
    cookies: object = None
    read: Counter = field(default_factory=Counter)
    leaks: list = field(default_factory=list)
    broken: list = field(default_factory=list)
    stops_at_a_leak: bool = False

    def fetch(self, address, method="get", **extra):
        """The text of an answer, headers included, looked through for canaries."""
        response = answer(method, address, cookies=self.cookies, **extra)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = "\n".join(
            [
                *(f"{name}: {value}" for name, value in response.headers.items()),
                words_of(content),
            ]
        )
        self.read[response.status_code] += 1
        found = self.garden.found_in(text, allowed=self.allowed)
        known = (address, self.own.email if self.own else "")  # what one asked for may come back
        self.leaks += [
            (address, canary)
            for canary in found
            if not any(canary.text in words.casefold() for words in known)
        ]
        if response.status_code >= 500:
            self.broken.append(address)
        if self.leaks and self.stops_at_a_leak:
            raise Leaked(self.leaks)
        return response, text

    def follow(self, *addresses, within=("",)):
        """Read these pages and all that they lead to, as long as it begins with one of `within`."""
        waiting, seen = deque(addresses), set(addresses)
        while waiting:
            address = waiting.popleft()
            response, text = self.fetch(address)
            found = [response.get("Location", "")] if 300 <= response.status_code < 400 else []
            found += [unescape(first or second) for first, second in LINK.findall(text)]
            for link in found:
                target = _local(urljoin(f"{HOST}{address}", link))
                if target not in seen and target.startswith(within) and _is_new_ground(address, target):
                    seen.add(target)
                    waiting.append(target)
        return seen


def words_of(content):
    """The words of an answer; those of a PDF, a workbook or a zip are compressed."""
    if content.startswith(b"%PDF"):
        return words_of_pdf(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return content.decode(errors="replace")


def words_of_pdf(content):
    """The text of a PDF, whose own bytes are compressed."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def _is_new_ground(address, target):
    """Filters are followed from a page without any: each by itself, not in all their combinations."""
    is_combination = "?" in address and "?" in target
    return (
        bool(target) and not is_combination and not target.startswith(LEFT_OUT) and not SORTING.search(target)
    )


def _local(link):
    """The path and query of a link to this site, else nothing."""
    parts = urlsplit(urldefrag(link).url)
    if f"{parts.scheme}://{parts.netloc}" != HOST:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
