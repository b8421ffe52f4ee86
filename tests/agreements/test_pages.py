"""The pages of agreement texts, all of them without JavaScript: send, review, decide, make, compare."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from embassy.models import ChangeSet
from programmes.models import AgreementReading, Programme, ReviewStep
from tests import factories
from tests.agreements.drafts import KOREA, PLAN, address, frame_form, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    factories.partnership()
    factories.country("DK", is_partner=False)
    person = factories.administrator()
    client.force_login(person)
    return person


@pytest.fixture
def reading(administrator):
    return sent(administrator)


def read(client, name, *args, **options):
    response = client.get(address(name, *args, **options))
    assert response.status_code == 200
    return response.content.decode()


def decide(client, reading, name, since=0, **values):
    return client.post(address("item", reading.pk, name), {"since": since, **values})


def test_a_file_that_is_sent_leads_to_its_review_and_makes_no_programme(client, administrator):
    file = SimpleUploadedFile("Korea.pdf", KOREA.read_bytes())
    response = client.post(address("new"), {"file": file, "mission": factories.mission().pk})
    held = AgreementReading.objects.get()
    assert response.status_code == 302
    text = client.get(response["Location"]).content.decode()
    assert "Make the draft programme (69 commitments)" in text
    assert "69 commitments · 4 areas · 16 tracks" in text
    assert "which is meant" in text.lower()
    assert bytes(held.content) == KOREA.read_bytes()
    assert not Programme.objects.exists()


def test_pasted_text_is_read_too(client, administrator):
    response = client.post(address("new"), {"text": PLAN, "mission": factories.mission().pk})
    assert response.status_code == 302
    assert "4 commitments" in client.get(response["Location"]).content.decode()
