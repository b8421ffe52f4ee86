"""A query whose SQL is kept takes the values of the day, and reads rows as Django does."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy import prepared as prepared_queries
from embassy.partial_dates import PartialDate
from embassy.prepared import prepared
from programmes.models import Programme
from programmes.models.programmes import ProgrammeQuerySet
from programmes.public.pages.programme import _of_country, _published, published_programmes
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_kept_query_takes_new_values(plan):
    assert [programme.pk for programme in published_programmes("south-korea")] == [plan.pk]
    assert published_programmes("china") == []
    assert [programme.pk for programme in published_programmes("south-korea")] == [plan.pk]


def test_instances_come_with_the_columns_and_relations_that_the_query_names(plan):
    published_programmes("south-korea")
    [programme] = published_programmes("south-korea")
    [as_django_has_it] = _published().filter(pk=plan.pk)
    with CaptureQueriesContext(connection) as captured:
        assert programme.partnership.country.slug == "south-korea"
        assert programme.starts_on == as_django_has_it.starts_on
    assert len(captured) == 0
    assert isinstance(programme.starts_on, PartialDate)
    assert programme.get_deferred_fields() == as_django_has_it.get_deferred_fields() != set()


def test_rows_are_read_anew_each_time(plan):
    assert published_programmes("south-korea")
    Programme.objects.filter(pk=plan.pk).update(is_published=False)
    assert published_programmes("south-korea") == []


def test_moments_and_days_are_what_django_makes_of_them(plan):
    closed_at = clock.now()
    Programme.objects.filter(pk=plan.pk).update(closed_at=closed_at, closed_by=factories.user())
    columns = Programme.objects.values_list("closed_at", "starts_on")
    ask = prepared(pk=Programme._meta.pk)(lambda pk: columns.filter(pk=pk))
    for _ in range(2):
        assert ask(pk=plan.pk) == list(columns.filter(pk=plan.pk))
    assert ask(pk=plan.pk)[0][0] == closed_at


def test_the_sql_is_written_once(plan):
    built = []

    def build(pk):
        built.append(pk)
        return Programme.objects.filter(pk=pk)

    ask = prepared(pk=Programme._meta.pk)(build)
    assert [ask(pk=key) for key in (plan.pk, 0)] == [[plan], []]
    assert len(built) == 1


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection(plan):
    shown = []

    def read():
        try:
            shown.append([programme.pk for programme in _of_country(country="south-korea")])
        finally:
            connection.close()

    read_here = [programme.pk for programme in _of_country(country="south-korea")]
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert shown == [read_here] == [[plan.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_takes_anothers_place_is_the_one_that_is_asked(plan):
    assert _of_country(country="south-korea") == [plan]
    kept = connections["default"]
    try:
        del connections["default"]
        with CaptureQueriesContext(connections["default"]) as captured:
            assert _of_country(country="south-korea") == [plan]
        assert len(captured) == 1
        connections["default"].close()
    finally:
        connections["default"] = kept


def test_the_rule_of_what_is_published_is_the_querysets(plan, monkeypatch):
    monkeypatch.setattr(prepared_queries, "STATEMENTS", "statements_of_this_test")
    monkeypatch.setattr(ProgrammeQuerySet, "published", lambda rows: rows.filter(pk=-1))
    try:
        assert published_programmes("south-korea") == []
    finally:
        vars(connections["default"]).pop("statements_of_this_test")
