"""The smallest site worth reading, and a reader without a name."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def reader():
    """Anyone: no cookie, no account, over a connection that compresses nothing."""
    return Client()


@pytest.fixture
def plan(db):
    """South Korea's published plan with three commitments in one area and one track."""
    factories.partnership("KR")
    return factories.plan(3)


@pytest.fixture
def read(reader):
    """The text of a page that answers 200."""

    def text_of(address, **headers):
        response = reader.get(address, headers=headers)
        assert response.status_code == 200, f"{address} answered {response.status_code}"
        return response.content.decode()

    return text_of


@pytest.fixture
def refused(reader):
    """The text of an answer that says that an address cannot be used as it is."""

    def text_of(address):
        response = reader.get(address)
        assert response.status_code == 422, f"{address} answered {response.status_code}"
        return response.content.decode()

    return text_of
