"""What the locks are for: a careless write of the same row does lose updates, and the checks do see it."""

import threading

import pytest

from embassy.models import AuditEntry, ChangeSet
from programmes.models import Commitment
from tests import factories
from tests.concurrency.together import Meeting, lost_updates, meet

pytestmark = pytest.mark.django_db(transaction=True)


def test_reading_then_writing_without_a_lock_loses_an_update_and_it_is_seen():
    commitment = factories.plan(1).commitments.get()
    both_have_read = threading.Barrier(2)

    def write_carelessly(who, meeting):
        def write():
            seen = Commitment.objects.get(pk=commitment.pk)
            both_have_read.wait(timeout=30)
            Commitment.objects.filter(pk=seen.pk).update(plain_title_en=f"By {who}", version=seen.version + 1)
            change = ChangeSet.objects.create(channel=ChangeSet.Channel.PAGE)
            AuditEntry.objects.create(
                change_set=change,
                action=AuditEntry.Action.UPDATE,
                model="programmes.commitment",
                object_id=str(seen.pk),
                before={"plain_title_en": seen.plain_title_en},
                after={"plain_title_en": f"By {who}"},
            )

        meeting.inside(who, write)

    meeting = meet(write_carelessly, people=2)
    assert meeting.most_at_once() == 2
    assert Commitment.objects.get(pk=commitment.pk).version == 2  # two writes, counted once
    assert len(lost_updates(AuditEntry.objects.order_by("pk").values_list("before", "after"))) == 1


def test_writes_one_after_another_are_not_taken_for_a_meeting():
    meeting = Meeting()
    for who in range(8):
        meeting.inside(who, lambda: None)
    assert (meeting.overlaps(), meeting.most_at_once()) == (0, 1)
