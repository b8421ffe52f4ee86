"""The suite empties databases of history after tests that commit; the triggers must be back for the next one."""

import pytest
from django.db import DatabaseError, connection, transaction

from embassy import triggers
from embassy.models import ChangeSet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_history_is_protected_and_starts_empty_every_time(turn):
    assert triggers.missing(connection) == []
    assert not ChangeSet.objects.exists()
    ChangeSet.objects.create(channel=ChangeSet.Channel.COMMAND, event="row_changed", reason=turn)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ChangeSet.objects.update(reason="rewritten")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ChangeSet.objects.all()._raw_delete(using="default")
