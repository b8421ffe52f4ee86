"""Whatever is written, by whatever way, the kept counts are what counting the rows gives; and `rebuild` agrees."""

import datetime as dt
from contextlib import suppress

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from embassy import clock
from programmes.actions import commitments, current
from programmes.counting import kept, postgresql, triggers
from programmes.models import (
    SDG,
    Commitment,
    KeptCount,
    Organisation,
    Partnership,
    PriorityArea,
    Programme,
    Responsibility,
    Sector,
    StatusReport,
    Track,
)
from programmes.models.responsibilities import SidesNamed
from programmes.public.pages import counts
from tests import factories
from tests.actions.histories import in_one_world
from tests.counting.by_rows import agree

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
LATER = [dt.timedelta(days=3), dt.timedelta(days=45), dt.timedelta(days=400)]


@pytest.fixture
def world(db):
    """Two programmes with two areas and two tracks each, and what commitments are marked with."""
    with time_machine.travel(NOW, tick=False):
        for iso2, is_complete in (("KR", True), ("CN", False)):
            plan = factories.plan(3, iso2=iso2, is_complete=is_complete)
            factories.track(factories.area(plan, 2), kind=Track.Kind.SCIENCE)
        for slug in ("energy", "water"):
            Sector.objects.create(slug=slug, name_da=slug, name_en=slug)
        for number in (6, 7, 13):
            factories.goal(number)
        for name, iso2 in (("Agency", "DK"), ("Board", "DK"), ("Ministry", "KR")):
            factories.organisation(name, iso2)
        factories.user("writer")
        yield


# --- Rows written as they come, past every action ------------------------------------------------------------------

pick = st.integers(0, 11)
day = st.one_of(st.none(), st.integers(-500, 60).map(lambda days: TODAY + dt.timedelta(days=days)))
writes = st.lists(
    st.one_of(
        st.tuples(st.just("commitment"), pick,
                  st.sampled_from(["is_published", "withdrawn_on", "kind", "place", "all"]), pick),
        st.tuples(st.just("many"), st.sampled_from(["is_published", "withdrawn_on", "programme"]), pick),
        st.tuples(st.just("new"), pick),
        st.tuples(st.just("gone"), pick),
        st.tuples(st.just("mark"), st.sampled_from(["sectors", "sdgs"]), pick, pick),
        st.tuples(st.just("promote"), pick, pick),
        st.tuples(st.just("responsible"), pick, pick, st.sampled_from(["danish", "partner", ""]), day, day),
        st.tuples(st.just("responsible_changes"), pick, st.sampled_from(["side", "from_on", "commitment", "gone"]), day,
                  pick),
        st.tuples(st.just("report"), pick, day, st.integers(-30, 30), st.booleans()),
        st.tuples(st.just("report"), pick, day, st.integers(-30, 5), st.booleans()),
        st.tuples(st.just("evidence"), pick, day),
        st.tuples(st.just("evidence"), pick, day),
        st.tuples(st.just("withhold"), pick),
        st.tuples(st.just("programme"), pick, st.sampled_from(["is_published", "is_complete", "partnership"])),
        st.tuples(st.just("merge"), pick),
        st.tuples(st.just("rebuild"), st.integers(-40, 40)),
    ),
    min_size=12,
    max_size=30,
)  # fmt: skip


