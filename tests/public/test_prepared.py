"""A query whose SQL is kept still asks the rules of the day."""

import pytest

from programmes.models.programmes import ProgrammeQuerySet
from programmes.public.pages.programme import published_programmes

pytestmark = pytest.mark.django_db


def test_a_kept_query_takes_new_values(plan):
    assert [programme.pk for programme in published_programmes("south-korea")] == [plan.pk]
    assert published_programmes("china") == []


def test_a_rule_that_changes_writes_the_query_anew(plan, monkeypatch):
    assert published_programmes("south-korea") != []
    with monkeypatch.context() as changed:
        changed.setattr(ProgrammeQuerySet, "published", lambda rows: rows.filter(pk=-1))
        assert published_programmes("south-korea") == []
    assert published_programmes("south-korea") != []
