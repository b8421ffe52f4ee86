"""Two people on one form: the second is told what the first one changed, and loses nothing of their own."""

import pytest

from embassy.models import ChangeSet
from programmes.models import Commitment
from tests import factories
from tests.admin.admin_rows import change, client_of, form_data, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return factories.plan(1).commitments.get()


@pytest.fixture
def anna():
    return client_of(factories.superuser("anna", language="en"))


@pytest.fixture
def bo():
    return client_of(factories.superuser("bo", language="en"))


def sent_after(first, second, commitment, **values):
    """Open the form as `second`, let `first` save, and send the form."""
    address = url(Commitment, "change", commitment)
    data = form_data(second.get(address)) | values
    assert change(first, commitment, plain_title_en="Ministers meet").status_code == 302
    return second.post(address, data)


def test_the_second_writer_gets_409_with_their_text_and_what_changed(anna, bo, commitment):
    response = sent_after(anna, bo, commitment, plain_title_en="Meetings of ministers")
    assert response.status_code == 409
    form = response.context["adminform"].form
    assert form["plain_title_en"].value() == "Meetings of ministers"
    assert any(
        "anna: " in line and "“Annual ministerial meetings 1” → “Ministers meet”" in line
        for line in form.non_field_errors()
    )
    assert Commitment.objects.get(pk=commitment.pk).plain_title_en == "Ministers meet"
    assert ChangeSet.objects.filter(channel="admin").count() == 1


def test_saving_again_after_having_seen_it_goes_through(anna, bo, commitment):
    response = sent_after(anna, bo, commitment, plain_title_en="Meetings of ministers")
    again = form_data(response)
    assert bo.post(url(Commitment, "change", commitment), again).status_code == 302
    assert Commitment.objects.get(pk=commitment.pk).plain_title_en == "Meetings of ministers"


def test_a_mistake_in_between_does_not_take_up_the_newer_version(anna, bo, commitment):
    address = url(Commitment, "change", commitment)
    data = form_data(bo.get(address)) | {"plain_title_en": "x" * 161}
    change(anna, commitment, plain_title_en="Ministers meet")
    wrong = bo.post(address, data)
    assert wrong.status_code == 422
    assert bo.post(address, form_data(wrong) | {"plain_title_en": "Mine"}).status_code == 409


def test_a_form_without_its_version_is_refused(anna, commitment):
    for version in ("", "newest", None):
        assert change(anna, commitment, plain_title_en="Mine", version=version).status_code == 422
    assert Commitment.objects.get(pk=commitment.pk).plain_title_en != "Mine"


def test_a_row_deleted_meanwhile_is_gone(anna, bo):
    agency = factories.organisation()
    address = url(type(agency), "change", agency)
    data = form_data(bo.get(address))
    anna.post(url(type(agency), "delete", agency), {"post": "yes"})
    assert bo.post(address, data).status_code == 404


def test_a_form_says_nothing_of_what_is_written_elsewhere(anna, commitment):
    """It carries how many entries there are about its own row, to which work on other rows adds none."""
    address = url(Commitment, "change", commitment)
    change(anna, commitment, plain_title_en="Ministers meet")
    before = anna.get(address).context["seen_entries"]
    change(anna, factories.organisation(), name_en="Another")
    assert before == anna.get(address).context["seen_entries"] > 0


def test_a_page_for_reading_carries_no_counter(commitment):
    page = client_of(factories.cast().elsewhere).get(url(Commitment, "change", commitment))
    assert page.status_code == 200
    assert b'name="_seen"' not in page.content
    assert b'name="version"' not in page.content
