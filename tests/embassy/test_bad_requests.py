"""A request that cannot be read at all is answered with a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def sent(name, language="en"):
    client = Client()
    client.force_login(factories.superuser())
    file = SimpleUploadedFile("a.csv", b"number\n1.1.1\n")
    file._name = name
    return client.post(f"/{language}/work/import/new/", {"files": [file]})


@pytest.mark.parametrize("length", [900, 5_000])
def test_a_file_whose_name_is_too_long_is_refused_with_a_sentence(length):
    response = sent(f"{'a' * length}.csv")
    page = response.content.decode()
    if response.status_code == 400:
        assert "its name may be too long: give it a shorter name" in page
    assert response.status_code in {400, 422}
    assert "</html>" in page


def test_and_in_danish():
    response = sent(f"{'å' * 5_000}.csv", language="da")
    assert response.status_code == 400
    assert "giv den et kortere navn" in response.content.decode()


@pytest.mark.parametrize("length", [195, 250, 254, 300])
def test_a_long_name_that_can_be_read_does_no_harm(length):
    assert sent(f"{'a' * length}.csv").status_code in {200, 302, 422}


def test_too_many_fields_are_said_to_be_too_many():
    response = Client().get("/en/search/?" + "&".join(["q="] * 1_100))
    assert response.status_code == 400
    assert "You sent more than one form can take." in response.content.decode()


def test_under_a_name_that_is_not_ours_there_is_no_page(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    response = Client(headers={"Host": "elsewhere.example"}).get("/en/")
    assert response.status_code == 400
    assert "elsewhere" not in response.content.decode()
