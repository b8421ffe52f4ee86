"""Applying writes what was shown, all or nothing, through the channel “import”; it can be undone as one step."""

import threading

import pytest
from django.db import close_old_connections, connection, connections
from django.db.utils import OperationalError

from embassy import bulk, clock
from embassy.models import AuditEntry, ChangeSet
from programmes.actions import commitments, current
from programmes.actions.undo import CannotUndo
from programmes.models import Commitment, Import, Responsibility
from programmes.transfer import imports
from tests import factories
from tests.transfer.plans import (
    applied,
    as_csv,
    changes_to,
    content_hash,
    edited,
    exported,
    rich_plan,
    state,
    table,
)

pytestmark = pytest.mark.django_db


def upload(data, by, **asked):
    return imports.upload([("plan.csv", data)], by=by, at=clock.now(), **asked)


def test_what_was_shown_is_what_is_written(plan, administrator):
    held = upload(changes_to(plan), administrator)
    assert (held.added, held.changed, held.unchanged, held.errors) == (2, 3, 1, 0)
    imports.apply(held, by=administrator, at=clock.now())
    first = plan.commitments.get(number="1.1.1")
    assert first.plain_title_en == "Wind at sea"
    assert sorted(first.sectors.values_list("slug", flat=True)) == ["energy", "health"]
    assert [
        row.organisation.acronym for row in plan.commitments.get(number="1.1.3").responsibilities.all()
    ] == ["MSIT"]
    assert current.rebuild(at=clock.now()) == 0
    again = upload(changes_to(plan), administrator)
    assert (again.added, again.changed) == (0, 0)


def test_an_organisation_that_leaves_stays_on_record_until_yesterday(plan, administrator):
    applied("plan.csv", changes_to(plan), by=administrator)
    left = Responsibility.objects.get(commitment__number="1.1.1", side="danish")
    assert left.until_on == clock.today() - clock.ONE_DAY


def test_what_is_new_stays_unpublished_whatever_the_file_says(plan, administrator):
    applied("plan.csv", changes_to(plan), by=administrator)
    assert not Commitment.objects.filter(number__in=["1.1.11", "1.1.12"], is_published=True).exists()
    assert Commitment.objects.filter(is_published=True).count() == 4


def test_it_is_one_change_set_through_the_door_import(plan, administrator):
    held = applied("plan.csv", changes_to(plan), by=administrator)
    change = ChangeSet.objects.get()
    assert (change.channel, change.by, change.reason) == ("import", administrator, "")
    assert (change.event, change.parameters) == ("import_applied", {"name": "plan.csv"})
    assert held.change_set == change
    update = change.entries.get(model="programmes.commitment", object_key="KR-2021-1.1.4")
    assert (update.before, update.after) == ({"due_on": None}, {"due_on": "2030-01-31"})


def test_missing_commitments_are_withdrawn_when_that_was_asked_for(plan, administrator):
    rows = table(exported(plan)[1])[:-1]
    applied("plan.csv", as_csv(rows), by=administrator, withdraw_missing=True)
    assert plan.commitments.get(number="1.1.4").withdrawn_on == clock.today()


def test_undone_everything_is_as_it_was(plan, administrator):
    before = content_hash(plan)
    held = applied("plan.csv", changes_to(plan), by=administrator)
    assert content_hash(plan) != before
    held = imports.undo(held, by=administrator, at=clock.now())
    assert content_hash(plan) == before
    assert held.state == Import.State.UNDONE
    assert held.undone_by.undo_of == held.change_set
    assert current.rebuild(at=clock.now()) == 0


def test_it_cannot_be_undone_once_something_else_touched_the_rows(plan, administrator):
    held = applied("plan.csv", changes_to(plan), by=administrator)
    touched = plan.commitments.get(number="1.1.11")
    commitments.edit_commitment(
        touched, values={"plain_title_en": "Mine"}, expected_version=touched.version, by=administrator
    )
    before = state()
    with pytest.raises(CannotUndo):
        imports.undo(held, by=administrator, at=clock.now())
    assert state() == before


def test_it_cannot_be_undone_once_something_depends_on_it(plan, administrator):
    held = applied("plan.csv", changes_to(plan), by=administrator)
    factories.report(plan.commitments.get(number="1.1.11"), by=administrator)
    with pytest.raises(CannotUndo):
        imports.undo(held, by=administrator, at=clock.now())


# --- changed in between