class Writer:
    """Writes rows with the ORM alone, many ways, as a careless program would."""

    def write(self, name, *details):
        with suppress(IntegrityError), transaction.atomic():
            getattr(self, f"_{name}")(*details)

    def _one(self, model, number):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def _commitment(self, number, what, value):
        row = self._one(Commitment, number)
        if row is None:
            return
        area = self._one(PriorityArea.objects.filter(programme=row.programme).model, value)
        values = {
            "is_published": value % 4 != 0,
            "withdrawn_on": TODAY if value % 4 == 0 else None,
            "kind": Commitment.Kind.values[value % 5],
            "place": None,
        }
        if what == "place":
            row.area = area if value % 3 and area.programme_id == row.programme_id else None
            row.track = row.area.tracks.first() if row.area and value % 2 else None
            row.save(update_fields=["area", "track"])
        elif what == "all":
            row.kind, row.is_published = values["kind"], values["is_published"]
            row.save()
        else:
            Commitment.objects.filter(pk=row.pk).update(**{what: values[what]})

    def _many(self, what, value):
        values = {
            "is_published": value % 4 != 0,
            "withdrawn_on": TODAY if value % 4 == 0 else None,
        }
        if what == "programme":
            Commitment.objects.filter(pk__lte=value).update(programme=self._one(Programme, value))
        else:
            Commitment.objects.update(**{what: values[what]})

    def _new(self, number):
        plan, first = self._one(Programme, number), 100 + Commitment.objects.count() * 3
        Commitment.objects.bulk_create(
            Commitment(programme=plan, number=str(first + step), position=first + step, kind="recurring",
                       is_published=step > 0)
            for step in range(3)
        )  # fmt: skip

    def _gone(self, number):
        row = self._one(Commitment, number)
        if row:
            current_report = {"public_report": None, "latest_report": None}
            Commitment.objects.filter(pk=row.pk).update(**current_report)
            row.reports.all().delete()
            row.delete()

    def _mark(self, name, number, value):
        row, model = self._one(Commitment, number), {"sectors": Sector, "sdgs": SDG}[name]
        if row is None:
            return
        marks, manager = list(model.objects.order_by("pk")), getattr(row, name)
        if value % 3 == 0:
            manager.set(marks[: value % 4])
        elif value % 3 == 1:
            manager.add(*marks[value % len(marks) :])  # those that are there already are ignored
        else:
            manager.remove(marks[value % len(marks)])

    def _promote(self, number, value):
        goals = list(SDG.objects.order_by("pk"))
        self._one(PriorityArea, number).sdgs.set(goals[: value % 4])

    def _responsible(self, number, organisation, side, from_on, until_on):
        row = self._one(Commitment, number)
        role = "responsible" if side else "forum"
        if from_on and until_on and from_on > until_on:
            from_on, until_on = until_on, from_on
        if row:
            Responsibility.objects.create(
                commitment=row, organisation=self._one(Organisation, organisation), side=side, role=role,
                from_on=from_on, until_on=until_on,
            )  # fmt: skip

    def _responsible_changes(self, number, what, on, other):
        row = self._one(Responsibility, number)
        if row is None:
            return
        rows = Responsibility.objects.filter(pk=row.pk)
        if what == "gone":
            rows.delete()
        elif what == "commitment":
            rows.update(commitment=self._one(Commitment, other))
        elif what == "from_on":
            rows.update(from_on=on, until_on=None)
        elif row.role == "responsible":
            Responsibility.objects.filter(role="responsible").update(side=["danish", "partner"][other % 2])

    def _report(self, number, as_of_on, embargo_days, has_evidence):
        row = self._one(Commitment, number)
        if row is None:
            return
        at = NOW - dt.timedelta(days=30)
        factories.report(
            row, by=factories.User.objects.get(username="writer"), at=at, as_of_on=as_of_on or TODAY,
            effective_at=max(at, NOW + dt.timedelta(days=embargo_days)), evidence="Minutes." if has_evidence else "",
            status=["under_way", "fulfilled"][number % 2],
        )  # fmt: skip

    def _evidence(self, number, as_of_on):
        row = self._one(StatusReport, number)
        if row:
            StatusReport.objects.filter(pk=row.pk).update(evidence="More.", as_of_on=as_of_on or TODAY)
            current.refresh([row.commitment_id], at=clock.now())

    def _withhold(self, number):
        row = self._one(Commitment, number)
        if row:
            row.status_visibility = "withheld" if row.status_visibility == "public" else "public"
            row.save(update_fields=["status_visibility"])
            current.refresh([row], at=clock.now())

    def _programme(self, number, what):
        row, value = self._one(Programme, number), number % 4 != 0
        if what == "partnership":
            Partnership.objects.filter(pk=row.partnership_id).update(is_published=value)
        else:
            Programme.objects.filter(pk=row.pk).update(**{what: value})

    def _merge(self, number):
        """As two rows of a shared list are made one."""
        kept_one, double = Sector.objects.order_by("pk")[:2]
        through = Commitment.sectors.through.objects
        free = through.filter(sector=double).exclude(
            commitment__in=through.filter(sector=kept_one).values("commitment")
        )
        through.filter(pk__in=list(free.values_list("pk", flat=True))).update(sector=kept_one)

    def _rebuild(self, days):
        kept.rebuild(on=TODAY + dt.timedelta(days=min(days, 0)))


