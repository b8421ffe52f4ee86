"""Trying to sign in, from some address."""

import pytest
from django.test import Client

from tests import factories

LOGIN = "/en/account/login/"
OWN_ADDRESS, OTHER_ADDRESS = "192.0.2.10", "198.51.100.20"


@pytest.fixture
def mette(db):
    return factories.member(username="mette")


def attempt(username="mette", password="wrong", *, address=OWN_ADDRESS, client=None, **headers):  # noqa: S107
    """One attempt to sign in; by a browser of its own unless one is given."""
    client = client or Client()
    data = {"login": username, "password": password}
    return client.post(LOGIN, data, REMOTE_ADDR=address, headers=headers)


def is_signed_in(client):
    return client.get("/en/work/").status_code == 200