@pytest.mark.parametrize("what", ["title", "responsibility", "wording", "new"])
def test_a_preview_is_refused_when_anything_changed_in_between(plan, administrator, what):
    held = upload(changes_to(plan), administrator)
    row = plan.commitments.get(number="1.1.2")
    if what == "title":
        commitments.edit_commitment(
            row, values={"plain_title_en": "X"}, expected_version=row.version, by=administrator
        )
    elif what == "responsibility":
        one = factories.organisation("Another body")
        commitments.edit_commitment(
            row, values={"danish": [one.pk]}, expected_version=row.version, by=administrator
        )
    elif what == "wording":
        from embassy.audit import change_set
        from programmes.models import Wording

        with change_set(by=administrator, channel="admin", event="row_changed") as record:
            record.create(
                Wording(commitment=row, text="Møder", language="da", provenance="courtesy_translation")
            )
    else:
        applied(
            "other.csv",
            as_csv([["Number", "Kind"], ["1.1.11", "continuing"]]),
            by=administrator,
            reference="KR-2021",
        )
    before = state()
    with pytest.raises(imports.Stale, match="make a new preview"):
        imports.apply(held, by=administrator, at=clock.now())
    assert state() == before


def test_a_change_elsewhere_does_not_stand_in_the_way(plan, administrator):
    held = upload(changes_to(plan), administrator)
    other = factories.commitment(factories.programme("CN", starts_on="2023", ends_on="2026"))
    commitments.edit_commitment(other, values={"plain_title_en": "X"}, expected_version=1, by=administrator)
    assert imports.apply(held, by=administrator, at=clock.now()).state == Import.State.APPLIED


def test_a_second_click_applies_nothing_twice(plan, administrator):
    held = upload(changes_to(plan), administrator)
    imports.apply(held, by=administrator, at=clock.now())
    with pytest.raises(imports.AlreadyDecided):
        imports.apply(held, by=administrator, at=clock.now())
    assert ChangeSet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_apply_at_once_one_is_refused():
    plan = rich_plan()
    one, two = (factories.administrator(plan.missions.get()) for _ in range(2))
    mine = upload(
        edited(plan, {("1.1.1", "Plain title (English)"): "Mine", ("1.1.2", "Deadline"): "2031-01-01"}), one
    )
    theirs = upload(
        edited(plan, {("1.1.1", "Plain title (English)"): "Theirs", ("1.1.3", "Deadline"): "2032-01-01"}), two
    )
    inside, outcomes = threading.Barrier(2), []

    def apply(held, by):
        try:
            inside.wait(20)
            imports.apply(held, by=by, at=clock.now())
            outcomes.append("applied")
        except imports.Stale:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=apply, args=pair) for pair in ((mine, one), (theirs, two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    assert sorted(outcomes) == ["applied", "refused"]
    first, second, third = (plan.commitments.get(number=f"1.1.{n}") for n in (1, 2, 3))
    was_mine = first.plain_title_en == "Mine"
    assert bool(str(second.due_on) == "2031-01-01") is was_mine
    assert bool(str(third.due_on) == "2032-01-01") is not was_mine
    assert ChangeSet.objects.count() == 1


# --- failing half way


class Failing:
    """Fails at the nth statement; counts them. Writes that go past `execute` (COPY) count as well."""

    def __init__(self, at, monkeypatch):
        self.at, self.count = at, 0
        if connection.vendor == "postgresql":
            insert = bulk.insert
            monkeypatch.setattr(bulk, "insert", lambda *args: self._step() or insert(*args))

    def _step(self):
        self.count += 1
        if self.count == self.at:
            raise OperationalError("the database is gone")

    def __call__(self, execute, sql, params, many, context):
        self._step()
        return execute(sql, params, many, context)


@pytest.mark.trials
def test_failing_at_any_statement_leaves_nothing_and_a_second_run_completes(
    plan, administrator, rounds, tried
):
    held = upload(changes_to(plan), administrator)
    before, at, failures = state(), 0, 0
    step = rounds(9, trial=1)
    while True:
        at += step if at else 1
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(at, patch)
            try:
                with connection.execute_wrapper(failing):
                    imports.apply(Import.objects.get(pk=held.pk), by=administrator, at=clock.now())
                break
            except (OperationalError, imports.Stale):
                failures += 1
        assert state() == before, f"something was left by failing at statement {at}"
        assert Import.objects.get(pk=held.pk).state == Import.State.PREVIEWED
    tried(f"an import failing at {failures} of {failing.count} statements, and then completing")
    assert failures * step > 40
    assert plan.commitments.count() == 6
    assert AuditEntry.objects.filter(change_set=ChangeSet.objects.get()).exists()
