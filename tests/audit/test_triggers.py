"""The database itself refuses to change or delete history, on both engines, also after its tables were rebuilt."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from embassy import triggers
from embassy.audit import Channel, change_set
from embassy.models import AuditEntry, ChangeSet, RecordRewriting
from programmes.models import Sector
from tests import factories

TABLES = list(triggers.TABLES)
STATEMENTS = [
    "UPDATE {table} SET id = id + 1000",
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id > 0",
]
if connection.vendor == "postgresql":  # SQLite has no TRUNCATE
    STATEMENTS.append("TRUNCATE {table} CASCADE")


def write_history():
    with change_set(
        by=factories.user(), channel=Channel.PAGE, event="row_changed", reason="As it was"
    ) as record:
        record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
    RecordRewriting.objects.create(operation="try_it", why="To see it work.", changed=0, removed=0)
    connection.check_constraints()  # what PostgreSQL would still have to check keeps it from touching the table at all
    return record.change_set


def history():
    return [list(model.objects.values()) for model in (ChangeSet, AuditEntry, RecordRewriting)]


def is_refused(write):
    """Whether the database says no, in words of ours, and history is as it was."""
    before = history()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        write()
    return history() == before


def sql(statement):
    def execute():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_is_refused(table, statement):
    write_history()
    assert is_refused(sql(statement.format(table=table)))


def _save_again(row):
    row.reason = "Rewritten"
    row.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda made: _save_again(made),
        lambda _made: ChangeSet.objects.update(reason="Rewritten"),
        lambda made: ChangeSet.objects.bulk_update([made], ["reason"]),
        lambda _made: AuditEntry.objects.update(after={}),
        lambda _made: AuditEntry.objects.all().delete(),
        lambda made: made.entries.get().delete(),
        lambda _made: AuditEntry.objects.all()._raw_delete(using="default"),
        lambda _made: ChangeSet.objects.all()._raw_delete(using="default"),
        lambda made: ChangeSet.objects.bulk_create(
            [ChangeSet(pk=made.pk, channel=Channel.PAGE, reason="Rewritten")],
            update_conflicts=True, unique_fields=["id"], update_fields=["reason"],
        ),
    ],
    ids="save update bulk_update update_entries delete_entries delete_entry raw_entries raw_sets upsert".split(),
)  # fmt: skip
def test_the_orm_is_refused(write):
    made = write_history()
    assert is_refused(lambda: write(made))


@pytest.mark.django_db
def test_history_can_always_be_added_to():
    write_history()
    with change_set(by=None, channel=Channel.COMMAND, event="row_changed") as record:
        record.create(Sector(slug="energy", name_da="Energi", name_en="Energy"))
    assert ChangeSet.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for table in TABLES for name in triggers._names(table)])
def test_the_check_names_a_trigger_that_is_missing(name):
    def said():
        return [error.msg for error in checks.run_checks(tags=["database"], databases=["default"])]

    assert not said()
    table = next(table for table in TABLES if name.startswith(table))
    sql(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))()
    [words] = said()
    assert name in words


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [ChangeSet, AuditEntry])
def test_history_is_protected_again_after_a_migration_rebuilt_its_table(model):
    write_history()
    name = {ChangeSet: "reason", AuditEntry: "object_key"}[model]
    table = model._meta.db_table
    is_field, wider = model._meta.get_field(name), models.CharField(max_length=777, blank=True)
    wider.set_attributes_from_name(name)
    with connection.schema_editor() as editor:
        editor.alter_field(model, is_field, wider)
    try:
        if connection.vendor == "sqlite":  # this is why they have to be put back
            assert triggers.missing(connection) == list(triggers._names(table))
        call_command("migrate", verbosity=0)
        assert triggers.missing(connection) == []
        assert all(is_refused(sql(statement.format(table=table))) for statement in STATEMENTS)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(model, wider, is_field)
        triggers.install(connection)
