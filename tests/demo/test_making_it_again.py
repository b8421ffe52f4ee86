"""Made before, the demonstration belongs to whoever tries things out, and the real content stays the files'."""

import pytest
from django.core.management import call_command

from embassy.audit import Channel, change_set
from embassy.models import ChangeSet, User
from programmes.models import Commitment, StatusReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_made_again_it_adds_nothing_and_keeps_what_was_changed(development, capsys):
    member = User.objects.get(username="member")
    commitment = Commitment.objects.get(programme__reference="KR-2021", number="1.1.1")
    with change_set(by=member, channel=Channel.PAGE, event="row_changed") as record:
        record.update(member, last_name="Renamed")
        record.update(commitment, owner_team=None)
    before = ChangeSet.objects.count(), StatusReport.objects.count()
    call_command("make_demo")
    assert "nothing was added" in capsys.readouterr().out
    assert (ChangeSet.objects.count(), StatusReport.objects.count()) == before
    member.refresh_from_db()
    commitment.refresh_from_db()
    assert (member.last_name, commitment.owner_team) == ("Renamed", None)


def test_the_real_content_stays_as_the_files_have_it():
    before = ChangeSet.objects.count()
    call_command("load_content")
    assert ChangeSet.objects.count() == before