@pytest.mark.trials
@in_one_world
@given(told=writes)
def test_whatever_is_written_the_kept_counts_are_what_the_rows_give(world, told):
    with transaction.atomic():
        writer = Writer()
        for name, *details in told:
            writer.write(name, *details)
        agree(NOW, *LATER)
        kept.rebuild(on=TODAY)
        agree(NOW, *LATER)
        assert kept.rebuild(on=TODAY) == 0
        transaction.set_rollback(True)


# --- Days ----------------------------------------------------------------------------------------------------------


def sides(at=NOW):
    return counts.counts_by_sides(at=at)


def test_who_is_responsible_changes_with_the_day_and_no_timer_need_run(world):
    """An organisation that begins on a day counts from that day on, and one that ends until it."""
    plan = Programme.objects.get(is_complete=True)
    first = plan.commitments.first()
    agency, board = Organisation.objects.filter(country__iso2="DK").order_by("pk")[:2]
    days = {agency: (None, TODAY + dt.timedelta(days=1)), board: (TODAY + dt.timedelta(days=5), None)}
    for organisation, (from_on, until_on) in days.items():
        Responsibility.objects.create(
            commitment=first, organisation=organisation, side="danish", from_on=from_on, until_on=until_on
        )
    named, nobody = (True, False, "not_reported"), (False, False, "not_reported")
    assert [sides(NOW + dt.timedelta(days=days))[named] for days in (0, 1, 2, 4, 5)] == [1, 1, 0, 0, 1]
    assert sides(NOW + dt.timedelta(days=2))[nobody] == 3
    # Until the last change lies behind, the rows are asked; from then on, the number is kept.
    first.refresh_from_db()
    assert first.sides_named == SidesNamed.CHANGING
    assert kept.rebuild(on=TODAY + dt.timedelta(days=4)) == 0
    assert kept.rebuild(on=TODAY + dt.timedelta(days=5)) > 0
    first.refresh_from_db()
    assert first.sides_named == SidesNamed.DANISH
    assert kept.rebuild(on=TODAY + dt.timedelta(days=6)) == 0
    agree(NOW + dt.timedelta(days=6))


def test_a_change_set_that_writes_days_leaves_nothing_to_rebuild(world):
    """Whoever is made responsible in an edit is so from today: a day that is past as soon as it is written."""
    one, by = Commitment.objects.order_by("pk").first(), factories.superuser()
    organisations = list(Organisation.objects.filter(country__iso2="DK").order_by("pk"))
    for day, organisation in enumerate(organisations):
        with time_machine.travel(NOW + dt.timedelta(days=day), tick=False):
            one.refresh_from_db()
            commitments.edit_commitment(
                one, values={"danish": [organisation.pk]}, expected_version=one.version, by=by
            )
            one.refresh_from_db()
            assert one.sides_named == SidesNamed.DANISH
            assert kept.rebuild(on=clock.today()) == 0
            agree(clock.now())


