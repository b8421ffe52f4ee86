"""A day in an address is done or refused, at every public address: nothing of today passes for that day."""

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from programmes.public.days import KNOWS_DAYS
from tests.access import matrix

DAY = "2026-06-09"


def address_of(row, world):
    with translation.override("en"):
        return reverse(row.name, args=[part(world) if callable(part) else part for part in row.at])


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
    if getattr(resolve(address).func, KNOWS_DAYS, False):
        assert response.status_code in {200, 302, 404}
        assert response.status_code == 404 or says_the_day(response)
    else:
        assert response.status_code == 422
        assert "on" in response.content.decode()


def test_a_form_that_was_left_empty_asks_for_no_day(world):
    for name in ("public:statistics", "public:about", "public:front"):
        with translation.override("en"):
            assert Client().get(f"{reverse(name)}?on=").status_code == 200, name
