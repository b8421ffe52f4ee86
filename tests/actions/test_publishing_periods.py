"""Periods of publishing are kept with whatever wrote the flag, and say how it stood when each day ended."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import commitments, publishing_periods, undo
from programmes.content.load import load_content
from programmes.models import Commitment, Partnership, Programme, PublishingPeriod
from tests import factories
from tests.admin import admin_rows

pytestmark = pytest.mark.django_db
State = PublishingPeriod.State
TODAY = dt.date(2026, 11, 30)
BEFORE = dt.date(2026, 10, 1)


def write(row, **values):
    with change_set(by=None, channel=Channel.ADMIN, event="row_changed") as record:
        record.update(type(row).objects.get(pk=row.pk), **values)
    return record.change_set


def on(day):
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), tick=False)


def days(row, state):
    """[(from, until)] of a row, in order."""
    periods = PublishingPeriod.objects.of(state).filter(object_id=row.pk).order_by("pk")
    return list(periods.values_list("from_on", "until_on"))


@pytest.fixture
def programme():
    return factories.programme(is_published=False)


@pytest.fixture
def commitment(programme):
    return factories.commitment(programme, is_published=False)


# --- Every channel -------------------------------------------------------------------------------------------------


def by_the_recorder(programme, commitment):
    write(programme, is_published=True)


def by_many_rows_at_once(programme, commitment):
    with change_set(by=None, channel=Channel.IMPORT, event="import_applied") as record:
        edit = (programme.pk, programme.reference, {"is_published": False}, {"is_published": True})
        record.update_many(Programme, [edit])


def by_bulk_update(programme, commitment):
    programme.is_published = True
    with change_set(by=None, channel=Channel.COMMAND, event="row_changed") as record:
        record.bulk_update(Programme, [programme], ["is_published"])


def by_the_admin(programme, commitment):
    client = admin_rows.client_of(factories.superuser())
    leave = {"partner_consented_on": "2020"}
    assert admin_rows.change(client, programme, is_published="on", **leave).status_code == 302


def by_undoing_that_it_was_taken_off(programme, commitment):
    write(programme, is_published=True)
    off = write(programme, is_published=False)
    undo.undo(off, by=factories.superuser())


@pytest.mark.parametrize(
    "publish",
    [by_the_recorder, by_many_rows_at_once, by_bulk_update, by_the_admin, by_undoing_that_it_was_taken_off],
)
def test_whatever_publishes_a_programme_begins_its_period(programme, commitment, publish):
    with on(TODAY):
        publish(programme, commitment)
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(TODAY, None)]
    with on(TODAY + clock.ONE_DAY):
        assert publishing_periods.rebuild() == 0


def test_a_row_that_is_published_when_it_is_made_has_a_period_and_one_that_is_not_has_none(programme):
    with on(TODAY), change_set(by=None, channel=Channel.IMPORT, event="import_applied") as record:
        made = [
            Commitment(programme=programme, number=str(n), position=n, kind="continuing", is_published=n == 1)
            for n in (1, 2)
        ]
        record.bulk_create(Commitment, made)
    assert [days(row, State.COMMITMENT_PUBLISHED) for row in made] == [[(TODAY, None)], []]


def test_what_a_register_begins_with_counts_from_its_beginning_and_what_comes_later_from_its_day(settings):
    with on(TODAY):
        load_content(settings.BASE_DIR / "fixtures")
    plan, korea = Programme.objects.get(reference="KR-2021"), Partnership.objects.get(country__iso2="KR")
    assert days(plan, State.PROGRAMME_PUBLISHED) == days(korea, State.PARTNERSHIP_PUBLISHED) == [(None, None)]
    assert days(plan.commitments.first(), State.COMMITMENT_PUBLISHED) == [(None, None)]
    later = factories.programme("KR", starts_on="2025", ends_on="2028", is_published=False)
    with on(TODAY):
        write(later, is_published=True)
    assert days(later, State.PROGRAMME_PUBLISHED) == [(TODAY, None)]


# Flags that earlier days ask nothing of, and why.
NOT_DATED = {
    "event.is_public": "an event is a fact: it is on every day since its own date, whenever it was entered",
    "occurrence.is_public": "expected meetings are shown as they are today only",
}


def test_every_flag_that_publishes_something_is_kept_or_has_a_reason_not_to_be():
    flags = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_app_config("programmes").get_models()
        for field in model._meta.concrete_fields
        if field.name in {"is_public", "is_published", "status_visibility"}
        or field.name.startswith("publishes_")
    }
    # What a programme's end says of itself on earlier days, which publishes nothing.
    flags |= {"programme.closed_at", "commitment.left_open_because"}
    kept = {f"{flag.model._meta.model_name}.{flag.column}" for flag in publishing_periods.FLAGS}
    assert flags - kept == NOT_DATED.keys()
    assert kept <= flags


# --- Days ----------------------------------------------------------------------------------------------------------


def test_what_was_shown_and_hidden_on_the_same_day_was_never_public(programme):
    with on(TODAY):
        write(programme, is_published=True)
        write(programme, is_published=False)
    assert days(programme, State.PROGRAMME_PUBLISHED) == []


def test_what_was_hidden_and_shown_again_on_the_same_day_was_public_throughout(programme):
    with on(BEFORE):
        write(programme, is_published=True)
    with on(TODAY):
        write(programme, is_published=False)
        write(programme, is_published=True)
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(BEFORE, None)]


def test_what_is_taken_off_was_public_until_the_day_before_and_undoing_it_later_begins_anew(programme):
    with on(BEFORE):
        published = write(programme, is_published=True)
    with on(TODAY):
        off = undo.undo(published, by=factories.superuser())
    until = TODAY - clock.ONE_DAY
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(BEFORE, until)]
    with on(TODAY + 3 * clock.ONE_DAY):
        undo.undo(off, by=factories.superuser("second"))
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(BEFORE, until), (TODAY + 3 * clock.ONE_DAY, None)]


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-07-01T21:59:00+00:00", dt.date(2026, 7, 1)), ("2026-07-01T22:01:00+00:00", dt.date(2026, 7, 2))],
)
def test_the_day_is_copenhagens(programme, moment, day):
    with time_machine.travel(moment, tick=False):
        write(programme, is_published=True)
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(day, None)]


def test_a_status_is_withheld_from_the_day_it_is_so_and_until_the_day_before_it_is_public(commitment):
    by = factories.superuser()
    for day, visibility in ((BEFORE, "withheld"), (TODAY, "public")):
        with on(day):
            commitments.set_visibility(commitment, visibility=visibility, by=by, reason="Decided.")
    assert days(commitment, State.STATUS_WITHHELD) == [(BEFORE, TODAY - clock.ONE_DAY)]


def test_a_row_that_is_deleted_and_put_back_keeps_what_was_public_of_it(commitment):
    with on(BEFORE):
        write(commitment, is_published=True)
    row = Commitment.objects.get(pk=commitment.pk)
    with on(TODAY), change_set(by=None, channel=Channel.ADMIN, event="row_changed") as record:
        record.delete(row)
    until = TODAY - clock.ONE_DAY
    assert days(commitment, State.COMMITMENT_PUBLISHED) == [(BEFORE, until)]
    with on(TODAY + 2 * clock.ONE_DAY):
        undo.undo(record.change_set, by=factories.superuser())
    assert days(commitment, State.COMMITMENT_PUBLISHED) == [
        (BEFORE, until),
        (TODAY + 2 * clock.ONE_DAY, None),
    ]


def test_other_edits_of_a_published_row_ask_nothing_of_its_periods(programme, django_assert_num_queries):
    with change_set(by=None, channel=Channel.ADMIN, event="row_changed") as record:
        record.update(programme, title_en="Another title")
        touched = record.touched
    with django_assert_num_queries(0):
        publishing_periods.follow(touched)


def test_rebuild_finds_what_was_written_past_every_channel(programme):
    Programme.objects.filter(pk=programme.pk).update(is_published=True)
    with on(TODAY):
        assert publishing_periods.rebuild() == 1
        assert publishing_periods.rebuild() == 0
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(TODAY, None)]


def test_rebuild_leaves_what_is_public_no_more_as_it_was(programme):
    with on(TODAY):
        write(programme, is_published=True)
    with on(TODAY + 2 * clock.ONE_DAY):
        write(programme, is_published=False)
        assert publishing_periods.rebuild() == 0
    assert days(programme, State.PROGRAMME_PUBLISHED) == [(TODAY, TODAY + clock.ONE_DAY)]


# --- Of old rows, from the record ----------------------------------------------------------------------------------


def test_the_migration_reads_from_the_record_what_was_published_when(programme, commitment):
    """Everything that is kept from now on comes out of the record alike, but for the register's first day."""
    first = dt.date(2026, 1, 5)
    unrecorded = factories.programme("CN")  # published, and no change says so
    with on(first):
        early = factories.programme("KR", starts_on="2011", ends_on="2012", is_published=False)
        write(early, is_published=True)
    with on(BEFORE):
        published = write(programme, is_published=True)
        write(commitment, is_published=True, status_visibility="withheld")
    with on(TODAY):
        undo.undo(published, by=factories.superuser())
        write(commitment, is_published=False)
        write(commitment, is_published=True)
    with on(TODAY + 4 * clock.ONE_DAY):
        write(programme, is_published=True)
        write(commitment, status_visibility="public")
    order = ("state", "object_id", "from_on", "until_on")
    kept = set(PublishingPeriod.objects.values_list(*order))
    PublishingPeriod.objects.all().delete()
    migration = import_module("programmes.migrations.0022_publishing_periods")
    migration.periods_from_the_record(apps, None)
    assert days(early, State.PROGRAMME_PUBLISHED) == [(None, None)]
    assert days(unrecorded, State.PROGRAMME_PUBLISHED) == [(None, None)]
    kept -= {(State.PROGRAMME_PUBLISHED, early.pk, first, None)}
    assert set(PublishingPeriod.objects.values_list(*order)) == kept | {
        (State.PROGRAMME_PUBLISHED, early.pk, None, None)
    }
