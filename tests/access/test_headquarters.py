"""Headquarters reads what the administrators of all missions read, and is offered nothing that it may not do."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest

from tests.access.crawl import Crawl
from tests.access.matrix_client import answer

pytestmark = pytest.mark.django_db
OWN = ("/en/work/", "/admin/")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)


class Offers(Crawl):
    """Reads every page that one is led to, presses every button there, and keeps what was refused."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.refused, self.pressed = [], set()

    def fetch(self, address, method="get", **extra):
        response, text = super().fetch(address, method, **extra)
        if response.status_code in (403, 404):
            self.refused.append((response.status_code, address))
        if response.status_code == 200:
            self._press_all(address, text)
        return response, text

    def _press_all(self, address, text):
        for attributes, inner in FORM.findall(text):
            if 'method="post"' not in attributes or 'type="submit"' not in inner:
                continue
            action = re.search(r'action="([^"]*)"', attributes)
            target = urljoin(address, unescape(action.group(1))) if action else address
            if target.startswith(OWN) and target not in self.pressed:
                self.pressed.add(target)
                status = answer("post", target, cookies=self.cookies).status_code
                self.refused += [(status, f"POST {target}")] if status in (403, 404) else []


def test_headquarters_reads_what_administrators_read_and_is_offered_nothing_that_is_refused(world, tried):
    """What is nobody's but the administrators', of Seoul and of Beijing; by the pages and buttons one is led to."""
    crawl = Offers(world.garden, cookies=world.cookies["headquarters"])
    reached = crawl.follow("/en/work/", "/admin/", within=OWN)
    assert crawl.refused == []
    assert crawl.broken == []
    assert crawl.read[200] > 150
    assert any("/merge/" in address for address in reached)
    assert any("/undo/" in address or "/new/" in address for address in crawl.pressed)
    kinds = {canary.kind for _address, canary in crawl.leaks}
    assert {
        "note",
        "report",
        "unpublished",
        "document",
        "proposal",
        "team",
        "agreement",
        "abroad",
        "beijing",
    } <= kinds
    assert "mail" not in kinds  # one person's
    tried("pages and buttons offered to headquarters", crawl.read.total() + len(crawl.pressed))
