"""The one way round the guard over the record: noted, all of it or nothing, and the guard is back afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction

from embassy import triggers
from embassy.audit import Channel, change_set
from embassy.models import AuditEntry, ChangeSet, RecordRewriting
from programmes.models import Sector
from tests import factories


@pytest.fixture
def change():
    with change_set(by=None, channel=Channel.PAGE, event="row_added", reason="As it was") as record:
        record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
        record.create(Sector(slug="energy", name_da="Energi", name_en="Energy"))
    return record.change_set


def rewriting(**options):
    return triggers.rewriting_the_record(
        connection, **{"operation": "try_it", "why": "To see it work.", **options}
    )


def remove_entries():
    entries = AuditEntry.objects.all()
    return entries._raw_delete(entries.db)


@pytest.mark.django_db(transaction=True)
class TestRewriting:
    def test_rows_are_changed_and_the_operation_is_noted(self, change):
        person = factories.superuser()
        with rewriting(by_id=person.pk):
            ChangeSet.objects.update(reason="As it is")
            AuditEntry.objects.update(after={})
        assert ChangeSet.objects.get().reason == "As it is"
        note = RecordRewriting.objects.get()
        assert (note.operation, note.why, note.by) == ("try_it", "To see it work.", person)
        assert (note.changed, note.removed) == (3, 0)

    def test_the_guard_is_back_afterwards(self, change):
        with rewriting():
            ChangeSet.objects.update(reason="As it is")
        assert triggers.missing(connection) == []
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ChangeSet.objects.update(reason="Again")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            RecordRewriting.objects.update(why="Nothing of the kind")

    def test_failing_half_way_leaves_everything_as_it_was(self, change):
        def fail_half_way():
            with rewriting():
                ChangeSet.objects.update(reason="As it is")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_half_way()
        assert ChangeSet.objects.get().reason == "As it was"
        assert not RecordRewriting.objects.exists()
        assert triggers.missing(connection) == []

    def test_rows_that_vanish_are_refused(self, change):
        with pytest.raises(triggers.RecordNotAsItWas, match="auditentry"), rewriting():
            remove_entries()
        assert AuditEntry.objects.count() == 2
        assert triggers.missing(connection) == []

    def test_rows_that_appear_are_refused_even_where_some_may_go(self, change):
        with pytest.raises(triggers.RecordNotAsItWas, match="changeset"), rewriting(may_remove=True):
            ChangeSet.objects.create(channel=Channel.PAGE, event="row_added")
        assert ChangeSet.objects.get() == change

    def test_rows_may_go_where_that_is_what_it_is_for(self, change):
        with rewriting(may_remove=True):
            remove_entries()
        assert not AuditEntry.objects.exists()
        assert RecordRewriting.objects.get().removed == 2

    def test_a_guard_that_does_not_come_back_is_refused(self, change, monkeypatch):
        monkeypatch.setattr(triggers, "install", lambda _connection: None)
        with pytest.raises(triggers.RecordNotAsItWas, match="refuses_update"), rewriting():
            ChangeSet.objects.update(reason="As it is")
        assert ChangeSet.objects.get().reason == "As it was"
        assert triggers.missing(connection) == []
