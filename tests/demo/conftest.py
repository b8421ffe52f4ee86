"""The real content, and the demonstration over it, each made once for a module that asks for it and undone after it."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from embassy import clock
from programmes.demo.make import make_demo


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demonstration(content, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True):
            made = make_demo(at=clock.now())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def development(settings):
    settings.DEBUG = True
