"""Lists narrowed to a question in words: what they find is what the search finds, whoever's rows they are."""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from programmes.models import SearchEntry
from programmes.search.index import ids_with
from programmes.search.ranking import tokens_asked_for

Rows = TypeVar("Rows", bound=QuerySet[Model])


def matching(rows: Rows, kind: SearchEntry.Kind, q: str) -> Rows:
    """Those of rows of a kind that have every word of a question; all of them when nothing is asked.

    Words that are only close to one of the question are for the search page alone, which says so.
    """
    if not q.strip():
        return rows
    tokens = tokens_asked_for(q)
    if not tokens:
        return rows.none()
    return rows.filter(pk__in=RawSQL(*ids_with(connection, tokens, kind)))  # noqa: S611 - our own names
