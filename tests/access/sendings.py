"""Forms as somebody may send them: as they stand, filled in, emptied, and with what they were drawn from gone by."""

from dataclasses import dataclass

from tests.access.matrix_client import address_of, answer
from tests.access.table import ROWS
from tests.html_forms import forms_in

# What a form keeps of the rows that it was drawn from, so that a change meanwhile is seen.
SEEN = ("version", "last_seen", "_seen", "since", "draft_seen", "began_with")
TICKED, ACTION = "_selected_action", "action"  # of a list in the admin
# Addresses whose forms change who somebody is, and not what they read.
LEFT_OUT = ("/logout/", "/login/", "password")


@dataclass(frozen=True)
class Sending:
    """What is sent to an address, by names in order."""

    address: str
    fields: tuple
    about: str

    def __str__(self):
        return f"POST {self.address} ({self.about})"

    @property
    def data(self):
        return {name: list(values) for name, values in self.fields}


def sending(address, fields, about):
    listed = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return Sending(
        address, tuple(sorted((name, tuple(map(str, each))) for name, each in listed.items())), about
    )


def bare_sendings(world, role):
    """What the access matrix sends: enough to be let in, if the right is there."""
    for row in ROWS:
        if row.name.startswith(("workspace:", "admin:")) and row.expected("POST")[role] != 405:
            address = address_of(row, world)
            if not any(part in address for part in LEFT_OUT):
                yield sending(address, row.data(world), "as in the matrix")


def filled_sendings(world, role, addresses):
    """The forms of some pages, in every way."""
    for page in addresses:
        response = answer("get", page, cookies=world.cookies[role])
        if response.streaming or b"<form" not in response.content or response.status_code != 200:
            continue
        for form in forms_in(response.text):
            address = form.action or page
            form.fields.pop("csrfmiddlewaretoken", None)
            if form.fields.keys() - {"form_ticket"} and not any(part in address for part in LEFT_OUT):
                yield from (sending(address, fields, about) for fields, about in _ways(form))


def _ways(form):
    if TICKED in form.choices:
        for action in form.choices.get(ACTION, ()):
            yield form.fields | {ACTION: action, TICKED: form.choices[TICKED]}, f"{action} of all"
        return
    yield form.fields, "as it stands"
    yield _filled(form), "filled in"
    if form.typed:
        yield form.fields | dict.fromkeys(form.typed, ""), "emptied"
    if old := {name: "0" for name in form.fields if name.rpartition("-")[2] in SEEN}:
        yield _filled(form) | old, "of before"


def _filled(form):
    texts = {name: f"Typed {place}." for place, name in enumerate(form.typed) if not form.fields.get(name)}
    chosen = {
        name: values[0] for name, values in form.choices.items() if values and not form.fields.get(name)
    }
    return form.fields | chosen | texts
