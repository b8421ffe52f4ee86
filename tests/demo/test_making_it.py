"""`manage.py make_demo` over the real content: what it says, and that it is whole or not there at all."""

import pytest
from django.core.management import CommandError, call_command

from embassy import clock
from embassy.audit import Channel
from embassy.models import ChangeSet, User
from programmes.demo.make import make_demo
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_real_user_of_the_same_name_is_not_touched(content, development):
    factories.user("lead")
    with pytest.raises(CommandError, match="real users") as refused:
        call_command("make_demo")
    assert refused.value.returncode == 2
    assert User.objects.count() == 1


def test_it_says_what_it_made_and_who_to_sign_in_as(content, development, capsys):
    call_command("make_demo")
    said = capsys.readouterr().out
    assert "79 owners" in said
    names = "member, lead, other, admin.seoul, admin.beijing, headquarters, super, political.member, political.lead"
    assert f"{names}; password: demo" in said


def test_it_is_made_whole_or_not_at_all(content, development, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError("The power went.")

    monkeypatch.setattr("programmes.demo.make._make_events", breaks)
    with pytest.raises(RuntimeError):
        make_demo(at=clock.now())
    assert not User.objects.exists()
    assert not ChangeSet.objects.filter(channel=Channel.DEMO).exists()
