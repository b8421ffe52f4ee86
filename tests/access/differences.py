"""What a reader gets with a secret in the world and without it, byte by byte, but for a few listed tokens."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import Resolver404, resolve, reverse

from programmes.public.sitemaps import PublicPages
from tests.access.crawl import words_of
from tests.access.matrix import REFERENCE
from tests.access.matrix_client import address_of, answer
from tests.access.sendings import Sending
from tests.access.table import ROWS
from tests.long_work.waiting import workers_are_done

# What is another on each request or after each write, with the reason why it may be.
TOKENS = {
    r'name="csrfmiddlewaretoken" value="[^"]*"': "drawn anew for each form",
    r'name="submission_key" value="[^"]*"': "drawn anew for each form, so that one sent twice counts once",
    r'name="[^"]*key[^"]*" value="[0-9a-f-]{36}"': "the same, of forms with many rows",
    r'value="http://testserver/[^"]*/calendar/[^"]*\.ics"': "the secret address of a calendar, drawn anew",
    r"/work/undo/\d+/": "what one has done can be undone by its number, which counts whatever is done anywhere",
}
_TOKENS = re.compile("|".join(TOKENS).encode())
# Addresses of the matrix that are not compared, with the reason.
LEFT_OUT = {
    "workspace:calendar-feed": "whoever has the secret address sees what its owner sees",
}
ADMIN_FILTERS = {
    "commitment/?deadline": ("passed", "soon"),
    "commitment/?reported": ("never", "stale", "lately"),
    "statusreport/?state__exact": ("submitted", "cleared"),
    "organisation/?q": ("veil",),
}
CODES = ("not_reported", "under_way", "fulfilled", "withheld")
QUESTIONS = ("energy", "agriculchure", "agriculchuro", "denmark", "meetings", "veil")


@contextmanager
def taken_back():
    """Whatever is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answer_of(asked, cookies):
    """Status and headers, and the body without the tokens; of a form that is sent, those of the page it leads to."""
    response = _asked(asked, cookies)
    if response.status_code == 503:  # a file that is still being made, on a machine that does much else
        workers_are_done()
        response = _asked(asked, cookies)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    told = sorted(response.headers.items())
    head = [
        f"{name}: {value}" for name, value in told if name != "Content-Length"
    ]  # that of the body, which is told
    led = [f"led to {address} ({status})" for address, status in getattr(response, "redirect_chain", ())]
    return [str(response.status_code), *led, *head], _TOKENS.sub(b"", content)


def _asked(asked, cookies):
    if isinstance(asked, Sending):
        return answer("post", asked.address, cookies=cookies, data=asked.data, follow=True)
    return answer("get", asked, cookies=cookies)


def public_addresses(world, languages=("en",)):
    """All of the matrix that is for everyone, with the questions that change what is listed."""
    yield from _of_rows(world, languages, lambda row: not row.name.startswith(("workspace:", "admin")))
    pages = PublicPages().items()  # asked itself: the file is empty while search engines are kept out
    yield from (f"/{language}/{path}" for language in languages for path in pages)
    for language in languages:
        yield from (f"/{language}/search/?q={q}" for q in QUESTIONS)
        for page in ("", "2021-2024/", "2021-2024/1.1.1/", "timeline/"):
            yield f"/{language}/south-korea/{page}?on={world.day}"
        yield from (f"/{language}/south-korea/2021-2024/?status={code}" for code in CODES)
    yield from (f"/api/commitments?status={code}" for code in CODES)


def staff_addresses(world, role, languages=("en",)):
    """All of the matrix that this role is let into, with every format of exports and the filters that lists have."""

    def is_let_in(row):
        return row.expected("GET")[role] == 200

    yield from _of_rows(world, languages, lambda row: row.name.startswith("workspace:") and is_let_in(row))
    yield from _of_rows(world, ["en"], lambda row: row.name.startswith("admin") and is_let_in(row))
    for row in ROWS:
        if row.name.startswith("workspace:") and row.at == (REFERENCE, "1.1.1") and row.GET != "405":
            for commitment in (world.second, world.silent, world.withheld, world.chinese):
                yield reverse(row.name, args=[commitment.programme.reference, commitment.number])
    for format in ("xlsx", "flat-xlsx", "json"):
        for reference in (REFERENCE, world.chinese.programme.reference):
            yield reverse("workspace:export-programme", args=[reference, format])
    for name, values in ADMIN_FILTERS.items():
        yield from (f"/admin/programmes/{name}={value}" for value in values)


def is_compared(address):
    try:
        return resolve(address.partition("?")[0]).view_name not in LEFT_OUT
    except Resolver404:  # a link that leads nowhere leads nowhere still
        return True


def _of_rows(world, languages, is_wanted):
    rows = [row for row in ROWS if row.GET != "405" and row.name not in LEFT_OUT and is_wanted(row)]
    english = dict.fromkeys(address_of(row, world) for row in rows)
    yield from (address.replace("/en/", f"/{language}/", 1) for language in languages for address in english)


@dataclass
class Comparison:
    """The answers that one role gets, before any secret came and after."""

    world: object
    role: str
    before: dict = field(default_factory=dict)

    def ask(self, address):
        return answer_of(address, self.world.cookies[self.role])

    def remember(self, addresses):
        for address in addresses:
            if address not in self.before:
                self.before[address] = self.ask(address)

    def answered(self, status):
        return sum(head[0] == str(status) for head, _body in self.before.values())

    def broken(self):
        return [address for address, (head, _body) in self.before.items() if head[0] >= "500"]

    def differing(self, secrets, addresses):
        """Where the answer is another one with these secrets; the world is as before afterwards."""
        addresses = list(addresses)
        with taken_back():
            known = [address for secret in secrets for address in secret.put(self.world) or []]
            after = {address: self.ask(address) for address in [*addresses, *known]}
        self.remember(after)
        return {
            address: difference(self.before[address], answer)
            for address, answer in after.items()
            if answer != self.before[address]
        }


def difference(before, after):
    """The first lines that are not in both, for whoever has to mend it."""
    lines = [[*head, *words_of(body).splitlines()] for head, body in (before, after)]
    gone = [f"- {line.strip()[:200]}" for line in lines[0] if line not in set(lines[1])]
    come = [f"+ {line.strip()[:200]}" for line in lines[1] if line not in set(lines[0])]
    return [*gone[:5], *come[:5]] or ["the same lines in another order"]


def in_words(differing):
    return "\n".join(line for asked, lines in differing.items() for line in (str(asked), *lines))
