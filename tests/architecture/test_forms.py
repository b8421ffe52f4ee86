"""Every form that staff fill in takes texts as they are seen (embassy/forms.py)."""

import importlib
import re

from django import forms
from django.contrib import admin

from embassy.forms import AsSeen
from tests.architecture.source import ROOT, modules

ROOMS = ("programmes/workspace/", "programmes/admin/", "embassy/admin/")
# Names that views read from what was sent themselves: keys, codes, versions and addresses.
NO_WORDS = {
    "operation",
    "step",
    "submission_key",
    "next",
    "from",
    "since",
    "withdraw_missing",
    "version",
    "_seen",
}


def subclasses(model):
    for each in model.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_form_of_staff_and_admin_takes_texts_as_they_are_seen():
    for path, _tree in modules(*ROOMS):
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    rooms = tuple(room.replace("/", ".") for room in ROOMS)
    ours = {form for form in subclasses(forms.BaseForm) if form.__module__.startswith(rooms)}
    assert len(ours) > 30
    assert sorted(form.__qualname__ for form in ours if not issubclass(form, AsSeen)) == []


def test_no_screen_of_the_admin_has_another_form():
    screens = admin.site._registry.values()
    parts = [*screens, *(inline for screen in screens for inline in screen.inlines)]
    names = [str(part) for part in parts if not issubclass(part.form, AsSeen)]
    names += [str(part) for part in parts if not issubclass(getattr(part, "add_form", AsSeen), AsSeen)]
    assert names == []


def test_what_is_read_past_a_form_is_no_text():
    """Whatever holds words of a person goes through a form or `typed`."""
    raw = re.compile(r"POST(?:\.get\(|\[)\"(\w+)\"")
    names = {name for path, _tree in modules(*ROOMS) for name in raw.findall((ROOT / path).read_text())}
    assert names == NO_WORDS
