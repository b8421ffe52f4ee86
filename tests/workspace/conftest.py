"""The fixed cast of the staff pages, on the morning of 12 March 2026, and a plan in force that their team owns."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import factories

NOW = "2026-03-12 09:00 +0000"
EVERYONE = (
    "anonymous", "unattached", "elsewhere", "colleague", "member", "lead", "administrator", "other_administrator",
    "superuser",
)  # fmt: skip


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def people(db):
    return factories.cast()


@pytest.fixture
def plan(people):
    """In force from 2025 to 2027: three commitments that the energy team at Seoul owns."""
    return factories.plan(3, starts_on="2025", ends_on="2027")


@pytest.fixture
def first(plan):
    return plan.commitments.get(number="1.1.1")


def as_(person):
    """A browser in which this person is signed in."""
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def place(commitment):
    return commitment.programme.reference, commitment.number


def answers(people, ask):
    """What each of the cast is answered: `ask(client)` makes the request."""
    return {who: ask(as_(getattr(people, who))).status_code for who in EVERYONE}