def test_what_ends_later_is_counted_from_its_rows(world, django_assert_max_num_queries):
    by_rows_alone = Commitment.objects.filter(sides_named=SidesNamed.CHANGING)
    for one in Commitment.objects.order_by("pk")[:2]:
        Responsibility.objects.create(
            commitment=one, organisation=Organisation.objects.first(), side="danish", until_on=TODAY
        )
    assert by_rows_alone.count() == 2
    agree(NOW, *LATER)


# --- What was written without the triggers, and how they are put back ------------------------------------------------


def test_rebuild_counts_what_was_written_without_the_triggers(world):
    triggers.lift(connection)
    assert triggers.missing(connection)
    plan = Programme.objects.get(is_complete=True)
    plan.commitments.update(kind="recurring")
    Responsibility.objects.create(
        commitment=plan.commitments.first(), organisation=Organisation.objects.first(), side="danish"
    )
    triggers.install(connection)
    assert triggers.missing(connection) == []
    with pytest.raises(AssertionError):
        agree(NOW)
    assert kept.rebuild(on=TODAY) > 0
    agree(NOW)
    assert kept.rebuild(on=TODAY) == 0


def test_the_command_says_what_it_found(world, capsys):
    call_command("rebuild_current")
    capsys.readouterr()
    KeptCount.objects.filter(what="place").update(number=F("number") + 1)
    call_command("rebuild_current")
    assert "kept counts had to change" in capsys.readouterr().out
    call_command("rebuild_current")
    assert capsys.readouterr().out == "Everything was current.\n"
    agree(NOW)


@pytest.mark.parametrize("name", sorted(name for name, _table, _rest in triggers._triggers(connection)))
def test_the_check_names_a_trigger_that_is_missing_and_migrate_puts_it_back(world, name):
    table = next(table for each, table, _rest in triggers._triggers(connection) if each == name)
    with connection.cursor() as cursor:
        cursor.execute(triggers._drop(connection, name, table))
    assert triggers.missing(connection) == [name]
    said = triggers.counts_are_kept(databases=["default"])
    assert [message.id for message in said] == ["programmes.W002"]
    assert name in said[0].msg
    kept.before_migrate(plan=())  # as Django calls them, with nothing to do
    assert triggers.missing(connection) == [name]
    kept.after_migrate()
    assert triggers.counts_are_kept(databases=["default"]) == []


def test_before_a_migration_the_triggers_are_off_and_after_it_everything_is_counted(world):
    kept.before_migrate(plan=[object()])
    assert len(triggers.missing(connection)) == len(list(triggers._triggers(connection)))
    Commitment.objects.update(kind="recurring")
    kept.after_migrate()
    assert triggers.missing(connection) == []
    agree(NOW)


# --- What it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/en/statistics/", "/en/matrix/", "/en/"])
def test_pages_of_totals_ask_for_no_rows_of_commitments(world, client, address):
    """However many there are: whether something is to be counted from rows at all is one row."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    asked = [query["sql"] for query in captured if f'FROM "{Commitment._meta.db_table}"' in query["sql"]]
    assert [sql for sql in asked if "LIMIT 1" not in sql and "IN (" not in sql] == []


def test_many_rows_that_are_written_at_once_are_counted_once(world):
    plan, before = Programme.objects.first(), KeptCount.objects.count()
    Commitment.objects.bulk_create(
        Commitment(programme=plan, number=str(number), position=number, kind="recurring", is_published=True)
        for number in range(100, 400)
    )
    assert KeptCount.objects.count() <= before + 3


def test_rows_of_changes_do_not_grow_for_ever(world, monkeypatch):
    one = Commitment.objects.first()
    monkeypatch.setattr(postgresql, "FOLD_EVERY", 40)
    triggers.install(connection)
    for turn in range(120):
        Commitment.objects.filter(pk=one.pk).update(kind=Commitment.Kind.values[turn % 5])
    assert KeptCount.objects.count() < 90
    agree(NOW)
