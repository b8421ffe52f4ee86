"""One account for an e-mail address, however its letters are written: in forms, commands and the database itself."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from embassy.audit import Channel, change_set
from embassy.change_events import RecordEvent
from embassy.checks import nobody_shares_an_address
from embassy.models import User
from tests import factories
from tests.admin.admin_rows import change, client_of

pytestmark = pytest.mark.django_db
ONE = "Åse@um-straße.example"
OTHERS = ["åse@UM-STRASSE.example", "A\u030ase@um-straße.example", "ÅＳＥ@um-strasse.example", ONE]


def by_save(address):
    factories.user(email=address)


def by_an_update(address):
    person = factories.user(email="per@um.example")
    with change_set(by=person, channel=Channel.ADMIN, event=RecordEvent.ROW_CHANGED) as record:
        record.update(person, email=address)


def by_many_at_once(address):
    User.objects.bulk_create([User(username="per", email=address)])


@pytest.mark.parametrize("address", OTHERS)
def test_an_address_that_differs_in_its_letters_only_is_somebody_elses(address):
    factories.user(email=ONE)
    with pytest.raises(ValidationError, match="Somebody else has this e-mail address"):
        User(username="per", email=address).clean()


@pytest.mark.parametrize("write", [by_save, by_an_update, by_many_at_once])
def test_the_database_itself_refuses_it(write):
    factories.user(email=ONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(OTHERS[0])
    write("aase@um-strasse.example")
    assert User.objects.filter(email="aase@um-strasse.example").exists()


def test_an_address_that_is_given_up_can_be_had_and_none_is_nobodys():
    person = factories.user(email=ONE)
    change(client_of(factories.superuser()), person, email="")
    factories.user(email=OTHERS[0])
    factories.user(email="")


def test_the_admin_says_who_has_the_fault_and_the_command_too():
    factories.user(email="anna@um-straße.example")
    person = factories.user(email="per@um.example")
    client = client_of(factories.superuser(language="en"))
    page = change(client, person, email="ANNA@um-strasse.example")
    assert page.status_code == 422
    assert "Somebody else has this e-mail address" in page.content.decode()
    with pytest.raises(CommandError, match=r"(?i)e-mail"):
        call_command(
            "createsuperuser", interactive=False, username="root", email="anna@um-STRASSE.example",
            stdout=io.StringIO(),
        )  # fmt: skip
    assert not User.objects.filter(username="root").exists()


@pytest.fixture
def double():
    """Two accounts with one address, from the time when the database took them."""
    first, second = factories.user(email="anna@um.example"), factories.user()
    User._base_manager.filter(pk=second.pk).update(
        email="Anna@um.example", address_key=f"anna@um.example {second.pk}"
    )
    return first, User.objects.get(pk=second.pk)


def test_doubles_from_before_stay_and_can_be_written(double):
    first, second = double
    for person in double:
        person.language = "en"
        person.save()
        person.set_password("another long password")
        person.save(update_fields=["password"])
    [warning] = nobody_shares_an_address()
    assert warning.msg.startswith("1 e-mail addresses belong")
    with pytest.raises(ValidationError):
        User(username="third", password="x", email="ANNA@um.example").full_clean()
    second.email = "annab@um.example"
    second.full_clean()
    second.save()
    assert nobody_shares_an_address() == []
    second.email = first.email
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_the_deployment_is_told_of_addresses_that_differ_in_their_letters(double):
    first, second = double
    User._base_manager.filter(pk=first.pk).update(email="anna@straße.example")
    User._base_manager.filter(pk=second.pk).update(email="ANNA@strasse.example")
    assert [warning.id for warning in nobody_shares_an_address()] == ["embassy.W004"]
