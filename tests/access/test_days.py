"""A day in an address is done or refused, at every public address: nothing of today passes for that day."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import current
from programmes.models import (
    Activity,
    Event,
    EventProgramme,
    Note,
    PartnershipLevel,
    Responsibility,
    Wording,
)
from programmes.public.days import KNOWS_DAYS
from programmes.public.sitemaps import PublicPages
from tests import factories
from tests.access import matrix
from tests.access.differences import answer_of, difference, in_words, taken_back
from tests.conftest import IS_TRIAL

DAY = "2026-06-09"


def address_of(row, world):
    with translation.override("en"):
        return reverse(row.name, args=[part(world) if callable(part) else part for part in row.at])


def knows_days(address):
    return getattr(resolve(address).func, KNOWS_DAYS, False)


def says_the_day(response):
    """Whether an answer names the day that was asked for: on the page, in the file's name and rows, or in the address
    that it leads to.
    """
    if response.status_code == 302:
        return f"on={DAY}" in response["Location"]
    if "Content-Disposition" in response:
        return DAY in response["Content-Disposition"]
    return "As of 9 June 2026." in response.content.decode()


ASKED = [
    row for row in matrix.PUBLIC if row.GET in {"200", "302"} and not row.name.endswith(("healthz", "readyz"))
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ASKED, ids=str)
def test_every_public_address_does_as_a_day_says_or_refuses_it(world, row):
    reader = Client()
    address = address_of(row, world)
    response = reader.get(f"{address}?on={DAY}")
    if knows_days(address):
        assert response.status_code in {200, 302, 404}
        assert response.status_code == 404 or says_the_day(response)
    else:
        assert response.status_code == 422
        assert "on" in response.content.decode()


def test_a_form_that_was_left_empty_asks_for_no_day(world):
    for name in ("public:statistics", "public:about", "public:front"):
        with translation.override("en"):
            assert Client().get(f"{reverse(name)}?on=", follow=True).status_code == 200, name


# ---- whoever reads of a day later reads the same

# What an answer says of the day on which it is read, with the reason. (ETag and length are made of these bytes.)
OF_TODAY = {
    r"\((?:accessed|hentet) [^)]+\)": "a citation says when it was read",
}
_OF_TODAY = re.compile("|".join(OF_TODAY).encode())
YEAR = dt.timedelta(days=400)
# What narrows a list asks of a day, too.
QUESTIONS = ("status=under_way", "age=0-3", "evidence=no", "side=danish", "organisation=danish-energy-agency")


def things_to_come(world, day):
    """Something of every kind that holds from a day on, or until it: a page of an earlier day knows none of them."""
    before, place = day - clock.ONE_DAY, day.isoformat()
    successor = factories.organisation(f"Successor {place}")
    body = factories.organisation(f"Body {place}", successor=successor, succeeded_on=place)
    with change_set(
        by=world.cast.administrator, channel=Channel.PAGE, event="row_changed", parameters={"model": ""}
    ) as record:
        for commitment in (world.shown, world.second, world.silent):
            record.create(Responsibility(commitment=commitment, organisation=body, side="danish"))
        ended = factories.organisation(f"Gone {place}")
        record.create(
            Responsibility(commitment=world.second, organisation=ended, side="partner", until_on=before)
        )
        begun = factories.organisation(f"Come {place}")
        record.create(
            Responsibility(commitment=world.second, organisation=begun, side="partner", from_on=day)
        )
        record.create(
            Wording(commitment=world.silent, text=f"Words from {place}.", language="da", valid_from=day,
                    provenance="official_translation", valid_until=day + dt.timedelta(days=9))
        )  # fmt: skip
        record.create(
            PartnershipLevel(
                partnership=world.partnership,
                title_da=f"Niveau {place}",
                title_en=f"Level {place}",
                agreed_on=place,
            )
        )
        record.create(
            Note(key=f"note-{place}", partnership=world.partnership, audience="public", noted_on=place,
                 text_en=f"Noted {place}.", text_da=f"Noteret {place}.")
        )  # fmt: skip
        event = record.create(
            Event(key=f"event-{place}", partnership=world.partnership, kind="midterm_review", is_public=True,
                  title_da=f"Møde {place}", title_en=f"Meeting {place}", starts_on=place)
        )  # fmt: skip
        record.create(EventProgramme(event=event, programme=world.programme, relation="reviewed"))
        activity = record.create(
            Activity(
                kind="visit", title_en=f"Visit {place}", is_public=True, takes_place_on=place, state="held"
            )
        )
        record.set_links(activity, "commitments", [world.shown])
    at = clock.start_of_day(day)
    factories.report(world.silent, status="fulfilled", at=at - dt.timedelta(days=9), effective_at=at)


def readings(addresses):
    """What anyone gets at some addresses, without what is of today."""
    answers = {}
    for address in addresses:
        head, body = answer_of(address, None)
        lines = [line for line in head if not line.startswith(("ETag", "Content-Length"))]
        answers[address] = lines, _OF_TODAY.sub(b"", body)
    return answers


def dated_addresses(world, days):
    """Every address that knows days, of these days; lists also narrowed by what asks of a day."""
    english = [address_of(row, world) for row in ASKED]
    english += [f"/en/{path}" for path in PublicPages().items()]
    for address in filter(knows_days, dict.fromkeys(english)):
        yield from (f"{address}?on={day}" for day in days)
        if IS_TRIAL:
            yield from (f"/da{address.removeprefix('/en')}?on={day}" for day in days)
    lists = ["/en/statistics/commitments/", "/en/south-korea/2021-2024/", "/en/sector/energy/commitments.csv"]
    for address in lists if IS_TRIAL else lists[:1]:
        yield from (f"{address}?on={days[0]}&{question}" for question in QUESTIONS)


@pytest.mark.trials
def test_a_day_reads_the_same_whenever_it_is_asked_for(world, tried):
    now = clock.now()
    days = [world.day, clock.today() - clock.ONE_DAY] if IS_TRIAL else [world.day]
    with taken_back():
        for day in (days[0] + 9 * clock.ONE_DAY, clock.today() + YEAR / 2):
            things_to_come(world, day)
        current.rebuild(at=now)
        addresses = list(dated_addresses(world, days))
        with time_machine.travel(now, tick=False):
            first = readings(addresses)
        with time_machine.travel(now + YEAR, tick=False):
            later = readings(addresses)
    assert sum(head[0] == "200" for head, _body in first.values()) > 50
    differing = {
        address: difference(first[address], later[address])
        for address in addresses
        if first[address] != later[address]
    }
    assert differing == {}, in_words(differing)
    tried("pages of a day read on two days", len(addresses))
