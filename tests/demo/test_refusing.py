"""`manage.py make_demo` refuses in one sentence where it must not or cannot be made."""

import pytest
from django.core.management import CommandError, call_command

from embassy.models import User

pytestmark = pytest.mark.django_db


def refusal():
    with pytest.raises(CommandError) as refused:
        call_command("make_demo")
    assert refused.value.returncode == 2
    assert not User.objects.exists()
    return str(refused.value)


def test_it_is_refused_on_a_public_server():
    assert "development server" in refusal()


def test_without_the_content_it_says_what_to_run(development):
    assert "load_content" in refusal()
